"""Kafka, SQL and MySQL in the test client, and triggers that have no service there."""

import json
from collections.abc import Iterator
from typing import Any, TypedDict

import pytest
from pydantic import BaseModel

from azfunc import (
    FunctionApp,
    KafkaEvent,
    MySqlRowList,
    OrchestrationContext,
    Out,
    PromptInvocationContext,
    SqlRow,
    SqlRowList,
)
from azfunc.errors import DecodeError, InvocationError
from azfunc.testing import SentRecord, TestClient

app = FunctionApp()
seen: list[Any] = []
KAFKA = {"broker_list": "BrokerList"}
SQL = {"connection_string_setting": "SqlConnection"}


class Order(BaseModel):
    """An order."""

    id: int


class Change(TypedDict):
    """A change of an order's row."""

    Operation: int
    Item: dict[str, int]


@app.kafka_trigger(topic="%TOPIC%", **KAFKA)
@app.kafka_output(arg_name="out", topic="cooked", **KAFKA)
def one(event: KafkaEvent, out: Out[list[KafkaEvent]]) -> None:
    """Passes a message on, with its key."""
    seen.append((event.get_value(), event.key, event.headers, event.offset, event.topic))
    out.set([KafkaEvent(body=event.get_value(), key=event.key, headers=[{"Key": "by", "Value": "one"}])])


@app.kafka_trigger(topic="cooked", cardinality="many", **KAFKA)
def many(events: list[KafkaEvent]) -> None:
    """Tells what arrives."""
    seen.extend((event.get_value(), event.key, event.headers, event.offset, event.partition) for event in events)


@app.kafka_trigger(topic="raw", data_type="binary", cardinality="many", **KAFKA)
def raw(events: list[bytes]) -> None:
    """Tells what arrives."""
    seen.extend(events)


@app.kafka_trigger(topic="models", **KAFKA)
@app.sql_output(arg_name="$return", command_text="dbo.Orders", **SQL)
def models(order: Order) -> list[Order]:
    """Stores orders."""
    return [order, Order(id=order.id + 1)]


@app.sql_trigger(table_name="[dbo].[Orders]", **SQL)
@app.sql_input(arg_name="earlier", command_text="SELECT * FROM dbo.Orders", **SQL)
@app.mysql_output(arg_name="copy", command_text="copies", **SQL)
def stored(changes: list[Change], earlier: SqlRowList, copy: Out[list[Any]]) -> None:
    """Copies rows."""
    seen.append(([(change["Operation"], change["Item"]["id"]) for change in changes], len(earlier)))
    copy.set([change["Item"] for change in changes])


@app.mysql_trigger(table_name="copies", **SQL)
def copied(changes: MySqlRowList) -> None:
    """Tells what arrives."""
    seen.append(changes.to_dict())


@app.mcp_tool_trigger(arg_name="call", tool_name="cook")
@app.mcp_tool_property_input(arg_name="dish", property_name="dish", property_type="string")
@app.mcp_tool_property_input(arg_name="count", property_name="count", property_type="integer")
def cook(call: str, dish: str, count: int | None) -> str:
    """A tool whose arguments are inputs."""
    return f"{dish} x {count}"


@app.mcp_prompt_trigger(prompt_name="greet")
def greet(prompt: PromptInvocationContext) -> str:
    """A prompt."""
    return f"Greet {prompt.arguments['who']}"


@app.activity_trigger(input_name="order")
def activity(order: Order) -> Order:
    """An activity."""
    return Order(id=order.id + 1)


@app.orchestration_trigger(context_name="context")
def orchestrate(context: OrchestrationContext) -> Any:
    """An orchestrator as durable packages read them: a generator, which only they can run."""
    yield context.body


@app.rabbitmq_trigger(queue_name="q", connection_string_setting="Rabbit")
def rabbit(msg: Order) -> int:
    """A message of RabbitMQ."""
    return msg.id


@pytest.fixture
def client() -> Iterator[TestClient]:
    """A client of the app, with nothing seen yet."""
    seen.clear()
    with TestClient(app, settings={"TOPIC": "orders"}) as made:
        made.provide("stored", earlier=[{"id": 0}])
        yield made


def test_kafka_messages_go_from_topic_to_topic(client: TestClient) -> None:
    """A message arrives in the host's envelope, with key and headers; what is sent reaches the next function."""
    client.kafka("orders").send("soup", SentRecord(body={"id": 1}, key="k", headers={"h": "v"}))
    assert seen == [(b"soup", None, [], 0, "orders"), (b'{"id": 1}', "k", [{"Key": "h", "Value": "dg=="}], 0, "orders")]
    sent = [json.loads(str(message)) for message in client.kafka("cooked").messages]
    assert [(message["Value"], message.get("Key")) for message in sent] == [("soup", None), ('{"id": 1}', "k")]
    seen.clear()
    client.run_until_idle()
    by = [{"Key": "by", "Value": "b25l"}]
    assert seen == [(b"soup", None, by, 0, 0), (b'{"id": 1}', "k", by, 0, 0)]
    assert client.kafka("cooked").messages == []


def test_kafka_batch(client: TestClient) -> None:
    """One call's messages are one batch; binary ones have no envelope."""
    client.kafka("cooked").send("a", SentRecord(body="b", partition=3, offset=9))
    assert seen == [(b"a", None, [], 0, 0), (b"b", None, [], 9, 3)]
    seen.clear()
    client.kafka("raw").send(b"\xff", "text")
    assert seen == [b"\xff", b"text"]


def test_kafka_topic_that_nobody_listens_to(client: TestClient) -> None:
    """The error names the topics that there are; Kafka tells them apart by case."""
    with pytest.raises(InvocationError, match=r"kafka 'Orders'.*'orders', 'cooked', 'raw', 'models'.*mean 'orders'"):
        client.kafka("Orders").send("soup")


def test_rows_from_table_to_table(client: TestClient) -> None:
    """Rows that a function writes are there, and reach those that watch their table, however it is quoted."""
    client.kafka("models").send({"id": 1})
    assert client.sql("dbo.Orders").rows == [{"id": 1}, {"id": 2}]
    assert client.sql("[dbo].[orders]").read(Order) == [Order(id=1), Order(id=2)]
    client.run_until_idle()
    assert seen == [
        ([(0, 1), (0, 2)], 1),
        [{"Operation": 0, "Item": {"id": 1}}, {"Operation": 0, "Item": {"id": 2}}],
    ]
    assert client.mysql("copies").rows == [{"id": 1}, {"id": 2}]
    assert client.mysql("`copies`").rows == client.mysql("copies").rows
    with pytest.raises(InvocationError, match="No function of this app has a binding to sql 'copies'"):
        client.sql("copies")


def test_changes_of_a_table(client: TestClient) -> None:
    """A test says what happened to rows; MySQL notices no deletes."""
    client.sql("dbo.Orders").change(SqlRow({"id": 5}), Order(id=6), operation="delete")
    assert seen == [([(2, 5), (2, 6)], 1)]
    client.mysql("copies").change([{"id": 7}], operation="update")
    assert seen[-1] == [{"Operation": 0, "Item": {"id": 7}}]
    with pytest.raises(InvocationError, match="does not notice the operation 'delete'; it knows: insert, update"):
        client.mysql("copies").change({"id": 7}, operation="delete")
    with pytest.raises(InvocationError, match=r"has a binding to sql 'other'; there are bindings to: 'dbo\.orders'"):
        client.sql("other").change({"id": 1})
    with pytest.raises(InvocationError, match="A row is a JSON object"):
        client.sql("dbo.Orders").change(5)


def test_queries_are_provided() -> None:
    """No SQL is run here: what a query finds has to be provided, and the error says how."""
    expected = r"reads a sql input into 'earlier'.*client\.provide\('stored'"
    with TestClient(app) as client, pytest.raises(InvocationError, match=expected):
        client.sql("dbo.Orders").change({"id": 1})


def test_invoke_by_name(client: TestClient) -> None:
    """Values and metadata may be given by the function's name alone, also as JSON text."""
    client.invoke("one", "soup", {"Key": "k"})
    assert seen.pop() == (b"soup", "k", [], 0, "orders")
    client.invoke("many", '[{"a": 1}, "b"]')
    assert [value for value, *_ in seen] == [b'{"a": 1}', b"b"]
    seen.clear()
    client.invoke("stored", '[{"id": 3}, {"Operation": 1, "Item": {"id": 4}}]')
    client.invoke("stored", {"id": 5})
    assert seen == [([(0, 3), (1, 4)], 1), ([(0, 5)], 1)]
    client.invoke("copied")
    assert seen[-1] == []


def test_triggers_without_a_service(client: TestClient) -> None:
    """Every other trigger is driven by name, and its answer is the return value."""
    call = {"name": "cook", "arguments": {"dish": "pie", "count": 2}}
    assert client.invoke("cook", call).return_value == "pie x 2"
    assert client.invoke("cook", {"arguments": {"dish": "pie"}}).return_value == "pie x None"
    assert client.invoke("greet", {"name": "greet", "arguments": {"who": "Ada"}}).return_value == "Greet Ada"
    assert client.invoke("activity", {"id": 1}).return_value == {"id": 2}
    assert client.invoke("rabbit", {"id": 7}).return_value == 7
    client.provide("cook", dish="soup", count=1)
    assert client.invoke("cook", call).return_value == "soup x 1"


def test_orchestrators_are_run_by_durable_packages(client: TestClient) -> None:
    """A handler that is a generator is refused, with what to do."""
    with pytest.raises(Exception, match=r"generator.*Orchestrator\.create") as caught:
        client.invoke("orchestrate", {"input": 1})
    assert type(caught.value).__module__ == "azfunc.errors"


def test_values_that_do_not_fit(client: TestClient) -> None:
    """What a host could not send is refused as a host's value would be."""
    with pytest.raises(DecodeError, match="one"):
        client.invoke("one", "soup", {"Offset": "x"})
    with pytest.raises(DecodeError, match="valid JSON"):
        client.invoke("stored", "no JSON")
