"""The group of all sub-commands, and how errors leave it."""

from typing import IO, Any

import click

from azfunc import __version__
from azfunc.cli.build import build
from azfunc.cli.invoke import invoke
from azfunc.cli.list import list_functions
from azfunc.errors import AppError, AzfuncError


class _Failure(click.ClickException):
    """An error of azfunc: its text alone on stderr, exit code 1."""

    def show(self, file: IO[Any] | None = None) -> None:  # Any as click has it
        click.echo(f"error: {self.message}", err=file is None, file=file)


class _Group(click.Group):
    """Shows errors of azfunc without a traceback of its own code; exit code 1, and 2 for wrong usage."""

    def invoke(self, ctx: click.Context) -> object:
        try:
            return super().invoke(ctx)
        except AzfuncError as error:
            raise _Failure(_told(error)) from error


def _told(error: AzfuncError) -> str:
    """The whole text of an error: of an app's faults every one, with its fix."""
    if isinstance(error, AppError):
        return "\n".join([f"{error.message}:", *(str(fault) for fault in error.exceptions)])
    return str(error)


@click.group(cls=_Group, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 110})
@click.version_option(__version__, prog_name="azfunc")
def azfunc() -> None:
    """Azure Functions in Python: look at an app, build it, call its functions."""


azfunc.add_command(list_functions)
azfunc.add_command(build)
azfunc.add_command(invoke)
