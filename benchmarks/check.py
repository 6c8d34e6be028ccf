"""What ``azfunc check`` costs, beside a bare import of the app that it checks."""

import os
import shutil
import sys
from collections.abc import Mapping
from pathlib import Path
from tempfile import TemporaryDirectory

from benchmarks.declaring import COUNT, FUNCTION
from benchmarks.measure import Row, UnavailableError, in_turns, process_seconds
from benchmarks.peers import REPOSITORY

_SETTINGS = '{"IsEncrypted": false, "Values": {"FUNCTIONS_WORKER_RUNTIME": "python", "Storage": "-"}}'
_HOST = (
    '{"version": "2.0", "extensionBundle": {"id": "Microsoft.Azure.Functions.ExtensionBundle", '
    '"version": "[4.*, 5.0.0)"}}'
)


def check_rows(rounds: int) -> list[Row]:
    """The restaurant, and an app of a thousand functions; whole processes on both sides, that of the check's child
    included."""
    if not hasattr(os, "wait4"):
        raise UnavailableError("the processor time of a process and its child needs wait4")
    with TemporaryDirectory() as place:
        restaurant = Path(place, "restaurant")
        shutil.copytree(REPOSITORY / "samples" / "restaurant", restaurant)
        large = Path(place, "large")
        _write_large(large)
        return [
            _row("check the restaurant", restaurant, rounds, 3.0),
            _row(f"check {COUNT:,} functions", large, rounds, 10.0),
        ]


def _row(what: str, folder: Path, rounds: int, at_most: float) -> Row:
    environment = _environment()

    def check() -> float:
        return process_seconds([sys.executable, "-m", "azfunc", "check", str(folder)], environment)

    def bare_import() -> float:
        code = f"import sys; sys.path.insert(0, {str(folder)!r}); import function_app"
        return process_seconds([sys.executable, "-c", code], environment)

    samples = in_turns({"ours": check, "theirs": bare_import}, rounds)
    return Row(what, "python -c 'import function_app'", samples["ours"], samples["theirs"], at_most)


def _environment() -> Mapping[str, str]:
    """The environment without what keeps compiled modules from being stored, on either side."""
    kept = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    return {**kept, "PYTHONPATH": str(REPOSITORY)}


def _write_large(folder: Path) -> None:
    folder.mkdir()
    functions = "".join(FUNCTION.replace("{n}", str(number)) for number in range(COUNT))
    (folder / "function_app.py").write_text(f"import azfunc as func\n\napp = func.FunctionApp()\n{functions}", "utf-8")
    (folder / "local.settings.json").write_text(_SETTINGS, "utf-8")
    (folder / "host.json").write_text(_HOST, "utf-8")
    (folder / "requirements.txt").write_text("azfunc\n", "utf-8")
