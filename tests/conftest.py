"""What all tests share."""

from collections import Counter

import pytest
from hypothesis import settings

# A time limit on single examples would make a busy machine fail tests that are right.
settings.register_profile("azfunc", deadline=None)
settings.load_profile("azfunc")


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Prints how many facts about azure.functions were replayed, and how many of them azfunc does alike."""
    counts: dict[tuple[str, str], Counter[str]] = {}
    for report in terminalreporter.getreports("passed"):
        for name, value in report.user_properties:
            if name == "parity":
                kind, total, result = str(value).split("/")
                counts.setdefault((kind, total), Counter())[result] += 1
    for (kind, total), results in sorted(counts.items()):
        parts = ", ".join(f"{number} {result}" for result, number in results.most_common())
        terminalreporter.write_line(f"parity: {results.total()} of {total} {kind} ({parts})")
