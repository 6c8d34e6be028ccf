"""Kafka's messages: `KafkaEvent`, and the envelope that hosts put text messages into.

A host hands over a text message as a JSON object with the message's ``Value`` beside ``Topic``, ``Key``,
``Headers``…, and takes such an object for a message with headers. With the data type ``binary`` there is none.
"""

import datetime
import json
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, cast

from azfunc.bindings.datum import Datum, JsonValue, Metadata
from azfunc.bindings.metadata import Fields
from azfunc.bindings.payload import DescribedPayload, encode_message, message_body, readable
from azfunc.bindings.valued import T, body_of
from azfunc.bindings.values import Payload, dump_json, is_plain_iterable
from azfunc.errors import DecodeError, EncodeError

if TYPE_CHECKING:
    from typing import TypedDict, TypeVar, Unpack

    V = TypeVar("V")

    class _EventFields(TypedDict, total=False):
        trigger_metadata: Mapping[str, object] | None
        key: str | None
        offset: int | None
        partition: int | None
        topic: str | None
        timestamp: str | None
        headers: "list[Header] | None"


_ALWAYS = frozenset(("Offset", "Partition", "Topic", "Timestamp", "Value"))
_SOMETIMES = frozenset(("Key", "Headers"))

Header = Mapping[str, JsonValue]
"""A header as hosts write it: ``{"Key": ..., "Value": ...}``."""


class KafkaEvent(DescribedPayload[T]):
    """A message of a Kafka topic; ``KafkaEvent[Order]`` has an ``Order`` as ``value``, read from the message itself.

    Args:
        body: text (kept as UTF-8) or bytes. Of a text message that arrived it is the host's envelope, a JSON object
            whose ``Value`` is the message; see `get_value`.
        trigger_metadata: what the host tells about the message, for ``metadata``.
        key: the message's key.
        offset: its number within the partition.
        partition: the number of its partition.
        topic: the topic that it came from.
        timestamp: when it was written, as the host's text.
        headers: its headers, each a mapping with ``Key`` and ``Value``.
    """

    __slots__ = ("headers", "key", "offset", "partition", "timestamp", "topic")

    def __init__(
        self,
        *,
        body: str | bytes,
        trigger_metadata: Mapping[str, object] | None = None,
        key: str | None = None,
        offset: int | None = None,
        partition: int | None = None,
        topic: str | None = None,
        timestamp: str | None = None,
        headers: list[Header] | None = None,
    ) -> None:
        super().__init__(body, trigger_metadata)
        self.key: str | None = key
        self.offset: int | None = offset
        self.partition: int | None = partition
        self.topic: str | None = topic
        self.timestamp: str | None = timestamp
        self.headers: list[Header] | None = headers

    @property
    def metadata(self) -> Mapping[str, object] | None:
        """All trigger metadata by the host's names; JSON stays text, as apps written for azure.functions expect."""
        if self._metadata is None and self._trigger_metadata is not None:
            self._metadata = {name: _raw(value) for name, value in self._trigger_metadata.items()}
        return self._metadata

    @classmethod
    def of(cls, value: "V", **fields: "Unpack[_EventFields]") -> "KafkaEvent[V]":
        """A message that carries a value, for tests: ``KafkaEvent.of(Order(...), key="7")``.

        Args:
            value: the value; its body is the JSON of it, or the text or bytes that it is, without an envelope.
            fields: further arguments of the constructor.

        Raises:
            EncodeError: the value has no JSON form.
        """
        made: KafkaEvent[V] = KafkaEvent(body=body_of(value), **fields)
        return made.holding(value)

    def value_datum(self) -> Datum:
        return message_value(super().value_datum())

    def get_value(self) -> bytes:
        """The message itself: the ``Value`` of the host's envelope, or the whole body where there is none.

        A message without a value, which deletes its key, has an empty one.
        """
        value = message_value(Datum("bytes", self.get_body()))
        return b"" if value.kind == "none" else value.data()

    def to_dict(self) -> dict[str, JsonValue]:
        return {
            "body": readable(self.get_body()),
            "key": self.key,
            "offset": self.offset,
            "partition": self.partition,
            "topic": self.topic,
            "timestamp": self.timestamp,
            "headers": self.headers,
        }

    def __repr__(self) -> str:
        return (
            f"<azfunc.KafkaEvent key={self.key} partition={self.partition} offset={self.offset} topic={self.topic} "
            f"timestamp={self.timestamp} at 0x{id(self):0x}>"
        )


def _raw(value: object) -> object:
    if not isinstance(value, Datum):
        return value
    return value.python() if value.kind.startswith("collection_") else value.value


def decode_event(datum: Datum, metadata: Metadata, fields: Fields) -> KafkaEvent:
    """The event of a message, alone or of a batch."""
    return KafkaEvent(
        body=message_body(datum),
        trigger_metadata=metadata,
        key=fields.text("Key"),
        offset=fields.number("Offset"),
        partition=fields.number("Partition"),
        topic=fields.text("Topic"),
        timestamp=fields.text("Timestamp"),
        headers=_headers(fields.value("Headers")),
    )


def _headers(value: object) -> list[Header] | None:
    if isinstance(value, str) and value.startswith("["):
        value = Datum("json", value).parse()
    return cast("list[Header]", value) if isinstance(value, list) else None


def message_value(datum: Datum) -> Datum:
    """The message itself, out of the host's envelope if it is in one."""
    envelope = read_envelope(datum.value) if isinstance(datum.value, str | bytes) else None
    return datum if envelope is None else _value(envelope)


def _value(envelope: Mapping[str, JsonValue]) -> Datum:
    value = envelope["Value"]
    if value is None:
        return Datum("none")
    return Datum("string", value) if isinstance(value, str) else Datum("json", json.dumps(value, ensure_ascii=False))


def read_envelope(text: str | bytes) -> Mapping[str, JsonValue] | None:
    """The host's envelope of a text message; None for any other text."""
    if text.lstrip()[:1] not in ("{", b"{"):
        return None
    try:
        found = Datum("json", text).parse()
    except DecodeError:
        return None
    if isinstance(found, Mapping) and _ALWAYS <= found.keys() <= _ALWAYS | _SOMETIMES:
        return found
    return None


def write_envelope(
    value: str,
    *,
    key: str | None = None,
    headers: Sequence[Header] = (),
    topic: str = "",
    partition: int = 0,
    offset: int = 0,
    timestamp: str | None = None,
) -> str:
    """The envelope of a text message, written now if nothing else is said."""
    envelope: dict[str, JsonValue] = {
        "Offset": offset,
        "Partition": partition,
        "Topic": topic,
        "Timestamp": timestamp or datetime.datetime.now(datetime.UTC).isoformat(timespec="milliseconds"),
        "Value": value,
        "Headers": list(headers),
    }
    return dump_json(envelope if key is None else {**envelope, "Key": key})


def encode_event(value: object) -> Datum:
    """What is sent for a message, or for several; an event with a key or headers is put into an envelope.

    Raises:
        azfunc.errors.EncodeError: a payload of another service, a None among several messages, no JSON form, or an
            event with a key or headers whose body is no text.
    """
    if is_plain_iterable(value) and not isinstance(value, Payload):
        return encode_message([_sent(item) for item in value], KafkaEvent)
    return encode_message(_sent(value), KafkaEvent)


def _sent(value: object) -> object:
    if not isinstance(value, KafkaEvent):
        return value
    event = cast("KafkaEvent[object]", value)
    if event.key is None and not event.headers:
        return event
    body = event.get_body()
    if read_envelope(body) is not None:  # an event that arrived is passed on as it is
        return event
    try:
        text = body.decode("utf-8")
    except UnicodeDecodeError as error:
        raise EncodeError(
            f"A KafkaEvent with a key or headers travels as JSON text, but its body is not UTF-8 text ({error}). "
            "Encode it as base64, or leave key and headers out."
        ) from error
    return write_envelope(text, key=event.key, headers=event.headers or (), topic=event.topic or "")
