"""The app that a command works on, with its local settings in the environment."""

import os
from pathlib import Path

import click

from azfunc.metadata.local_settings import SETTINGS_FILE, read_local_settings
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
    if project.root != Path(os.path.realpath(folder)):
        apply_local_settings(project.root)
    return project


def apply_local_settings(folder: Path) -> None:
    """Puts ``Values`` of local.settings.json into the environment; variables that are set already win.

    Raises:
        DocumentError: the file cannot be read, or ``Values`` is no object.
    """
    settings, file = read_local_settings(folder), folder / SETTINGS_FILE
    if settings.is_encrypted:
        click.echo(f"warning: {file} is encrypted, so none of its values is used (func settings decrypt).", err=True)
    for name in settings.nulls:
        click.echo(f"warning: {file}: '{name}' is null and is not set.", err=True)
    for name, text in settings.values.items():
        os.environ.setdefault(name, text)
