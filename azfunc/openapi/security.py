"""Keys of hosts as security schemes.

Follows https://learn.microsoft.com/azure/azure-functions/function-keys-how-to.
"""

from collections.abc import Mapping

from azfunc.bindings.http import HttpTrigger
from azfunc.openapi.texts import Schema

_HEADER, _QUERY = "x-functions-key", "code"


def _schemes(name: str, description: str) -> dict[str, Schema]:
    return {
        name: {"type": "apiKey", "in": "header", "name": _HEADER, "description": description},
        f"{name}Query": {"type": "apiKey", "in": "query", "name": _QUERY, "description": description},
    }


SCHEMES: Mapping[str, Schema] = {
    **_schemes("functionKey", "A key of the function or of the host."),
    **_schemes("masterKey", "The master key of the host."),
}
"""The schemes by their names in documents."""


def needed_key(trigger: HttpTrigger) -> list[dict[str, list[str]]]:
    """The keys that a caller may give, one of which is needed; empty where none is."""
    level = level_of(trigger)
    if level == "anonymous":
        return []
    name = "masterKey" if level == "admin" else "functionKey"
    return [{name: []}, {f"{name}Query": []}]


def level_of(trigger: HttpTrigger) -> str:
    """The auth level as function.json documents it; hosts take ``function`` where none is said."""
    level = trigger.auth_level
    return "function" if level is None else level.lower() if isinstance(level, str) else level.text
