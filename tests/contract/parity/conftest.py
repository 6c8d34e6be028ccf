"""What the parity tests share: counting how many facts were replayed, for the summary of the run."""

from collections.abc import Callable

import pytest

Tally = Callable[[str, int, str], None]
"""Counts a fact of a kind, how many there are of it, and whether azfunc does the same."""


@pytest.fixture
def tally(record_property: Callable[[str, object], None]) -> Tally:
    """Notes that a fact was replayed; `tests/conftest.py` prints the counts when all tests have run."""

    def count(kind: str, total: int, result: str) -> None:
        record_property("parity", f"{kind}/{total}/{result}")

    return count
