"""What to tell a user whose code raised: their own frames, and, where an app cannot be imported, what to do."""

import os
import traceback
from pathlib import Path

_PACKAGE = str(Path(__file__).parent) + os.sep
_IMPORTING = f"{os.sep}importlib{os.sep}"
_CARRIERS = (f"{os.sep}asyncio{os.sep}", f"{os.sep}concurrent{os.sep}futures{os.sep}")


def describe_import_error(error: BaseException, module: str, script: Path, root: Path) -> str:
    """The whole message: what failed, the traceback without our frames and importlib's, and the fix."""
    summary = _last_line(error)
    return (
        f"The app cannot be imported: module '{module}' ({script}) raised {summary}\n"
        f"{user_traceback(error)}\n"
        f"fix: {_fix(error, module, root)}"
    )


def user_traceback(error: BaseException) -> str:
    """A traceback, causes included, without the frames of azfunc and of what it called the user's code through."""
    report = traceback.TracebackException.from_exception(error)
    pending: list[traceback.TracebackException | None] = [report]
    while pending:
        part = pending.pop()
        if part is not None:
            part.stack = traceback.StackSummary.from_list(_user_frames(part.stack))
            pending += [part.__cause__, part.__context__, *(part.exceptions or ())]
    return "".join(report.format()).rstrip()


def _user_frames(stack: traceback.StackSummary) -> list[traceback.FrameSummary]:
    """The frames of users; Python's loops and pools are passed over only on the way to the first of them."""
    frames: list[traceback.FrameSummary] = []
    for frame in stack:
        name = frame.filename
        is_ours = name.startswith(("<frozen importlib", "<frozen os>", _PACKAGE)) or _IMPORTING in name
        is_carrier = not frames and any(part in name for part in _CARRIERS)
        if not is_ours and not is_carrier:
            frames.append(frame)
    return frames


def _last_line(error: BaseException) -> str:
    lines = traceback.format_exception_only(type(error), error)
    return lines[-1].strip()


def _fix(error: BaseException, module: str, root: Path) -> str:
    if isinstance(error, SyntaxError):
        return f"correct line {error.lineno} of {error.filename}."
    if isinstance(error, ModuleNotFoundError) and error.name:
        return _missing_module_fix(error.name, root)
    if isinstance(error, ImportError) and error.name == "azfunc":
        return _misspelt_name_fix(str(error))
    if isinstance(error, ImportError) and "relative import" in str(error):
        return (
            f"hosts import '{module}' as a top-level module, so it has no package to be relative to. Write the import "
            f"absolute: what lies in {root} is imported by its name."
        )
    name = _missing_setting(error)
    if name is not None:
        return (
            f"the environment variable '{name}' is not set. Add it to 'Values' of local.settings.json, or run "
            f"'export {name}=...'; in Azure it is an app setting. If it may be missing, read it with os.environ.get."
        )
    if isinstance(error, SystemExit):
        return "take the call that ends the process (sys.exit, exit, quit) out of what runs at import."
    return "correct the line that the traceback ends with; everything at the top level of the app runs at import."


def _misspelt_name_fix(text: str) -> str:
    """What name of azfunc may be meant by an import that failed; Python says the wrong one in quotes."""
    import difflib

    import azfunc

    wrong = text.partition("'")[2].partition("'")[0]
    near = difflib.get_close_matches(wrong, dir(azfunc), 1)
    return f"azfunc has no '{wrong}'" + (f"; did you mean '{near[0]}'?" if near else ". dir(azfunc) shows what it has.")


def _missing_module_fix(name: str, root: Path) -> str:
    top = name.partition(".")[0]
    if name == "azure":
        return (
            "'azure' belongs to many packages: install the one that the import names, such as azure-storage-blob for "
            "azure.storage.blob, and list it in requirements.txt."
        )
    if (root / top).is_dir() or (root / f"{top}.py").is_file():
        return f"'{top}' is in {root}, but it has no module '{name}': correct the name, or add the module."
    file = root / "requirements.txt"
    step = f"run 'pip install -r {file}'" if file.is_file() else f"list it in {file}"
    return (
        f"if '{top}' is a package, {step} (requirements.txt must name it) or try 'pip install {top}'; if it is a "
        f"module of the app, put it in {root}."
    )


def _missing_setting(error: BaseException) -> str | None:
    """The environment variable whose look-up in ``os.environ`` raised this KeyError, if that is what it is."""
    frames = traceback.extract_tb(error.__traceback__)
    if not isinstance(error, KeyError) or not frames or frames[-1].filename not in (os.__file__, "<frozen os>"):
        return None
    name: object = error.args[0]
    return name if isinstance(name, str) else None
