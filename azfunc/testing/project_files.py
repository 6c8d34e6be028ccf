"""What a project's files say to a test: local.settings.json and host.json.

Follows https://learn.microsoft.com/azure/azure-functions/functions-develop-local#local-settings-file.
"""

from collections.abc import Mapping
from pathlib import Path

from azfunc.bindings.datum import JsonValue
from azfunc.errors import DocumentError
from azfunc.metadata.jsonc import read_json
from azfunc.metadata.local_settings import SETTINGS_FILE, setting_text


def local_values(folder: Path) -> dict[str, str]:
    """The app settings of local.settings.json; none where it is missing or encrypted, and nulls are left out.

    Args:
        folder: the project's folder.

    Raises:
        DocumentError: the file cannot be read, or has another form.
    """
    file = folder / SETTINGS_FILE
    if not file.is_file():
        return {}
    content = _members(read_json(file), file, "the file")
    if content.get("IsEncrypted") is True:
        return {}
    found: dict[str, str] = {}
    for name, value in _members(content.get("Values") or {}, file, "'Values'").items():
        text = setting_text(value)
        if text is not None:
            found[name] = text
        elif value is not None:
            raise DocumentError(f"{file}: $.Values.{name} is no text. Write it as one text in quotes.")
    return found


def route_prefix(folder: Path) -> str:
    """What stands before every route: ``extensions.http.routePrefix`` of host.json in any case, otherwise ``api``.

    Raises:
        DocumentError: host.json cannot be read.
    """
    file = folder / "host.json"
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
