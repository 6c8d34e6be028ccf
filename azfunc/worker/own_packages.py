"""`OwnPackages`: what the worker has loaded for itself, and what of it an app does not see, since it brings its own."""

import builtins
import importlib
import sys
from collections.abc import Mapping, Sequence
from importlib.machinery import ModuleSpec, PathFinder, SourceFileLoader
from importlib.util import resolve_name
from types import ModuleType


class OwnPackages:
    """Takes the worker's packages out of the imported modules, and lets imports of them see the app's folders alone.

    The worker's code goes on with what it has imported. What it imports later, inside of functions, it gets from
    there too: its modules have an ``__import__`` of their own.
    """

    def __init__(self) -> None:
        self._is_loading = False
        self._hidden: dict[str, Sequence[str]] = {}
        self._kept: dict[str, ModuleType] = {}
        self._builtins: dict[str, object] = {**vars(builtins), "__import__": self._import}

    def load(self, name: str) -> None:
        """Imports a module, and what it needs, as the worker's own; raises as an import does."""
        if self not in sys.meta_path:
            sys.meta_path.insert(0, self)
        self._is_loading = True
        try:
            importlib.import_module(name)
        finally:
            self._is_loading = False

    def hide(self, names: Sequence[str], places: Sequence[str]) -> None:
        """Hides packages of one project.

        Args:
            names: the packages, each as it is imported.
            places: the folders in which imports of them look.
        """
        for name in names:
            self._hidden[name] = places
            self._kept.update((known, sys.modules.pop(known)) for known in _below(name))
            top = name.partition(".")[0]
            if top != name and top in sys.modules:  # the app's copy of the namespace may be a package
                self._kept[top] = sys.modules.pop(top)

    def show(self) -> None:
        """Puts all back in the place of what has been imported since."""
        for name in self._hidden:
            for known in _below(name):
                del sys.modules[known]
        sys.modules.update(self._kept)
        self._hidden.clear()
        self._kept.clear()

    def find_spec(
        self, fullname: str, path: Sequence[str] | None, target: ModuleType | None = None
    ) -> ModuleSpec | None:
        """The app's copy of what is hidden; what the worker loads for itself; None for all other modules."""
        if fullname in self._hidden:
            return self._of_app(fullname)
        if not self._is_loading:
            return None
        spec = PathFinder.find_spec(fullname, path)
        if spec is not None and type(spec.loader) is SourceFileLoader:
            spec.loader = _OwnLoader(spec.loader.name, spec.loader.path, self._builtins)
        return spec

    def _of_app(self, name: str) -> ModuleSpec:
        places = self._hidden[name]
        parent, _, _ = name.rpartition(".")
        if parent:
            found = PathFinder.find_spec(parent, places)
            places = list(found.submodule_search_locations or ()) if found is not None else []
        spec = PathFinder.find_spec(name, places)
        if spec is None:
            raise ModuleNotFoundError(f"No module named {name!r}", name=name)
        return spec

    def _import(
        self,
        name: str,
        globals: Mapping[str, object] | None = None,
        locals: Mapping[str, object] | None = None,
        fromlist: Sequence[str] = (),
        level: int = 0,
    ) -> ModuleType:
        """``__import__`` of the worker's own packages: what is hidden from the app is not hidden from them."""
        package = str((globals or {}).get("__package__"))
        full = resolve_name("." * level + name, package) if level else name
        own = self._kept.get(full)
        if own is None:
            return builtins.__import__(name, globals, locals, fromlist, level)
        for attribute in fromlist or ():
            part = self._kept.get(f"{full}.{attribute}")
            if part is not None and not hasattr(own, attribute):
                setattr(own, attribute, part)
        return own if fromlist else self._kept[full.partition(".")[0]]


class _OwnLoader(SourceFileLoader):
    """Runs a module with builtins of its own."""

    def __init__(self, name: str, path: str, names: dict[str, object]) -> None:
        super().__init__(name, path)
        self._names = names

    def exec_module(self, module: ModuleType) -> None:
        vars(module)["__builtins__"] = self._names
        super().exec_module(module)


def _below(name: str) -> list[str]:
    """The imported modules of a package."""
    return [known for known in sys.modules if known == name or known.startswith(f"{name}.")]
