"""Trace contexts that senders have put on messages."""

from base64 import b64decode
from collections.abc import Iterator, Mapping, Sequence
from typing import cast

from azfunc.bindings.datum import Datum
from azfunc.bindings.kinds import Trigger
from azfunc.bindings.metadata import Fields
from azfunc.call import Call
from azfunc.errors import DecodeError
from azfunc.telemetry.arrival import arrived_data

TraceTexts = tuple[str, str]
"""A ``traceparent`` and a ``tracestate``."""

_PROPERTIES = {
    "serviceBusTrigger": "ApplicationProperties",
    "eventHubTrigger": "Properties",
}
"""Where the host tells what a sender attached to a message."""


def messages_of(trigger: Trigger, datum: Datum) -> list[Datum]:
    """The messages of one call: those of a batch, or the one that came alone."""
    if not trigger.is_many():
        return [datum]
    try:
        return trigger.split(datum)
    except DecodeError:  # the function fails with it, and says so better
        return []


def sent_contexts(call: Call) -> Iterator[TraceTexts]:
    """The trace context of each message that has one, as Azure's libraries and OpenTelemetry's attach it."""
    trigger = call.function.trigger
    if trigger.type not in (*_PROPERTIES, "kafkaTrigger", "eventGridTrigger"):
        return
    datum, metadata = arrived_data(call)
    if datum.kind == "none":
        return
    messages = messages_of(trigger, datum)
    rows = Fields.of_batch(metadata, len(messages)) if trigger.is_many() else [Fields(metadata)]
    for message, fields in zip(messages, rows, strict=True):
        try:
            attached = _attached(trigger.type, message, fields)
        except DecodeError:  # metadata that nobody can read are of no use to a span
            continue
        parent = attached.get("traceparent") or attached.get("Diagnostic-Id")
        if isinstance(parent, str):
            state = attached.get("tracestate")
            yield parent, state if isinstance(state, str) else ""


def _attached(kind: str, message: Datum, fields: Fields) -> Mapping[str, object]:
    """What the sender attached to a message."""
    if kind in _PROPERTIES:
        return fields.mapping(_PROPERTIES[kind])
    if kind == "kafkaTrigger":
        return _headers(fields.value("Headers") or _member(message, "Headers"))
    return {name: _member(message, name) for name in ("traceparent", "tracestate")}


def _member(message: Datum, name: str) -> object:
    """A member of a message that is a JSON object; parsed only where it can have one."""
    text = message.value
    if not isinstance(text, str) or f'"{name}"' not in text:
        return None
    parsed = message.parse()
    return parsed.get(name) if isinstance(parsed, Mapping) else None


def _headers(value: object) -> dict[str, object]:
    """Headers as the Kafka extension lists them: keys, and values in base64."""
    found: dict[str, object] = {}
    if isinstance(value, str):
        value = Datum("json", value).parse()
    for item in cast("Sequence[object]", value) if isinstance(value, list) else ():
        if isinstance(item, Mapping):
            header = cast("Mapping[str, object]", item)
            key, text = header.get("Key"), header.get("Value")
            if isinstance(key, str) and isinstance(text, str) and key in ("traceparent", "tracestate"):
                found[key] = _decoded(text)
    return found


def _decoded(text: str) -> str:
    try:
        return b64decode(text, validate=True).decode("ascii")
    except ValueError:
        return ""
