"""``azfunc list``: the functions of an app."""

import json
import os
import sys
from collections.abc import Iterable, Sequence
from typing import TypeAlias, cast

import click
from rich.console import Console
from rich.table import Table
from rich.text import Text

from azfunc.app import FunctionApp, Index
from azfunc.bindings.binding import Binding
from azfunc.bindings.datum import JsonValue
from azfunc.bindings.http import HttpTrigger
from azfunc.cli.project import locate_project
from azfunc.errors import AppError
from azfunc.function import Function
from azfunc.metadata.folder_app import FolderApp
from azfunc.metadata.function_folder import LegacyFunction
from azfunc.metadata.host_json import read_route_prefix

_COLUMNS = ("Function", "Trigger", "Route or source", "Inputs", "Outputs")


@click.command("list", short_help="List the functions of an app.")
@click.argument("app", required=False)
@click.option("--json", "as_json", is_flag=True, help="Print JSON, with every binding as function.json holds it.")
def list_functions(app: str | None, as_json: bool) -> None:
    """List the functions of APP: a folder, a file or module:name; the current folder if left out."""
    project = locate_project(app)
    loaded = project.app()
    index = loaded.index()
    listed = _listed(loaded, index)
    prefix = read_route_prefix(project.root)
    if as_json:
        click.echo(
            json.dumps([_entry(function, prefix, _documents(loaded, function)) for function in listed], indent=2)
        )
    elif listed:
        _print_table([_row(function, prefix) for function in listed])
    elif not index.faults:
        click.echo(f"The app in {project.script} has no functions. Add one with @app.route(...) or another trigger.")
    if index.faults:
        raise AppError(index.faults)


Listed: TypeAlias = Function | LegacyFunction
"""What is listed: a function, or what a function.json says of one that cannot be imported."""


def _listed(app: FunctionApp, index: Index) -> list[Listed]:
    """The functions of an app; of function.json folders those as well whose handler cannot be had."""
    if not isinstance(app, FolderApp):
        return list(index.functions.values())
    return [found.function or found for found in app.declared.values() if found.trigger is not None]


def _documents(app: FunctionApp, function: Listed) -> Sequence[JsonValue]:
    """The bindings of a function as function.json holds them."""
    if isinstance(app, FolderApp):
        return cast("Sequence[JsonValue]", app.documents[function.name]["bindings"])
    return function.to_documents()


def _row(function: Listed, prefix: str) -> tuple[str, ...]:
    """One line of the table. The answer to a request is no output that anyone needs to be told."""
    outputs = [binding for binding in function.outputs if binding.type != "http"]
    return (
        function.name,
        function.trigger.type if function.trigger is not None else "",
        source_of(function, prefix),
        _names(function.inputs),
        _names(outputs),
    )


def source_of(function: Listed, prefix: str) -> str:
    """Where a function's events come from: methods and path of an HTTP function, otherwise the trigger's target."""
    trigger = function.trigger
    if not isinstance(trigger, HttpTrigger):
        return trigger.target() if trigger is not None else ""
    methods = ",".join(method.upper() for method in trigger.method_texts())
    path = "/" + "/".join(part for part in (prefix.strip("/"), _route(function, trigger)) if part)
    return f"{methods} {path}".strip()


def _route(function: Listed, trigger: HttpTrigger) -> str:
    """The route of a trigger; hosts take the function's name where function.json has none."""
    return function.name if trigger.route is None else trigger.route


def _names(bindings: Iterable[Binding]) -> str:
    return ", ".join(f"{binding.type} {binding.target()}".strip() for binding in bindings)


def _entry(function: Listed, prefix: str, documents: Sequence[JsonValue]) -> dict[str, JsonValue]:
    return {
        "name": function.name,
        "trigger": function.trigger.type if function.trigger is not None else None,
        "source": source_of(function, prefix),
        "inputs": [binding.arg_name for binding in function.inputs],
        "outputs": [binding.arg_name for binding in function.outputs],
        "file": function.where.file,
        "line": function.where.line,
        "bindings": documents,
    }


def _print_table(rows: list[tuple[str, ...]]) -> None:
    used = [index for index in range(len(_COLUMNS)) if any(row[index] for row in rows)]
    if not sys.stdout.isatty():
        _print_plain([[_COLUMNS[index] for index in used], *([row[index] for index in used] for row in rows)])
        return
    table = Table(box=None, header_style="bold", pad_edge=False, padding=(0, 2, 0, 0))
    for index in used:
        table.add_column(_COLUMNS[index], overflow="fold", style="green" if index == 0 else "")
    for row in rows:
        table.add_row(*(Text(row[index]) for index in used))
    Console(color_system=None if os.environ.get("NO_COLOR") else "auto").print(table)


def _print_plain(rows: list[list[str]]) -> None:
    """Columns of spaces, as wide as they need to be: what another program reads is never cut."""
    widths = [max(len(row[index]) for row in rows) for index in range(len(rows[0]))]
    for row in rows:
        click.echo("  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip())
