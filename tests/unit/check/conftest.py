"""What tests of the check share: apps laid over a faultless base, checked in this process or in one of their own."""

import json
import os
import re
import shutil
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import NamedTuple

import pytest

from azfunc.check.diagnostic import Diagnostic, found_by
from azfunc.check.run import Started, check_project

HERE = Path(__file__).parent
SEEDED = HERE / "seeded"
MARK = re.compile(r"(?:#|//) fault( below)?: ([a-z-]+)")


class Seed(NamedTuple):
    """An app with faults, and what must be found in it."""

    name: str
    faults: list[tuple[str, str, int]]
    """Rule, file and line of each."""
    without: list[str]
    severity: dict[str, str]
    in_process: bool
    timeout: float

    @classmethod
    def read(cls, folder: Path) -> "Seed":
        """The seed of a folder: marked lines, and what expected.json says."""
        file = folder / "expected.json"
        told = json.loads(file.read_text()) if file.exists() else {}
        faults = [tuple(fault) for fault in told.get("faults", ())] + list(_marked(folder))
        return cls(
            folder.name,
            sorted(faults),
            told.get("without", []),
            told.get("severity", {}),
            not told.get("process", False),
            told.get("timeout", 30.0),
        )

    def lay_out(self, place: Path) -> Path:
        """Copies the base and, over it, the seeded files."""
        shutil.copytree(HERE / "base", place)
        for name in self.without:
            (place / name).unlink()
        shutil.copytree(SEEDED / self.name, place, dirs_exist_ok=True)
        (place / "expected.json").unlink(missing_ok=True)
        return place


def _marked(folder: Path) -> Iterator[tuple[str, str, int]]:
    for path in sorted(folder.rglob("*")):
        if path.is_file() and path.name != "expected.json" and path.suffix != ".pyc":
            for number, line in enumerate(path.read_text().splitlines(), 1):
                for match in MARK.finditer(line):
                    yield match[2], path.relative_to(folder).as_posix(), number + bool(match[1])


SEEDS = [
    Seed.read(folder) for folder in sorted(SEEDED.iterdir()) if folder.is_dir() and not folder.name.startswith(".")
]

Check = Callable[[Path], list[Diagnostic]]


@pytest.fixture(autouse=True)
def _clean(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Path, modules, environment and current folder as before afterwards; no settings of this machine's own."""
    monkeypatch.setattr(sys, "path", list(sys.path))
    before, modules = dict(os.environ), set(sys.modules)
    for name in [name for name in os.environ if name.startswith(("AzureWebJobs", "FUNCTIONS_", "TZ", "WEBSITE_"))]:
        del os.environ[name]
    yield
    os.environ.clear()
    os.environ.update(before)
    for name in [name for name in sys.modules.keys() - modules if not name.startswith(("azfunc", "pydantic"))]:
        file = getattr(sys.modules[name], "__file__", None) or ""
        if "pytest-" in file or name == "__app__":
            del sys.modules[name]


def check_here(root: Path) -> list[Diagnostic]:
    """Checks an app in this process."""
    started: list[Started] = []
    finished = check_project(str(root), started.append)
    return found_by([*started[0].diagnostics, *finished.diagnostics])
