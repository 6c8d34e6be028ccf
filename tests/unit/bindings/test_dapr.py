"""Dapr: what the bindings emit, and how their values travel."""

import json

import pytest
from pydantic import BaseModel

from azfunc import FunctionApp, Out, QueueMessage
from azfunc.bindings.binding import Binding
from azfunc.bindings.dapr import (
    DaprBindingOutput,
    DaprBindingTrigger,
    DaprInvokeOutput,
    DaprPublishOutput,
    DaprSecretInput,
    DaprServiceInvocationTrigger,
    DaprStateInput,
    DaprStateOutput,
    DaprTopicTrigger,
)
from azfunc.bindings.datum import NOTHING, Datum
from azfunc.bindings.decoding import Reading
from azfunc.bindings.values import Shape, UnsupportedShapeError
from azfunc.testing import TestClient

READINGS = [
    DaprServiceInvocationTrigger(method_name="order"),
    DaprBindingTrigger(binding_name="cron"),
    DaprTopicTrigger(pub_sub_name="bus", topic="orders"),
    DaprStateInput(state_store="store", key="k"),
    DaprSecretInput(secret_store_name="vault", key="k", metadata=""),
]
OUTPUTS = [
    DaprStateOutput(state_store="store", key="k"),
    DaprInvokeOutput(app_id="kitchen", method_name="cook", http_verb="POST"),
    DaprPublishOutput(pub_sub_name="bus", topic="orders"),
    DaprBindingOutput(binding_name="mail", operation="create"),
]


class Order(BaseModel):
    """A model of an order."""

    dish: str


@pytest.mark.parametrize("binding", READINGS, ids=lambda binding: binding.type)
def test_values_arrive_as_the_handler_asks(binding: Reading) -> None:
    """Without annotation a value comes as it is; text, bytes, dicts and models are what its JSON holds."""
    text = '{"dish": "soup"}'
    datum = Datum("json", text)
    expected = {str: text, bytes: text.encode(), dict: {"dish": "soup"}, Order: Order(dish="soup")}
    assert binding.decoder(Shape())(datum, {}) == text
    for annotation, value in expected.items():
        assert binding.decoder(Shape(annotation))(datum, {}) == value
    assert binding.decoder(Shape(Order, optional=True))(NOTHING, {}) is None


@pytest.mark.parametrize("binding", READINGS, ids=lambda binding: binding.type)
def test_payloads_of_other_services_are_refused(binding: Reading) -> None:
    """A queue message can never arrive here, and that is told when the app is read."""
    with pytest.raises(UnsupportedShapeError, match="str, bytes, dict or a model"):
        binding.decoder(Shape(QueueMessage))


@pytest.mark.parametrize("binding", OUTPUTS, ids=lambda binding: binding.type)
def test_values_are_sent(binding: DaprStateOutput) -> None:
    """Text and bytes go as they are, everything else as JSON."""
    assert binding.encode("soup") == Datum("string", "soup")
    assert binding.encode(b"\xff") == Datum("bytes", b"\xff")
    assert json.loads(str(binding.encode({"value": Order(dish="soup")}).value)) == {"value": {"dish": "soup"}}


@pytest.mark.parametrize("binding", [*READINGS, *OUTPUTS], ids=lambda binding: f"{binding.type} {binding.direction}")
def test_return_values_are_taken(binding: Binding) -> None:
    """A handler's return value needs no ``$return`` binding, as for every type that hosts treat as generic."""
    assert binding.implicit_return


def test_targets() -> None:
    """Each binding says what it is connected to."""
    assert [binding.target() for binding in [*READINGS, *OUTPUTS]] == [
        "order",
        "cron",
        "bus/orders",
        "store/k",
        "vault/k",
        "store/k",
        "kitchen/cook",
        "bus/orders",
        "mail",
    ]


@pytest.mark.parametrize(("given", "written"), [(None, "orders"), ("", "orders"), ("/in", "/in")])
def test_route_of_a_topic(given: str | None, written: str) -> None:
    """A topic without a route is delivered to the path of its name."""
    app = FunctionApp()

    @app.dapr_topic_trigger(arg_name="event", pub_sub_name="bus", topic="orders", route=given)
    def take(event: str) -> None:
        pass

    assert app.functions["take"].trigger.to_document()["route"] == written


def test_answer_of_a_service() -> None:
    """What a service's function returns is its answer."""
    app = FunctionApp()

    @app.dapr_service_invocation_trigger(method_name="cook")
    @app.dapr_state_output(arg_name="stock", state_store="store", key="stock")
    @app.dapr_secret_input(arg_name="secret", secret_store_name="vault", key="oven", metadata="version=1")
    def cook(order: Order, secret: dict[str, str], stock: Out[str]) -> dict[str, str]:
        stock.set("less")
        return {"cooked": order.dish, "with": secret["oven"]}

    with TestClient(app) as client:
        client.provide("cook", secret={"oven": "hot"})
        result = client.invoke("cook", {"dish": "soup"})
    assert result.return_value == {"cooked": "soup", "with": "hot"}
    assert ("daprState", "stock", "less") in [(output.binding, output.name, output.value) for output in result.outputs]
