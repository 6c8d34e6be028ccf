"""Bindings in annotations: the same entries as decorators make."""

from typing import Annotated

import pytest
from pydantic import BaseModel

from azfunc import (
    AppError,
    BlobInput,
    CosmosDBOutput,
    FunctionApp,
    HttpRequest,
    HttpResponse,
    HttpTrigger,
    Out,
    QueueOutput,
    QueueTrigger,
    TimerRequest,
    TimerTrigger,
)
from azfunc.testing import TestClient


class Order(BaseModel):
    id: str
    dish: str


COSMOS = {"database_name": "Restaurant", "container_name": "Orders", "connection": "Cosmos"}


def test_both_styles_give_the_same_entry() -> None:
    """Trigger, input, output and return value in annotations are emitted as decorators emit them."""
    written, decorated = FunctionApp(), FunctionApp()

    @written.function
    def record(
        order: Annotated[Order, QueueTrigger(queue_name="orders", connection="Storage")],
        menu: Annotated[str, BlobInput(path="menus/today", connection="Storage")],
        doc: Annotated[Out[Order], CosmosDBOutput(**COSMOS)],
    ) -> Annotated[str, QueueOutput(queue_name="done", connection="Storage")]:
        doc.set(order)
        return f"{order.dish} {menu}"

    @decorated.function_name("record")
    @decorated.queue_trigger(arg_name="order", queue_name="orders", connection="Storage")
    @decorated.blob_input(arg_name="menu", path="menus/today", connection="Storage")
    @decorated.cosmos_db_output(arg_name="doc", **COSMOS)
    @decorated.queue_output(arg_name="$return", queue_name="done", connection="Storage")
    def record_decorated(order: Order, menu: str, doc: Out[Order]) -> str: ...

    assert written.functions["record"].to_documents() == decorated.functions["record"].to_documents()
    assert written.functions["record"].bindings == decorated.functions["record"].bindings
    with TestClient(written) as client:
        client.provide("record", menu="soup")
        client.queue("orders").send(Order(id="1", dish="pasta"))
        assert client.cosmos("Restaurant", "Orders").documents == [{"id": "1", "dish": "pasta"}]
        assert client.queue("done").messages == ["pasta soup"]


def test_string_annotations() -> None:
    """Annotations that are text mean the same."""
    app = FunctionApp()

    @app.function
    def tick(timer: "Annotated[TimerRequest, TimerTrigger(schedule='0 0 * * * *')]") -> None: ...

    (document,) = app.functions["tick"].to_documents()
    assert (document["name"], document["schedule"]) == ("timer", "0 0 * * * *")


def test_http() -> None:
    """An HTTP trigger brings its answer along, and the route is the function's name."""
    app = FunctionApp()

    @app.function
    def hello(request: Annotated[HttpRequest, HttpTrigger()]) -> HttpResponse:
        return HttpResponse(f"hello {request.params['name']}")

    assert [document["type"] for document in app.functions["hello"].to_documents()] == ["httpTrigger", "http"]
    with TestClient(app) as client:
        assert client.get("/api/hello?name=ada").text == "hello ada"


def test_annotations_beside_decorators() -> None:
    """A trigger from a decorator, an output from an annotation."""
    app = FunctionApp()

    @app.queue_trigger(queue_name="orders", connection="Storage")
    def record(msg: str, out: Annotated[Out[str], QueueOutput(queue_name="copy", connection="Storage")]) -> None:
        out.set(msg)

    with TestClient(app) as client:
        client.queue("orders").send("a")
        assert client.queue("copy").messages == ["a"]


def test_faults() -> None:
    """The usual rules hold: an output needs Out, and a function needs a trigger."""
    app = FunctionApp()

    @app.function
    def wrong(
        msg: Annotated[str, QueueTrigger(queue_name="orders", connection="Storage")],
        out: Annotated[str, QueueOutput(queue_name="UPPER", connection="Storage")],
    ) -> None: ...

    @app.function
    def idle(out: Annotated[Out[str], QueueOutput(queue_name="copy", connection="Storage")]) -> None: ...

    with pytest.raises(AppError) as raised:
        _ = app.functions
    rules = sorted((fault.function, fault.rule) for fault in raised.value.exceptions)
    assert rules == [("idle", "no-trigger"), ("wrong", "bad-queue-name"), ("wrong", "output-without-out")]
