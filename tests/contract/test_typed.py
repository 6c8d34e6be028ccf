"""Payloads and outputs by annotation are alike in the test client and in both of Microsoft's workers."""

import pytest

from azfunc import RetryContext
from azfunc.bindings.context import RpcException
from azfunc.testing.event_hub_events import SentEvent
from azfunc.testing.kafka_events import SentRecord
from azfunc.testing.queue_events import SentQueueMessage
from azfunc.testing.service_bus_events import SentMessage

from .capabilities import shows
from .conftest import APPS
from .ways import Way

pytestmark = [pytest.mark.microsoft, pytest.mark.timeout(600)]

APP = APPS / "typed"
SETTINGS = {"Brokers": "localhost:9092"}
PAGE = "payloads"
SOUP = {"id": "1", "dishName": "soup", "count": 2, "size": "large"}
TEA = {"id": "2", "dishName": "tea", "count": 1, "size": "small"}


@shows(PAGE, "Storage queue: `QueueMessage[Order]`, models, unions, `UUID`…, `X | None`")
def test_queue(way: Way) -> None:
    """The message with its typed value, or the value alone; what was wrong is told."""
    done = way.invoke("queue_value", SentQueueMessage(body=SOUP, dequeue_count=3))
    ticket = {"id": "1", "tries": 3}
    assert done.outputs == {"one": SOUP, "several": [ticket, ticket], "$return": [SOUP]}
    assert way.invoke("queue_model", SOUP).outputs == {"seen": ["Order", "1"]}
    assert way.invoke("queue_model", {"id": "2"}).outputs == {"seen": ["Ticket", "2"]}
    uuid = "00000000-0000-4000-8000-000000000001"
    assert way.invoke("queue_scalar", uuid).outputs == {"seen": f"4 {uuid}"}
    assert way.invoke("queue_optional", "null").outputs == {"seen": "nothing"}
    assert way.invoke("queue_optional", {"id": "2"}).outputs == {"seen": "2"}
    failed = way.invoke("queue_value", {**SOUP, "count": 0})
    assert failed.outputs == {}
    assert "$.count: Input should be greater than or equal to 1 (found 0)" in failed.error


@shows(PAGE, "bindings in annotations: `Annotated[Order, QueueTrigger(...)]`")
def test_annotations(way: Way) -> None:
    """Trigger, output and return value are bound in the signature."""
    ticket = {"id": "7", "tries": None}
    done = way.invoke("in_annotations", {"id": "7"})
    assert done.outputs == {"done": [ticket, ticket], "$return": ticket}


@shows(PAGE, "outputs are checked against `Out[Order]` before anything is sent")
def test_wrong_output(way: Way) -> None:
    """A value that does not fit fails the call, and nothing leaves."""
    done = way.invoke("wrong_output", "soup")
    assert done.outputs == {}
    assert "Output 'out' of function 'wrong_output'" in done.error
    assert "The annotation says Ticket, but a dict was given" in done.error


@shows(PAGE, "`-> Order | None`: with `None` nothing is sent")
@pytest.mark.parametrize("kind", ["queue", "bus", "hub", "document", "row", "event"])
def test_nothing_returned(way: Way, kind: str) -> None:
    """Nothing leaves for an output on the return value, and the call succeeds; a value leaves."""
    done = way.invoke(f"perhaps_{kind}", "nobody")
    assert (done.error, done.outputs) == ("", {})
    done = way.invoke(f"perhaps_{kind}", f"by {way.name}")
    assert (done.error, list(done.outputs)) == ("", ["$return"])


@pytest.mark.parametrize("function", ["leave", "leave_thread", "leave_around", "leave_thread_around"])
def test_no_handler_ends_the_worker(way: Way, function: str) -> None:
    """SystemExit fails the call alone: the next one is served by the same process."""
    assert way.invoke(function, "bye").error != ""
    assert way.invoke("queue_optional", {"id": "2"}).outputs == {"seen": "2"}


@shows(PAGE, "Service Bus: `ServiceBusMessage[Order]`, models, `Out[Order]`, `-> list[Order]`")
def test_service_bus(way: Way) -> None:
    """Queue and topic; several messages are one list."""
    done = way.invoke("bus_value", SentMessage(body=SOUP, delivery_count=4, message_id="m1"))
    assert done.outputs == {"$return": [{"id": "1", "tries": 4}, {"id": "m1", "tries": None}]}
    assert way.invoke("bus_model", {"id": "9"}).outputs == {"out": {"id": "9", "tries": None}}


@shows(PAGE, "Event Hubs: `EventHubEvent[Order]`, models, NamedTuples, `Out[list[Order]]`")
def test_event_hubs(way: Way) -> None:
    """An event with its place in the partition; a NamedTuple is an object."""
    done = way.invoke("hub_value", SentEvent(body={"x": 1, "y": 2}, sequence_number=8))
    assert done.outputs == {"$return": {"x": 2, "y": 8}}
    assert way.invoke("hub_model", SOUP).outputs == {"out": [SOUP, SOUP]}


@shows(PAGE, "Kafka: `KafkaEvent[Order]`, `Out[Order]`")
def test_kafka(way: Way) -> None:
    """A record with its key and partition."""
    done = way.invoke("kafka_value", SentRecord(body=SOUP, key="k", partition=5))
    assert done.outputs == {"out": {"id": "k: 1", "tries": 5}}


@shows(PAGE, "Event Grid: `EventGridEvent[Order]`, `CloudEvent[Order]`, `Out`")
def test_event_grid(way: Way) -> None:
    """The event's data is the value, in both schemas."""
    data = {"made": "2030-01-01T10:00:00Z", "price": "1.50"}
    event = {"id": "e1", "topic": "/t", "subject": "menu", "eventType": "made", "eventTime": "2030-01-01T10:00:00Z"}
    done = way.invoke("grid_value", {**event, "data": data, "dataVersion": "1.0", "metadataVersion": "1"})
    sent = done.outputs["out"]
    assert isinstance(sent, dict)
    assert (sent["id"], sent["subject"], sent["data"]) == ("e1", "menu", {"price": "1.50", "year": 2030})
    cloud = {"specversion": "1.0", "id": "c1", "source": "/kitchen", "type": "made", "data": data}
    assert way.invoke("cloud_value", cloud).outputs == {"seen": {"source": "/kitchen", "price": "1.50"}}


@shows(PAGE, "Cosmos DB: `list[Order]` of a trigger, `-> list[Order]`")
def test_cosmos_db(way: Way) -> None:
    """Changed documents as models, and back."""
    done = way.invoke("documents", [SOUP, TEA])
    assert done.outputs == {"$return": [{**SOUP, "id": "copy of 1"}, {**TEA, "id": "copy of 2"}]}


@shows(PAGE, "inputs by annotation: blob, Cosmos DB, table; outputs to blob and table; timer")
def test_inputs(way: Way) -> None:
    """Models from each input, one of them missing."""
    row = {"PartitionKey": "p", "RowKey": "r", "price": 3}
    given = {"menu": '[{"id": "2"}]', "orders": [SOUP, TEA], "row": row}
    done = way.invoke("inputs", {"IsPastDue": True, "Schedule": {}, "ScheduleStatus": None}, inputs=given)
    assert done.outputs == {"rows": [row, {**row, "RowKey": "late"}], "$return": [TEA]}
    other = {**row, "RowKey": "other"}
    done = way.invoke("inputs", inputs={**given, "menu": None, "row": other})
    assert done.outputs == {"rows": [other, {**row, "RowKey": "in time"}], "$return": []}


@shows(PAGE, "an input that finds nothing: `X | None`")
def test_one_document(way: Way) -> None:
    """A document by its id, which may not be there."""
    assert way.invoke("one_document", "1", inputs={"order": SOUP}).outputs == {"seen": "1: soup"}
    assert way.invoke("one_document", "3", inputs={"order": None}).outputs == {"seen": "3: None"}


@shows("reference", "`Context.retry_context`: which attempt it is, and the error before")
def test_retry(way: Way) -> None:
    """The first attempt and a later one."""
    assert way.invoke("attempt").outputs == {"seen": {"count": 0, "max": 0, "error": None}}
    later = RetryContext(2, 3, RpcException(source="s", stack_trace="t", message="no soup"))
    assert way.invoke("attempt", retry=later).outputs == {"seen": {"count": 2, "max": 3, "error": "no soup"}}
