"""Event builders: kinds and metadata as hosts send them."""

import datetime
import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from azfunc import EventGridOutputEvent
from azfunc.bindings.datum import Datum
from azfunc.errors import DecodeError, EncodeError
from azfunc.testing.event_hub_events import SentEvent, event_hub_batch, event_hub_event
from azfunc.testing.events import (
    Event,
    blob_event,
    cosmos_db_event,
    event_grid_event,
    plain_event,
    timer_event,
)
from azfunc.testing.http import Request
from azfunc.testing.queue_events import queue_event
from azfunc.testing.service_bus_events import SentMessage, service_bus_batch, service_bus_event

MOMENT = datetime.datetime(2024, 1, 2, 3, 4, 5, tzinfo=datetime.UTC)


def kinds(event: Event) -> dict[str, str]:
    """The kind of each metadata entry."""
    return {name: datum.kind for name, datum in event.metadata.items()}


def test_queue_messages() -> None:
    """Text is text, ids are text, counts and moments are JSON, JSON properties come along."""
    event = queue_event({"a": 1, "b": None, "c": [1], "d": {"e": 2}, "f": "x"}, dequeue_count=2)
    assert event.value.kind == "string"
    assert kinds(event) == {
        "QueueTrigger": "string",
        "DequeueCount": "json",
        "ExpirationTime": "json",
        "Id": "string",
        "InsertionTime": "json",
        "NextVisibleTime": "json",
        "PopReceipt": "string",
        "a": "string",
        "d": "json",
        "f": "string",
    }
    assert str(event.metadata["InsertionTime"].python()).endswith("+00:00")


def test_binary_messages() -> None:
    """With dataType binary the value is bytes."""
    assert queue_event(b"\xff", data_type="binary").value == Datum("bytes", b"\xff")
    assert queue_event(b"\xff").value == Datum("string", "\ufffd")


def test_timers_without_status() -> None:
    """A host without a store sends no status."""
    value = timer_event(past_due=True).value.parse()
    assert value == {"Schedule": {"AdjustForDST": True}, "ScheduleStatus": None, "IsPastDue": True}


def test_timers_with_status() -> None:
    """Moments are text; one that never was is year one."""
    value = timer_event(next=MOMENT, adjust_for_dst=False).value.parse()
    assert value == {
        "Schedule": {"AdjustForDST": False},
        "ScheduleStatus": {
            "Last": "0001-01-01T00:00:00",
            "Next": "2024-01-02T03:04:05+00:00",
            "LastUpdated": "0001-01-01T00:00:00",
        },
        "IsPastDue": False,
    }


def test_blobs() -> None:
    """Path as text, everything else as JSON, captured tokens as text."""
    event = blob_event("c/a.txt", b"x", metadata={"m": "1"}, captured={"name": "a"})
    assert kinds(event) == {
        "BlobTrigger": "string",
        "Uri": "json",
        "Properties": "json",
        "Metadata": "json",
        "name": "string",
    }
    assert event.value == Datum("string", "x")


def test_documents() -> None:
    """Changed documents are compact JSON text without metadata."""
    assert cosmos_db_event([{"id": "a"}]) == Event(Datum("string", '[{"id":"a"}]'), {})


def test_event_grid_output_events() -> None:
    """An event that a function would publish can be sent to one that listens."""
    event = event_grid_event(EventGridOutputEvent(id="1", data={}, subject="s", event_type="T", event_time=MOMENT))
    assert event.value.parse() == {
        "id": "1",
        "subject": "s",
        "dataVersion": "1.0",
        "eventType": "T",
        "data": {},
        "eventTime": "2024-01-02T03:04:05+00:00",
    }
    assert event.metadata == {"data": Datum("json", "{}")}


@pytest.mark.parametrize("event", ["[]", "nope", b"1"])
def test_no_event_grid_event(event: object) -> None:
    """What is no JSON object is no event."""
    with pytest.raises(DecodeError):
        event_grid_event(event)


def test_event_hub() -> None:
    """One event has plain entries, a batch has arrays of the same length."""
    events = [SentEvent(body="a", partition_key="k", enqueued_time=MOMENT), SentEvent(body="b", sequence_number=1)]
    one = event_hub_event(events[0])
    assert one.metadata["PartitionKey"] == Datum("string", "k")
    assert "PartitionKey" not in event_hub_event(events[1]).metadata
    batch = event_hub_batch(events)
    assert batch.value == Datum("collection_string", ["a", "b"])
    assert batch.metadata["PartitionKeyArray"].python() == ["k", None]
    assert event_hub_batch(events, data_type="BINARY").value == Datum("collection_bytes", [b"a", b"b"])
    rows = batch.metadata["SystemPropertiesArray"].python()
    assert isinstance(rows, list)
    assert [row["SequenceNumber"] for row in rows] == [0, 1]


def test_service_bus() -> None:
    """Text entries are text, moments and numbers are JSON, what is not set is not sent."""
    message = SentMessage(body="x", message_id="2024-01-02T03:04:05", enqueued_time=MOMENT)
    event = service_bus_event(message)
    assert event.metadata["MessageId"] == Datum("string", "2024-01-02T03:04:05")
    assert event.metadata["EnqueuedTimeUtc"] == Datum("json", '"2024-01-02T03:04:05+00:00"')
    assert event.metadata["DeliveryCount"] == Datum("json", "1")
    assert "SessionId" not in event.metadata
    batch = service_bus_batch([message, SentMessage(body="y", session_id="s")])
    assert batch.metadata["SessionIdArray"].python() == [None, "s"]
    assert batch.value == Datum("collection_string", ["x", "y"])


def test_a_property_replaces_metadata_of_the_same_name() -> None:
    """Names are compared without regard to case, and the known spelling stays."""
    event = queue_event('{"ID": 7}')
    assert event.metadata["Id"] == Datum("string", "7")
    assert "ID" not in event.metadata


def test_requests() -> None:
    """The metadata of a request: JSON body, query without the key, route values, the later winning."""
    request = Request("post", "/api/x?code=secret&a=query", base="http://h", json={"a": "body", "b": True, "c": "body"})
    event = request.to_event({"C": "route"})
    query = Datum("json", '{"code":"secret","a":"query"}')
    headers = {"host": "h", "accept": "*/*", "content-type": "application/json", "content-length": "32"}
    assert event.metadata == {
        "a": Datum("string", "query"),
        "b": Datum("string", "True"),
        "c": Datum("string", "route"),
        "Query": query,
        "Headers": Datum("json", json.dumps(headers, separators=(",", ":"))),
    }


def test_values_without_json() -> None:
    """What has no JSON form cannot be sent."""
    with pytest.raises(EncodeError):
        plain_event(object())


@given(
    st.recursive(
        st.none() | st.booleans() | st.integers() | st.text(),
        lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
    )
)
def test_any_json_can_be_sent(value: object) -> None:
    """Whatever JSON is sent arrives as that JSON, and never breaks the metadata."""
    event = plain_event(json.dumps(value))
    assert event.value.parse() == value
    if isinstance(value, dict):
        names = {name.lower() for name, item in value.items() if isinstance(item, dict | str | int)}
        assert {name.lower() for name in event.metadata} == names
