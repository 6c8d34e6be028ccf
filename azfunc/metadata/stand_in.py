"""Lets ``import azure.functions`` mean azfunc while the code of an app is imported or runs.

Apps of function.json folders were written for azure.functions, and azfunc's commands run them unchanged: their
handlers name the classes of azure.functions in annotations, and get and give azfunc's.
"""

import contextlib
import sys
from collections.abc import Generator, Sequence
from importlib import import_module
from importlib.machinery import ModuleSpec, PathFinder
from importlib.util import find_spec
from types import ModuleType
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from importlib.abc import Loader
else:
    Loader = object  # importlib.abc takes longer to load than all of this, and Python asks for the methods alone

_PARENT = "azure"
_NAME = f"{_PARENT}.functions"

_FOR_DURABLE: Final = {
    f"{_NAME}._durable_functions": "azfunc.metadata.durable_serializers",
    f"{_PARENT}.durable_functions.decorators.durable_app": "azfunc.metadata.durable_apps",
}
"""What azure-functions-durable takes of the insides of azure.functions, and what it makes of them."""


@contextlib.contextmanager
def stand_in_for_azure_functions() -> Generator[None]:
    """While it lasts, ``azure.functions`` and the modules below it are those of azfunc; installed or not."""
    kept = _take_out()
    before: object = vars(sys.modules[_PARENT]).get("functions") if _PARENT in sys.modules else None
    sys.meta_path.insert(0, _FINDER)
    try:
        yield
    finally:
        sys.meta_path.remove(_FINDER)
        _take_out()
        sys.modules.update(kept)
        parent = sys.modules.get(_PARENT)
        if parent is not None:
            vars(parent).pop("functions", None)
            if before is not None:
                vars(parent)["functions"] = before
            if parent.__loader__ is _FINDER:
                del sys.modules[_PARENT]


@contextlib.contextmanager
def stand_in_where_missing() -> Generator[None]:
    """The same where azure.functions is not installed; elsewhere other packages may need more of it than azfunc has."""
    with contextlib.nullcontext() if _is_installed() else stand_in_for_azure_functions():
        yield


def _is_installed() -> bool:
    try:
        return _NAME in sys.modules or find_spec(_NAME) is not None
    except ModuleNotFoundError:  # there is no package of that namespace at all
        return False


def _take_out() -> dict[str, ModuleType]:
    """Takes azure.functions and what lies below it out of the imported modules."""
    names = [name for name in sys.modules if name == _NAME or name.startswith(f"{_NAME}.")]
    return {name: sys.modules.pop(name) for name in names}


class _Finder(Loader):
    """Makes a module of azure.functions out of the one that azfunc has in its place."""

    def find_spec(
        self, fullname: str, path: Sequence[str] | None, target: ModuleType | None = None
    ) -> ModuleSpec | None:
        if fullname == _PARENT:  # which other libraries share; an empty one where none of them is installed
            return PathFinder.find_spec(fullname, path) or ModuleSpec(fullname, self, is_package=True)
        if fullname not in _FOR_DURABLE and fullname != _NAME and not fullname.startswith(f"{_NAME}."):
            return None
        try:
            import_module(_ours(fullname))
        except ModuleNotFoundError:
            return None
        return ModuleSpec(fullname, self, is_package=True)

    def create_module(self, spec: ModuleSpec) -> ModuleType | None:
        """None: Python makes the module."""
        return None

    def exec_module(self, module: ModuleType) -> None:
        if module.__name__ == _PARENT:
            return
        ours = import_module(_ours(module.__name__))
        own = {"__name__", "__spec__", "__loader__", "__package__", "__path__", "__file__", "__getattr__"}
        vars(module).update((name, value) for name, value in vars(ours).items() if name not in own)

        def from_ours(name: str) -> object:
            return getattr(ours, name)

        vars(module)["__getattr__"] = from_ours


def _ours(name: str) -> str:
    return _FOR_DURABLE.get(name) or "azfunc" + name.removeprefix(_NAME)


_FINDER = _Finder()
