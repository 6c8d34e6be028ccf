"""What bindings send of values that handlers give, against what azure.functions sends."""

import io
import json
from collections.abc import Callable

import pytest

import azfunc
from azfunc.bindings.blob import BlobOutput
from azfunc.bindings.connector import ConnectorTrigger
from azfunc.bindings.cosmosdb import CosmosDBOutput
from azfunc.bindings.datum import Datum
from azfunc.bindings.durable import ActivityTrigger, OrchestrationTrigger
from azfunc.bindings.eventgrid import EventGridOutput
from azfunc.bindings.eventhub import EventHubOutput
from azfunc.bindings.generic import GenericOutput
from azfunc.bindings.http import HttpOutput
from azfunc.bindings.mcp import McpPromptTrigger, McpResourceTrigger, McpToolTrigger
from azfunc.bindings.mysql import MySqlOutput
from azfunc.bindings.queue import QueueOutput
from azfunc.bindings.servicebus import ServiceBusQueueOutput
from azfunc.bindings.sql import SqlOutput
from azfunc.errors import EncodeError

from .conftest import Tally
from .differences import listed
from .facts import Fact, read_facts

DIFFERENCES = listed("Sent values")

ENCODERS: dict[str, Callable[[object], Datum]] = {
    "activityTrigger": ActivityTrigger(input_name="i").encode_return,
    "blob": BlobOutput(path="dishes/x", connection="C").encode,
    "connectorTrigger": ConnectorTrigger().encode_return,
    "cosmosDB": CosmosDBOutput(connection="C", database_name="d", container_name="c").encode,
    "eventGrid": EventGridOutput(connection="C").encode,
    "eventHub": EventHubOutput(connection="C", event_hub_name="h").encode,
    "generic": GenericOutput(type="someType").encode,
    "http": HttpOutput().encode,
    "mcpPromptTrigger": McpPromptTrigger(prompt_name="n").encode_return,
    "mcpResourceTrigger": McpResourceTrigger(uri="ui://r", resource_name="n").encode_return,
    "mcpToolTrigger": McpToolTrigger(tool_name="n").encode_return,
    "mysql": MySqlOutput(command_text="t", connection_string_setting="C").encode,
    "orchestrationTrigger": OrchestrationTrigger(context_name="c").encode_return,
    "queue": QueueOutput(queue_name="orders", connection="C").encode,
    "serviceBus": ServiceBusQueueOutput(queue_name="orders", connection="C").encode,
    "sql": SqlOutput(command_text="t", connection_string_setting="C").encode,
}

DEPARTURES = {f"{fact['binding']} {fact['value']}": fact for fact in read_facts("departures")}


def sent(kind: str | None, value: object) -> str:
    """How a value travels, as text; JSON without regard to white space, also where it is no text yet."""
    if kind != "json" or isinstance(value, bytes | bytearray):
        return f"{kind} {value!r}"
    try:
        return f"json {json.dumps(json.loads(value) if isinstance(value, str) else value)}"
    except json.JSONDecodeError:
        return f"json {value}"


def outcome(fact: Fact) -> str:
    """What azfunc sends, or the class of the error."""
    value = eval(fact["value"], {"func": azfunc, "io": io})
    try:
        datum = ENCODERS[fact["binding"]](value)
    except EncodeError as error:
        return type(error).__name__
    return sent(datum.kind, datum.value)


@pytest.mark.parametrize("fact", [pytest.param(fact, id=case) for case, fact in DEPARTURES.items()])
def test_the_same_is_sent(fact: Fact, tally: Tally) -> None:
    """The same value is sent in the same way, or as the page says."""
    case = f"{fact['binding']} {fact['value']}"
    row, told = DIFFERENCES.get(case), outcome(fact)
    alike = told == sent(fact["kind"], eval(fact["sent"]))
    assert alike == (row is None), told
    assert row is None or told.startswith(row.code[0]), told
    tally("sent values", len(DEPARTURES), "the same" if alike else "listed")


def test_the_page_names_departures_alone() -> None:
    """Every row belongs to a value that is sent."""
    assert DIFFERENCES.keys() <= DEPARTURES.keys()
