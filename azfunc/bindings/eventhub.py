"""Event Hubs: trigger and output.

Follows https://learn.microsoft.com/azure/azure-functions/functions-bindings-event-hubs.
"""

import datetime
from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, ClassVar

from azfunc.bindings.binding import PayloadTypes
from azfunc.bindings.datum import Datum, JsonValue, Metadata
from azfunc.bindings.decoding import split_batch
from azfunc.bindings.enums import Cardinality, CardinalityLike, DataTypeLike
from azfunc.bindings.kinds import Output, Trigger
from azfunc.bindings.metadata import Fields, as_datetime, as_int, plain_metadata
from azfunc.bindings.names import EVENT_HUB, name_fault
from azfunc.bindings.payload import DescribedPayload, encode_message, iso, message_body, readable
from azfunc.bindings.record import binding_class
from azfunc.bindings.valued import T, body_of
from azfunc.errors import Fault

if TYPE_CHECKING:
    from typing import TypedDict, TypeVar, Unpack

    V = TypeVar("V")

    class _Fields(TypedDict, total=False):
        trigger_metadata: Mapping[str, object] | None
        enqueued_time: datetime.datetime | None
        partition_key: str | None
        sequence_number: int | None
        offset: str | None
        iothub_metadata: Mapping[str, str] | None


_IOT_HUB = "iothub-"


class EventHubEvent(DescribedPayload[T]):
    """An event of an event hub, or of an IoT hub's built-in endpoint; ``EventHubEvent[Order]`` has an ``Order`` as
    ``value``.

    Args:
        body: text (kept as UTF-8) or bytes.
        trigger_metadata: what the host tells about the event, for ``metadata``.
        enqueued_time: when the event hub took it in.
        partition_key: the key that its partition was chosen by.
        sequence_number: its number within the partition.
        offset: its place in the partition, as text.
        iothub_metadata: the system properties that an IoT hub adds, without ``iothub-`` before their names.
    """

    __slots__ = ("enqueued_time", "iothub_metadata", "offset", "partition_key", "sequence_number")

    def __init__(
        self,
        *,
        body: str | bytes | None = None,
        trigger_metadata: Mapping[str, object] | None = None,
        enqueued_time: datetime.datetime | None = None,
        partition_key: str | None = None,
        sequence_number: int | None = None,
        offset: str | None = None,
        iothub_metadata: Mapping[str, str] | None = None,
    ) -> None:
        super().__init__(body, trigger_metadata)
        self.enqueued_time: datetime.datetime | None = enqueued_time
        self.partition_key: str | None = partition_key
        self.sequence_number: int | None = sequence_number
        self.offset: str | None = offset
        self.iothub_metadata: Mapping[str, str] | None = iothub_metadata

    @classmethod
    def of(cls, value: "V", **fields: "Unpack[_Fields]") -> "EventHubEvent[V]":
        """An event that carries a value, for tests: ``EventHubEvent.of(Order(...), partition_key="7")``.

        Args:
            value: the value; its body is the JSON of it, or the text or bytes that it is.
            fields: further arguments of the constructor.

        Raises:
            azfunc.errors.EncodeError: the value has no JSON form.
        """
        made: EventHubEvent[V] = EventHubEvent(body=body_of(value), **fields)
        return made.holding(value)

    def to_dict(self) -> dict[str, JsonValue]:
        return {
            "body": readable(self.get_body()),
            "partition_key": self.partition_key,
            "sequence_number": self.sequence_number,
            "offset": self.offset,
            "enqueued_time": iso(self.enqueued_time),
            "iothub_metadata": self.iothub_metadata,
        }

    def __repr__(self) -> str:
        return (
            f"<azfunc.EventHubEvent partition_key={self.partition_key} sequence_number={self.sequence_number} "
            f"offset={self.offset}>"
        )


@binding_class
class EventHubTrigger(Trigger):
    """Runs the function for events of an event hub, one at a time or in batches.

    An IoT hub is read through its built-in, Event Hubs-compatible endpoint.

    https://learn.microsoft.com/azure/azure-functions/functions-bindings-event-hubs-trigger

    Args:
        arg_name: the handler's parameter that takes the event, or the list of events; may be left out where only
            one can be meant.
        connection: the app setting with the connection string, or the prefix of identity-based settings.
        event_hub_name: the event hub; ``%SETTING%`` is allowed. A hub that the connection string names wins.
        data_type: how the host hands events over: text (its default) or bytes.
        cardinality: ``one`` event for each call, or ``many`` as a list; left out, the annotation decides: ``many`` for
            ``list[...]``.
        consumer_group: the consumer group to read with; ``$Default`` if left out.
    """

    type: ClassVar[str] = "eventHubTrigger"
    payloads: ClassVar[PayloadTypes] = (EventHubEvent,)
    unsettled: ClassVar[str] = (
        "an event hub is a stream: hosts note how far a partition has been read, for all events of a call together, "
        "and no event can be taken out of it."
    )
    retries: ClassVar[bool] = True

    arg_name: str | None = None
    connection: str
    event_hub_name: str
    data_type: DataTypeLike | None = None
    cardinality: CardinalityLike | None = None
    consumer_group: str | None = None

    def target(self) -> str:
        return self.event_hub_name

    def is_many(self) -> bool:
        return self.cardinality is Cardinality.MANY

    def decode(self, datum: Datum, metadata: Metadata) -> EventHubEvent:
        return _event(datum, metadata, Fields(metadata))

    def decode_many(self, datum: Datum, metadata: Metadata) -> list[object]:
        items = split_batch(datum)
        rows = Fields.of_batch(metadata, len(items))
        return [_event(item, metadata, fields) for item, fields in zip(items, rows, strict=True)]

    def message_name(self, datum: Datum, fields: Fields) -> str:
        number = _event(datum, {}, fields).sequence_number
        return "" if number is None else f"event with sequence number {number}"

    def rules(self) -> Iterator[Fault]:
        return name_fault("event_hub_name", self.event_hub_name, EVENT_HUB)


@binding_class
class EventHubOutput(Output):
    """Sends events to an event hub.

    An `EventHubEvent` is sent as its body. A list (of text, dicts, models, events) is sent as one event for each
    item.

    https://learn.microsoft.com/azure/azure-functions/functions-bindings-event-hubs-output

    Args:
        arg_name: the handler's ``Out`` parameter, or ``$return`` for its return value.
        connection: the app setting with the connection string, or the prefix of identity-based settings.
        event_hub_name: the event hub; ``%SETTING%`` and ``{token}`` are allowed. A hub that the connection string
            names wins.
        data_type: how the host takes the value: text or bytes.
    """

    type: ClassVar[str] = "eventHub"
    payloads: ClassVar[PayloadTypes] = (EventHubEvent,)

    arg_name: str | None = None
    connection: str
    event_hub_name: str
    data_type: DataTypeLike | None = None

    def target(self) -> str:
        return self.event_hub_name

    def encode(self, value: object) -> Datum:
        if type(value) is int:
            return Datum("int", value)
        return encode_message(value, EventHubEvent)

    def rules(self) -> Iterator[Fault]:
        return name_fault("event_hub_name", self.event_hub_name, EVENT_HUB)


def _event(datum: Datum, metadata: Metadata, fields: Fields) -> EventHubEvent:
    system = fields.mapping("SystemProperties")

    def read(name: str) -> object:
        value = system.get(name)
        return fields.value(name) if value is None else value

    key, offset = read("PartitionKey"), read("Offset")
    return EventHubEvent(
        body=message_body(datum),
        trigger_metadata=metadata,
        enqueued_time=as_datetime(read("EnqueuedTimeUtc"), "EnqueuedTimeUtc"),
        partition_key=None if key is None else str(key),
        sequence_number=as_int(read("SequenceNumber"), "SequenceNumber"),
        offset=None if offset is None else str(offset),
        iothub_metadata=_iot_hub(metadata) or _iot_hub(system),
    )


def _iot_hub(properties: Mapping[str, object]) -> dict[str, str]:
    """What an IoT hub says, without the prefix of its names."""
    plain = plain_metadata({name: value for name, value in properties.items() if name.startswith(_IOT_HUB)})
    return {name.removeprefix(_IOT_HUB): str(value) for name, value in plain.items()}
