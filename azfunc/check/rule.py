"""How a rule is written: a function that yields findings, under the id that the table has for it."""

from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, NamedTuple, TypeAlias

from azfunc.check.diagnostic import Diagnostic, Finding, diagnostic_of
from azfunc.check.table import rule_of

if TYPE_CHECKING:
    from azfunc.check.files import ProjectFiles
    from azfunc.check.subject import Subject

ProjectRule: TypeAlias = "Callable[[ProjectFiles], Iterator[Finding]]"
"""Looks at the files of a project, and needs no import of the app."""

AppRule: TypeAlias = "Callable[[Subject], Iterator[Finding]]"
"""Looks at the functions of an app that has been imported."""


class ProjectCheck(NamedTuple):
    """A rule over files, with its id."""

    rule: str
    find: ProjectRule


class AppCheck(NamedTuple):
    """A rule over functions, with its id."""

    rule: str
    find: AppRule


def project_rule(rule: str) -> Callable[[ProjectRule], ProjectCheck]:
    """Makes a rule over files of a generator of findings."""
    return lambda find: ProjectCheck(rule, find)


def app_rule(rule: str) -> Callable[[AppRule], AppCheck]:
    """Makes a rule over functions of a generator of findings."""
    return lambda find: AppCheck(rule, find)


def diagnostics_of(rule: str, findings: Iterator[Finding]) -> Iterator[Diagnostic]:
    """The findings of a rule's function with ids and severities."""
    for finding in findings:
        name = finding.rule or rule
        yield diagnostic_of(name, rule_of(name).severity, finding)
