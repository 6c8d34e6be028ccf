"""What it costs to build an app to folders, beside writing the same bytes with plain Python."""

# ruff: noqa: PTH103, PTH118, PTH120, PTH123
# The peer is Python at its plainest: pathlib would slow it down.

import os
import time
from collections.abc import Mapping
from pathlib import Path
from tempfile import TemporaryDirectory

from benchmarks.declaring import COUNT, FUNCTION
from benchmarks.measure import Row, in_turns


def build_row(rounds: int) -> Row:
    """A thousand functions that are already indexed, written as legacy folders."""
    from azfunc.locator import find_app, load_app
    from azfunc.metadata.legacy import build_legacy

    with TemporaryDirectory() as place:
        root = Path(place, "app")
        root.mkdir()
        functions = "".join(FUNCTION.replace("{n}", str(number)) for number in range(COUNT))
        source = f"import azfunc as func\n\napp = func.FunctionApp()\n{functions}"
        Path(root, "function_app.py").write_text(source, "utf-8")
        app_source = find_app(str(root))
        indexed = load_app(app_source).functions
        numbers = iter(range(10**9))

        def build() -> float:
            out = Path(place, f"built-{next(numbers)}")
            start = time.perf_counter()
            build_legacy(indexed, **app_source._asdict(), out=out)
            return time.perf_counter() - start

        build()
        files = _files(Path(place, "built-0"))

        def write() -> float:
            out = Path(place, f"written-{next(numbers)}")
            start = time.perf_counter()
            _write(out, files)
            return time.perf_counter() - start

        # The files of all rounds stay until the end: deleting thousands of files disturbs what is measured next.
        samples = in_turns({"ours": build, "theirs": write}, rounds)
    what = f"build {COUNT:,} functions to folders"
    return Row(what, "plain Python writing the same files", samples["ours"], samples["theirs"], 2.0)


def _files(folder: Path) -> Mapping[str, bytes]:
    return {str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def _write(out: Path, files: Mapping[str, bytes]) -> None:
    made: set[str] = set()
    for name, content in files.items():
        path = os.path.join(out, name)
        folder = os.path.dirname(path)
        if folder not in made:
            os.makedirs(folder, exist_ok=True)
            made.add(folder)
        with open(path, "wb") as file:
            file.write(content)
