"""Event builders of Event Hubs and Service Bus, which send one message or a batch."""

import datetime
import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from azfunc.bindings.datum import Datum
from azfunc.testing.events import (
    Event,
    add_properties,
    batch_datum,
    body_datum,
    iso_datum,
    json_datum,
    now,
    to_bytes,
)


@dataclass(frozen=True, kw_only=True)
class SentEvent:
    """An event as its sender describes it to an event hub.

    Attributes:
        body: text, bytes, or a value that is sent as JSON.
        properties: the event's application properties.
        partition_key: what the sender groups events by.
        sequence_number: its place in the partition.
        system_properties: more entries of ``SystemProperties``, such as ``iothub-connection-device-id``.
    """

    body: object
    properties: Mapping[str, object] = field(default_factory=dict[str, object])
    partition_key: str | None = None
    sequence_number: int = 0
    system_properties: Mapping[str, object] = field(default_factory=dict[str, object])
    enqueued_time: datetime.datetime = field(default_factory=now)

    @property
    def offset(self) -> str:
        """The event's offset in its partition, as Event Hubs counts: in bytes, as text."""
        return str(self.sequence_number * 64)

    def system(self) -> dict[str, object]:
        """The host's ``SystemProperties``."""
        own: dict[str, object] = {
            "SequenceNumber": self.sequence_number,
            "Offset": self.offset,
            "PartitionKey": self.partition_key,
            "EnqueuedTimeUtc": self.enqueued_time.isoformat(),
        }
        return {**own, **self.system_properties}


def event_hub_event(event: SentEvent, *, data_type: object = None) -> Event:
    """One event of an event hub, for a trigger with cardinality one."""
    content = to_bytes(event.body)
    metadata = {
        "PartitionContext": json_datum(_PARTITION),
        "PartitionKey": _text_or_nothing(event.partition_key),
        "Offset": Datum("string", event.offset),
        "SequenceNumber": json_datum(event.sequence_number),
        "EnqueuedTimeUtc": iso_datum(event.enqueued_time),
        "Properties": json_datum(event.properties),
        "SystemProperties": json_datum(event.system()),
    }
    add_properties(metadata, content)
    return Event(body_datum(content, data_type), _present(metadata))


def event_hub_batch(events: Sequence[SentEvent], *, data_type: object = None) -> Event:
    """A batch of an event hub, for a trigger with cardinality many."""
    metadata = {
        "PartitionContext": json_datum(_PARTITION),
        "PartitionKeyArray": json_datum([event.partition_key for event in events]),
        "OffsetArray": json_datum([event.offset for event in events]),
        "SequenceNumberArray": json_datum([event.sequence_number for event in events]),
        "EnqueuedTimeUtcArray": json_datum([event.enqueued_time.isoformat() for event in events]),
        "PropertiesArray": json_datum([event.properties for event in events]),
        "SystemPropertiesArray": json_datum([event.system() for event in events]),
    }
    return Event(batch_datum([to_bytes(event.body) for event in events], data_type), metadata)


_PARTITION = {"PartitionId": "0", "ConsumerGroup": "$Default", "EventHubName": "", "FullyQualifiedNamespace": ""}


@dataclass(frozen=True, kw_only=True)
class SentMessage:
    """A message as its sender describes it to Service Bus.

    Attributes:
        body: text, bytes, or a value that is sent as JSON.
        properties: the message's application properties.
        message_id: a fresh one if left out.
        subject: the application's label.
        content_type: what the body is.
        correlation_id, session_id, reply_to, to, partition_key: as Service Bus has them.
        delivery_count: how often it has been delivered, this time included.
        sequence_number: given by Service Bus.
    """

    body: object
    properties: Mapping[str, object] = field(default_factory=dict[str, object])
    message_id: str = field(default_factory=lambda: uuid.uuid4().hex)
    subject: str | None = None
    content_type: str | None = None
    correlation_id: str | None = None
    session_id: str | None = None
    reply_to: str | None = None
    to: str | None = None
    partition_key: str | None = None
    delivery_count: int = 1
    sequence_number: int = 1
    enqueued_time: datetime.datetime = field(default_factory=now)

    def entries(self) -> dict[str, object]:
        """What the host tells about the message; None where it tells nothing."""
        expires = self.enqueued_time + datetime.timedelta(days=14)
        return {
            "MessageId": self.message_id,
            "ContentType": self.content_type,
            "CorrelationId": self.correlation_id,
            "DeliveryCount": self.delivery_count,
            "EnqueuedTimeUtc": self.enqueued_time.isoformat(),
            "ExpiresAtUtc": expires.isoformat(),
            "Label": self.subject,
            "Subject": self.subject,
            "LockToken": str(uuid.uuid4()),
            "PartitionKey": self.partition_key,
            "ReplyTo": self.reply_to,
            "SequenceNumber": self.sequence_number,
            "SessionId": self.session_id,
            "To": self.to,
        }


def service_bus_event(message: SentMessage, *, data_type: object = None) -> Event:
    """One message of Service Bus, for a trigger with cardinality one."""
    content = to_bytes(message.body)
    metadata = {name: _entry(name, value) for name, value in message.entries().items() if value is not None}
    metadata["ApplicationProperties"] = json_datum(message.properties)
    metadata["UserProperties"] = json_datum(message.properties)
    add_properties(metadata, content)
    return Event(body_datum(content, data_type), metadata)


def service_bus_batch(messages: Sequence[SentMessage], *, data_type: object = None) -> Event:
    """A batch of Service Bus, for a trigger with cardinality many."""
    rows = [message.entries() for message in messages]
    names = rows[0] if rows else ()
    metadata = {f"{name}Array": json_datum([row[name] for row in rows]) for name in names}
    properties = json_datum([message.properties for message in messages])
    metadata["ApplicationPropertiesArray"] = properties
    metadata["UserPropertiesArray"] = properties
    return Event(batch_datum([to_bytes(message.body) for message in messages], data_type), metadata)


def _entry(name: str, value: object) -> Datum:
    """Text travels as text, except moments, which travel as JSON like everything else."""
    return Datum("string", value) if isinstance(value, str) and not name.endswith("Utc") else json_datum(value)


def _text_or_nothing(text: str | None) -> Datum:
    return Datum("none") if text is None else Datum("string", text)


def _present(metadata: Mapping[str, Datum]) -> dict[str, Datum]:
    return {name: datum for name, datum in metadata.items() if datum.kind != "none"}
