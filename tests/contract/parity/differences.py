"""Reads the tables of docs/differences.md that list every case where azfunc parts from azure.functions.

A table stands below a heading of its own. The first column holds the cases as code, the second what azfunc does, the
third why. The tests compare in both directions: a difference without a row fails, and so does a row without one.
"""

import re
from functools import cache
from pathlib import Path
from typing import NamedTuple

PAGE = Path(__file__).resolve().parents[3] / "docs" / "differences.md"


class Row(NamedTuple):
    """What the page says of one case."""

    outcome: str
    reason: str

    @property
    def code(self) -> list[str]:
        """The texts that the outcome shows as code."""
        return re.findall(r"`([^`]+)`", self.outcome)


@cache
def listed(heading: str) -> dict[str, Row]:
    """The rows of the table below a heading of the page, by case."""
    return rows_of(PAGE.read_text("utf-8"), heading)


def rows_of(text: str, heading: str) -> dict[str, Row]:
    """The rows of the table below a heading, by case."""
    part = text.partition(f"\n### {heading}\n")[2].partition("\n#")[0]
    rows = [cells(line) for line in part.splitlines() if line.startswith("|")]
    assert rows, f"there is no table below '### {heading}'"
    found: dict[str, Row] = {}
    for cases, outcome, reason in rows[2:]:
        assert reason, f"{cases} has no reason"
        for case in re.findall(r"`([^`]+)`", cases):
            assert case not in found, f"{case} has two rows"
            found[case] = Row(outcome, reason)
    return found


def cells(line: str) -> list[str]:
    """The cells of a table's line; a bar that belongs to a cell's text has a backslash before it."""
    return [cell.strip().replace(r"\|", "|") for cell in re.split(r"(?<!\\)\|", line)[1:-1]]
