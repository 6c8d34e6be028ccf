"""`Outcome`: what every format shows: the diagnostics that count, and those that are suppressed."""

from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

from azfunc.check.diagnostic import Diagnostic
from azfunc.check.process import NextRuns


class Outcome(NamedTuple):
    """A finished check."""

    root: str
    functions: int
    shown: Sequence[Diagnostic]
    """What counts, sorted by place."""
    suppressed: Sequence[Diagnostic]
    """What the settings of the project suppress."""
    schedules: Sequence[NextRuns]

    @property
    def errors(self) -> int:
        """How many errors count."""
        return sum(diagnostic.severity == "error" for diagnostic in self.shown)

    @property
    def warnings(self) -> int:
        """How many warnings count."""
        return len(self.shown) - self.errors


def shown_path(file: str) -> str:
    """A file as a reader knows it: below the current folder without it, otherwise whole; parted by slashes."""
    path = Path(file)
    here = Path.cwd()
    return path.relative_to(here).as_posix() if path.is_absolute() and path.is_relative_to(here) else file


def place_of(diagnostic: Diagnostic) -> str:
    """``file:line``, and the column where it is known."""
    column = f":{diagnostic.column}" if diagnostic.column else ""
    return f"{shown_path(diagnostic.file)}:{diagnostic.line}{column}"


def counted(number: int, noun: str) -> str:
    """A number with its noun: ``1 error``, ``2 errors``."""
    return f"{number} {noun}{'s' * (number != 1)}"
