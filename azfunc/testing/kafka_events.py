"""Event builders of Kafka, which sends one message or a batch."""

import base64
import datetime
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Self, TypedDict

from azfunc.bindings.datum import Datum
from azfunc.bindings.kafka_payload import Header, KafkaEvent, read_envelope, write_envelope
from azfunc.testing.events import Event, json_datum, now, to_bytes


class RecordFields(TypedDict, total=False):
    """What may be said about a message of Kafka; see `SentRecord`."""

    key: str | None
    headers: Mapping[str, str | bytes]
    partition: int
    offset: int
    timestamp: datetime.datetime


@dataclass(frozen=True, kw_only=True)
class SentRecord:
    """A message as its sender describes it to Kafka.

    Attributes:
        body: text, bytes, or a value that is sent as JSON.
        key: the message's key.
        headers: its headers; text is sent as UTF-8.
        partition: the number of its partition.
        offset: its number within the partition.
        timestamp: when it was written; now if left out.
    """

    body: object
    key: str | None = None
    headers: Mapping[str, str | bytes] = field(default_factory=dict[str, str | bytes])
    partition: int = 0
    offset: int = 0
    timestamp: datetime.datetime | None = None

    @classmethod
    def of(cls, body: object, offset: int = 0) -> Self:
        """A message of whatever a test sends: key, headers and partition of a `KafkaEvent` are kept."""
        if isinstance(body, cls):
            return body
        if not isinstance(body, KafkaEvent):
            return cls(body=body, offset=offset)
        return cls(
            body=body.get_value(),
            key=body.key,
            headers=_decoded(body.headers or ()),
            partition=body.partition or 0,
            offset=offset if body.offset is None else body.offset,
        )

    def sent_at(self, moment: datetime.datetime) -> Self:
        """The message with its time of writing, where it has none."""
        return self if self.timestamp is not None else replace(self, timestamp=moment)

    @property
    def moment(self) -> str:
        """When it was written, as hosts tell it."""
        return (self.timestamp or now()).isoformat(timespec="milliseconds").replace("+00:00", "Z")

    def header_list(self) -> list[Header]:
        """The headers as hosts tell them, their values in base64."""
        encoded = {name: base64.b64encode(to_bytes(value)).decode("ascii") for name, value in self.headers.items()}
        return [{"Key": name, "Value": value} for name, value in encoded.items()]

    def envelope(self, topic: str) -> str:
        """What hosts hand over of a text message."""
        return write_envelope(
            to_bytes(self.body).decode("utf-8", "replace"),
            key=self.key,
            headers=self.header_list(),
            topic=topic,
            partition=self.partition,
            offset=self.offset,
            timestamp=self.moment,
        )


def _decoded(headers: Sequence[Mapping[str, object]]) -> dict[str, str | bytes]:
    """Headers as a sender says them; hosts tell their values in base64."""
    return {str(header["Key"]): base64.b64decode(str(header.get("Value") or "")) for header in headers}


def record_of(message: object, offset: int) -> SentRecord:
    """A message that a function has sent, as the topic keeps it; an envelope is taken apart."""
    envelope = read_envelope(message) if isinstance(message, str | bytes) else None
    if envelope is None:
        return SentRecord(body=message, offset=offset)
    key, headers = envelope.get("Key"), envelope.get("Headers")
    pairs = [header for header in headers if isinstance(header, Mapping)] if isinstance(headers, list) else []
    return SentRecord(
        body=envelope["Value"],
        key=None if key is None else str(key),
        headers={str(header.get("Key")): str(header.get("Value") or "") for header in pairs},
        offset=offset,
    )


def kafka_event(record: SentRecord, *, topic: str, data_type: object = None) -> Event:
    """One message of a topic, for a trigger with cardinality one."""
    metadata = {
        "Timestamp": json_datum(record.moment),
        "Partition": json_datum(record.partition),
        "Offset": json_datum(record.offset),
        "Topic": Datum("string", topic),
        "Headers": json_datum(record.header_list()),
    }
    if record.key is not None:
        metadata["Key"] = Datum("string", record.key)
    if _is_binary(data_type):
        return Event(Datum("bytes", to_bytes(record.body)), metadata)
    return Event(Datum("string", record.envelope(topic)), metadata)


def kafka_batch(records: Sequence[SentRecord], *, topic: str, data_type: object = None) -> Event:
    """A batch of a topic, for a trigger with cardinality many."""
    metadata = {
        "TimestampArray": json_datum([record.moment for record in records]),
        "KeyArray": json_datum([record.key for record in records]),
        "PartitionArray": json_datum([record.partition for record in records]),
        "OffsetArray": Datum("collection_sint64", [record.offset for record in records]),
        "TopicArray": Datum("collection_string", [topic for _ in records]),
        "HeadersArray": json_datum([record.header_list() for record in records]),
    }
    if _is_binary(data_type):
        return Event(Datum("collection_bytes", [to_bytes(record.body) for record in records]), metadata)
    return Event(Datum("collection_string", [record.envelope(topic) for record in records]), metadata)


def _is_binary(data_type: object) -> bool:
    return str(data_type).lower() == "binary"
