"""``azfunc build``: an app in the legacy model, as folders with function.json."""

from collections.abc import Mapping
from pathlib import Path

import click

from azfunc.cli.project import import_app, locate_app
from azfunc.errors import AppImportError
from azfunc.function import Function
from azfunc.locator import AppSource
from azfunc.metadata.legacy import BuildReport, ImportFailure, build_legacy


@click.command(short_help="Write an app as folders with function.json.")
@click.argument("app", required=False)
@click.option(
    "--out",
    type=click.Path(path_type=Path),
    help="The folder to write: missing, empty, or made by an earlier build.  [required]",
)
@click.option(
    "--metadata-only", is_flag=True, help="Write only NAME/function.json, as func kubernetes deploy reads it."
)
@click.option("--strict", is_flag=True, help="Fail if the app cannot be imported, even where an earlier build stands.")
def build(app: str | None, out: Path | None, metadata_only: bool, strict: bool) -> None:
    """Write APP as folders with function.json that any Python worker runs.

    APP is a folder, a file or module:name; the current folder if left out. An app that cannot be imported is
    built from the function.json files of the build before, with a warning.
    """
    if out is None:
        raise click.UsageError(
            "Say where to write, such as --out ../built: a new or empty folder, or an earlier build."
        )
    source = locate_app(app)
    report = build_legacy(
        _functions(source, strict),
        root=source.root,
        script=source.script,
        module=source.module,
        attribute=source.attribute,
        out=out,
        metadata_only=metadata_only,
    )
    _print_report(report)


def _functions(source: AppSource, strict: bool) -> Mapping[str, Function] | ImportFailure:
    try:
        return import_app(source).functions
    except AppImportError as error:
        if strict:
            raise
        return ImportFailure(str(error))


def _print_report(report: BuildReport) -> None:
    if report.stale is not None:
        click.echo(f"warning: {report.stale}", err=True)
        click.echo(
            f"warning: the functions in {report.out} are those of the build before, and answer with this error until "
            "it is corrected; --strict fails instead.",
            err=True,
        )
    count = len(report.functions)
    click.echo(f"Built {count} function{'s' * (count != 1)} into {report.out} ({report.files} files):")
    for name in report.functions:
        click.echo(f"  {name}")
