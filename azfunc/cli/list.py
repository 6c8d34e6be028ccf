"""``azfunc list``: the functions of an app."""

import json
import os
import sys
from collections.abc import Iterable

import click
from rich.console import Console
from rich.table import Table
from rich.text import Text

from azfunc.bindings.base import Binding
from azfunc.bindings.datum import JsonValue
from azfunc.bindings.http import HttpTrigger
from azfunc.cli.project import import_app, locate_app, route_prefix
from azfunc.errors import AppError
from azfunc.function import Function

_COLUMNS = ("Function", "Trigger", "Route or source", "Inputs", "Outputs")


@click.command("list", short_help="List the functions of an app.")
@click.argument("app", required=False)
@click.option("--json", "as_json", is_flag=True, help="Print JSON, with every binding as function.json holds it.")
def list_functions(app: str | None, as_json: bool) -> None:
    """List the functions of APP: a folder, a file or module:name; the current folder if left out."""
    source = locate_app(app)
    index = import_app(source).index()
    prefix = route_prefix(source.root)
    if as_json:
        click.echo(json.dumps([_entry(function, prefix) for function in index.functions.values()], indent=2))
    elif index.functions:
        _print_table([_row(function, prefix) for function in index.functions.values()])
    elif not index.faults:
        click.echo(f"The app in {source.script} has no functions. Add one with @app.route(...) or another trigger.")
    if index.faults:
        raise AppError(index.faults)


def _row(function: Function, prefix: str) -> tuple[str, ...]:
    """One line of the table. The answer to a request is no output that anyone needs to be told."""
    outputs = [binding for binding in function.outputs if binding.type != "http"]
    return (
        function.name,
        function.trigger.type,
        source_of(function, prefix),
        _names(function.inputs),
        _names(outputs),
    )


def source_of(function: Function, prefix: str) -> str:
    """Where a function's events come from: methods and path of an HTTP function, otherwise the trigger's target."""
    trigger = function.trigger
    if not isinstance(trigger, HttpTrigger):
        return trigger.target()
    methods = ",".join(method.upper() for method in trigger.method_texts())
    path = "/" + "/".join(part for part in (prefix.strip("/"), trigger.route or "") if part)
    return f"{methods} {path}".strip()


def _names(bindings: Iterable[Binding]) -> str:
    return ", ".join(f"{binding.type} {binding.target()}".strip() for binding in bindings)


def _entry(function: Function, prefix: str) -> dict[str, JsonValue]:
    return {
        "name": function.name,
        "trigger": function.trigger.type,
        "source": source_of(function, prefix),
        "inputs": [binding.arg_name for binding in function.inputs],
        "outputs": [binding.arg_name for binding in function.outputs],
        "file": function.where.file,
        "line": function.where.line,
        "bindings": function.to_documents(),
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
