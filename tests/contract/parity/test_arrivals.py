"""What handlers get of values that arrive, against what azure.functions makes of them."""

import datetime
from collections.abc import Mapping, Sequence

import pytest

from azfunc.bindings.blob import BlobInput, BlobTrigger
from azfunc.bindings.connector import ConnectorTrigger
from azfunc.bindings.cosmosdb import CosmosDBInput, CosmosDBTrigger
from azfunc.bindings.datum import Datum, Metadata
from azfunc.bindings.decoding import Reading
from azfunc.bindings.durable import ActivityTrigger, DurableClientInput, EntityTrigger, OrchestrationTrigger
from azfunc.bindings.eventgrid import EventGridTrigger
from azfunc.bindings.eventhub import EventHubTrigger
from azfunc.bindings.generic import GenericInput
from azfunc.bindings.kafka import KafkaTrigger
from azfunc.bindings.mcp import McpPromptTrigger, McpResourceTrigger, McpToolTrigger
from azfunc.bindings.metadata import read_datetime, read_timedelta
from azfunc.bindings.mysql import MySqlInput, MySqlTrigger
from azfunc.bindings.queue import QueueTrigger
from azfunc.bindings.servicebus import ServiceBusQueueTrigger
from azfunc.bindings.sql import SqlInput
from azfunc.bindings.timer import TimerTrigger
from azfunc.errors import DecodeError

from .conftest import Tally
from .differences import listed
from .facts import Fact, read_facts

DIFFERENCES = listed("Arriving values")

BINDINGS: dict[str, Reading] = {
    "activityTrigger": ActivityTrigger(input_name="i"),
    "blob": BlobInput(path="dishes/x", connection="C"),
    "blobTrigger": BlobTrigger(path="dishes/{name}", connection="C"),
    "connectorTrigger": ConnectorTrigger(),
    "cosmosDB": CosmosDBInput(connection="C", database_name="d", container_name="c"),
    "cosmosDBTrigger": CosmosDBTrigger(connection="C", database_name="d", container_name="c"),
    "durableClient": DurableClientInput(client_name="c"),
    "entityTrigger": EntityTrigger(context_name="c"),
    "eventGridTrigger": EventGridTrigger(),
    "eventHubTrigger": EventHubTrigger(connection="C", event_hub_name="h"),
    "generic": GenericInput(arg_name="g", type="someType"),
    "kafkaTrigger": KafkaTrigger(topic="t", broker_list="b"),
    "mcpPromptTrigger": McpPromptTrigger(arg_name="p", prompt_name="n"),
    "mcpResourceTrigger": McpResourceTrigger(arg_name="r", uri="ui://r", resource_name="n"),
    "mcpToolTrigger": McpToolTrigger(arg_name="t", tool_name="n"),
    "mysql": MySqlInput(command_text="select 1", connection_string_setting="C"),
    "mysqlTrigger": MySqlTrigger(table_name="t", connection_string_setting="C"),
    "orchestrationTrigger": OrchestrationTrigger(context_name="c"),
    "queueTrigger": QueueTrigger(queue_name="orders", connection="C"),
    "serviceBusTrigger": ServiceBusQueueTrigger(queue_name="orders", connection="C"),
    "sql": SqlInput(command_text="select 1", connection_string_setting="C"),
    "timerTrigger": TimerTrigger(schedule="0 0 * * * *"),
}
MOMENTS = {"datetime": read_datetime, "timedelta": read_timedelta}


def case_of(fact: Fact) -> str:
    """The name of a fact: what it is about, or the binding and the value."""
    return fact.get("case") or f"{fact['binding']} {fact['kind']} {fact['text']}".strip()


ARRIVALS = {case_of(fact): fact for fact in read_facts("arrivals")}


def make_datum(kind: str, value: object) -> Datum:
    """A datum of a value that the facts write as text, or as a list of texts."""
    match kind, value:
        case "none", _:
            return Datum("none", None)
        case "bytes", str():
            return Datum("bytes", value.encode())
        case "int", str():
            return Datum("int", int(value))
        case "double", str():
            return Datum("double", float(value))
        case "collection_bytes", list():
            return Datum("collection_bytes", [item.encode() for item in value])
    return Datum(kind, value)


def arrive(fact: Fact) -> object:
    """What a handler without annotation gets."""
    if "moment" in fact:
        return MOMENTS[fact["moment"]]({"Field": Datum("string", fact["text"])}, "Field")
    metadata: Metadata = {name: Datum(kind, text) for name, (kind, text) in fact["metadata"].items()}
    read = BINDINGS[fact["binding"]].decode_many if fact.get("many") else BINDINGS[fact["binding"]].decode
    return read(make_datum(fact["kind"], fact["text"]), metadata)


def field(payload: object, name: str) -> object:
    """A property of a payload as the facts write it: bodies as text, moments and spans as text."""
    if name == "body" and hasattr(payload, "get_body"):
        return payload.get_body().decode()
    if name == "data":
        return payload.get_json()
    value = getattr(payload, name)
    if isinstance(value, datetime.datetime):
        return value.isoformat()
    return str(value) if isinstance(value, datetime.timedelta) else value


def fields(payload: object, known: object) -> object:
    """The properties of a payload that a fact knows; rows and documents are their items."""
    if not isinstance(known, Mapping):
        return payload
    if isinstance(payload, Mapping):
        return dict(payload)
    return {name: field(payload, name) for name in known}


def same(payload: object, fact: Fact) -> bool:
    """Whether a value is the one that azure.functions gives."""
    if "raises" in fact:
        return False
    if "type" in fact and type(payload).__name__ != fact["type"]:
        return False
    if "items" in fact:
        assert isinstance(payload, Sequence)
        found = [fields(item, known) for item, known in zip(payload, fact["items"], strict=True)]
        return found == fact["items"]
    if "read()" in fact and repr(payload.read()) != fact["read()"]:
        return False
    known = fact.get("fields", {})
    return fields(payload, known) == known if known else repr(payload) == fact.get("value", repr(payload))


@pytest.mark.parametrize("fact", [pytest.param(fact, id=case) for case, fact in ARRIVALS.items()])
def test_a_payload_has_the_same_values(fact: Fact, tally: Tally) -> None:
    """The same value and metadata give the same class with the same properties, or what the page says."""
    row = DIFFERENCES.get(case_of(fact))
    try:
        payload = arrive(fact)
        told, alike = repr(payload), same(payload, fact)
    except DecodeError as error:
        told, alike = type(error).__name__, "raises" in fact
    assert alike == (row is None), told
    assert row is None or told.startswith(row.code[0]), told
    tally("arriving values", len(ARRIVALS), "the same" if alike else "listed")


def test_the_page_names_arrivals_alone() -> None:
    """Every row belongs to a value that arrives."""
    assert DIFFERENCES.keys() <= ARRIVALS.keys()
