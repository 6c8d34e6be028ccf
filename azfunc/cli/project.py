"""The app that a command works on, with its local settings in the environment."""

import os
from collections.abc import Mapping
from pathlib import Path

import click

from azfunc.bindings.datum import JsonValue
from azfunc.errors import DocumentError
from azfunc.metadata.jsonc import read_json
from azfunc.metadata.local_settings import SETTINGS_FILE, setting_text
from azfunc.project import Project, find_project


def locate_project(spec: str | None) -> Project:
    """Finds the project that a command names, and applies its local settings.

    Raises:
        AppNotFoundError: it is not there.
        DocumentError: local.settings.json cannot be read.
    """
    folder = Path(spec or ".")
    if folder.is_dir():  # the settings may name the script
        apply_local_settings(folder)
    project = find_project(spec)
    apply_local_settings(project.root)
    return project


def apply_local_settings(folder: Path) -> None:
    """Puts ``Values`` of local.settings.json into the environment; variables that are set already win.

    Raises:
        DocumentError: the file cannot be read, or ``Values`` is no object.
    """
    file = folder / SETTINGS_FILE
    if not file.is_file():
        return
    content = _members(read_json(file), file, "the file")
    if content.get("IsEncrypted") is True:
        click.echo(f"warning: {file} is encrypted, so none of its values is used (func settings decrypt).", err=True)
        return
    for name, value in _members(content.get("Values") or {}, file, "'Values'").items():
        if value is None:
            click.echo(f"warning: {file}: '{name}' is null and is not set.", err=True)
        elif (text := setting_text(value)) is not None:
            os.environ.setdefault(name, text)
        else:
            raise DocumentError(f"{file}: $.Values.{name} is no text. Write it as one text in quotes.")


def route_prefix(root: Path) -> str:
    """What stands before every route: ``extensions.http.routePrefix`` of host.json in any case, otherwise ``api``.

    Raises:
        DocumentError: host.json cannot be read.
    """
    file = root / "host.json"
    if not file.is_file():
        return "api"
    value: JsonValue = read_json(file)
    for key in ("extensions", "http", "routeprefix"):
        members = value.items() if isinstance(value, Mapping) else ()
        value = next((member for name, member in members if name.lower() == key), None)
    return value if isinstance(value, str) else "api"


def _members(value: JsonValue, file: Path, what: str) -> Mapping[str, JsonValue]:
    if isinstance(value, Mapping):
        return value
    raise DocumentError(f'{file}: {what} is no JSON object. Write {{"IsEncrypted": false, "Values": {{"NAME": "…"}}}}.')
