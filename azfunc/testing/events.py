"""Event builders: the value and the metadata that a host makes of what starts a function.

Each builder takes what a sender knows and returns an `Event`, in the kinds and by the names that hosts use; the
test client, ``azfunc invoke`` and your own tests share them.
"""

import datetime
import json
import uuid
from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple, cast

from azfunc.bindings.datum import NOTHING, Datum, JsonValue
from azfunc.bindings.eventgrid_payload import EventGridEvent, wire_event
from azfunc.bindings.payload import MessagePayload
from azfunc.bindings.values import dump_json, encode_value
from azfunc.errors import DecodeError


class Event(NamedTuple):
    """What starts a function: the trigger's value, and what the host tells about it."""

    value: Datum
    metadata: Mapping[str, Datum]

    def with_metadata(self, extra: Mapping[str, object]) -> "Event":
        """The event with more metadata; names are compared without regard to case, the new values win."""
        merged = dict(self.metadata)
        for name, value in extra.items():
            put(merged, name, to_datum(value))
        return Event(self.value, merged)


def to_datum(value: object) -> Datum:
    """A value as it travels: text, bytes, a `Datum` as it is, everything else as JSON; None is nothing.

    Raises:
        EncodeError: the value has no JSON form.
    """
    if isinstance(value, Datum):
        return value
    if isinstance(value, MessagePayload):
        return encode_value(value.get_body())
    return encode_value(value)


def to_bytes(value: object) -> bytes:
    """The body of a message: text as UTF-8, payload objects by their body, everything else as JSON."""
    datum = to_datum(value)
    return b"" if datum.kind == "none" else datum.data()


def json_datum(value: object) -> Datum:
    """A value as compact JSON."""
    return Datum("json", json.dumps(json.loads(dump_json(value)), ensure_ascii=False, separators=(",", ":")))


def put(metadata: dict[str, Datum], name: str, value: Datum) -> None:
    """Sets an entry; one whose name differs in case only is replaced under its own name, as hosts do."""
    known = next((key for key in metadata if key.lower() == name.lower()), name)
    metadata[known] = value


def add_properties(metadata: dict[str, Datum], text: str | bytes) -> None:
    """Adds the top-level properties of a message that is a JSON object: scalars as text, lists and nulls not."""
    try:
        value = Datum("json", text).parse()
    except DecodeError:
        return
    if not isinstance(value, Mapping):
        return
    for name, item in value.items():
        if isinstance(item, Mapping):
            put(metadata, name, json_datum(item))
        elif isinstance(item, str | int | float):
            put(metadata, name, Datum("string", item if isinstance(item, str) else str(item)))


def body_datum(body: bytes, data_type: object) -> Datum:
    """The value of a message: text, unless the binding's ``dataType`` asks for bytes."""
    if str(data_type).lower() == "binary":
        return Datum("bytes", body)
    return Datum("string", body.decode("utf-8", "replace"))


def batch_datum(bodies: Sequence[bytes], data_type: object) -> Datum:
    """The value of a batch of messages."""
    if str(data_type).lower() == "binary":
        return Datum("collection_bytes", list(bodies))
    return Datum("collection_string", [body.decode("utf-8", "replace") for body in bodies])


def now() -> datetime.datetime:
    """This moment, in UTC."""
    return datetime.datetime.now(datetime.UTC)


def iso_datum(moment: datetime.datetime) -> Datum:
    """A moment as hosts write it: JSON text with its offset."""
    return json_datum(moment.isoformat())


def timer_event(
    *,
    past_due: bool = False,
    last: datetime.datetime | None = None,
    next: datetime.datetime | None = None,
    adjust_for_dst: bool = True,
    moment: datetime.datetime | None = None,
) -> Event:
    """One firing of a timer.

    Args:
        past_due: whether the host noticed the time too late.
        last: when the timer fired before; None where the host keeps no status.
        next: when it fires next.
        adjust_for_dst: true for cron schedules, false for fixed intervals.
        moment: when it fires; now if left out.
    """
    moment = moment or now()
    status = None
    if last is not None or next is not None:
        status = {"Last": _moment_text(last), "Next": _moment_text(next), "LastUpdated": _moment_text(last)}
    value = {"Schedule": {"AdjustForDST": adjust_for_dst}, "ScheduleStatus": status, "IsPastDue": past_due}
    return Event(json_datum(value), {"TimerTrigger": Datum("string", f"{moment:%m/%d/%Y %H:%M:%S}")})


def _moment_text(moment: datetime.datetime | None) -> str:
    return "0001-01-01T00:00:00" if moment is None else moment.isoformat()


def blob_event(
    path: str,
    data: str | bytes,
    *,
    data_type: object = None,
    metadata: Mapping[str, str] | None = None,
    captured: Mapping[str, str] | None = None,
    properties: Mapping[str, object] | None = None,
) -> Event:
    """A new or changed blob.

    Args:
        path: ``container/name``.
        data: the content; text is stored as UTF-8.
        data_type: the trigger's ``dataType``; without ``binary`` hosts read every blob as UTF-8 text.
        metadata: the blob's own metadata.
        captured: values of the tokens in the trigger's path.
        properties: what the service tells about the blob, such as ``ContentType``; the rest as usual.
    """
    content = data.encode("utf-8") if isinstance(data, str) else data
    entries = {
        "BlobTrigger": Datum("string", path),
        "Uri": json_datum(f"https://example.blob.core.windows.net/{path}"),
        "Properties": json_datum({**blob_properties(content), **(properties or {})}),
        "Metadata": json_datum(dict(metadata or {})),
    }
    for name, value in (captured or {}).items():
        put(entries, name, Datum("string", value))
    return Event(body_datum(content, data_type), entries)


def blob_properties(content: bytes) -> dict[str, JsonValue]:
    """The properties of a blob, as the storage service tells them."""
    moment = now().isoformat()
    return {
        "LastModified": moment,
        "CreatedOn": moment,
        "BlobType": 0,
        "ContentType": "application/octet-stream",
        "ContentLength": len(content),
        "ETag": f'"0x{uuid.uuid4().hex[:15].upper()}"',
    }


def cosmos_db_event(documents: Iterable[object]) -> Event:
    """A batch of changed documents; hosts tell nothing else about it."""
    return Event(Datum("string", cast("str", json_datum(list(documents)).value)), {})


def event_grid_event(event: object) -> Event:
    """One event of Event Grid, in either schema.

    Args:
        event: a dict, a model or JSON text in one of the schemas, or an `EventGridEvent`, `EventGridOutputEvent`
            or `CloudEvent`.

    Raises:
        DecodeError: it is no JSON object.
    """
    if isinstance(event, EventGridEvent):
        event = _event_grid_schema(cast("EventGridEvent[object]", event))
    datum = Datum("json", event) if isinstance(event, str | bytes) else json_datum(wire_event(event))
    value = datum.parse()
    if not isinstance(value, Mapping):
        raise DecodeError("An Event Grid event is a JSON object, but something else was given. Send one event a call.")
    data = value.get("data")
    return Event(json_datum(value), {} if data is None else {"data": json_datum(data)})


def _event_grid_schema(event: "EventGridEvent[object]") -> dict[str, JsonValue]:
    return {
        "id": event.id or str(uuid.uuid4()),
        "topic": event.topic,
        "subject": event.subject,
        "eventType": event.event_type,
        "eventTime": (event.event_time or now()).isoformat(),
        "data": event.get_json(),
        "dataVersion": event.data_version,
        "metadataVersion": "1",
    }


def warmup_event() -> Event:
    """The start of a new instance."""
    return Event(json_datum({}), {})


def plain_event(value: object) -> Event:
    """A value of any other trigger, with the properties of a JSON object as metadata."""
    datum = to_datum(value)
    metadata: dict[str, Datum] = {}
    if isinstance(datum.value, str | bytes):
        add_properties(metadata, datum.value)
    return Event(datum if value is not None else NOTHING, metadata)
