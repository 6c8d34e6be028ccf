"""Keeps the packages of an app and those of the worker apart, in one process.

The worker loads its own copies of what it needs (grpcio, protobuf) before the app's folders are on ``sys.path``. Then
it hides those of which the app brings its own: it goes on using its own, and what the app imports is the app's copy.
Follows https://learn.microsoft.com/azure/azure-functions/functions-app-settings#python_isolate_worker_dependencies.
"""

import importlib
import os
import sys
import sysconfig
from collections.abc import Iterator, Mapping, Sequence
from importlib.machinery import ModuleSpec, PathFinder
from pathlib import Path
from types import ModuleType
from typing import Final

from azfunc.flags import is_false

ISOLATE_SETTING: Final = "PYTHON_ISOLATE_WORKER_DEPENDENCIES"
"""The setting that, with ``0`` or ``false``, lets the worker's packages come before the app's."""

_PACKAGES: Final = ".python_packages/lib"
_SHARED: Final = frozenset(("google", "azure"))
"""Namespaces that packages of several projects are in."""


def app_packages(root: Path) -> list[Path]:
    """The folders with packages that have been deployed with an app."""
    version = f"python{sys.version_info.major}.{sys.version_info.minor}"
    places = (root / _PACKAGES / "site-packages", root / _PACKAGES / version / "site-packages")
    return [place for place in places if place.is_dir()]


def enter_app(root: Path, settings: Mapping[str, str]) -> None:
    """Puts an app's packages on ``sys.path``, behind the standard library, and hides the worker's copies of them.

    Args:
        root: the app's folder.
        settings: the app settings.
    """
    packages = [str(place) for place in app_packages(root)]
    others = [path for path in sys.path if path not in packages]
    if is_false(settings.get(ISOLATE_SETTING)):
        sys.path[:] = [*others, *packages]
    else:
        behind = _behind_standard_library(others)
        sys.path[:] = [*others[:behind], *packages, *others[behind:]]
        _hide_from_app([str(root), *packages])
    importlib.invalidate_caches()


def leave_app(root: Path) -> None:
    """Takes an app's folders off ``sys.path`` again."""
    gone = {str(root), *(str(place) for place in app_packages(root))}
    sys.path[:] = [path for path in sys.path if path not in gone]
    importlib.invalidate_caches()


def _behind_standard_library(paths: Sequence[str]) -> int:
    """The index behind the last folder of the standard library, which no package shall replace."""
    standard = {os.path.realpath(sysconfig.get_path(name)) for name in ("stdlib", "platstdlib")}
    standard |= {os.path.join(path, "lib-dynload") for path in standard}  # noqa: PTH118 - texts, as sys.path has them
    found = [index for index, path in enumerate(paths) if os.path.realpath(path) in standard]
    return found[-1] + 1 if found else 0


def _hide_from_app(places: Sequence[str]) -> None:
    """Takes the worker's packages out of the imported modules where the app has its own copy of one."""
    for name in list(_loaded_packages()):
        own = sys.modules[name]
        found = _find(name, places)
        if found is not None and not _is_same(found, own):
            for hidden in [known for known in sys.modules if known == name or known.startswith(f"{name}.")]:
                del sys.modules[hidden]
            _forget_in_parent(name)


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


def _forget_in_parent(name: str) -> None:
    parent, _, attribute = name.rpartition(".")
    if parent in sys.modules:
        vars(sys.modules[parent]).pop(attribute, None)
