"""host.json: what a project asks of its host, as far as azfunc obeys it.

Follows https://learn.microsoft.com/azure/azure-functions/functions-host-json.
"""

from collections.abc import Mapping
from pathlib import Path

from azfunc.bindings.datum import JsonValue
from azfunc.metadata.jsonc import read_json

HOST_FILE = "host.json"
"""The file that stands in the root of a project."""

DEFAULT_ROUTE_PREFIX = "api"
"""What hosts put before every route where host.json says nothing."""


def read_route_prefix(folder: Path) -> str:
    """What stands before every route: ``extensions.http.routePrefix`` of host.json in any case, otherwise ``api``.

    Args:
        folder: the project's folder.

    Raises:
        DocumentError: host.json cannot be read.
    """
    file = folder / HOST_FILE
    if not file.is_file():
        return DEFAULT_ROUTE_PREFIX
    value: JsonValue = read_json(file)
    for key in ("extensions", "http", "routeprefix"):
        members = value.items() if isinstance(value, Mapping) else ()
        value = next((member for name, member in members if name.lower() == key), None)
    return value if isinstance(value, str) else DEFAULT_ROUTE_PREFIX
