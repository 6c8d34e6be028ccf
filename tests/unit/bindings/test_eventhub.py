"""Event Hubs: the event, the trigger's codec for one and many, the output's codec, the rules."""

import datetime
from typing import cast

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import BaseModel

from azfunc import EventHubEvent, QueueMessage
from azfunc.bindings.datum import NOTHING, Datum, Metadata
from azfunc.bindings.eventhub import EventHubOutput, EventHubTrigger
from azfunc.bindings.values import Shape
from azfunc.errors import DecodeError, EncodeError

ONE = EventHubTrigger(arg_name="event", connection="Hub", event_hub_name="telemetry")
MANY = EventHubTrigger(arg_name="events", connection="Hub", event_hub_name="telemetry", cardinality="many")
OUTPUT = EventHubOutput(arg_name="$return", connection="Hub", event_hub_name="telemetry")
MIDNIGHT = datetime.datetime(2024, 1, 1, tzinfo=datetime.UTC)
METADATA = {
    "SystemProperties": Datum("json", '{"iothub-connection-device-id":"d"}'),
    "EnqueuedTimeUtc": Datum("json", '"2024-01-01T00:00:00Z"'),
    "PartitionKey": Datum("string", "k"),
    "SequenceNumber": Datum("json", "5"),
    "Offset": Datum("string", "9"),
}
SYSTEM_ARRAY = (
    '[{"EnqueuedTimeUtc": "2024-01-01T00:00:00Z", "PartitionKey": "k", "SequenceNumber": 5, "Offset": 9, '
    '"iothub-x": 1}, {}]'
)


class Reading(BaseModel):
    """An event as a model."""

    degrees: float


def many(value: Datum, metadata: Metadata) -> list[EventHubEvent]:
    """The events of a batch."""
    return cast("list[EventHubEvent]", MANY.decode_many(value, metadata))


@pytest.mark.parametrize("value", [Datum("string", "abc"), Datum("bytes", b"abc"), Datum("json", "abc")])
def test_event_with_metadata(value: Datum) -> None:
    """An event has its body and what the host tells about it."""
    event = ONE.decode(value, METADATA)
    assert event.get_body() == b"abc"
    assert (event.partition_key, event.sequence_number, event.offset) == ("k", 5, "9")
    assert event.enqueued_time == MIDNIGHT
    assert event.iothub_metadata == {"connection-device-id": "d"}


def test_event_without_metadata() -> None:
    """Missing metadata is no error: the fields are None."""
    event = ONE.decode(Datum("string", "x"), {})
    assert (event.partition_key, event.sequence_number, event.offset, event.enqueued_time) == (None,) * 4
    assert event.iothub_metadata == {}
    assert event.metadata == {}


def test_system_properties_stand_in() -> None:
    """What the host tells only among the system properties is found there."""
    system = Datum("json", '{"PartitionKey": "k", "Offset": 12, "SequenceNumber": 3}')
    event = ONE.decode(Datum("string", "x"), {"SystemProperties": system})
    assert (event.partition_key, event.sequence_number, event.offset) == ("k", 3, "12")


def test_iot_hub_metadata_beside_the_others() -> None:
    """An IoT hub's properties may stand among the metadata itself; they win."""
    event = ONE.decode(Datum("string", "x"), {**METADATA, "iothub-device": Datum("json", "7")})
    assert event.iothub_metadata == {"device": "7"}


def test_empty_event() -> None:
    """An event without body has an empty one."""
    assert ONE.decode(NOTHING, {}).get_body() == b""


def test_what_is_no_event() -> None:
    """A value that is neither text nor bytes, or a bad number, is a DecodeError."""
    with pytest.raises(DecodeError):
        ONE.decode(Datum("int", 5), {})
    with pytest.raises(DecodeError, match="SequenceNumber"):
        ONE.decode(Datum("string", "x"), {"SequenceNumber": Datum("string", "x")})


@pytest.mark.parametrize(
    "value",
    [Datum("collection_bytes", [b"1", b"2"]), Datum("collection_string", ["1", "2"]), Datum("json", "[1, 2]")],
)
def test_batch(value: Datum) -> None:
    """A batch is a list of events, each with its own system properties; the offset is text as for one."""
    first, second = many(value, {"SystemPropertiesArray": Datum("json", SYSTEM_ARRAY)})
    assert (first.get_body(), second.get_body()) == (b"1", b"2")
    assert (first.partition_key, first.sequence_number, first.offset) == ("k", 5, "9")
    assert first.enqueued_time == MIDNIGHT
    assert first.iothub_metadata == {"x": "1"}
    assert (second.partition_key, second.sequence_number, second.offset, second.iothub_metadata) == (None,) * 3 + ({},)


def test_batch_with_arrays_of_single_properties() -> None:
    """Hosts that send an array for each property are understood too."""
    metadata = {
        "PartitionKeyArray": Datum("collection_string", ["a", "b"]),
        "OffsetArray": Datum("json", '["1", "2"]'),
        "SequenceNumberArray": Datum("collection_sint64", [7]),
    }
    first, second = many(Datum("collection_string", ["x", "y"]), metadata)
    assert (first.partition_key, first.offset, first.sequence_number) == ("a", "1", 7)
    assert (second.partition_key, second.offset, second.sequence_number) == ("b", "2", None)


def test_cardinality_decides_not_metadata() -> None:
    """One or many is what the binding says, whatever arrays the host sends or leaves out."""
    assert MANY.is_many()
    assert not ONE.is_many()
    events = MANY.decoder(Shape(list[EventHubEvent], EventHubEvent))(Datum("collection_string", ["x"]), METADATA)
    assert isinstance(events, list)
    event = ONE.decoder(Shape())(Datum("json", "[1]"), {"SystemPropertiesArray": Datum("json", "[]")})
    assert isinstance(event, EventHubEvent)
    assert event.get_json() == [1]


@given(st.lists(st.binary(), max_size=5), st.integers(0, 7))
def test_arrays_of_any_length(bodies: list[bytes], length: int) -> None:
    """However long the arrays are, each body becomes one event."""
    system = Datum("json", "[" + ",".join(f'{{"Offset": "{n}"}}' for n in range(length)) + "]")
    events = many(Datum("collection_bytes", bodies), {"SystemPropertiesArray": system})
    assert [event.get_body() for event in events] == bodies
    assert [event.offset for event in events] == [str(n) if n < length else None for n in range(len(bodies))]


def test_annotations() -> None:
    """An event can be had as text, bytes, dict or model, one or many."""
    assert ONE.decoder(Shape(Reading))(Datum("string", '{"degrees": 3}'), METADATA) == Reading(degrees=3)
    batch = Datum("json", '[{"degrees": 3}, {"degrees": 4}]')
    assert MANY.decoder(Shape(list[Reading], Reading))(batch, {}) == [Reading(degrees=3), Reading(degrees=4)]


def test_metadata_of_an_event() -> None:
    """All metadata is there as plain values, parsed once; an event made by hand has none."""
    event = ONE.decode(Datum("string", "x"), METADATA)
    assert event.metadata is not None
    assert event.metadata["SystemProperties"] == {"iothub-connection-device-id": "d"}
    assert event.metadata is event.metadata
    assert EventHubEvent(body=b"x").metadata is None
    assert EventHubEvent(body=b"x", trigger_metadata={"A": 1}).metadata == {"A": 1}


def test_event_made_by_hand() -> None:
    """An event can be made in a test, from text or bytes, and has a JSON-ready form."""
    event = EventHubEvent(body=b"\xff", offset="5", sequence_number=1, partition_key="k", enqueued_time=MIDNIGHT)
    assert event.to_dict() == {
        "body": {"__encoding": "base64", "value": "/w=="},
        "partition_key": "k",
        "sequence_number": 1,
        "offset": "5",
        "enqueued_time": "2024-01-01T00:00:00+00:00",
        "iothub_metadata": None,
    }
    assert EventHubEvent(body='{"degrees": 1}').get_json(Reading) == Reading(degrees=1)
    assert repr(event) == "<azfunc.EventHubEvent partition_key=k sequence_number=1 offset=5>"


@pytest.mark.parametrize(
    ("value", "datum"),
    [
        ("text", Datum("string", "text")),
        (b"\xff", Datum("bytes", b"\xff")),
        (bytearray(b"by"), Datum("bytes", b"by")),
        (5, Datum("int", 5)),
        (True, Datum("json", "true")),
        (1.5, Datum("json", "1.5")),
        ({"a": 1}, Datum("json", '{"a": 1}')),
        (Reading(degrees=1), Datum("json", '{"degrees":1.0}')),
        (EventHubEvent(body=b"\xff"), Datum("bytes", b"\xff")),
        (["a", 1, {"b": 2}], Datum("json", '["a", 1, {"b": 2}]')),
        (("a", b"b"), Datum("json", '["a", "b"]')),
        ([EventHubEvent(body="a"), Reading(degrees=1)], Datum("json", '["a", {"degrees": 1.0}]')),
    ],
)
def test_encoded_values(value: object, datum: Datum) -> None:
    """Each kind of value is sent; none of them silently as nothing."""
    assert OUTPUT.encode(value) == datum


@pytest.mark.parametrize("value", [object(), [object()], [None], QueueMessage(body="x"), [QueueMessage()], [b"\xff"]])
def test_values_that_cannot_be_sent(value: object) -> None:
    """Payloads of other services, None in a list and values without JSON form are an EncodeError."""
    with pytest.raises(EncodeError):
        OUTPUT.encode(value)


def test_rules_targets_and_documents() -> None:
    """A bad name is a fault of both; the platform retries the trigger."""
    assert ONE.target() == OUTPUT.target() == "telemetry"
    assert EventHubTrigger.retries
    for kind in (EventHubTrigger, EventHubOutput):
        (fault,) = kind(connection="c", event_hub_name="my hub").faults()
        assert fault.rule == "bad-event-hub-name"
        assert list(kind(connection="c", event_hub_name="%HUB%").faults()) == []
    full = EventHubTrigger(
        arg_name="e", connection="c", event_hub_name="h", data_type="binary", cardinality="MANY", consumer_group="g"
    )
    assert full.to_document() == {
        "type": "eventHubTrigger",
        "direction": "in",
        "name": "e",
        "connection": "c",
        "eventHubName": "h",
        "dataType": "binary",
        "cardinality": "many",
        "consumerGroup": "g",
    }
    assert OUTPUT.to_document() == {
        "type": "eventHub",
        "direction": "out",
        "name": "$return",
        "connection": "Hub",
        "eventHubName": "telemetry",
    }
