"""Writes docs/works-where.md: what works in which worker, as the tests say that are run in every way.

``python scripts/works_where.py`` writes the page, ``--check`` fails if the written one is not up to date. A line of the
page is a test of tests/contract with the mark ``shows``; a line whose test is not run in all three ways is an error.
"""

import contextlib
import io
import sys
from collections.abc import Iterable, Iterator, Mapping
from itertools import groupby
from pathlib import Path
from typing import NamedTuple, Protocol

import pytest

ROOT = Path(__file__).resolve().parents[1]
DOCS = ROOT / "docs"
PAGE = DOCS / "works-where.md"
TESTS = ROOT / "tests" / "contract"

COLUMNS = {
    "TestClient": "azfunc's runtime, `TestClient`",
    "v2": "Microsoft's worker, decorators (v2)",
    "v1": "Microsoft's worker, built folders (v1)",
}
"""The ways to run an app, as tests/contract/capabilities.py names them."""

HEAD = """\
# What works where

Made by `make reference` of the tests in `tests/contract`: each line is a test that runs one app in three ways, with
the same body. Microsoft's workers are their own packages of Python 3.13, which get messages as the host sends them;
for v1 the app is built with `azfunc build`.

What a worker cannot do is refused with the reason: `azfunc build` fails, since Microsoft's v1 worker runs what it
writes, and `azfunc check` warns of what neither of their workers can do. Folders for azfunc's own worker are built with
`--worker azfunc`; for an app that only that one runs, [ignore the rules](check.md#suppressing) in pyproject.toml.
"""


class _Ending(Protocol):
    verdict: str
    text: str
    rule: str
    by: str


class _Capability(Protocol):
    area: str
    what: str
    endings: Mapping[str, _Ending]
    needs: str


class Line(NamedTuple):
    """A capability, and the ways in which its test is run."""

    capability: _Capability
    ways: set[str]


class _Collector:
    """Notes the marks of the tests that pytest collects."""

    def __init__(self) -> None:
        self.lines: dict[str, Line] = {}

    def pytest_collection_finish(self, session: pytest.Session) -> None:
        for item in session.items:
            for mark in item.iter_markers("shows"):
                name = item.nodeid.partition("[")[0]
                line = self.lines.setdefault(name, Line(mark.args[0], set()))
                if isinstance(item, pytest.Function) and hasattr(item, "callspec"):
                    line.ways.add(str(item.callspec.params.get("way")))


def main(tests: Path = TESTS) -> None:
    page = render(lines_of(tests))
    if "--check" in sys.argv:
        found = PAGE.read_text("utf-8") if PAGE.exists() else ""
        sys.exit("docs/works-where.md is not up to date; run 'make reference'" if found != page else 0)
    PAGE.write_text(page, "utf-8")


def lines_of(tests: Path) -> list[Line]:
    """The capabilities that the tests of a folder show, each with the ways in which it is run."""
    collector, printed = _Collector(), io.StringIO()
    with contextlib.redirect_stdout(printed):
        code = pytest.main(["--collect-only", "-q", "-p", "no:cacheprovider", str(tests)], plugins=[collector])
    if code != pytest.ExitCode.OK:
        sys.exit(f"the tests cannot be collected:\n{printed.getvalue()}")
    for name, line in collector.lines.items():
        if missing := sorted(set(COLUMNS) - line.ways):
            sys.exit(
                f"{name} shows a capability, but is not run in {', '.join(missing)}; let it take the fixture 'way'"
            )
    return list(collector.lines.values())


def render(lines: Iterable[Line]) -> str:
    """The page."""
    known = sorted((line.capability for line in lines), key=_order)
    parts = [HEAD]
    for area, group in groupby(known, lambda one: one.area):
        title = (DOCS / f"{area}.md").read_text("utf-8").partition("\n")[0].removeprefix("# ")
        heading = [
            f"## [{title}]({area}.md)",
            "",
            f"| | {' | '.join(COLUMNS.values())} | needs |",
            "|---|---|---|---|---|",
        ]
        parts.append("\n".join([*heading, *(row(one) for one in group)]) + "\n")
    refused = {ending.rule for one in known for ending in one.endings.values() if ending.rule}
    parts.append("\n".join(["## What is refused", "", *reasons(refused)]) + "\n")
    return "\n".join(parts)


def _order(capability: _Capability) -> tuple[str, bool]:
    """By pages; what is refused somewhere comes last."""
    return capability.area, any(ending.rule for ending in capability.endings.values())


def row(capability: _Capability) -> str:
    cells = [capability.what, *(cell(capability.endings[way]) for way in COLUMNS), capability.needs]
    return " ".join(["|", *(text.replace("|", r"\|") + " |" for text in cells)])


def cell(ending: _Ending) -> str:
    """How a capability ends in one way."""
    if ending.verdict == "refused":
        told = "`azfunc build` refuses it" if ending.by == "build" else "`azfunc check` warns"
        return f"no: {told} ([{ending.rule}](check.md#{ending.rule}))" + (f"; {ending.text}" if ending.text else "")
    return f"yes: {ending.text}" if ending.verdict == "differs" else "yes"


def reasons(rules: Iterable[str]) -> Iterator[str]:
    """A line for each rule, as the check has it."""
    from azfunc.check.table import RULES  # after pytest has loaded azfunc's plugin, whose assertions it rewrites

    for rule in sorted(rules):
        yield f"- [`{rule}`](check.md#{rule}): {RULES[rule].summary}"


if __name__ == "__main__":
    main()
