"""`EventGridEvent`, `EventGridOutputEvent` and `CloudEvent`: what Event Grid functions take and give."""

import base64
import datetime
from collections.abc import Mapping
from typing import TypeVar, cast, overload

from azfunc.bindings.datum import Datum, JsonValue
from azfunc.bindings.metadata import as_datetime
from azfunc.bindings.payload import iso
from azfunc.bindings.values import Payload, dump_json, is_model, json_item, value_decoder
from azfunc.errors import DecodeError, EncodeError

T = TypeVar("T")


class _DataPayload(Payload):
    """A payload that carries JSON data."""

    __slots__ = ("_data",)

    def __init__(self, data: object) -> None:
        self._data = cast("JsonValue", data)

    @overload
    def get_json(self) -> JsonValue: ...
    @overload
    def get_json(self, model: type[T]) -> T: ...
    def get_json(self, model: type[T] | None = None) -> JsonValue | T:
        """The event's data: the stored value itself, or an instance of ``model`` (a pydantic model, a dataclass…).

        Raises:
            ValueError: the data does not fit the model.
        """
        if model is None:
            return self._data
        return cast("T", value_decoder(model)(Datum("json", dump_json(self._data))))


class EventGridEvent(_DataPayload):
    """An event in Event Grid's own schema, as a trigger receives it.

    Args:
        id: the event's id, unique for its source.
        data: what the source tells about the event.
        topic: resource path of the event's source.
        subject: path to the thing that the event is about, below the topic.
        event_type: such as ``Microsoft.Storage.BlobCreated``.
        event_time: when it happened.
        data_version: schema version of ``data``.
    """

    __slots__ = ("data_version", "event_time", "event_type", "id", "subject", "topic")

    def __init__(
        self,
        *,
        id: str = "",
        data: object = None,
        topic: str = "",
        subject: str = "",
        event_type: str = "",
        event_time: datetime.datetime | None = None,
        data_version: str = "",
    ) -> None:
        super().__init__(data)
        self.id: str = id
        self.topic: str = topic
        self.subject: str = subject
        self.event_type: str = event_type
        self.event_time: datetime.datetime | None = event_time
        self.data_version: str = data_version

    def to_dict(self) -> dict[str, JsonValue]:
        return {
            "id": self.id,
            "topic": self.topic,
            "subject": self.subject,
            "event_type": self.event_type,
            "event_time": iso(self.event_time),
            "data_version": self.data_version,
            "data": self._data,
        }

    def __repr__(self) -> str:
        return f"<azfunc.EventGridEvent id={self.id} topic={self.topic} event_type={self.event_type}>"


class EventGridOutputEvent(_DataPayload):
    """An event in Event Grid's own schema, to be published.

    Args:
        id: the event's id, unique for its source.
        data: what is told about the event; anything that has a JSON form.
        subject: path to the thing that the event is about.
        event_type: the event's type, which subscriptions filter by.
        event_time: when it happened; left out, it is the time of sending.
        data_version: schema version of ``data``.
    """

    __slots__ = ("data_version", "event_time", "event_type", "id", "subject")

    def __init__(
        self,
        *,
        id: str,
        data: object,
        subject: str,
        event_type: str,
        event_time: datetime.datetime | None = None,
        data_version: str = "1.0",
    ) -> None:
        super().__init__(data)
        self.id: str = id
        self.subject: str = subject
        self.event_type: str = event_type
        self.event_time: datetime.datetime | None = event_time
        self.data_version: str = data_version

    def to_dict(self) -> dict[str, JsonValue]:
        return {
            "id": self.id,
            "subject": self.subject,
            "event_type": self.event_type,
            "event_time": iso(self.event_time),
            "data_version": self.data_version,
            "data": self._data,
        }

    def __repr__(self) -> str:
        return f"<azfunc.EventGridOutputEvent id={self.id} event_type={self.event_type} subject={self.subject}>"


class CloudEvent(_DataPayload):
    """An event in the CloudEvents schema, received or to be published.

    Args:
        id: the event's id, unique for its source.
        source: URI reference of what the event comes from.
        type: the event's type, such as ``com.example.order.created``.
        specversion: version of the CloudEvents specification.
        data: what is told about the event; bytes are sent as ``data_base64``.
        time: when it happened.
        subject: what the event is about, within the source.
        datacontenttype: media type of ``data``.
        dataschema: URI of the schema of ``data``.
        **extensions: extension attributes, kept in ``extension_attrs``.
    """

    __slots__ = (
        "_extensions",
        "datacontenttype",
        "dataschema",
        "id",
        "source",
        "specversion",
        "subject",
        "time",
        "type",
    )

    def __init__(
        self,
        /,  # an extension attribute may be called self
        *,
        id: str,
        source: str,
        type: str,
        specversion: str = "1.0",
        data: object = None,
        time: datetime.datetime | None = None,
        subject: str | None = None,
        datacontenttype: str | None = None,
        dataschema: str | None = None,
        **extensions: object,
    ) -> None:
        super().__init__(data)
        self.id: str = id
        self.source: str = source
        self.type: str = type
        self.specversion: str = specversion
        self.time: datetime.datetime | None = time
        self.subject: str | None = subject
        self.datacontenttype: str | None = datacontenttype
        self.dataschema: str | None = dataschema
        self._extensions = cast("Mapping[str, JsonValue]", extensions)

    @property
    def extension_attrs(self) -> dict[str, JsonValue]:
        """The attributes that the specification does not name; a new dict each time."""
        return dict(self._extensions)

    def to_dict(self) -> dict[str, JsonValue]:
        return {
            "id": self.id,
            "source": self.source,
            "type": self.type,
            "specversion": self.specversion,
            "subject": self.subject,
            "time": iso(self.time),
            "datacontenttype": self.datacontenttype,
            "dataschema": self.dataschema,
            "data": self._data,
            "extension_attrs": self.extension_attrs,
        }

    def __repr__(self) -> str:
        return f"<azfunc.CloudEvent id={self.id} source={self.source} type={self.type}>"


_CLOUD_ATTRIBUTES = (
    "id", "source", "type", "specversion", "time", "subject", "datacontenttype", "dataschema", "data",
)  # fmt: skip


def read_event(datum: Datum) -> EventGridEvent | CloudEvent:
    """An event of either schema.

    Raises:
        DecodeError: it is no JSON object, or its time is none.
    """
    event = datum.parse()
    if not isinstance(event, dict):
        hint = " For batches give the trigger cardinality='many'." if isinstance(event, list) else ""
        raise DecodeError(f"An Event Grid event is a JSON object, but a JSON {type(event).__name__} arrived.{hint}")
    if "specversion" in event:
        return CloudEvent(
            id=_text(event, "id"),
            source=_text(event, "source"),
            type=_text(event, "type"),
            specversion=_text(event, "specversion"),
            data=event.get("data"),
            time=as_datetime(event.get("time"), "time"),
            subject=_optional_text(event, "subject"),
            datacontenttype=_optional_text(event, "datacontenttype"),
            dataschema=_optional_text(event, "dataschema"),
            **{name: value for name, value in event.items() if name not in _CLOUD_ATTRIBUTES},
        )
    return EventGridEvent(
        id=_text(event, "id"),
        data=event.get("data"),
        topic=_text(event, "topic"),
        subject=_text(event, "subject"),
        event_type=_text(event, "eventType"),
        event_time=as_datetime(event.get("eventTime"), "eventTime"),
        data_version=_text(event, "dataVersion"),
    )


def _text(event: Mapping[str, JsonValue], name: str) -> str:
    return _optional_text(event, name) or ""


def _optional_text(event: Mapping[str, JsonValue], name: str) -> str | None:
    value = event.get(name)
    return None if value is None else str(value)


def wire_event(value: object) -> JsonValue:
    """One event as a topic takes it.

    Raises:
        EncodeError: it is no event.
    """
    if isinstance(value, EventGridOutputEvent):
        moment = value.event_time or datetime.datetime.now(datetime.UTC)  # topics refuse an event without a time
        return {
            "id": value.id,
            "subject": value.subject,
            "dataVersion": value.data_version,
            "eventType": value.event_type,
            "data": value.get_json(),
            "eventTime": iso(moment),
        }
    if isinstance(value, CloudEvent):
        return _cloud_wire(value)
    if _is_written_by_hand(value):
        return json_item(value)
    raise EncodeError(
        f"A {type(value).__name__} is no event that Event Grid can publish. Give an EventGridOutputEvent, a "
        "CloudEvent, a dict or model in the topic's schema, JSON text, or a list of these."
    )


def _cloud_wire(event: CloudEvent) -> JsonValue:
    attributes = {**event.to_dict(), **event.extension_attrs}
    del attributes["extension_attrs"]
    data: object = event.get_json()
    if isinstance(data, bytes | bytearray):
        attributes["data"] = None
        attributes["data_base64"] = base64.b64encode(data).decode("ascii")
    return {name: value for name, value in attributes.items() if value is not None}


def _is_written_by_hand(value: object) -> bool:
    """Whether a value can be an event in the topic's schema: text, bytes, a dict or a model."""
    if isinstance(value, str | bytes | bytearray | Mapping):
        return True
    return is_model(value) and not isinstance(value, Payload)
