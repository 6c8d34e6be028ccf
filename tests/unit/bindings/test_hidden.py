"""Types that exist for checkers alone: a payload class is known by its name, any other is a fault."""

from typing import TYPE_CHECKING

import pytest

from azfunc import AppError, FunctionApp, Out
from azfunc.testing import TestClient

if TYPE_CHECKING:
    import datetime

    from azure.storage.blob import BlobClient

    import azfunc as func
    from azfunc import InputStream, QueueMessage, ServiceBusMessage

    class Order:
        """What only a checker knows."""


def test_payload_classes() -> None:
    """The payload comes all the same, also optional, in a list, and by a module's name."""
    app = FunctionApp()
    seen: list[str] = []

    @app.queue_trigger(queue_name="orders", connection="S")
    def queue(message: "QueueMessage | None") -> None:
        seen.append(type(message).__name__)

    @app.queue_trigger(queue_name="orders", connection="S")
    def dotted(message: "func.QueueMessage") -> None:
        seen.append(type(message).__name__)

    @app.service_bus_queue_trigger(queue_name="orders", connection="S", cardinality="many")
    def batch(messages: "list[ServiceBusMessage]") -> None:
        seen.append(type(messages[0]).__name__)

    @app.blob_trigger(path="orders/{name}", connection="S")
    def blob(content: "InputStream", name: str) -> None:
        seen.append(f"{type(content).__name__} {name}")

    @app.generic_trigger(arg_name="event", type="moonTrigger")
    @app.queue_output(arg_name="out", queue_name="orders", connection="S")
    def foreign(event: "Order", out: "Out[Order]") -> None:
        seen.append(str(event))

    with TestClient(app) as client:
        for name in ("queue", "dotted", "blob", "foreign"):
            client.invoke(name, "x")
        client.invoke("batch", ["x"])
    assert seen == ["QueueMessage", "QueueMessage", "InputStream name", "x", "ServiceBusMessage"]


def test_other_types() -> None:
    """Nobody knows what they ask for: not for a value, nor in a list, nor for a token, nor as a payload's value."""
    app = FunctionApp()

    @app.queue_trigger(queue_name="orders", connection="S")
    def model(order: "Order") -> None: ...

    @app.service_bus_queue_trigger(queue_name="orders", connection="S")
    def models(orders: "list[Order]") -> None: ...

    @app.queue_trigger(queue_name="orders", connection="S")
    def valued(order: "QueueMessage[dict[str, int]]") -> None: ...

    @app.blob_trigger(path="orders/{name}", connection="S")
    def client(blob: "BlobClient", name: str) -> None: ...

    @app.blob_trigger(path="orders/{day}", connection="S")
    def token(content: bytes, day: "datetime.date") -> None: ...

    @app.queue_trigger(queue_name="orders", connection="S")
    @app.blob_input(arg_name="blob", path="orders/x", connection="S")
    def read(name: str, blob: "BlobClient | None") -> None: ...

    with pytest.raises(AppError) as caught:
        _ = app.functions
    assert {fault.rule for fault in caught.value.exceptions} == {"unsupported-type"}
    assert [(fault.function, fault.found) for fault in caught.value.exceptions] == [
        ("model", "Order"),
        ("models", "Order"),
        ("valued", "QueueMessage[dict[str, int]]"),
        ("client", "BlobClient"),
        ("token", "datetime.date"),
        ("read", "BlobClient"),
    ]
    assert all("outside of `if TYPE_CHECKING:`" in fault.fix for fault in caught.value.exceptions)
