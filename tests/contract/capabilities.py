"""What tests that run in every way say of it: the capability that a test shows, and how it ends in each way.

`docs/works-where.md` is made of these marks by `scripts/works_where.py`.
"""

from collections.abc import Mapping
from typing import Literal, NamedTuple, TypeAlias

import pytest

WayName: TypeAlias = Literal["TestClient", "v2", "v1"]

WAYS: tuple[WayName, ...] = ("TestClient", "v2", "v1")
"""azfunc's own runtime, Microsoft's worker of decorators, and Microsoft's worker of built folders."""


class Ending(NamedTuple):
    """How a capability ends in one way."""

    verdict: Literal["works", "differs", "refused"]
    text: str = ""
    """What is different."""
    rule: str = ""
    """The rule that refuses it."""
    by: Literal["", "check", "build"] = ""
    """The command that refuses it."""


WORKS = Ending("works")


class Capability(NamedTuple):
    """A line of the table."""

    area: str
    """The page that tells of it, such as ``payloads``."""
    what: str
    endings: Mapping[WayName, Ending]
    needs: str
    """What must be installed or set for it."""


def differs(text: str) -> Ending:
    """It works, but not as in the other ways: the sentence says how."""
    return Ending("differs", text)


def refused(rule: str, *, by: Literal["check", "build"], text: str = "") -> Ending:
    """A command refuses it by a rule; ``text`` says what comes of it where the command was not asked."""
    return Ending("refused", text, rule, by)


def shows(area: str, what: str, *, v2: Ending = WORKS, v1: Ending = WORKS, needs: str = "") -> pytest.MarkDecorator:
    """Marks a test that runs in every way with the capability that it shows."""
    return pytest.mark.shows(Capability(area, what, {"TestClient": WORKS, "v2": v2, "v1": v1}, needs))
