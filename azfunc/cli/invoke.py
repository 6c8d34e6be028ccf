"""``azfunc invoke``: one call of one function, in this process."""

import contextlib
import json
import sys
from collections.abc import Generator
from http import HTTPStatus
from pathlib import Path
from traceback import extract_tb

import click

from azfunc.app import FunctionApp
from azfunc.bindings.datum import Datum, JsonValue
from azfunc.cli.event_options import check_http_options, data_hint, misspelt_metadata
from azfunc.cli.project import locate_project
from azfunc.errors import AppError, AzfuncError, DecodeError, InvocationError
from azfunc.function import Function
from azfunc.import_report import user_traceback
from azfunc.metadata.folder_app import FolderApp
from azfunc.metadata.host_json import read_route_prefix
from azfunc.testing.client import TestClient
from azfunc.testing.http import Response
from azfunc.testing.inputs import MissingInputError
from azfunc.testing.result import Output, Result


def _pairs(_context: click.Context, option: click.Parameter, values: tuple[str, ...]) -> list[tuple[str, str]]:
    """``NAME=VALUE`` taken apart."""
    found: list[tuple[str, str]] = []
    for text in values:
        name, equals, value = text.partition("=")
        if not equals or not name:
            raise click.BadParameter(f"'{text}' is not NAME=VALUE, such as {option.opts[0]} name=value")
        found.append((name, value))
    return found


@click.command(short_help="Call one function and print what it gives.")
@click.argument("function")
@click.argument("surplus", nargs=-1, metavar="")
@click.option("--app", help="The app: a folder, a file or module:name; the current folder if left out.")
@click.option("--data", help="The trigger's value: text, @FILE, or @- for stdin. A message, documents, a body…")
@click.option("--meta", multiple=True, callback=_pairs, metavar="K=V", help="Trigger metadata, or a route's token.")
@click.option("--input", "inputs", multiple=True, callback=_pairs, metavar="ARG=V", help="What an input reads; @FILE.")
@click.option("--method", help="HTTP: the verb; POST with data, otherwise GET.")
@click.option("--query", multiple=True, callback=_pairs, metavar="K=V", help="HTTP: a query parameter.")
@click.option("--header", multiple=True, callback=_pairs, metavar="K=V", help="HTTP: a header.")
@click.option("--json", "as_json", is_flag=True, help="Print the result as JSON.")
@click.pass_context
def invoke(
    context: click.Context,
    function: str,
    surplus: tuple[str, ...],
    app: str | None,
    data: str | None,
    meta: list[tuple[str, str]],
    inputs: list[tuple[str, str]],
    method: str | None,
    query: list[tuple[str, str]],
    header: list[tuple[str, str]],
    as_json: bool,
) -> None:
    """Call FUNCTION once and print its response and every output.

    No host and no service is needed: inputs are given with --input, and outputs are printed, not sent. What the
    function itself prints goes to stderr.
    """
    if surplus:
        raise click.UsageError(
            f"'{surplus[0]}' is one word too many: the command takes one FUNCTION; the app is named with "
            "--app, a value with spaces needs quotes."
        )
    project = locate_project(app)
    found = project.app()
    _refuse_faulty(found, function)
    content = None if data is None else _content(data)
    options = {"--method": method, "--query": query, "--header": header}
    _check_options(found.functions.get(function), content, method, [name for name in options if options[name]], meta)
    with (
        TestClient(found, route_prefix=read_route_prefix(project.root), raise_exceptions=False) as client,
        project.running(),
        _missing_inputs_as_options(function),
        contextlib.redirect_stdout(sys.stderr),
    ):
        client.provide(function, **{name: _content(value) for name, value in inputs})
        result = client.invoke(
            function,
            content,
            {name: _metadata(value) for name, value in meta},
            method=method,
            params=query,
            headers=_joined(header),
        )
    if result.error is not None:
        _print_error(found.functions[function], result.error, content)
        context.exit(1)
    if as_json:
        click.echo(json.dumps(_result_entry(result), indent=2, ensure_ascii=False))
    else:
        _print_result(result)


@contextlib.contextmanager
def _missing_inputs_as_options(function: str) -> Generator[None]:
    """Tells of an input that nobody has given in the words of this command.

    Raises:
        InvocationError: there is one.
    """
    try:
        yield
    except MissingInputError as error:
        name = error.parameter
        raise InvocationError(
            f"Function '{function}' reads an input into '{name}', and nothing says what is there. "
            f"Give it with --input {name}=VALUE, or --input {name}=@FILE."
        ) from error


def _refuse_faulty(app: FunctionApp, function: str) -> None:
    """Refuses a function of a folder app that has faults; its others can be called all the same.

    Raises:
        AppError: it has; all of them.
    """
    if isinstance(app, FolderApp) and (declared := app.declared.get(function)) is not None and declared.faults:
        raise AppError(declared.faults)


def _joined(headers: list[tuple[str, str]]) -> dict[str, str]:
    """Headers with one value for each name: hosts join those of a repeated name with a comma."""
    joined: dict[str, str] = {}
    for name, value in headers:
        same = next((known for known in joined if known.lower() == name.lower()), name)
        joined[same] = f"{joined[same]},{value}" if same in joined else value
    return joined


def _check_options(
    function: Function | None,
    content: str | bytes | None,
    method: str | None,
    http_options: list[str],
    meta: list[tuple[str, str]],
) -> None:
    if function is None:  # the client says which there are
        return
    check_http_options(function, method, http_options)
    for name, meant in misspelt_metadata(function, content, [name for name, _ in meta]):
        click.echo(f"warning: --meta {name}: '{function.name}' does not know it. Did you mean {meant}?", err=True)


def _content(text: str) -> str | bytes:
    """A value as it stands, or what ``@FILE`` holds: text where it is UTF-8, otherwise bytes."""
    if not text.startswith("@"):
        return text
    try:
        content = sys.stdin.buffer.read() if text == "@-" else Path(text[1:]).read_bytes()
    except OSError as error:
        raise click.BadParameter(f"'{text[1:]}' cannot be read: {error.strerror or error}") from error
    try:
        return content.decode("utf-8")
    except UnicodeDecodeError:
        return content


def _metadata(text: str) -> Datum:
    """JSON objects and lists travel as JSON, everything else as text."""
    datum = Datum("json", text)
    if text.lstrip().startswith(("{", "[")):
        with contextlib.suppress(DecodeError):
            datum.parse()
            return datum
    return Datum("string", text)


def _print_error(function: Function, error: Exception, content: str | bytes | None) -> None:
    """An error of azfunc as one text, with the line of the handler that it came through; others with a traceback."""
    if not isinstance(error, AzfuncError):
        click.echo(
            f"error: function '{function.name}' raised {type(error).__name__}\n{user_traceback(error)}", err=True
        )
        return
    frames = [frame for frame in extract_tb(error.__traceback__) if frame.filename == function.where.file]
    place = f"{frames[-1].filename}:{frames[-1].lineno}: function '{function.name}': " if frames else ""
    hint = f"\n{data_hint(content)}" if isinstance(error, DecodeError) else ""
    click.echo(f"error: {place}{error}{hint}", err=True)


def _print_result(result: Result) -> None:
    if result.response is not None:
        _print_response(result.response)
    else:
        click.echo(f"{result.function}: done")
    for output in result.outputs:
        place = f"{output.binding} {output.target}".strip()
        click.echo(f"\n{output.name} -> {place}:")
        click.echo(_shown(output.value))


def _print_response(response: Response) -> None:
    with contextlib.suppress(ValueError):
        click.echo(f"HTTP {response.status_code} {HTTPStatus(response.status_code).phrase}")
    for name, value in response.headers.multi_items():
        click.echo(f"{name}: {value}")
    if response.content:
        click.echo(f"\n{_body(response)}")


def _body(response: Response) -> str:
    """The text of a response, JSON over several lines."""
    if "json" in response.headers.get("content-type", ""):
        with contextlib.suppress(ValueError):
            return json.dumps(response.json(), indent=2, ensure_ascii=False)
    return response.text


def _shown(value: object) -> str:
    """A value as a reader wants to see it: text as it is, JSON over several lines, bytes by their length."""
    if isinstance(value, bytes):
        try:
            return value.decode("utf-8")
        except UnicodeDecodeError:
            return f"({len(value)} bytes)"
    return value if isinstance(value, str) else json.dumps(value, indent=2, ensure_ascii=False)


def _result_entry(result: Result) -> dict[str, JsonValue]:
    response = result.response
    return {
        "function": result.function,
        "response": None
        if response is None
        else {
            "status": response.status_code,
            "headers": [list(item) for item in response.headers.multi_items()],
            "body": response.text,
        },
        "outputs": [_output_entry(output) for output in result.outputs],
    }


def _output_entry(output: Output) -> dict[str, JsonValue]:
    value = output.value
    plain: JsonValue = _shown(value) if isinstance(value, bytes | str) else json.loads(json.dumps(value))
    return {"name": output.name, "binding": output.binding, "target": output.target, "value": plain}
