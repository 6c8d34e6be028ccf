"""local.settings.json: the app settings of a developer's machine.

Follows https://learn.microsoft.com/azure/azure-functions/functions-develop-local#local-settings-file.
"""

from azfunc.bindings.datum import JsonValue

SETTINGS_FILE = "local.settings.json"
"""The file whose ``Values`` stand for app settings on a developer's machine."""


def setting_text(value: JsonValue) -> str | None:
    """A value as the environment holds it; None for one that is neither text, number nor truth value."""
    if isinstance(value, bool):
        return str(value).lower()
    return str(value) if isinstance(value, str | int | float) else None
