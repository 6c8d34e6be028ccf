"""What a host makes of an output's value: the messages, documents or events that are sent one by one."""

from typing import cast

from azfunc.bindings.datum import Datum, JsonValue
from azfunc.errors import DecodeError
from azfunc.runtime.http_answer import render_json


def json_items(datum: Datum) -> list[JsonValue] | None:
    """The items of a value that looks like JSON: those of a list, or the one object; None for any other value."""
    if isinstance(datum.value, bytes):
        return None
    raw = datum.text() if isinstance(datum.value, str) else str(datum.value)
    if not raw.lstrip().startswith(("{", "[")):
        return None
    try:
        value = Datum("json", raw).parse()
    except DecodeError:
        return None
    return value if isinstance(value, list) else [value]


def message_items(datum: Datum) -> list[str | bytes]:
    """The messages that are sent for a value, as receivers get them.

    Hosts write JSON objects anew, over several lines.
    """
    items = json_items(datum)
    if items is not None:
        return [render_json(item) for item in items]
    if isinstance(datum.value, str | bytes):
        return [datum.value]
    return [render_json(cast("JsonValue", datum.python()))]
