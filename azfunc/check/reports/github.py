"""Workflow commands of GitHub Actions, which become annotations of a pull request.

Follows https://docs.github.com/actions/reference/workflow-commands-for-github-actions.
"""

from collections.abc import Iterator

from azfunc.check.reports.outcome import Outcome, shown_path


def write_github(outcome: Outcome) -> Iterator[str]:
    """A line for each diagnostic that counts."""
    for one in outcome.shown:
        properties = {"file": shown_path(one.file), "line": str(one.line)}
        if one.column:
            properties["col"] = str(one.column)
        properties["title"] = f"azfunc {one.rule}"
        subject = f"function '{one.function}': " if one.function else ""
        message = f"{subject}{one.what}\nfound: {one.found}\nexpected: {one.expected}\nfix: {one.fix}"
        written = ",".join(f"{name}={_property(value)}" for name, value in properties.items())
        yield f"::{one.severity} {written}::{_escaped(message)}"


def _escaped(text: str) -> str:
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    return _escaped(text).replace(":", "%3A").replace(",", "%2C")
