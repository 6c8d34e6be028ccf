"""The handlers of function.json folders, found and imported as Microsoft's workers do.

A script is imported as part of the package ``__app__``, which stands for the app's folder: ``Orders/__init__.py`` is
``__app__.Orders``, and ``from ..shared import menu`` and ``from __app__.shared import menu`` reach shared code.
"""

import importlib
import os
import sys
from collections.abc import Mapping
from pathlib import Path
from types import ModuleType

from azfunc.bindings.datum import JsonValue
from azfunc.errors import Fault, Location
from azfunc.finders import refresh_finders
from azfunc.import_report import describe_import_error
from azfunc.signature import Handler

DEFAULT_SCRIPT = "__init__.py"
"""The script of a function whose function.json names none."""

DEFAULT_ENTRY_POINT = "main"
"""The handler of a function whose function.json names none."""

_PACKAGE = "__app__"

_ADDED: list[str] = []
"""Folders of apps that were put on ``sys.path``."""


class HandlerError(Exception):
    """A function has no handler; holds the fault, and where it is."""

    def __init__(self, fault: Fault, where: Location | None = None) -> None:
        super().__init__(fault.what)
        self.fault = fault
        self.where = where
        """None where function.json itself is at fault."""


def find_script(folder: Path, document: Mapping[str, JsonValue]) -> Path:
    """The script of a function: ``scriptFile``, otherwise ``__init__.py``, otherwise the folder's only script.

    Args:
        folder: the function's folder.
        document: its function.json.

    Raises:
        HandlerError: it is not there, is no Python file, or lies outside the app.
    """
    given = document.get("scriptFile")
    if not isinstance(given, str) or not given:
        return _default_script(folder)
    script = Path(os.path.normpath(folder / given.replace("\\", "/")))
    found = f'"scriptFile": "{given}"'
    if script.suffix != ".py":
        raise _script_error("is no Python file", found, "a file that ends in .py", "name the handler's Python file")
    if not script.is_relative_to(folder.parent):
        raise _script_error(
            "lies outside the app's folder", found, f"a file in {folder.parent} or below", "move it into the app"
        )
    if not script.is_file():
        raise _script_error("is not there", found, f"the file {script}", "correct scriptFile, or add the file")
    return script


def _default_script(folder: Path) -> Path:
    script = folder / DEFAULT_SCRIPT
    if script.is_file():
        return script
    files = [file for file in folder.iterdir() if file.is_file() and file.name != "function.json"]
    if len(files) == 1 and files[0].suffix == ".py":
        return files[0]
    names = ", ".join(sorted(file.name for file in files)) or "no other file"
    raise _script_error(
        "is not named, and there is no __init__.py", names, DEFAULT_SCRIPT, 'name it with "scriptFile", or add the file'
    )


def _script_error(what: str, found: str, expected: str, fix: str) -> HandlerError:
    return HandlerError(Fault("missing-script", f"its script {what}", found, expected, fix))


def load_handler(script: Path, entry_point: str, root: Path) -> Handler:
    """Imports a script and returns the handler in it.

    Args:
        script: the script, in the app's folder or below.
        entry_point: the handler's name in the script.
        root: the app's folder.

    Raises:
        HandlerError: the import failed (the fault holds the user's traceback), or there is no such callable.
    """
    name = _module_name(script, root)
    _enter(root)
    try:
        module = importlib.import_module(name)
    except (Exception, SystemExit) as error:
        raise HandlerError(_import_fault(error, name, script, root), _line_in(error, script)) from error
    handler: object = getattr(module, entry_point, None)
    if not callable(handler):
        raise HandlerError(_entry_fault(module, handler, entry_point), Location(str(script), 1))
    return handler


def _module_name(script: Path, root: Path) -> str:
    parts = list(script.relative_to(root).with_suffix("").parts)
    if parts[-1].lower() == "__init__":  # or the package would be loaded twice
        parts.pop()
    return ".".join([_PACKAGE, *parts])


def _enter(root: Path) -> None:
    """Lets ``__app__`` stand for an app's folder, and puts the folder last on ``sys.path``, as the worker does."""
    refresh_finders()
    known = sys.modules.get(_PACKAGE)
    if known is None or not any(os.path.realpath(path) == str(root) for path in known.__path__):
        if known is not None:
            _forget([os.path.realpath(path) for path in known.__path__])
        package = sys.modules[_PACKAGE] = ModuleType(_PACKAGE)
        package.__path__ = [str(root)]
    if str(root) not in sys.path:
        sys.path.append(str(root))
        _ADDED.append(str(root))


def _forget(roots: list[str]) -> None:
    """Drops the modules of another app, whose names may be those of the next."""
    for name, module in list(sys.modules.items()):
        file = getattr(module, "__file__", None) or ""
        is_its_own = any(file.startswith(root + os.sep) for root in roots) and "site-packages" not in file
        is_ours = name.partition(".")[0] in ("azfunc", "__main__")
        if name.partition(".")[0] == _PACKAGE or (is_its_own and not is_ours):
            del sys.modules[name]
    for root in [root for root in _ADDED if root in roots]:
        _ADDED.remove(root)
        if root in sys.path:
            sys.path.remove(root)


def _import_fault(error: BaseException, name: str, script: Path, root: Path) -> Fault:
    told, _, fix = describe_import_error(error, name, script, root).rpartition("\nfix: ")
    summary, _, report = told.partition("\n")
    return Fault(
        "failed-import",
        f"its script cannot be imported: {summary.partition(' raised ')[2]}",
        report.replace("\n", "\n    "),
        f"a script that can be imported as {name}",
        fix.removesuffix("."),
    )


def _line_in(error: BaseException, script: Path) -> Location:
    """The line of the script that the import came through last."""
    line = error.lineno if isinstance(error, SyntaxError) and error.filename == str(script) else None
    trace = error.__traceback__
    while trace is not None:
        if trace.tb_frame.f_code.co_filename == str(script):
            line = trace.tb_lineno
        trace = trace.tb_next
    return Location(str(script), line or 1)


def _entry_fault(module: ModuleType, found: object, entry_point: str) -> Fault:
    names = [
        name
        for name, value in vars(module).items()
        if getattr(value, "__module__", None) == module.__name__ and callable(value) and not isinstance(value, type)
    ]
    kind = "nothing of that name" if found is None else f"{entry_point} = {found!r}"
    near = f'write "entryPoint": "{names[0]}"' if len(names) == 1 else 'correct "entryPoint"'
    return Fault(
        "missing-entry-point",
        f"its script has no function '{entry_point}'",
        f"{kind}; functions there: {', '.join(names) or 'none'}",
        f"def {entry_point}(...)",
        f"{near} in function.json, or call the function '{entry_point}'",
    )
