"""What an app that cannot be imported is told: the cause, the line of the user's own code, and the fix."""

import os
from pathlib import Path
from types import TracebackType

from azfunc.check.diagnostic import Finding, Spot
from azfunc.errors import AppImportError, AppNotFoundError

_FOREIGN = (f"{os.sep}site-packages{os.sep}", f"{os.sep}.venv{os.sep}", f"{os.sep}.python_packages{os.sep}")


def import_finding(error: BaseException, script: Path, root: Path) -> Finding:
    """The finding of an import that raised.

    Args:
        error: what the import raised, or the `AppImportError` around it.
        script: the file that holds the app.
        root: the app's folder.
    """
    if isinstance(error, AppNotFoundError):
        return _without_one_app(error, script)
    cause = error.__cause__ if isinstance(error, AppImportError) and error.__cause__ is not None else error
    summary = _summary(cause)
    told = str(error) if isinstance(error, AppImportError) else ""
    rule, what, expected = _cause(cause, told)
    return Finding(
        _spot(cause, script, root),
        what,
        summary,
        expected,
        told.rpartition("\nfix: ")[2].rstrip(".") or "correct the line; the top level of the app runs at import",
        rule=rule,
    )


def _cause(cause: BaseException, told: str) -> tuple[str, str, str]:
    """Rule, what is wrong, and what is expected."""
    if isinstance(cause, SyntaxError):
        return "syntax-error", f"this is no Python: {cause.msg}", "Python source"
    if isinstance(cause, ModuleNotFoundError) and cause.name:
        what = f"the app imports the module '{cause.name}', which is not there"
        return "missing-module", what, f"'{cause.name}' in the app's folder, or installed"
    if "\nfix: the environment variable" in told:
        name = cause.args[0] if cause.args else ""
        what = f"the import of the app needs the environment variable '{name}', which is not set"
        return "missing-environment-variable", what, f"'{name}' in local.settings.json or the environment"
    what = f"the app cannot be imported: it raised {type(cause).__name__}"
    return "import-error", what, "a script that can be imported"


def _summary(cause: BaseException) -> str:
    text = next(iter(str(cause).splitlines()), "")
    return f"{type(cause).__name__}: {text}" if text else type(cause).__name__


def _without_one_app(error: AppNotFoundError, script: Path) -> Finding:
    text = str(error).splitlines()[0]
    several = " apps: " in text
    return Finding(
        Spot(str(script)),
        "the script holds more than one app, and hosts take exactly one" if several else "the script holds no app",
        text.removeprefix("No app was found: ").rstrip("."),
        "exactly one FunctionApp at the top level of the script",
        "make one app of them, with Blueprint for the parts"
        if several
        else "add app = azfunc.FunctionApp(), or register the blueprints with one",
        rule="several-apps" if several else "no-app",
    )


def _spot(cause: BaseException, script: Path, root: Path) -> Spot:
    """The last line of the user's own code that the error came through."""
    if isinstance(cause, SyntaxError) and cause.filename:
        return Spot(cause.filename, cause.lineno or 1, cause.offset or 0)
    spot = Spot(str(script))
    step: TracebackType | None = cause.__traceback__
    while step is not None:
        file = step.tb_frame.f_code.co_filename
        if is_own(file, root):
            spot = Spot(file, step.tb_lineno or 1)
        step = step.tb_next
    return spot


def is_own(file: str, root: Path) -> bool:
    """Whether a file is the user's own code in the app's folder, and no installed package."""
    folder = f"{root}{os.sep}"
    return file.startswith(folder) and not any(part in file.removeprefix(str(root)) for part in _FOREIGN)
