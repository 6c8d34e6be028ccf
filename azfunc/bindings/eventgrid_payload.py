"""`EventGridEvent`, `EventGridOutputEvent` and `CloudEvent`: what Event Grid functions take and give."""

import base64
import datetime
import json
from collections.abc import Mapping
from typing import TYPE_CHECKING, TypeVar, cast, overload

from azfunc.bindings.datum import Datum, JsonValue
from azfunc.bindings.metadata import as_datetime
from azfunc.bindings.payload import iso
from azfunc.bindings.valued import T as Value
from azfunc.bindings.valued import ValuePayload
from azfunc.bindings.values import Payload, dump_json, is_model, is_named_tuple, json_item, value_decoder
from azfunc.errors import DecodeError, EncodeError

if TYPE_CHECKING:
    from typing import Required, TypedDict, Unpack

    V = TypeVar("V")

    class _EventFields(TypedDict, total=False):
        id: str
        topic: str
        subject: str
        event_type: str
        event_time: datetime.datetime | None
        data_version: str

    class _OutputFields(TypedDict, total=False):
        id: Required[str]
        subject: Required[str]
        event_type: Required[str]
        event_time: datetime.datetime | None
        data_version: str

    class _CloudFields(TypedDict, total=False):
        id: Required[str]
        source: Required[str]
        type: Required[str]
        specversion: str
        time: datetime.datetime | None
        subject: str | None
        datacontenttype: str | None
        dataschema: str | None


M = TypeVar("M")


class _DataPayload(ValuePayload[Value]):
    """A payload that carries JSON data."""

    __slots__ = ("_data",)

    def __init__(self, data: object) -> None:
        self._data = cast("JsonValue", data)

    @overload
    def get_json(self) -> JsonValue: ...
    @overload
    def get_json(self, model: type[M]) -> M: ...
    def get_json(self, model: type[M] | None = None) -> JsonValue | M:
        """The event's data: the stored value itself, or an instance of ``model`` (a pydantic model, a dataclass…).

        Raises:
            ValueError: the data does not fit the model.
        """
        if model is None:
            return self._data
        return cast("M", value_decoder(model)(Datum("json", dump_json(self._data))))

    def value_datum(self) -> Datum:
        data: object = self._data
        if isinstance(data, str):
            return Datum("string", data)
        if isinstance(data, bytes | bytearray):
            return Datum("bytes", bytes(data))
        if data is None:
            return Datum("none")
        try:
            return Datum("json", dump_json(data))
        except EncodeError as error:  # Python reads Infinity and NaN, which are no JSON
            raise DecodeError(f"The event's data is no JSON: {error}") from error


class EventGridEvent(_DataPayload[Value]):
    """An event in Event Grid's own schema, as a trigger receives it; the ``value`` of an ``EventGridEvent[Order]`` is
    its data as an ``Order``.

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

    @classmethod
    def of(cls, value: "V", **fields: "Unpack[_EventFields]") -> "EventGridEvent[V]":
        """An event that carries a value, for tests: ``EventGridEvent.of(Order(...), subject="orders/7")``.

        Args:
            value: the value; its data is what the JSON of it holds, or the text or bytes that it is.
            fields: further arguments of the constructor.

        Raises:
            EncodeError: the value has no JSON form.
        """
        made: EventGridEvent[V] = EventGridEvent(data=_data_of(value), **fields)
        return made.holding(value)

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


class EventGridOutputEvent(_DataPayload[Value]):
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

    @classmethod
    def of(cls, value: "V", **fields: "Unpack[_OutputFields]") -> "EventGridOutputEvent[V]":
        """An event that carries a value, as ``of(Order(...), id="1", subject="7", event_type="Ordered")`` does.

        Args:
            value: the value; its data is what the JSON of it holds, or the text or bytes that it is.
            fields: further arguments of the constructor.

        Raises:
            EncodeError: the value has no JSON form.
        """
        made: EventGridOutputEvent[V] = EventGridOutputEvent(data=_data_of(value), **fields)
        return made.holding(value)

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


class CloudEvent(_DataPayload[Value]):
    """An event in the CloudEvents schema, received or to be published; the ``value`` of a ``CloudEvent[Order]`` is its
    data as an ``Order``.

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

    @classmethod
    def of(cls, value: "V", **fields: "Unpack[_CloudFields]") -> "CloudEvent[V]":
        """An event that carries a value, for tests, made with ``of(Order(...), id="1", source="/shop", type="new")``.

        Args:
            value: the value; its data is what the JSON of it holds, or the text or bytes that it is.
            fields: further arguments of the constructor.

        Raises:
            EncodeError: the value has no JSON form.
        """
        made: CloudEvent[V] = CloudEvent(data=_data_of(value), **fields)
        return made.holding(value)

    def value_datum(self) -> Datum:
        encoded = self._extensions.get("data_base64")
        if self._data is not None or not isinstance(encoded, str):
            return super().value_datum()
        try:
            return Datum("bytes", base64.b64decode(encoded, validate=True))
        except ValueError as error:
            raise DecodeError(f"The event's data_base64 is no base64: {error}.") from error

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


def _data_of(value: object) -> object:
    if value is None or isinstance(value, str | bytes | int | float):
        return value
    return json.loads(dump_json(value if not is_named_tuple(value) else value._asdict()))


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
        value = cast("EventGridOutputEvent[object]", value)
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
        return _cloud_wire(cast("CloudEvent[object]", value))
    if _is_written_by_hand(value):
        return json_item(value)
    raise EncodeError(
        f"A {type(value).__name__} is no event that Event Grid can publish. Give an EventGridOutputEvent, a "
        "CloudEvent, a dict or model in the topic's schema, JSON text, or a list of these."
    )


def _cloud_wire(event: CloudEvent[object]) -> JsonValue:
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
