"""``azfunc build``: an app in the legacy model, as folders with function.json."""

import contextlib
import sys
from collections.abc import Mapping
from pathlib import Path

import click

from azfunc.cli.project import locate_project
from azfunc.errors import AppError, AppImportError, BuildError
from azfunc.function import Function
from azfunc.limits import WorkerName
from azfunc.metadata.folder_app import FolderApp
from azfunc.metadata.folder_build import build_folders, imports_package
from azfunc.metadata.legacy import BuildReport, ImportFailure, build_legacy
from azfunc.project import Project


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
@click.option(
    "--worker",
    type=click.Choice(["microsoft", "azfunc"]),
    default="microsoft",
    show_default=True,
    help="Whose worker will run the folders; what Microsoft's cannot do is refused.",
)
@click.option("--strict", is_flag=True, help="Fail if the app cannot be imported, even where an earlier build stands.")
def build(app: str | None, out: Path | None, metadata_only: bool, worker: WorkerName, strict: bool) -> None:
    """Write APP as folders with function.json that any Python worker runs.

    APP is a folder, a file or module:name; the current folder if left out. An app that cannot be imported is
    built from the function.json files of the build before, with a warning. An app that consists of such folders
    already is copied, without what .funcignore leaves out.
    """
    if out is None:
        raise click.UsageError(
            "Say where to write, such as --out ../built: a new or empty folder, or an earlier build."
        )
    project = locate_project(app)
    if project.source is None:
        report = _build_folders(project, out, metadata_only=metadata_only, strict=strict)
    else:
        if not metadata_only:
            _refuse_foreign(project.source.script)
        report = build_legacy(
            _functions(project, strict),
            root=project.root,
            script=project.source.script,
            module=project.source.module,
            attribute=project.source.attribute,
            out=out,
            metadata_only=metadata_only,
            worker=worker,
        )
    _print_report(report)


def _refuse_foreign(script: Path) -> None:
    """Refuses an app of azure.functions: its built folders would find another app than the one that was read here.

    Raises:
        BuildError: it is one.
    """
    if imports_package(script, "azure.functions") and not imports_package(script, "azfunc"):
        raise BuildError(
            f"{script}: this app is written for azure.functions. Microsoft's workers have that package, so its built "
            "folders would hold nothing of azfunc that could run them. Change the line to 'import azfunc as func', or "
            "write the function.json files alone with --metadata-only."
        )


def _build_folders(project: Project, out: Path, *, metadata_only: bool, strict: bool) -> BuildReport:
    """Builds function.json folders: a handler that cannot be imported here may well be where it is deployed."""
    app = FolderApp(project.root)
    with contextlib.redirect_stdout(sys.stderr):
        faults = app.index().faults
    lasting = [fault for fault in faults if strict or fault.rule != "failed-import"]
    if lasting:
        raise AppError(lasting)
    for fault in faults:
        click.echo(f"warning: {fault}", err=True)
    return build_folders(app, out=out, metadata_only=metadata_only)


def _functions(project: Project, strict: bool) -> Mapping[str, Function] | ImportFailure:
    try:
        return project.app().functions
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
