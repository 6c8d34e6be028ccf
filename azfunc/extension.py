"""Worker extensions: classes whose hooks run when functions are loaded, and before and after each invocation.

An `AppExtensionBase` looks at all functions, a `FuncExtensionBase` at those of one file. Both register themselves.
Follows https://learn.microsoft.com/azure/azure-functions/develop-python-worker-extensions.
"""

import json
import os
from collections.abc import Callable
from logging import Logger
from pathlib import Path
from typing import Any, Final, NamedTuple, TypeAlias, cast

from azfunc.bindings.context import Context
from azfunc.errors import AzfuncError

Arguments: TypeAlias = dict[str, object]
"""A handler's arguments by name; a hook before the invocation may change them."""

SCRIPT_ROOT_SETTING = "AzureWebJobsScriptRoot"
"""The setting in which hosts tell the app's folder."""


class FunctionExtensionException(AzfuncError):  # noqa: N818 - azure.functions spells it so
    """An extension is used in a way that it is not made for."""


class ExtensionHookMeta(NamedTuple):
    """One hook of one extension."""

    ext_name: str
    """Name of the extension's class."""
    ext_impl: Callable[..., object]


class FuncExtensionHooks(NamedTuple):
    """The hooks that look at one function, in the order in which their extensions were made."""

    post_function_load: list[ExtensionHookMeta]
    pre_invocation: list[ExtensionHookMeta]
    post_invocation: list[ExtensionHookMeta]


class AppExtensionHooks(NamedTuple):
    """The hooks that look at all functions, in the order in which their extensions were defined."""

    post_function_load_app_level: list[ExtensionHookMeta]
    pre_invocation_app_level: list[ExtensionHookMeta]
    post_invocation_app_level: list[ExtensionHookMeta]


class Extensions:
    """The extensions of this process."""

    def __init__(self) -> None:
        self.app: list[type[AppExtensionBase]] = []
        self.function: list[FuncExtensionBase] = []

    def of_app(self) -> AppExtensionHooks:
        """The hooks that look at all functions."""
        return AppExtensionHooks(
            [ExtensionHookMeta(one.__name__, one.post_function_load_app_level) for one in self.app],
            [ExtensionHookMeta(one.__name__, one.pre_invocation_app_level) for one in self.app],
            [ExtensionHookMeta(one.__name__, one.post_invocation_app_level) for one in self.app],
        )

    def of_function(self, name: str, file: str | None = None) -> FuncExtensionHooks:
        """The hooks that look at a function: of extensions made in its folder, or in the file that declares it."""
        found = [one for one in self.function if one.looks_at(name, file)]
        return FuncExtensionHooks(
            [ExtensionHookMeta(type(one).__name__, one.post_function_load) for one in found],
            [ExtensionHookMeta(type(one).__name__, one.pre_invocation) for one in found],
            [ExtensionHookMeta(type(one).__name__, one.post_invocation) for one in found],
        )


class ExtensionMeta(type):
    """The metaclass of extensions, which registers them: app extensions when defined, others when made."""

    def __init__(cls, name: str, bases: tuple[type, ...], members: dict[str, object], **kwargs: object) -> None:
        super().__init__(name, bases, members, **kwargs)
        if any(isinstance(base, ExtensionMeta) and issubclass(base, AppExtensionBase) for base in bases):
            extension = cast("type[AppExtensionBase]", cls)
            extension.init()
            registered.app.append(extension)

    def __call__(cls, *args: object, **kwargs: object) -> Any:  # checkers take the class's own parameters
        if not issubclass(cls, FuncExtensionBase):
            raise FunctionExtensionException(
                f"{cls.__name__} is an extension of the whole app, which is used as a class and never made an "
                f"instance of. Call its class methods, such as {cls.__name__}.configure(...)."
            )
        made = cast("FuncExtensionBase", super().__call__(*args, **kwargs))
        if cls is not FuncExtensionBase:
            made.check_place()
            registered.function.append(made)
        return made

    @classmethod
    def get_function_hooks(cls, name: str) -> FuncExtensionHooks | None:
        """The hooks of a function by its name in any case; None where it has none."""
        hooks = registered.of_function(name)
        return hooks if hooks.pre_invocation else None

    @classmethod
    def get_application_hooks(cls) -> AppExtensionHooks | None:
        """The hooks that look at all functions; None where there are none."""
        return registered.of_app() if registered.app else None

    @classmethod
    def get_registered_extensions_json(cls) -> str:
        """The extensions by name, as JSON text, those of functions below the function's name."""
        found: dict[str, object] = {}
        by_function: dict[str, list[str]] = {}
        for one in registered.function:
            by_function.setdefault(one.trigger_name, []).append(type(one).__name__)
        if by_function:
            found["FuncExtension"] = by_function
        if registered.app:
            found["AppExtension"] = [one.__name__ for one in registered.app]
        return json.dumps(found)


class AppExtensionBase(metaclass=ExtensionMeta):
    """Base of extensions that look at all functions of an app. Deriving a class registers it; it is never called.

    ::

        class Stopwatch(AppExtensionBase):
            @classmethod
            def pre_invocation_app_level(cls, logger, context, func_args=None, *args, **kwargs):
                logger.info("%s begins", context.function_name)

    What a hook raises is logged, and the invocation goes on.
    """

    @classmethod
    def init(cls) -> None:
        """Runs once, when the class has been defined."""

    @classmethod
    def configure(cls, *args: Any, **kwargs: Any) -> None:  # an extension may ask for whatever settings it has
        """What the app's author calls to set the extension up; it takes what the extension wants."""

    @classmethod
    def post_function_load_app_level(
        cls, function_name: str, function_directory: str, *args: object, **kwargs: object
    ) -> None:
        """Runs after a function has been loaded.

        Args:
            function_name: the function's name in the host.
            function_directory: the folder of its source.
            args, kwargs: what later versions may add.
        """

    @classmethod
    def pre_invocation_app_level(
        cls, logger: Logger, context: Context, func_args: Arguments | None = None, *args: object, **kwargs: object
    ) -> None:
        """Runs before each invocation, before the hooks of the function's own extensions.

        Args:
            logger: a logger that bears the extension's name.
            context: what the invocation tells of itself.
            func_args: the handler's arguments by name.
            args, kwargs: what later versions may add.
        """

    @classmethod
    def post_invocation_app_level(
        cls,
        logger: Logger,
        context: Context,
        func_args: Arguments | None = None,
        func_ret: object = None,
        *args: object,
        **kwargs: object,
    ) -> None:
        """Runs after each invocation whose handler returned, after the hooks of the function's own extensions.

        Args:
            logger: a logger that bears the extension's name.
            context: what the invocation tells of itself.
            func_args: the handler's arguments by name.
            func_ret: what the handler returned.
            args, kwargs: what later versions may add.
        """


class FuncExtensionBase(metaclass=ExtensionMeta):
    """Base of extensions that look at the functions of one file. Making an instance registers it.

    ::

        stopwatch = Stopwatch(__file__)

    It looks at the functions that this file declares; where each function has a folder of its own, at the function of
    the folder. What a hook raises is logged, and the invocation goes on.

    Args:
        file_path: ``__file__`` of the module that makes it.

    Raises:
        FunctionExtensionException: the file lies outside the app's folder (setting ``AzureWebJobsScriptRoot``), or a
            derived class does not call this one's ``__init__``.
    """

    _file_path: str | None = None

    def __init__(self, file_path: str) -> None:
        self._file_path = os.path.abspath(file_path)  # noqa: PTH100 - Path.absolute keeps "..", which relpath reads
        self._root: str | None = os.environ.get(SCRIPT_ROOT_SETTING)
        self._trigger_name: str = Path(self._file_path).parent.name
        if self._root:
            self._trigger_name = Path(os.path.relpath(self._file_path, self._root)).parts[0]

    @property
    def trigger_name(self) -> str:
        """The folder below the app's root that the file lies in, which is the function's name where it has one."""
        return self._trigger_name

    def check_place(self) -> None:
        """Refuses an extension that belongs to no function.

        Raises:
            FunctionExtensionException: see the class.
        """
        name = type(self).__name__
        if self._file_path is None:
            raise FunctionExtensionException(
                f"{name} does not know its file. Let its __init__ call super().__init__(file_path)."
            )
        if self._trigger_name.startswith("."):
            raise FunctionExtensionException(
                f"{name} was made in {self._file_path}, which does not lie in a folder of the app "
                f"({self._root}), so that it belongs to no function. Make it in the file of "
                f"the functions that it looks at, and pass that file: {name}(__file__)."
            )

    def looks_at(self, name: str, file: str | None) -> bool:
        """Whether a function is one of those that this extension looks at.

        Args:
            name: the function's name, in any case.
            file: the file that declares it, if it is known.
        """
        if file is not None and self._file_path == os.path.abspath(file):  # noqa: PTH100 - as in __init__
            return True
        is_named = self._trigger_name.lower() == name.lower()
        return is_named and (file is None or self._root is not None)  # without a root, any folder may bear that name

    def post_function_load(self, function_name: str, function_directory: str, *args: object, **kwargs: object) -> None:
        """Runs after the function has been loaded; see `AppExtensionBase.post_function_load_app_level`."""

    def pre_invocation(
        self, logger: Logger, context: Context, func_args: Arguments | None = None, *args: object, **kwargs: object
    ) -> None:
        """Runs before each invocation; see `AppExtensionBase.pre_invocation_app_level`."""

    def post_invocation(
        self,
        logger: Logger,
        context: Context,
        func_args: Arguments | None = None,
        func_ret: object = None,
        *args: object,
        **kwargs: object,
    ) -> None:
        """Runs after each invocation; see `AppExtensionBase.post_invocation_app_level`."""


registered: Final = Extensions()
"""All extensions of this process, as modules are."""
