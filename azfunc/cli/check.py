"""``azfunc check``: finds mistakes before anything runs."""

from collections.abc import Iterator
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any, Literal, TypeAlias

import click

from azfunc.errors import AppNotFoundError

if TYPE_CHECKING:
    from azfunc.check.reports.outcome import Outcome

Format: TypeAlias = Literal["text", "json", "github", "sarif"]


class _RefusalError(click.ClickException):
    """Nothing could be checked."""

    exit_code = 2

    def show(self, file: IO[Any] | None = None) -> None:  # Any as click has it
        click.echo(f"error: {self.message}", err=file is None, file=file)


def _ids(_context: click.Context, option: click.Parameter, values: tuple[str, ...]) -> tuple[str, ...]:
    """Rule ids parted by commas, each checked."""
    from azfunc.check.selection import SelectionError, check_ids

    ids = tuple(one.strip() for value in values for one in value.split(",") if one.strip())
    try:
        check_ids(ids, option.opts[0])
    except SelectionError as error:
        raise click.UsageError(str(error)) from error
    return ids


@click.command(short_help="Find mistakes before anything runs.")
@click.argument("app", required=False)
@click.option(
    "--format",
    "form",
    type=click.Choice(["text", "json", "github", "sarif"]),
    default="text",
    show_default=True,
    help="How to write what was found; github makes annotations of it in GitHub Actions.",
)
@click.option("--select", multiple=True, callback=_ids, metavar="RULE", help="Only these rules: ids, or PREFIX*.")
@click.option("--ignore", multiple=True, callback=_ids, metavar="RULE", help="Not these rules: ids, or PREFIX*.")
@click.option("--strict", is_flag=True, help="Fail for warnings too.")
@click.option("--verbose", "-v", is_flag=True, help="Show what pyproject.toml suppresses as well.")
@click.option(
    "--timeout",
    type=click.FloatRange(min=0.1, max=86_400),
    default=60.0,
    show_default=True,
    metavar="SECONDS",
    help="How long the import of the app may take.",
)
@click.option("--rules", is_flag=True, help="List every rule, and check nothing.")
@click.pass_context
def check(
    context: click.Context,
    app: str | None,
    form: Format,
    select: tuple[str, ...],
    ignore: tuple[str, ...],
    strict: bool,
    verbose: bool,
    timeout: float,
    rules: bool,
) -> None:
    """Check APP: a folder, a file or module:name; the current folder if left out.

    The app is imported in a process of its own. The exit code is 0 if there is no error, 1 if there is one (with
    --strict: or a warning), and 2 if nothing could be checked.
    """
    if rules:
        click.echo("\n".join(_rule_lines()))
        return
    outcome = _outcome(app, select, ignore, timeout)
    for line in _written(outcome, form, verbose):
        click.echo(line)
    if outcome.errors or (strict and outcome.warnings):
        context.exit(1)


def _outcome(app: str | None, only: tuple[str, ...], ignore: tuple[str, ...], timeout: float) -> "Outcome":
    from azfunc.check.process import CheckFailedError, check_in_process
    from azfunc.check.reports.outcome import Outcome
    from azfunc.check.selection import SelectionError, read_suppressions, select

    try:
        report = check_in_process(app, timeout=timeout)
        suppressions = read_suppressions(Path(report.root))
    except (AppNotFoundError, CheckFailedError, SelectionError) as error:
        raise _RefusalError(str(error)) from error
    found = [suppressions.apply(one) for one in select(report.diagnostics, only=only, ignore=ignore)]
    return Outcome(
        report.root,
        report.functions,
        [one for one in found if one.suppressed_by is None],
        [one for one in found if one.suppressed_by is not None],
        report.schedules,
    )


def _written(outcome: "Outcome", form: Format, verbose: bool) -> Iterator[str]:
    if form == "json":
        from azfunc.check.reports.json import write_json

        yield write_json(outcome)
    elif form == "github":
        from azfunc.check.reports.github import write_github

        yield from write_github(outcome)
    elif form == "sarif":
        from azfunc.check.reports.sarif import write_sarif

        yield write_sarif(outcome)
    else:
        from azfunc.check.reports.text import write_text

        yield from write_text(outcome, verbose=verbose)


def _rule_lines() -> Iterator[str]:
    from azfunc.check.table import RULES

    width = max(len(rule) for rule in RULES)
    for rule in RULES.values():
        yield f"{rule.id.ljust(width)}  {rule.severity.ljust(7)}  {rule.summary}"
