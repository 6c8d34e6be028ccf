"""local.settings.json: the app settings of a developer's machine.

Follows https://learn.microsoft.com/azure/azure-functions/functions-develop-local#local-settings-file.
"""

from collections.abc import Mapping
from pathlib import Path
from typing import NamedTuple

from azfunc.bindings.datum import JsonValue
from azfunc.errors import DocumentError
from azfunc.metadata.jsonc import read_json

SETTINGS_FILE = "local.settings.json"
"""The file whose ``Values`` stand for app settings on a developer's machine."""


class LocalSettings(NamedTuple):
    """What a project's local.settings.json says.

    Attributes:
        values: the app settings, as the environment holds them.
        nulls: names whose value is null, which sets nothing.
        is_encrypted: the values cannot be read, so that there are none.
    """

    values: Mapping[str, str] = {}
    nulls: tuple[str, ...] = ()
    is_encrypted: bool = False


def read_local_settings(folder: Path) -> LocalSettings:
    """Reads local.settings.json; without the file there are no settings.

    Args:
        folder: the project's folder.

    Raises:
        DocumentError: the file cannot be read, or ``Values`` is no object of texts, numbers and truth values.
    """
    file = folder / SETTINGS_FILE
    if not file.is_file():
        return LocalSettings()
    content = _members(read_json(file), file, "the file")
    if content.get("IsEncrypted") is True:
        return LocalSettings(is_encrypted=True)
    members = _members(content.get("Values") or {}, file, "'Values'")
    texts = {name: setting_text(value) for name, value in members.items()}
    for name, text in texts.items():
        if text is None and members[name] is not None:
            raise DocumentError(f"{file}: $.Values.{name} is no text. Write it as one text in quotes.")
    values = {name: text for name, text in texts.items() if text is not None}
    return LocalSettings(values, tuple(name for name in texts if name not in values))


def setting_text(value: JsonValue) -> str | None:
    """A value as the environment holds it; None for one that is neither text, number nor truth value."""
    if isinstance(value, bool):
        return str(value).lower()
    return str(value) if isinstance(value, str | int | float) else None


def _members(value: JsonValue, file: Path, what: str) -> Mapping[str, JsonValue]:
    if isinstance(value, Mapping):
        return value
    raise DocumentError(f'{file}: {what} is no JSON object. Write {{"IsEncrypted": false, "Values": {{"NAME": "…"}}}}.')
