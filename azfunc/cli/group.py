"""The group of all sub-commands, and how errors leave it."""

from collections.abc import Mapping
from importlib import import_module
from typing import IO, Any, Final, cast

import click

from azfunc import __version__
from azfunc.errors import AppError, AzfuncError

COMMANDS: Final[Mapping[str, str]] = {
    "list": "azfunc.cli.list:list_functions",
    "check": "azfunc.cli.check:check",
    "build": "azfunc.cli.build:build",
    "invoke": "azfunc.cli.invoke:invoke",
    "worker": "azfunc.cli.worker:worker",
    "openapi": "azfunc.cli.openapi:openapi",
}
"""Where each command is; its module is imported when the command is used, so that none pays for the others."""


class _Failure(click.ClickException):
    """An error of azfunc: its text alone on stderr, exit code 1."""

    def show(self, file: IO[Any] | None = None) -> None:  # Any as click has it
        click.echo(f"error: {self.message}", err=file is None, file=file)


class _Group(click.Group):
    """Loads a command when it is asked for, and shows errors of azfunc without a traceback of its own code.

    Exit code 1 for an error, and 2 for wrong usage.
    """

    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        place = COMMANDS.get(cmd_name)
        if place is None:
            return None
        module, _, name = place.partition(":")
        return cast("click.Command", getattr(import_module(module), name))

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
    """Azure Functions in Python: look at an app, check it, build it, describe it, call its functions."""
