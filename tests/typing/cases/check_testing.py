"""The test client: requests, services, time, the async client, and the fixtures for pytest."""

# ruff: noqa: B018  # an expression alone is what is checked

import datetime
from collections.abc import Coroutine, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from typing import assert_type

import azfunc.testing
from azfunc import FunctionApp, QueueMessage
from azfunc.bindings.datum import Datum, JsonValue
from azfunc.bindings.settlement import Settlement
from azfunc.testing import (
    AsyncTestClient,
    Event,
    Output,
    Response,
    Result,
    SentEvent,
    SentMessage,
    SentQueueMessage,
    StatusError,
    TestClient,
    TestSettings,
)

azfunc.testing.TestClinet  # E: attr-defined | reportAttributeAccessIssue
app = FunctionApp()
NOON = datetime.datetime(2024, 5, 1, 12, tzinfo=datetime.UTC)


@dataclass
class Order:
    """What customers send."""

    dish: str


def provider() -> Order:
    return Order("soup")


def make() -> None:
    with TestClient(
        app,
        route_prefix="v1",
        settings={"NAME": "value"},
        raise_exceptions=False,
        base_url="https://shop.test",
        overrides={provider: lambda: Order("tea")},
        now=NOON,
    ) as client:
        assert_type(client, TestClient)
    TestClient(app, route_prefix=None)
    TestClient("function_app")  # E: arg-type | reportArgumentType
    TestClient(app, prefix="v1")  # E: call-arg | reportCallIssue
    TestClient(app, settings={"TABLES": 5})  # E: dict-item | reportArgumentType
    TestClient(app, now="noon")  # E: arg-type | reportArgumentType
    TestClient(app, overrides={"provider": provider})  # E: dict-item | reportArgumentType


def requests(client: TestClient) -> None:
    response = client.post(
        "/api/orders", json=Order("soup"), params={"page": 1, "dish": ["soup", "tea"]}, headers={"x-a": "b"}
    )
    assert_type(response, Response)
    assert_type(response.status_code, int)
    assert_type(response.text, str)
    assert_type(response.content, bytes)
    assert_type(response.ok, bool)
    assert_type(response.headers["content-type"], str)
    assert_type(response.json(), JsonValue)
    assert_type(response.json(Order), Order)
    assert_type(response.json(list[Order]), list[Order])
    assert_type(response.json(Order).dish, str)
    assert_type(response.raise_for_status(), Response)
    assert_type(response.iter_bytes(), Iterator[bytes])
    assert_type(response.iter_lines(), Iterator[str])
    assert_type(client.request("GET", "/api/orders"), Response)
    assert_type(client.get("/api/orders", cookies={"a": "b"}), Response)
    assert_type(client.put("/api/orders", content=b"soup"), Response)
    assert_type(client.patch("/api/orders", data={"dish": "soup"}, files={"menu": ("menu.txt", b"soup")}), Response)
    assert_type(client.delete("/api/orders/7"), Response)
    assert_type(client.head("/api/orders"), Response)
    assert_type(client.options("/api/orders"), Response)
    response.json(Order).price  # E: attr-defined | reportAttributeAccessIssue
    response.status  # E: attr-defined | reportAttributeAccessIssue
    response.json("Order")  # E: call-overload | reportArgumentType
    client.get()  # E: call-arg | reportCallIssue
    client.get("/api/orders", json={"a": 1})  # E: call-arg | reportCallIssue
    client.post("/api/orders", body="soup")  # E: call-arg | reportCallIssue
    client.post("/api/orders", content={"a": 1})  # E: arg-type | reportArgumentType
    client.post("/api/orders", headers=["x-a"])  # E: arg-type | reportArgumentType
    try:
        response.raise_for_status()
    except StatusError as error:
        assert_type(error.response, Response)


def messages(client: TestClient) -> None:
    queue = client.queue("orders")
    assert_type(queue.send(Order("soup"), dequeue_count=2, insertion_time=NOON), list[Result])
    assert_type(queue.send(QueueMessage(body="soup")), list[Result])
    assert_type(queue.messages, list[str | bytes])
    assert_type(queue.json(), list[JsonValue])
    assert_type(queue.json(Order), list[Order])
    assert_type(queue.json(Order)[0].dish, str)
    assert_type(queue.assert_messages([Order("soup")], in_any_order=True), None)
    assert_type(queue.clear(), None)
    queue.send()  # E: call-arg | reportCallIssue
    queue.send("soup", dequeue_count="2")  # E: arg-type | reportArgumentType
    queue.send("soup", tries=2)  # E: call-arg | reportCallIssue
    queue.assert_messages(7)  # E: arg-type | reportArgumentType
    queue.json(Order)[0].price  # E: attr-defined | reportAttributeAccessIssue
    client.queue(7)  # E: arg-type | reportArgumentType
    client.queues("orders")  # E: attr-defined | reportAttributeAccessIssue

    bus = client.service_bus("orders")
    assert_type(bus.send(Order("soup"), Order("tea"), session_id="7", application_properties={"a": 1}), list[Result])
    assert_type(bus.json(Order), list[Order])
    assert_type(bus.dead_letters, list[SentMessage])
    assert_type(bus.dead_letters[0].dead_letter_reason, str | None)
    assert_type(bus.deferred, list[SentMessage])
    bus.send("soup", session=7)  # E: call-arg | reportCallIssue
    bus.send("soup", session_id=7)  # E: arg-type | reportArgumentType
    bus.poison  # E: attr-defined | reportAttributeAccessIssue

    assert_type(client.event_hub("hub").send(SentEvent(body="soup", partition_key="7")), list[Result])
    assert_type(client.event_hub("hub").json(Order), list[Order])
    assert_type(client.kafka("topic").send("soup", key="7", partition=1), list[Result])
    assert_type(client.rabbitmq("queue").send(Order("soup")), list[Result])
    assert_type(client.event_grid("grid").send(Order("soup")), list[Result])
    client.event_hub("hub").send("soup", partition_key=7)  # E: arg-type | reportArgumentType


def stores(client: TestClient) -> None:
    container = client.cosmos("Restaurant", "Orders")
    assert_type(container.change({"id": "1"}, Order("soup")), list[Result])
    assert_type(container.add(Order("soup")), list[dict[str, JsonValue]])
    assert_type(container.documents, list[dict[str, JsonValue]])
    assert_type(container.read(Order), list[Order])
    container.assert_documents([Order("soup")])
    blob = client.blob("reports/today.json")
    assert_type(blob.upload(b"soup", {"a": "b"}, content_type="text/plain"), list[Result])
    assert_type(blob.exists, bool)
    assert_type(blob.content, bytes)
    assert_type(blob.text, str)
    assert_type(blob.json(), JsonValue)
    assert_type(blob.read(Order), Order)
    assert_type(client.table("rows").read(Order), list[Order])
    assert_type(client.sql("dbo.Orders").change(Order("soup"), operation="update"), list[Result])
    assert_type(client.sql("dbo.Orders").read(Order), list[Order])
    client.cosmos("Restaurant")  # E: call-arg | reportCallIssue
    container.read(Order)[0].price  # E: attr-defined | reportAttributeAccessIssue
    blob.text = "soup"  # E: misc | reportAttributeAccessIssue
    client.sql("dbo.Orders").change(Order("soup"), operation="upsert")  # E: arg-type | reportArgumentType


def around(client: TestClient) -> None:
    assert_type(client.timer("nightly").fire(past_due=True), Result)
    assert_type(client.timer("nightly").next, datetime.datetime | None)
    assert_type(client.clock.now(), datetime.datetime)
    assert_type(client.clock.advance(hours=12), list[Result])
    assert_type(client.clock.outage(days=3), list[Result])
    assert_type(client.clock.move_to(NOON), None)
    assert_type(client.run_until_idle(limit=10), list[Result])
    assert_type(client.override(provider, lambda: Order("tea")), AbstractContextManager[None])
    assert_type(client.provide("cook", order=Order("soup")), None)
    assert_type(client.warm_up(), list[Result])
    assert_type(client.cookies["session"], str)
    client.timer("nightly").fire(True)  # E: call-arg | reportCallIssue
    client.clock.advance("12 hours")  # E: arg-type | reportArgumentType
    client.clock.advance(years=1)  # E: call-arg | reportCallIssue
    client.override(provider)  # E: call-arg | reportCallIssue
    client.override(provider, Order("tea"))  # E: arg-type | reportArgumentType


def results(client: TestClient) -> None:
    result = client.invoke("cook", Order("soup"), {"DequeueCount": 2}, method="POST", params={"a": "b"})
    assert_type(result, Result)
    assert_type(result.function, str)
    assert_type(result.return_value, object)
    assert_type(result.output("kitchen"), object)
    assert_type(result.outputs, Sequence[Output])
    assert_type(result.response, Response | None)
    assert_type(result.error, Exception | None)
    assert_type(result.settlements, Sequence[Settlement])
    assert_type(result.invocation_id, str)
    assert_type(client.outputs.of("take_order", "kitchen"), list[object])
    assert_type(client.outputs[0].value, object)
    assert_type(client.deliver("cook", Event(value=Datum("string", "soup"), metadata={})), Result)
    client.deliver("cook", SentQueueMessage(body="soup"))  # E: arg-type | reportArgumentType
    client.invoke()  # E: call-arg | reportCallIssue
    client.invoke("cook", meta={})  # E: call-arg | reportCallIssue


# The async client gives the same, to be awaited.


async def in_async_tests() -> None:
    async with AsyncTestClient(app, settings={"NAME": "value"}, now=NOON) as client:
        assert_type(client, AsyncTestClient)
        asked: Coroutine[object, object, Response] = client.get("/api/orders")
        assert_type(await asked, Response)
        response = await client.post("/api/orders", json=Order("soup"))
        assert_type(response.json(Order), Order)
        assert_type(await client.queue("orders").send("soup"), list[Result])
        assert_type(await client.timer("nightly").fire(), Result)
        assert_type(await client.run_until_idle(), list[Result])
        assert_type(await client.clock.advance(hours=1), list[Result])
        assert_type(await client.invoke("cook"), Result)
        assert_type(client.queue("orders").json(Order), list[Order])
        assert_type(client.queue("orders").messages, list[str | bytes])
        client.get("/api/orders").status_code  # E: attr-defined | reportAttributeAccessIssue
        client.get("/api/orders")  # E: unused-coroutine | reportUnusedCoroutine
    with AsyncTestClient(app):  # E: attr-defined | reportGeneralTypeIssues
        ...


# Fixtures for pytest are annotated with these.


def test_with_fixtures(azfunc_client: TestClient, azfunc_settings: TestSettings, azfunc_app: FunctionApp) -> None:
    assert_type(azfunc_client.get("/api/orders").json(Order), Order)
    assert_type(azfunc_settings["NAME"], str)
    assert_type(azfunc_settings.set(NAME="value"), None)
    assert_type(azfunc_settings.unset("NAME", "OTHER"), None)
    mapping: Mapping[str, str] = azfunc_settings
    assert_type(mapping["NAME"], str)
    azfunc_settings.set(TABLES=5)  # E: arg-type | reportArgumentType
    azfunc_settings.unset(7)  # E: arg-type | reportArgumentType
    azfunc_app.get("orders", route=7)  # E: arg-type,misc | reportCallIssue
