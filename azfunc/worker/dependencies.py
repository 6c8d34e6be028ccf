"""Keeps the packages of an app and those of the worker apart, in one process.

The worker loads its own copies of what it needs (grpcio, protobuf) before the app's folders are on ``sys.path``. Then
it hides those of which the app brings its own: it goes on using its own, and what the app imports is the app's copy.
Follows https://learn.microsoft.com/azure/azure-functions/functions-app-settings#python_isolate_worker_dependencies.
"""

import logging
import os
import re
import sys
import sysconfig
from collections.abc import Iterator, Mapping, Sequence
from importlib.machinery import ModuleSpec, PathFinder
from importlib.util import find_spec
from pathlib import Path
from pkgutil import iter_modules
from types import ModuleType
from typing import Final

from azfunc import __version__
from azfunc.finders import refresh_finders
from azfunc.flags import is_false
from azfunc.worker.own_packages import OwnPackages

_logger: Final = logging.getLogger("azfunc.worker")

ISOLATE_SETTING: Final = "PYTHON_ISOLATE_WORKER_DEPENDENCIES"
"""The setting that, with ``0`` or ``false``, lets the worker's packages come before the app's."""

_PACKAGES: Final = ".python_packages/lib"
_SHARED: Final = frozenset(("google", "azure"))
"""Namespaces that packages of several projects are in."""

_BESIDE: Final[Mapping[str, Sequence[str]]] = {"google.protobuf": ("google._upb",)}
"""Packages that are of one project with another, and useless beside another version of it."""

_PYDANTIC: Final = (2, 7)
"""The oldest pydantic that azfunc works with."""

_PLUGINS: Final = ("pydantic.mypy", "pydantic._hypothesis_plugin")
"""Modules of pydantic that other tools load."""

_PARTS_OF_PYDANTIC: Final = ("typing_extensions", "pydantic_core", "annotated_types", "typing_inspection")


class AppPackages:
    """The packages of an app in this process: its own, and of those that it does not bring the worker's.

    Args:
        own: the worker's packages.
    """

    def __init__(self, own: OwnPackages) -> None:
        self._own = own
        self._before: list[str] | None = None

    def enter(self, root: Path, settings: Mapping[str, str]) -> None:
        """Puts an app's packages on ``sys.path``, behind the standard library, and hides the worker's copies of them.

        Args:
            root: the app's folder, without symbolic links.
            settings: the app settings.
        """
        packages = app_packages(root, settings)
        self._before = list(sys.path)
        others = [path for path in sys.path if path not in packages]
        if is_false(settings.get(ISOLATE_SETTING)):
            sys.path[:] = [*others, *packages]
        else:
            places = [str(root), *packages]
            if _needs_pydantic(places):
                self._load_pydantic()
            behind = _behind_standard_library(others)
            sys.path[:] = [*others[:behind], *packages, *others[behind:]]
            self._hide(places)
            _warn_of_another_azfunc(places)
        refresh_finders()

    def leave(self) -> None:
        """Takes the app's packages away again, and shows the worker's to the next app."""
        self._own.show()
        if self._before is not None:
            sys.path[:] = self._before
        refresh_finders()

    def _load_pydantic(self) -> None:
        """Loads what pydantic may import later, when it would find the app's copies; and what azfunc takes of it."""
        for package in ("pydantic", "pydantic._internal"):
            self._own.load(package)
            for module in iter_modules(sys.modules[package].__path__, f"{package}."):
                if not module.ispkg and module.name not in _PLUGINS:
                    self._own.load(module.name)
        self._own.load("azfunc.bindings.validation")

    def _hide(self, places: Sequence[str]) -> None:
        """Hides the worker's packages where the app has its own copy of one."""
        for name in list(_loaded_packages()):
            found = _find(name, places)
            if found is not None and not _is_same(found, sys.modules[name]):
                self._own.hide([name, *_BESIDE.get(name, ())], places)


def app_packages(root: Path, settings: Mapping[str, str]) -> list[str]:
    """The folders with packages that have been deployed with an app, and those that ``PYTHONPATH`` names in it."""
    version = f"python{sys.version_info.major}.{sys.version_info.minor}"
    deployed = (root / _PACKAGES / "site-packages", root / _PACKAGES / version / "site-packages")
    named = (Path(os.path.realpath(path)) for path in settings.get("PYTHONPATH", "").split(os.pathsep) if path)
    inside = (place for place in named if place != root and place.is_relative_to(root))
    return list(dict.fromkeys(str(place) for place in (*inside, *deployed) if place.is_dir()))


def _behind_standard_library(paths: Sequence[str]) -> int:
    """The index behind the last folder of the standard library, which no package shall replace."""
    standard = {os.path.realpath(sysconfig.get_path(name)) for name in ("stdlib", "platstdlib")}
    standard |= {os.path.join(path, "lib-dynload") for path in standard}  # noqa: PTH118 - texts, as sys.path has them
    found = [index for index, path in enumerate(paths) if os.path.realpath(path) in standard]
    return found[-1] + 1 if found else 0


def _needs_pydantic(places: Sequence[str]) -> bool:
    """Whether the app would spoil the worker's pydantic: by an own one that is too old, or by an own part of it.

    azfunc imports pydantic when it meets a model. It takes the app's, whose models it is to read, if it can.
    """
    if find_spec("pydantic") is None:
        return False
    if _find("pydantic", places) is not None:
        return not _is_usable(_version("pydantic", places))
    return any(_find(name, places) for name in _PARTS_OF_PYDANTIC)


def _is_usable(version: str | None) -> bool:
    parts = re.findall(r"\d+", version or "")
    return tuple(map(int, parts[:2])) >= _PYDANTIC


def _loaded_packages() -> Iterator[str]:
    """The third-party packages that the worker has loaded, those in namespaces one by one."""
    for name, module in sys.modules.items():
        top, _, rest = name.partition(".")
        is_package = not rest or (top in _SHARED and "." not in rest)
        if is_package and top not in ("azfunc", "__main__") and _is_third_party(module):
            yield name


def _is_third_party(module: ModuleType) -> bool:
    file: str | None = getattr(module, "__file__", None)
    return file is not None and any(part in file for part in ("site-packages", "dist-packages"))


def _find(name: str, places: Sequence[str]) -> ModuleSpec | None:
    """A package in some folders, in a namespace or not."""
    top, _, rest = name.partition(".")
    found = PathFinder.find_spec(top, places)
    if not rest or found is None:
        return found
    return PathFinder.find_spec(name, list(found.submodule_search_locations or ()))


def _is_same(spec: ModuleSpec, module: ModuleType) -> bool:
    file: str | None = getattr(module, "__file__", None)
    return bool(spec.origin and file) and os.path.realpath(spec.origin or "") == os.path.realpath(file or "")


def _warn_of_another_azfunc(places: Sequence[str]) -> None:
    """Says so where the app brings an azfunc of another version: two in one process could not work together."""
    found = _find("azfunc", places)
    if found is None or _is_same(found, sys.modules["azfunc"]):
        return
    version = _version("azfunc", places) or "of an unknown version"
    if version != __version__:
        _logger.warning(
            "The app brings azfunc %s (%s); the worker is azfunc %s, which is what the app gets. Install the same "
            "version in both places, or leave azfunc out of the app's packages.",
            version,
            found.origin,
            __version__,
        )


def _version(name: str, places: Sequence[str]) -> str | None:
    """The version of what is installed in some folders."""
    from importlib.metadata import distributions  # few apps bring what the worker has too

    return next((each.version for each in distributions(name=name, path=list(places))), None)
