"""``azfunc openapi``: the OpenAPI document of an app."""

import json
from pathlib import Path

import click

from azfunc.cli.project import locate_project
from azfunc.errors import AppError
from azfunc.metadata.host_json import read_route_prefix
from azfunc.openapi.document import make_document
from azfunc.openapi.info import ApiInfo


@click.command(short_help="Write the OpenAPI document of an app.")
@click.argument("app", required=False)
@click.option("--title", help="The name of the API.")
@click.option("--version", "api_version", help="The version of the API.")
@click.option("--description", help="More about the API, in Markdown.")
@click.option("--server", "servers", multiple=True, help="A base URL, without the route prefix; may be repeated.")
@click.option("--out", type=click.Path(path_type=Path), help="The file to write; printed if left out.")
def openapi(
    app: str | None,
    title: str | None,
    api_version: str | None,
    description: str | None,
    servers: tuple[str, ...],
    out: Path | None,
) -> None:
    """Write the OpenAPI 3.1 document of APP's HTTP functions as JSON, without a host or a network.

    APP is a folder, a file or module:name; the current folder if left out. What is said in app.add_openapi(...) holds
    where no option says otherwise.
    """
    project = locate_project(app)
    loaded = project.app()
    index = loaded.index()
    if index.faults:
        raise AppError(index.faults)
    said = loaded.api_info or ApiInfo()
    info = ApiInfo(
        title=said.title if title is None else title,
        version=said.version if api_version is None else api_version,
        description=said.description if description is None else description,
        servers=servers or said.servers,
    )
    document = make_document(index.functions.values(), info, prefix=read_route_prefix(project.root))
    text = json.dumps(document, indent=2, ensure_ascii=False) + "\n"
    if out is None:
        click.echo(text, nl=False)
        return
    try:
        out.write_text(text, encoding="utf-8")
    except OSError as error:
        raise click.FileError(str(out), error.strerror) from error
