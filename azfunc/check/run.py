"""Applies the rules to a project, in this process.

What is found before the app is imported is reported before that, since the import may never come back.
"""

import contextlib
import datetime
import os
import warnings
from collections.abc import Callable, Generator, Iterable
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple, TextIO

from azfunc.app import FunctionApp
from azfunc.check import extensions, host_json, layout, local_settings, requirements
from azfunc.check.diagnostic import Diagnostic, Finding, Spot
from azfunc.check.environment import Settings, values_of
from azfunc.check.files import ProjectFiles
from azfunc.check.imports import import_finding
from azfunc.check.rule import AppCheck, ProjectCheck, diagnostics_of
from azfunc.errors import AzfuncWarning, DefinitionError
from azfunc.project import Project, find_project

if TYPE_CHECKING:
    from azfunc.check.schedules import ScheduledRuns

PROJECT_RULES: tuple[ProjectCheck, ...] = (
    *local_settings.PROJECT_RULES,
    *host_json.PROJECT_RULES,
    *extensions.PROJECT_RULES,
    *requirements.PROJECT_RULES,
)
"""The rules over files."""


def app_rules() -> tuple[AppCheck, ...]:
    """The rules over functions; their modules are imported only for an app that could be."""
    from azfunc.check import documents, expressions, openapi, schedules, settings, shapes, workers

    modules = (
        settings,
        local_settings,
        host_json,
        extensions,
        expressions,
        shapes,
        workers,
        documents,
        schedules,
        layout,
        openapi,
    )
    return tuple(rule for module in modules for rule in module.RULES)


class Started(NamedTuple):
    """A project that has been found, before its app is imported."""

    root: str
    script: str
    diagnostics: list[Diagnostic]
    """What the rules over files found."""


class Finished(NamedTuple):
    """What the rules over functions found."""

    diagnostics: list[Diagnostic]
    functions: int
    """How many functions the app declares, those with faults included; 0 where it cannot be imported."""
    schedules: "list[ScheduledRuns]"


def check_project(
    spec: str | None, on_start: Callable[[Started], None] = lambda _: None, *, now: datetime.datetime | None = None
) -> Finished:
    """Checks a project, and imports it to do so.

    Args:
        spec: a folder, a file, ``module`` or ``module:name``; None means the current folder.
        on_start: called once, before the app is imported.
        now: the moment after which runs of timers are looked for.

    Raises:
        AppNotFoundError: nothing is there.
    """
    if Path(spec or ".").is_dir():  # the settings may name the script
        _apply_settings(ProjectFiles(Path(spec or ".").resolve()))
    project = find_project(spec)
    files = ProjectFiles(project.root)
    _apply_settings(files)
    script = project.script or project.root
    found = [diagnostic for rule in PROJECT_RULES for diagnostic in diagnostics_of(rule.rule, rule.find(files))]
    on_start(Started(str(project.root), str(script), found))
    environment = dict(os.environ)  # what the app itself adds is unknown to hosts
    app, problems = _load(project, script)
    if app is None:
        return Finished(problems, 0, [])
    known = isinstance(files.local_settings.value, dict) and files.local_settings.member("IsEncrypted")[1] is not True
    settings = Settings(environment, known=known)
    return _checked(project, files, settings, app, problems, now or datetime.datetime.now(datetime.UTC))


def _apply_settings(files: ProjectFiles) -> None:
    """Puts local.settings.json into the environment; variables that are set already win."""
    for name, value in values_of(files.local_settings).items():
        with contextlib.suppress(ValueError, OSError):  # a name that no environment takes
            os.environ.setdefault(name, value)


def _load(project: Project, script: Path) -> tuple[FunctionApp | None, list[Diagnostic]]:
    """The app with azfunc's warnings about its declarations; or None, and what its import raised."""
    caught: list[Finding] = []
    with _catching_warnings(caught):
        try:
            app = project.app()
            app.index()
        except BaseException as error:  # whatever the user's code raises: it is the app that ends with it
            finding = import_finding(error, script, project.root)
            return None, list(diagnostics_of("import-error", iter([finding])))
    return app, list(diagnostics_of("unknown-keyword", iter(caught)))


@contextlib.contextmanager
def _catching_warnings(findings: list[Finding]) -> Generator[None]:
    """Takes azfunc's warnings about declarations, which rules tell better; others are shown as ever."""
    with warnings.catch_warnings():
        warnings.simplefilter("always", AzfuncWarning)
        show = warnings.showwarning

        def take(
            message: Warning | str,
            category: type[Warning],
            filename: str,
            lineno: int,
            file: TextIO | None = None,
            line: str | None = None,
        ) -> None:
            if not issubclass(category, AzfuncWarning):
                show(message, category, filename, lineno, file, line)
            elif " has no parameter '" in str(message):
                findings.append(_keyword_finding(str(message), Spot(filename, lineno)))

        warnings.showwarning = take
        yield


def _keyword_finding(text: str, spot: Spot) -> Finding:
    what, _, hint = text.partition(" Did you mean ")
    return Finding(
        spot,
        what.rstrip("."),
        what.partition("'")[2].partition("'")[0] + "=...",
        "the parameters of the decorator",
        f"did you mean {hint}" if hint else "remove it, unless the host knows it",
    )


def _checked(
    project: Project,
    files: ProjectFiles,
    settings: Settings,
    app: FunctionApp,
    found: list[Diagnostic],
    now: datetime.datetime,
) -> Finished:
    from azfunc.check.places import spots_of
    from azfunc.check.schedules import next_runs
    from azfunc.check.subject import Subject

    index = app.index()
    names = {name.lower() for name in index.functions} | {fault.function.lower() for fault in index.faults}
    declared = {(fault.rule, fault.function) for fault in index.faults}
    subject = Subject(
        {**index.functions, **index.faulty}, frozenset(names), files, project.script, settings, spots_of(app)
    )
    found += definition_diagnostics([*index.faults, *index.tolerated])
    if not names:
        found += diagnostics_of("no-functions", iter([_without_functions(project)]))
    for rule in app_rules():
        further = (finding for finding in rule.find(subject) if (finding.rule, finding.function) not in declared)
        found += diagnostics_of(rule.rule, further)
    return Finished(found, len(names), list(next_runs(subject, now)))


def definition_diagnostics(faults: Iterable[DefinitionError]) -> list[Diagnostic]:
    """The faults of an app's declarations, as they are."""
    found: list[Diagnostic] = []
    for fault in faults:
        spot = Spot.of(fault.where)
        finding = Finding(spot, fault.what, fault.found, fault.expected, fault.fix, fault.function, rule=fault.rule)
        found += diagnostics_of(fault.rule, iter([finding]))
    return found


def _without_functions(project: Project) -> Finding:
    return Finding(
        Spot(str(project.script or project.root)),
        "the app has no functions",
        "no function",
        "a function with a trigger",
        "add one with @app.route(...) or another trigger, or register the blueprint that holds them",
    )
