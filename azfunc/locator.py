"""Where a user's app is, and how it is loaded: a folder, a file, or ``module:name``.

Hosts look for ``function_app.py`` in a folder and import it by its name, with the folder on ``sys.path``; so does
this. Every error ends with what works.
"""

import importlib
import importlib.util
import os
import re
import sys
from collections.abc import Iterable, Mapping
from importlib.machinery import PathFinder
from pathlib import Path
from types import ModuleType
from typing import NamedTuple

from azfunc.app import FunctionApp
from azfunc.blueprint import Blueprint
from azfunc.errors import AppImportError, AppNotFoundError
from azfunc.finders import refresh_finders
from azfunc.import_report import describe_import_error

SCRIPT_SETTING = "PYTHON_SCRIPT_FILE_NAME"
"""The setting that names another script than ``function_app.py``."""

DEFAULT_SCRIPT = "function_app.py"
"""The script that hosts look for."""

BUILD_MARKER = ".azfunc-build.json"
"""The file that marks a folder as made by ``azfunc build``."""

SYNTAX = f"""Say where the app is:
    FOLDER          a folder that holds {DEFAULT_SCRIPT} (the current one if you say nothing)
    FILE.py         a file
    MODULE          a module, such as package.module
    MODULE:NAME     the app NAME of a module; FOLDER:NAME and FILE.py:NAME work too"""
"""What `find_app` takes, as its errors tell it."""

_SCRIPT_NAME = re.compile(r"[a-zA-Z0-9_][a-zA-Z0-9_\-]*\.py\Z")
_MODULE_NAME = re.compile(r"[^\W\d]\w*(?:\.[^\W\d]\w*)*\Z")


class AppSource(NamedTuple):
    """Where an app is.

    Attributes:
        root: the app's folder, which goes on ``sys.path``.
        script: the file of the module that holds the app.
        module: that module's name as it is imported.
        attribute: the app's name in the module; None for the only one.
    """

    root: Path
    script: Path
    module: str
    attribute: str | None

    def __str__(self) -> str:
        return f"{self.script}:{self.attribute}" if self.attribute else str(self.script)


def find_app(spec: str | None = None) -> AppSource:
    """Finds an app without importing it.

    Args:
        spec: a folder, a file, ``module`` or ``module:name``; None means the current folder.

    Raises:
        AppNotFoundError: nothing is there; the message ends with what may be said.
    """
    place, attribute = _split(spec or ".")
    path = Path(place)
    if path.is_dir():
        return _in_folder(path, attribute, place)
    if path.is_file():
        return _from_file(path, attribute, place)
    if path.suffix == ".py" or len(path.parts) > 1 or not _MODULE_NAME.match(place):
        raise _not_found(f"there is no file or folder '{place}'")
    return _from_module(place, attribute)


def load_app(source: AppSource) -> FunctionApp:
    """Imports the module and returns the one app in it.

    Raises:
        AppImportError: the import failed; the message shows the user's own frames and what to do.
        AppNotFoundError: the module holds no app, or several of which none was chosen.
    """
    module = _import(source)
    if source.attribute is not None:
        return _chosen(module, source, source.attribute)
    apps = _apps_of(module)
    if len(apps) == 1:
        return next(iter(apps.values()))
    if not apps:
        raise _not_found(_without_app(module, source))
    names = ", ".join(f"'{name}'" for name in apps)
    raise AppNotFoundError(
        f"'{source.script}' holds {len(apps)} apps: {names}. Hosts take exactly one. Make one app of them, with "
        f"Blueprint for the parts, or pick one here with {source.module}:{next(iter(apps))}.\n{SYNTAX}"
    )


def _not_found(what: str) -> AppNotFoundError:
    return AppNotFoundError(f"No app was found: {what}.\n{SYNTAX}")


def _split(spec: str) -> tuple[str, str | None]:
    """A place and the name of an app in it; the colon of a Windows drive parts nothing."""
    if Path(spec).exists():
        return spec, None
    place, colon, name = spec.rpartition(":")
    if not colon or "\\" in name or "/" in name:
        return spec, None
    if not place or not name.isidentifier():
        raise _not_found(f"'{spec}' does not end with the name of an app after the colon")
    return place, name


def _in_folder(folder: Path, attribute: str | None, place: str) -> AppSource:
    name = os.environ.get(SCRIPT_SETTING) or DEFAULT_SCRIPT
    if not _SCRIPT_NAME.match(name):
        raise _not_found(
            f"{SCRIPT_SETTING} is '{name}', where hosts take a file name of letters, digits, '_' and '-' that ends "
            "with '.py'"
        )
    script = folder / name
    if script.is_file():
        root = folder.resolve()
        return AppSource(root, root / name, script.stem, attribute)
    if (folder / "__init__.py").is_file():
        return _from_file(folder / "__init__.py", attribute, place)
    where = "the current folder" if place == "." else f"folder '{place}'"
    why = f" (which {SCRIPT_SETTING} asks for)" if SCRIPT_SETTING in os.environ else ""
    if (folder / BUILD_MARKER).is_file():
        raise _not_found(f"{where} ({folder.resolve()}) was made by azfunc build; name the folder of the source")
    raise _not_found(f"{where} ({folder.resolve()}) has no {name}{why}")


def _from_file(file: Path, attribute: str | None, place: str) -> AppSource:
    """The module of a file; inside a package its name has the package's in front."""
    if file.suffix != ".py":
        raise _not_found(f"'{place}' is no Python file")
    script = file.resolve()
    parts = [] if script.name == "__init__.py" else [script.stem]
    root = script.parent
    while (root / "__init__.py").is_file():
        parts.insert(0, root.name)
        root = root.parent
    return AppSource(root, script, ".".join(parts), attribute)


def _from_module(name: str, attribute: str | None) -> AppSource:
    """A module below the current folder, otherwise one that Python can import."""
    steps = name.split(".")
    here = Path.cwd()
    for root in (here, here / "src"):
        for script in (root.joinpath(*steps).with_suffix(".py"), root.joinpath(*steps, "__init__.py")):
            if script.is_file():
                return AppSource(root, script, name, attribute)
    try:
        spec = importlib.util.find_spec(name)
    except (ImportError, ValueError, AttributeError):
        spec = None
    if spec is None or not spec.origin or not spec.origin.endswith(".py"):
        raise _not_found(f"there is no file, folder or module '{name}' in {here}, and no installed module of that name")
    script = Path(spec.origin)
    levels = len(steps) if script.name == "__init__.py" else len(steps) - 1
    return AppSource(script.parents[levels], script, name, attribute)


def _import(source: AppSource) -> ModuleType:
    refresh_finders()
    _put_on_path(source)
    _forget_namesakes(source)
    try:
        return _load_module(source)
    except (Exception, SystemExit) as error:
        raise AppImportError(describe_import_error(error, source.module, source.script, source.root)) from error


def _put_on_path(source: AppSource) -> None:
    """Puts the app's folder first, but leaves it where it is unless a folder before it hides the app's module."""
    root = str(source.root)
    if root in sys.path:
        spec = PathFinder.find_spec(source.module.partition(".")[0]) if _is_named_as_module(source) else None
        if spec is None or _leads_to(source, spec.origin, spec.submodule_search_locations):
            return
    sys.path[:] = [root, *(path for path in sys.path if path != root)]


def _is_named_as_module(source: AppSource) -> bool:
    return source.script.stem in (source.module.rpartition(".")[2], "__init__")


def _load_module(source: AppSource) -> ModuleType:
    """Imports the module by its name, or its script under that name where the two differ, as in built apps."""
    if _is_named_as_module(source):
        return importlib.import_module(source.module)
    spec = importlib.util.spec_from_file_location(source.module, source.script)
    if spec is None or spec.loader is None:
        raise ImportError(f"{source.script} is no Python source file")
    module = sys.modules[source.module] = importlib.util.module_from_spec(spec)
    try:
        spec.loader.exec_module(module)
    except BaseException:
        del sys.modules[source.module]
        raise
    return module


def _forget_namesakes(source: AppSource) -> None:
    """Drops what an app in another folder left behind under the module's name, or under its package's."""
    package = source.module.partition(".")[0]
    for name in {source.module, package}:
        loaded = sys.modules.get(name)
        if loaded is None or _leads_to(source, getattr(loaded, "__file__", None), getattr(loaded, "__path__", None)):
            continue
        for stale in [known for known in sys.modules if known == name or known.startswith(f"{name}.")]:
            del sys.modules[stale]


def _leads_to(source: AppSource, file: str | None, folders: Iterable[str] | None) -> bool:
    """Whether a module is the app's script, or a package stands in the app's folder."""
    wanted = (source.script.resolve(), (source.root / source.module.partition(".")[0]).resolve())
    return any(Path(place).resolve() in wanted for place in (file, *(folders or ())) if place)


def _apps_of(module: ModuleType) -> dict[str, FunctionApp]:
    """The apps of a module by the first of their names."""
    found: dict[str, FunctionApp] = {}
    for name, value in vars(module).items():
        if isinstance(value, FunctionApp) and value not in found.values():
            found[name] = value
    return found


def _chosen(module: ModuleType, source: AppSource, name: str) -> FunctionApp:
    members: Mapping[str, object] = vars(module)
    value = members.get(name)
    if isinstance(value, FunctionApp):
        return value
    apps = ", ".join(f"'{app}'" for app in _apps_of(module)) or "none"
    found = f"a {type(value).__name__}" if name in members else "nothing"
    raise _not_found(f"'{name}' in '{source.script}' is {found}, where a FunctionApp is expected (apps there: {apps})")


def _without_app(module: ModuleType, source: AppSource) -> str:
    """What is wrong with a module that holds no app."""
    what = f"'{source.script}' makes no FunctionApp at its top level"
    for name, value in vars(module).items():
        if isinstance(value, Blueprint):
            return (
                f"{what}, only the Blueprint '{name}'; register it: app = FunctionApp(); app.register_functions({name})"
            )
        if type(value).__module__.startswith("azure.functions") and type(value).__name__.endswith("App"):
            return (
                f"{what}; '{name}' is an app of azure.functions: write 'import azfunc as func' in place of its import"
            )
    return f"{what}; add: app = azfunc.FunctionApp()"
