"""Event builders of Event Hubs, which sends one event or a batch."""

import datetime
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Self, TypedDict

from azfunc.bindings.datum import Datum
from azfunc.bindings.eventhub import EventHubEvent
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


class EventFields(TypedDict, total=False):
    """What may be said about an event of an event hub; see `SentEvent`."""

    properties: Mapping[str, object]
    partition_key: str | None
    partition_id: str
    sequence_number: int
    offset: str | None
    system_properties: Mapping[str, object]
    enqueued_time: datetime.datetime


@dataclass(frozen=True, kw_only=True)
class SentEvent:
    """An event as its sender describes it to an event hub.

    Attributes:
        body: text, bytes, or a value that is sent as JSON.
        properties: the event's application properties.
        partition_key: what the sender groups events by.
        partition_id: the partition that it is in.
        sequence_number: its place in the partition.
        offset: where it begins in the partition, in bytes; made of the sequence number if left out.
        system_properties: more entries of ``SystemProperties``, such as ``iothub-connection-device-id``.
        enqueued_time: when it was sent; now if left out.
    """

    body: object
    properties: Mapping[str, object] = field(default_factory=dict[str, object])
    partition_key: str | None = None
    partition_id: str = "0"
    sequence_number: int = 0
    offset: str | None = None
    system_properties: Mapping[str, object] = field(default_factory=dict[str, object])
    enqueued_time: datetime.datetime | None = None

    @classmethod
    def of(cls, body: object, sequence_number: int = 0) -> Self:
        """An event of whatever a test sends: what an `EventHubEvent` says of itself is kept."""
        if isinstance(body, cls):
            return body
        made = cls(body=body, sequence_number=sequence_number)
        if not isinstance(body, EventHubEvent):
            return made
        return replace(
            made,
            partition_key=body.partition_key,
            sequence_number=sequence_number if body.sequence_number is None else body.sequence_number,
            offset=body.offset,
            system_properties=dict(body.iothub_metadata or {}),
            enqueued_time=body.enqueued_time,
        )

    def sent_at(self, moment: datetime.datetime) -> Self:
        """The event with its time of sending, where it has none."""
        return self if self.enqueued_time is not None else replace(self, enqueued_time=moment)

    @property
    def position(self) -> str:
        """Its offset, as hosts tell it."""
        return str(self.sequence_number * 64) if self.offset is None else self.offset

    @property
    def moment(self) -> datetime.datetime:
        """When it was sent."""
        return self.enqueued_time or now()

    def system(self) -> dict[str, object]:
        """The host's ``SystemProperties``."""
        own: dict[str, object] = {
            "SequenceNumber": self.sequence_number,
            "Offset": self.position,
            "PartitionKey": self.partition_key,
            "EnqueuedTimeUtc": self.moment.isoformat(),
        }
        return {**own, **self.system_properties}


def event_hub_event(event: SentEvent, *, data_type: object = None) -> Event:
    """One event of an event hub, for a trigger with cardinality one."""
    content = to_bytes(event.body)
    metadata = {
        "PartitionContext": _partition(event),
        "Offset": Datum("string", event.position),
        "SequenceNumber": json_datum(event.sequence_number),
        "EnqueuedTimeUtc": iso_datum(event.moment),
        "Properties": json_datum(event.properties),
        "SystemProperties": json_datum(event.system()),
    }
    if event.partition_key is not None:
        metadata["PartitionKey"] = Datum("string", event.partition_key)
    add_properties(metadata, content)
    return Event(body_datum(content, data_type), metadata)


def event_hub_batch(events: Sequence[SentEvent], *, data_type: object = None) -> Event:
    """A batch of an event hub, for a trigger with cardinality many; hosts make one for each partition."""
    metadata = {
        "PartitionContext": _partition(events[0] if events else SentEvent(body=b"")),
        "PartitionKeyArray": json_datum([event.partition_key for event in events]),
        "OffsetArray": json_datum([event.position for event in events]),
        "SequenceNumberArray": json_datum([event.sequence_number for event in events]),
        "EnqueuedTimeUtcArray": json_datum([event.moment.isoformat() for event in events]),
        "PropertiesArray": json_datum([event.properties for event in events]),
        "SystemPropertiesArray": json_datum([event.system() for event in events]),
    }
    return Event(batch_datum([to_bytes(event.body) for event in events], data_type), metadata)


def _partition(event: SentEvent) -> Datum:
    return json_datum(
        {
            "PartitionId": event.partition_id,
            "ConsumerGroup": "$Default",
            "EventHubName": "",
            "FullyQualifiedNamespace": "",
        }
    )
