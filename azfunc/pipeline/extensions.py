"""Runs the hooks of worker extensions around invocations.

The order: before the handler the app's hooks, then the function's; after it the function's, then the app's; at
loading the function's, then the app's. A hook that raises is logged, and the others run. After a handler that raised
no hooks run.
"""

import logging
import os
import sys
from collections.abc import Generator, Iterable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from azfunc.bindings.context import Context
from azfunc.call import Call
from azfunc.flags import is_false
from azfunc.function import Function

if TYPE_CHECKING:
    from azfunc.extension import ExtensionHookMeta

EXTENSIONS_SETTING = "PYTHON_ENABLE_WORKER_EXTENSIONS"
"""The setting that, with ``0`` or ``false``, lets no extension take part."""

LOGGER_NAME = "azure_functions_worker.extension"
"""Each extension logs below this name, by the name of its class, as in Microsoft's worker."""


class InvocationHooks:
    """The hooks of one function, looked up once.

    Args:
        before: the hooks before an invocation, in the order in which they run.
        after: the hooks after it.
    """

    __slots__ = ("_after", "_before")

    def __init__(self, before: "Iterable[ExtensionHookMeta]", after: "Iterable[ExtensionHookMeta]") -> None:
        self._before = [(logging.getLogger(f"{LOGGER_NAME}.{name}"), impl) for name, impl in before]
        self._after = [(logging.getLogger(f"{LOGGER_NAME}.{name}"), impl) for name, impl in after]

    def __call__(self, call: Call) -> Generator[None, object, None]:
        """The hooks as middleware."""
        self.before(call.context, call.arguments)
        result = yield
        self.after(call.context, call.arguments, result)

    def before(self, context: Context, arguments: dict[str, object]) -> None:
        """Runs what comes before the handler; hooks may change its arguments."""
        for logger, hook in self._before:
            try:
                hook(logger, context, arguments)
            except Exception:
                logger.exception("A hook before the invocation of function '%s' failed.", context.function_name)

    def after(self, context: Context, arguments: dict[str, object], result: object) -> None:
        """Runs what comes after the handler."""
        for logger, hook in self._after:
            try:
                hook(logger, context, arguments, result)
            except Exception:
                logger.exception("A hook after the invocation of function '%s' failed.", context.function_name)


def load_hooks(functions: Mapping[str, Function]) -> dict[str, InvocationHooks]:
    """Tells extensions that these functions have been loaded, and finds the hooks of each.

    Empty where no extension has been registered, or the setting forbids them; the module that registers them is not
    even loaded then.
    """
    if "azfunc.extension" not in sys.modules or is_false(os.environ.get(EXTENSIONS_SETTING)):
        return {}
    from azfunc.extension import registered

    if not (registered.app or registered.function):
        return {}
    of_app = registered.of_app()
    found: dict[str, InvocationHooks] = {}
    for name, function in functions.items():
        own = registered.of_function(name, function.where.file)
        loaded = [*own.post_function_load, *of_app.post_function_load_app_level]
        _tell_loaded(loaded, name, str(Path(function.where.file).parent))
        if of_app.pre_invocation_app_level or own.pre_invocation:
            found[name] = InvocationHooks(
                [*of_app.pre_invocation_app_level, *own.pre_invocation],
                [*own.post_invocation, *of_app.post_invocation_app_level],
            )
    return found


def _tell_loaded(hooks: "Sequence[ExtensionHookMeta]", name: str, folder: str) -> None:
    for extension, hook in hooks:
        try:
            hook(name, folder)
        except Exception:
            logger = logging.getLogger(f"{LOGGER_NAME}.{extension}")
            logger.exception("A hook after the loading of function '%s' failed.", name)
