"""What handlers get of values that arrive, against what azure.functions makes of them."""

import datetime
from collections.abc import Sequence

import pytest

from azfunc import Document
from azfunc.bindings.base import Trigger
from azfunc.bindings.blob import BlobTrigger
from azfunc.bindings.cosmosdb import CosmosDBTrigger
from azfunc.bindings.datum import Datum
from azfunc.bindings.eventgrid import EventGridTrigger
from azfunc.bindings.eventhub import EventHubTrigger
from azfunc.bindings.queue import QueueTrigger
from azfunc.bindings.servicebus import ServiceBusQueueTrigger
from azfunc.bindings.timer import TimerTrigger

from .facts import Fact, read_facts

ARRIVALS = read_facts("arrivals")

TRIGGERS: dict[str, Trigger] = {
    "blobTrigger": BlobTrigger(path="dishes/{name}", connection="C"),
    "cosmosDBTrigger": CosmosDBTrigger(connection="C", database_name="d", container_name="c"),
    "eventGridTrigger": EventGridTrigger(),
    "eventHubTrigger": EventHubTrigger(connection="C", event_hub_name="h"),
    "queueTrigger": QueueTrigger(queue_name="orders", connection="C"),
    "serviceBusTrigger": ServiceBusQueueTrigger(queue_name="orders", connection="C"),
    "timerTrigger": TimerTrigger(schedule="0 0 * * * *"),
}


def field(payload: object, name: str) -> object:
    """A property of a payload as the facts write it: bodies as text, moments and spans as text."""
    if name == "body":
        return payload.get_body().decode()
    if name == "data":
        return payload.get_json()
    value = getattr(payload, name)
    if isinstance(value, datetime.datetime):
        return value.isoformat()
    return str(value) if isinstance(value, datetime.timedelta) else value


def arrive(fact: Fact) -> object:
    """What a handler without annotation gets."""
    value = fact["text"].encode() if fact["kind"] == "bytes" else fact["text"]
    metadata = {name: Datum(kind, text) for name, (kind, text) in fact["metadata"].items()}
    return TRIGGERS[fact["binding"]].decode(Datum(fact["kind"], value), metadata)


def plain(items: Sequence[object]) -> list[object]:
    return [item.to_dict() if isinstance(item, Document) else item for item in items]


@pytest.mark.parametrize(
    "fact", ARRIVALS, ids=[f"{fact['binding']} {fact['kind']} {fact['text']}" for fact in ARRIVALS]
)
def test_a_payload_has_the_same_values(fact: Fact) -> None:
    """The same value and metadata give the same class with the same properties."""
    payload = arrive(fact)
    assert type(payload).__name__ == fact["type"]
    fields = fact.get("fields", {})
    assert {name: field(payload, name) for name in fields} == fields
    if "read()" in fact:
        assert repr(payload.read()) == fact["read()"]
    if "items" in fact:
        assert plain(payload) == fact["items"]
