"""Every trigger of the catalogue has a builder in the test client, and runs by it."""

import datetime
import json
from collections.abc import Callable, Iterator
from typing import Any

import pytest

from azfunc import (
    Context,
    FunctionApp,
    HttpRequest,
    MCPToolContext,
    Out,
    RedisStreamEntry,
    SignalRGroupAction,
    SignalRInvocation,
    SignalRMessage,
    WarmUpContext,
    WebPubSubRequest,
)
from azfunc.bindings.kinds import Trigger
from azfunc.bindings.known import known_types
from azfunc.errors import InvocationError
from azfunc.testing import TestClient

app = FunctionApp()
seen: list[object] = []

HUB = "kitchen"
MONGO = {"connection_string_setting": "M"}


@app.route("orders/{id}")
def http(req: HttpRequest) -> str:
    """Tells the order's id."""
    seen.append(req.route_params["id"])
    return "ok"


@app.timer_trigger(schedule="0 0 8 * * *")
def timer(tick: str) -> None:
    """Tells what the host says."""
    seen.append(json.loads(tick)["IsPastDue"])


@app.queue_trigger(queue_name="queue", connection="C")
def queue(msg: str) -> None:
    """Tells its message."""
    seen.append(msg)


@app.blob_trigger(path="texts/{name}.txt", connection="C")
def blob(content: str) -> None:
    """Tells its content."""
    seen.append(content)


@app.cosmos_db_trigger(connection="C", database_name="d", container_name="c", max_items_per_invocation=2)
def cosmos(docs: list[dict[str, Any]]) -> None:
    """Tells the ids of a batch."""
    seen.append([doc["id"] for doc in docs])


@app.cosmos_db_mongo_trigger(database_name="d", collection_name="m", **MONGO)
@app.cosmos_db_mongo_output(arg_name="log", database_name="d", collection_name="log", **MONGO)
def mongo(change: dict[str, Any], log: Out[dict[str, Any]]) -> None:
    """Writes what has changed to another collection."""
    seen.append(change)
    log.set({"seen": change["id"]})


@app.cosmos_db_mongo_trigger(database_name="d", collection_name="log", **MONGO)
def mongo_log(change: dict[str, Any]) -> None:
    """Tells what has been logged."""
    seen.append(change)


@app.event_grid_trigger()
def grid(event: dict[str, Any]) -> None:
    """Tells the event's type."""
    seen.append(event["eventType"])


@app.event_hub_message_trigger(event_hub_name="h", connection="C", cardinality="one")
def hub(event: str) -> None:
    """Tells its event."""
    seen.append(event)


@app.service_bus_queue_trigger(queue_name="s", connection="C")
def bus(msg: str) -> None:
    """Tells its message."""
    seen.append(msg)


@app.kafka_trigger(topic="k", broker_list="B")
def kafka(msg: str) -> None:
    """Tells its message."""
    seen.append(json.loads(msg)["Value"])


@app.sql_trigger(table_name="t", connection_string_setting="C")
def sql(changes: list[dict[str, Any]]) -> None:
    """Tells what has changed."""
    seen.append(changes)


@app.mysql_trigger(table_name="t", connection_string_setting="C")
def mysql(changes: list[dict[str, Any]]) -> None:
    """Tells what has changed."""
    seen.append(changes)


@app.rabbitmq_trigger(queue_name="r", connection_string_setting="C")
@app.rabbitmq_output(arg_name="$return", queue_name="r2", connection_string_setting="C")
def rabbit(msg: dict[str, Any]) -> str:
    """Passes on what is in the message."""
    seen.append(msg)
    return str(msg["dish"])


@app.rabbitmq_trigger(queue_name="r2", connection_string_setting="C")
def rabbit_next(msg: str) -> None:
    """Tells its message."""
    seen.append(msg)


@app.redis_pubsub_trigger(connection="C", channel="bell.*", pattern=True)
def redis_channel(msg: str) -> None:
    """Tells its message."""
    seen.append(msg)


@app.redis_list_trigger(connection="C", key="list")
def redis_list(entry: str) -> None:
    """Tells its entry."""
    seen.append(entry)


@app.redis_stream_trigger(connection="C", key="stream")
def redis_stream(entry: RedisStreamEntry) -> None:
    """Tells its entry."""
    seen.append((entry.id, entry.values))


@app.dapr_topic_trigger(pub_sub_name="bus", topic="orders")
@app.dapr_publish_output(arg_name="$return", pub_sub_name="bus", topic="bills")
def dapr_topic(event: dict[str, Any]) -> dict[str, Any]:
    """Publishes what it gets to another topic."""
    seen.append((event["type"], event["data"]))
    return {"payload": event["data"]}


@app.dapr_topic_trigger(pub_sub_name="bus", topic="bills")
def dapr_bills(event: dict[str, Any]) -> None:
    """Tells what has been published."""
    seen.append(event["data"])


@app.dapr_binding_trigger(binding_name="cron")
def dapr_binding(event: str) -> None:
    """Tells its event."""
    seen.append(event)


@app.dapr_service_invocation_trigger(method_name="cook")
def dapr_method(order: dict[str, Any]) -> dict[str, Any]:
    """Answers another application."""
    return {"cooked": order["dish"]}


@app.signalr_trigger(hub_name=HUB, category="messages", event="say", parameter_names=["text"])
@app.signalr_output(hub_name=HUB)
@app.queue_output(arg_name="log", queue_name="log-{text}", connection="C")
def signalr(call: SignalRInvocation, sent: Out[list[Any]], log: Out[str]) -> None:
    """Answers with a message and a group."""
    seen.append((call.event, call.arguments, call.user_id))
    sent.set(
        [SignalRMessage(target="said", arguments=call.arguments), SignalRGroupAction(action="add", group_name="g")]
    )
    log.set("said")


@app.signalr_trigger(hub_name=HUB, category="connections", event="disconnected")
def signalr_gone(call: SignalRInvocation) -> None:
    """Tells why a client has gone."""
    seen.append(call.error)


@app.signalr_trigger(hub_name=HUB, category="connections", event="connected")
def signalr_there(call: SignalRInvocation) -> None:
    """Tells who has come."""
    seen.append(call.connection_id)


@app.web_pubsub_trigger(hub=HUB, event_type="user", event_name="message")
@app.web_pubsub_output(arg_name="action", hub=HUB)
def pubsub(event: WebPubSubRequest, action: Out[dict[str, Any]]) -> dict[str, Any]:
    """Answers a client, and tells all others."""
    seen.append((event.data, event.data_type, event.connection_context["userId"]))
    action.set({"actionName": "sendToAll", "data": event.data})
    return {"data": "ok", "dataType": "text"}


@app.web_pubsub_trigger(hub=HUB, event_type="system", event_name="connect")
def pubsub_connect(event: WebPubSubRequest) -> dict[str, Any]:
    """Lets a client in."""
    seen.append(event.to_dict()["subprotocols"])
    return {"userId": "ann"}


@app.web_pubsub_trigger(hub=HUB, event_type="system", event_name="connected")
def pubsub_connected(event: WebPubSubRequest) -> None:
    """Tells who has come."""
    seen.append(event.connection_context["connectionId"])


@app.web_pubsub_trigger(hub=HUB, event_type="system", event_name="disconnected")
def pubsub_disconnected(event: WebPubSubRequest) -> None:
    """Tells why a client has gone."""
    seen.append(event.members["reason"])


@app.socketio_trigger(hub=HUB, event_name="order", parameter_names=["dish"])
@app.socketio_output(arg_name="action", hub=HUB)
@app.queue_output(arg_name="log", queue_name="log-{dish}", connection="C")
def socket(event: dict[str, Any], action: Out[dict[str, Any]], log: Out[str]) -> str:
    """Answers a client, and tells all others."""
    seen.append((event["namespace"], event["parameters"]))
    action.set({"actionName": "sendToNamespace", "eventName": "ordered"})
    log.set("ordered")
    return "taken"


@app.socketio_trigger(hub=HUB, event_name="connect")
def socket_connect(event: dict[str, Any]) -> None:
    """Lets a client in."""
    seen.append(event["query"])


@app.socketio_trigger(hub=HUB, event_name="connected")
def socket_connected(event: dict[str, Any]) -> None:
    """Tells who has come."""
    seen.append(event["socketId"])


@app.socketio_trigger(hub=HUB, event_name="disconnected")
def socket_disconnected(event: dict[str, Any]) -> None:
    """Tells why a client has gone."""
    seen.append(event["reason"])


@app.mcp_tool()
def tool(dish: str, context: MCPToolContext, count: int = 1) -> str:
    """Cooks a dish."""
    return f"{count} {dish} for {context['sessionid']}"


@app.mcp_resource_trigger(uri="menu://today", resource_name="menu")
def resource(request: dict[str, Any]) -> str:
    """Gives the menu."""
    return str(request["uri"])


@app.mcp_prompt_trigger(prompt_name="praise")
def prompt(request: dict[str, Any]) -> str:
    """Gives a prompt."""
    return f"Praise the {request['arguments']['dish']}."


@app.activity_trigger(activity="cook_it")
def activity(order: dict[str, Any]) -> str:
    """An activity with a name of its own."""
    return f"hot {order['dish']}"


@app.orchestration_trigger()
def orchestrator(context: dict) -> dict[str, Any]:  # type: ignore[type-arg] # plain
    """Tells the history of its first step."""
    kinds = [event["EventType"] for event in context["history"]]
    return {"input": json.loads(context["input"]), "kinds": kinds, "replaying": context["isReplaying"]}


@app.entity_trigger(entity_name="counter")
def entity(context: dict) -> dict[str, Any]:  # type: ignore[type-arg] # plain
    """Adds to its state."""
    state = json.loads(context["state"] or "0")
    for operation in context["batch"]:
        state += json.loads(operation["input"])
    return {"entityState": state, "key": context["self"]["key"], "existed": context["exists"]}


@app.connector_trigger()
def connector(mail: dict[str, Any]) -> str:
    """Answers a connector."""
    return f"read {mail['subject']}"


@app.assistant_skill_trigger(function_description="Tells what there is")
def skill(question: dict[str, Any]) -> str:
    """Answers an assistant."""
    return f"{question['dish']}: yes"


@app.authentication_events_trigger()
def sign_in(event: dict[str, Any]) -> dict[str, Any]:
    """Answers a sign-in."""
    return {"user": event["data"]["authenticationContext"]["user"]["userPrincipalName"]}


@app.warm_up_trigger()
def warmup(context: WarmUpContext) -> None:
    """Warms up."""
    seen.append("warm")


@app.generic_trigger(arg_name="value", type="fooTrigger")
def generic(value: str, context: Context) -> None:
    """Takes whatever comes."""
    seen.append(value)


CALLS: dict[str, tuple[Callable[[TestClient], object], list[object]]] = {
    "http": (lambda client: client.get("/api/orders/7"), ["7"]),
    "timer": (lambda client: client.timer("timer").fire(past_due=True), [True]),
    "queue": (lambda client: client.queue("queue").send("soup"), ["soup"]),
    "blob": (lambda client: client.blob("texts/a.txt").upload("text"), ["text"]),
    "cosmos": (
        lambda client: client.cosmos("d", "c").change({"id": "1"}, {"id": "2"}, {"id": "3"}),
        [["1", "2"], ["3"]],
    ),
    "mongo": (lambda client: client.cosmos_mongo("d", "m").change({"id": 1}), [{"id": 1}]),
    "grid": (lambda client: client.event_grid("grid").send({"eventType": "T", "data": {}}), ["T"]),
    "hub": (lambda client: client.event_hub("h").send("soup"), ["soup"]),
    "bus": (lambda client: client.service_bus("s").send("soup"), ["soup"]),
    "kafka": (lambda client: client.kafka("k").send("soup"), ["soup"]),
    "sql": (lambda client: client.sql("t").change({"id": 1}), [[{"Operation": 0, "Item": {"id": 1}}]]),
    "mysql": (lambda client: client.mysql("t").change({"id": 1}), [[{"Operation": 0, "Item": {"id": 1}}]]),
    "rabbit": (lambda client: client.rabbitmq("r").send({"dish": "soup"}), [{"dish": "soup"}]),
    "redis_channel": (lambda client: client.redis_channel("bell.4").publish("ring"), ["ring"]),
    "redis_list": (lambda client: client.redis_list("list").push("a", "b"), ["a", "b"]),
    "redis_stream": (lambda client: client.redis_stream("stream").add({"a": 1}, id="1-0"), [("1-0", {"a": 1})]),
    "dapr_topic": (
        lambda client: client.dapr_topic("bus", "orders").publish({"dish": "soup"}, type="ordered"),
        [("ordered", {"dish": "soup"})],
    ),
    "dapr_binding": (lambda client: client.dapr_binding("cron").send("tick"), ["tick"]),
    "dapr_method": (lambda client: client.dapr_method("cook").call({"dish": "soup"}), []),
    "signalr": (lambda client: client.signalr(HUB).send("say", "hi", user_id="ann"), [("say", ["hi"], "ann")]),
    "signalr_there": (lambda client: client.signalr(HUB).connect(connection_id="c1"), ["c1"]),
    "signalr_gone": (lambda client: client.signalr(HUB).disconnect("lost"), ["lost"]),
    "pubsub": (lambda client: client.web_pubsub(HUB).send({"a": 1}, user_id="ann"), [({"a": 1}, "json", "ann")]),
    "pubsub_connect": (lambda client: client.web_pubsub(HUB).connect(subprotocols=["json.v1"]), [["json.v1"]]),
    "pubsub_connected": (lambda client: client.web_pubsub(HUB).connected(connection_id="c2"), ["c2"]),
    "pubsub_disconnected": (lambda client: client.web_pubsub(HUB).disconnected("bye"), ["bye"]),
    "socket": (lambda client: client.socketio(HUB).emit("order", "soup", 2), [("/", ["soup", 2])]),
    "socket_connect": (lambda client: client.socketio(HUB).connect(query={"a": "1"}), [{"a": "1"}]),
    "socket_connected": (lambda client: client.socketio(HUB).connected(), ["socket-1"]),
    "socket_disconnected": (lambda client: client.socketio(HUB).disconnected("gone"), ["gone"]),
    "tool": (lambda client: client.mcp.call_tool("tool", {"dish": "soup"}), []),
    "resource": (lambda client: client.mcp.read_resource("menu://today"), []),
    "prompt": (lambda client: client.mcp.get_prompt("praise", {"dish": "soup"}), []),
    "activity": (lambda client: client.activity("cook_it").call({"dish": "soup"}), []),
    "orchestrator": (lambda client: client.orchestrator("orchestrator").step({"dish": "soup"}), []),
    "entity": (lambda client: client.entity("counter", "a").call("add", 2, state=3), []),
    "connector": (lambda client: client.connector("connector").send({"subject": "hi"}), []),
    "skill": (lambda client: client.assistant_skill("skill").call(dish="soup"), []),
    "sign_in": (
        lambda client: client.authentication_events("sign_in").token_issuance_start(user={"userPrincipalName": "a@b"}),
        [],
    ),
    "warmup": (lambda client: client.warm_up(), ["warm"]),
    "generic": (lambda client: client.invoke("generic", "soup"), ["soup"]),
}
"""By function: a call that runs it, and what it then has told."""

ANSWERS: dict[str, object] = {
    "dapr_method": {"cooked": "soup"},
    "tool": "1 soup for session-1",
    "resource": "menu://today",
    "prompt": "Praise the soup.",
    "activity": "hot soup",
    "orchestrator": {"input": {"dish": "soup"}, "kinds": [12, 0], "replaying": False},
    "entity": {"entityState": 5, "key": "a", "existed": True},
    "connector": "read hi",
    "skill": "soup: yes",
    "sign_in": {"user": "a@b"},
}
"""What those return that answer."""


@pytest.fixture
def client() -> Iterator[TestClient]:
    """A client of the app, with nothing seen yet."""
    seen.clear()
    with TestClient(app, now=datetime.datetime(2024, 1, 2, tzinfo=datetime.UTC)) as found:
        yield found


def test_no_trigger_is_without_a_builder() -> None:
    """Whatever trigger the catalogue has, a function of this module has it, and a call runs that function."""
    wanted = {text.lower() for kind, text in known_types() if kind is Trigger}
    assert {app.functions[name].trigger.type.lower() for name in CALLS} == {*wanted, "footrigger"}


@pytest.mark.parametrize("function", CALLS)
def test_a_call_runs_the_function(client: TestClient, function: str) -> None:
    """The function gets what the call says, in the form in which a host delivers it."""
    call, told = CALLS[function]
    result = call(client)
    assert seen == told
    assert getattr(result, "return_value", None) == ANSWERS.get(function)


def test_what_goes_from_function_to_function(client: TestClient) -> None:
    """RabbitMQ, Dapr's topics and MongoDB's collections are followed like queues."""
    client.rabbitmq("r").send({"dish": "soup"})
    client.dapr_topic("bus", "orders").publish({"dish": "tea"})
    client.cosmos_mongo("d", "m").change({"id": 1})
    assert client.rabbitmq("r2").messages == ["soup"]
    assert client.dapr_topic("bus", "bills").json()[0]["data"] == {"dish": "tea"}  # type: ignore[index,call-overload] # is one
    client.cosmos_mongo("d", "log").assert_documents([{"seen": 1}])
    seen.clear()
    client.run_until_idle()
    assert seen == ["soup", {"dish": "tea"}, {"seen": 1}]


def test_what_clients_of_hubs_are_sent(client: TestClient) -> None:
    """Messages and actions for a hub are kept one by one, and its arguments are there for binding expressions."""
    client.signalr(HUB).send("say", "hi")
    client.signalr(HUB).assert_sent(
        [
            SignalRMessage(target="said", arguments=["hi"]),
            {"action": "add", "groupName": "g"},
        ]
    )
    assert client.queue("log-hi").messages == ["said"]
    client.web_pubsub(HUB).send("hi")
    assert client.web_pubsub(HUB).sent == [{"actionName": "sendToAll", "data": "hi"}]
    client.socketio(HUB).emit("order", "soup")
    assert client.socketio(HUB).sent == [{"actionName": "sendToNamespace", "eventName": "ordered"}]
    assert client.queue("log-soup").messages == ["ordered"]


@pytest.mark.parametrize(
    ("call", "told"),
    [
        (lambda client: client.signalr(HUB).send("sya"), r"for 'kitchen/messages/sya'.* mean 'kitchen/messages/say'\?"),
        (lambda client: client.mcp.call_tool("tols"), r"mcpToolTrigger for 'tols'.* for: 'tool'"),
        (lambda client: client.redis_channel("horn").publish("x"), r"for 'horn'.* for: 'bell\.\*'"),
        (lambda client: client.redis_list("LIST").push("x"), "for 'LIST'"),
        (lambda client: client.activity("activity").call(), r"mean 'cook_it'|for: 'cook_it'"),
        (lambda client: client.assistant_skill("skil").call("x"), r"mean 'skill'\?"),
        (lambda client: client.connector("queue").send("x"), "connectorTrigger for 'queue'"),
    ],
)
def test_names_that_nobody_has(client: TestClient, call: Callable[[TestClient], object], told: str) -> None:
    """A name that no trigger has is told with those that there are."""
    with pytest.raises(InvocationError, match=told):
        call(client)


def test_a_skill_gets_one_value_or_several(client: TestClient) -> None:
    """Not both at once."""
    with pytest.raises(TypeError, match="Give either"):
        client.assistant_skill("skill").call("x", dish="y")
