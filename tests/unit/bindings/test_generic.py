"""Generic bindings: properties, codec, and types that azfunc knows."""

import warnings
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import BaseModel

import azfunc as func
from azfunc.bindings.binding import Binding
from azfunc.bindings.blob import BlobInput
from azfunc.bindings.cosmosdb import CosmosDBOutput
from azfunc.bindings.cosmosdb_v3 import CosmosDBTriggerV3
from azfunc.bindings.datum import NOTHING, Datum
from azfunc.bindings.generic import GenericInput, GenericOutput, GenericTrigger
from azfunc.bindings.http import HttpOutput, HttpTrigger
from azfunc.bindings.queue import QueueTrigger
from azfunc.bindings.values import Shape, UnsupportedShapeError
from azfunc.errors import DecodeError
from azfunc.signature import shape_of

CLASSES = (GenericTrigger, GenericInput, GenericOutput)


class Order(BaseModel):
    """A model of the tests."""

    id: int


@pytest.mark.parametrize("make", CLASSES)
def test_properties(make: Any) -> None:
    """Keywords become properties in camel case, values as JSON holds them, None left out."""
    binding = make(
        arg_name="x",
        type="fooTrigger",
        data_type="binary",
        extra_snake_field="es",
        extraCamelField=7,
        falsy_flag=False,
        none_field=None,
        empty_text="",
        nested_map={"keep_key": 1, "drop": None},
        list_field=[1, None, "x"],
        level=func.AuthLevel.ADMIN,
        from_="reserved",
    )
    assert binding.to_document() == {
        "type": "fooTrigger",
        "direction": "out" if make is GenericOutput else "in",
        "name": "x",
        "dataType": "binary",
        "extraSnakeField": "es",
        "extraCamelField": 7,
        "falsyFlag": False,
        "emptyText": "",
        "nestedMap": {"keep_key": 1},
        "listField": [1, "x"],
        "level": "admin",
        "from": "reserved",
    }
    assert list(binding.faults()) == []
    assert list(binding.to_document())[:3] == ["type", "direction", "name"]


@pytest.mark.parametrize("make", CLASSES)
def test_own_keys_stay(make: Any) -> None:
    """Type, direction and name are never replaced by a property, and copies keep everything."""
    binding = make(arg_name="x", type="fooTrigger", direction="INOUT", name="y", queue_name="q")
    named = binding.named("z").with_extra({"more": 1})
    expected = {"type": "fooTrigger", "name": "z", "queueName": "q", "more": 1}
    assert {key: value for key, value in named.to_document().items() if key != "direction"} == expected
    assert named.to_document()["direction"] in ("in", "out")
    assert binding.to_document()["name"] == "x"
    assert named.target() == "q"
    assert make(type="foo").target() == ""


@pytest.mark.parametrize("make", CLASSES)
def test_equal_and_shown(make: Any) -> None:
    """Two of the same type and properties are equal; the type tells them apart and is shown."""
    assert make(type="aTrigger", x=1) == make(type="aTrigger", x=1)
    assert make(type="aTrigger") != make(type="bTrigger")
    assert make(type="aTrigger") != make(type="aTrigger", x=1)
    assert "type='aTrigger'" in repr(make(type="aTrigger"))


def test_implicit_return() -> None:
    """Hosts take a return value for any of them, except for the client of durable functions."""
    assert GenericTrigger(type="fooTrigger").implicit_return
    assert GenericInput(type="foo").named("x").implicit_return
    (client,) = GenericInput(type="durableClient").bindings()
    assert not client.implicit_return
    assert GenericOutput(type="sendGrid").implicit_return


@pytest.mark.parametrize("make", [GenericTrigger, GenericInput])
@pytest.mark.parametrize(
    ("datum", "value"),
    [
        (Datum("string", "abc"), "abc"),
        (Datum("bytes", b"abc"), b"abc"),
        (Datum("json", '{"a": 1}'), '{"a": 1}'),
        (Datum("int", 5), 5),
        (NOTHING, None),
    ],
)
def test_decode_as_it_came(make: Any, datum: Datum, value: object) -> None:
    """Without annotation a value arrives as it came: text, bytes, JSON text."""
    assert make(type="fooTrigger").decoder(Shape())(datum, {}) == value
    assert make(type="fooTrigger").decode(datum, {}) == value


@pytest.mark.parametrize("make", [GenericTrigger, GenericInput])
def test_decode_by_annotation(make: Any) -> None:
    """With an annotation the value is of that type; other services' payload classes are refused."""

    def made(annotation: object, datum: Datum) -> object:
        return make(type="fooTrigger").decoder(shape_of(annotation))(datum, {})

    text = Datum("json", '{"id": 1}')
    assert made(str, text) == '{"id": 1}'
    assert made(bytes, text) == b'{"id": 1}'
    assert made(dict, text) == {"id": 1}
    assert made(Order, text) == Order(id=1)
    assert made(Order | None, NOTHING) is None
    assert made(list[Order], Datum("json", '[{"id": 1}]')) == [Order(id=1)]
    assert made(list[Order], Datum("collection_string", ['{"id": 1}'])) == [Order(id=1)]
    assert made(list[str], Datum("collection_bytes", [b"a", b"b"])) == ["a", "b"]
    assert made(list[int], Datum("collection_sint64", (1, 2))) == [1, 2]
    assert made(list[Any], Datum("collection_string", ["a"])) == ["a"]
    with pytest.raises(DecodeError, match="Order"):
        made(Order, Datum("string", "abc"))
    with pytest.raises(UnsupportedShapeError, match="dict or a model"):
        made(func.QueueMessage, text)


@pytest.mark.parametrize(
    ("value", "datum"),
    [
        ("text", Datum("string", "text")),
        (b"by", Datum("bytes", b"by")),
        (bytearray(b"by"), Datum("bytes", b"by")),
        ({"a": 1}, Datum("json", '{"a": 1}')),
        (["a", 1], Datum("json", '["a", 1]')),
        (Order(id=1), Datum("json", '{"id":1}')),
        (5, Datum("int", 5)),
        (2**63, Datum("json", str(2**63))),
        (1.5, Datum("double", 1.5)),
        (True, Datum("json", "true")),
    ],
)
def test_encode(value: object, datum: Datum) -> None:
    """Text, bytes and numbers are sent as they are, everything else as JSON."""
    sent = GenericOutput(type="sendGrid").encode(value)
    assert (sent, type(sent.value)) == (datum, type(datum.value))


@given(st.integers())
def test_whole_numbers_fit(value: int) -> None:
    """A number that the wire's 64 bits cannot hold is sent as JSON, never cut."""
    sent = GenericOutput(type="foo").encode(value)
    assert sent.kind == ("int" if -(2**63) <= value < 2**63 else "json")
    assert int(str(sent.value)) == value


def test_rules() -> None:
    """An empty type, a trigger's type that hosts take for none, and a type that is no text are faults."""

    def rules(binding: Binding) -> list[str]:
        return [fault.rule for fault in binding.faults()]

    assert rules(GenericTrigger(type="rabbitMQTrigger")) == []
    assert rules(GenericTrigger(type="eventgridtrigger")) == []
    assert rules(GenericTrigger(type="rabbitMQ")) == ["type-without-trigger"]
    assert rules(GenericTrigger(type="")) == ["empty-type"]
    assert rules(GenericInput(type=" ")) == ["empty-type"]
    assert rules(GenericOutput(type="")) == ["empty-type"]
    assert rules(GenericOutput(type=5)) == ["wrong-argument-type"]
    assert rules(GenericInput(type="foo", data_type="no")) == ["unknown-enum-text"]


def only(binding: Binding) -> Binding:
    [made] = binding.bindings()
    return made


def test_known_types() -> None:
    """A type that azfunc has a class for becomes that class, with all properties."""
    queue = only(GenericTrigger(arg_name="m", type="queueTrigger", queue_name="orders", connection="S", more=1))
    assert queue == QueueTrigger(arg_name="m", queue_name="orders", connection="S").with_extra({"more": 1})
    http = only(GenericTrigger(type="httpTrigger", auth_level="anonymous", methods=["GET", "nonsense"]))
    assert isinstance(http, HttpTrigger)
    assert (http.methods, http.auth_level) == ((func.HttpMethod.GET, "nonsense"), func.AuthLevel.ANONYMOUS)
    assert only(GenericOutput(type="http")) == HttpOutput(arg_name="$return")
    blob = only(GenericInput(type="blob", path="orders/x", connection="S", data_type="binary"))
    assert blob == BlobInput(path="orders/x", connection="S", data_type="binary")
    older = {"database_name": "d", "collection_name": "c", "connection_string_setting": "C"}
    assert only(GenericTrigger(type="cosmosDBTrigger", **older)) == CosmosDBTriggerV3(**older)
    newer = {"database_name": "d", "container_name": "c", "connection": "C"}
    assert only(GenericOutput(type="cosmosDB", **newer)) == CosmosDBOutput(**newer)


@pytest.mark.parametrize(
    "binding",
    [
        GenericTrigger(type="rabbitMQTrigger", queue_name="q"),
        GenericTrigger(type="queueTrigger"),
        GenericTrigger(type=5),
        GenericOutput(type="queueTrigger", queue_name="q", connection="S"),
    ],
)
def test_other_types_stay(binding: Binding) -> None:
    """A type that is not known there, or that lacks arguments of its class, stays generic."""
    assert only(binding) is binding


@pytest.mark.parametrize(
    ("make", "type", "properties", "name"),
    [
        (GenericTrigger, "timerTrigger", {"schedule": "0 0 * * * *"}, "TimerTrigger"),
        (GenericTrigger, "blobTrigger", {"path": "orders/x", "connection": "S"}, "BlobTrigger"),
        (GenericTrigger, "eventGridTrigger", {}, "EventGridTrigger"),
        (GenericTrigger, "eventHubTrigger", {"connection": "S", "event_hub_name": "e"}, "EventHubTrigger"),
        (GenericTrigger, "serviceBusTrigger", {"connection": "S", "queue_name": "q"}, "ServiceBusQueueTrigger"),
        (
            GenericTrigger,
            "serviceBusTrigger",
            {"connection": "S", "topic_name": "t", "subscription_name": "s"},
            "ServiceBusTopicTrigger",
        ),
        (GenericTrigger, "warmupTrigger", {}, "WarmupTrigger"),
        (GenericInput, "table", {"connection": "S", "table_name": "Dishes"}, "TableInput"),
        (GenericOutput, "table", {"connection": "S", "table_name": "Dishes"}, "TableOutput"),
        (GenericOutput, "queue", {"connection": "S", "queue_name": "q"}, "QueueOutput"),
        (GenericOutput, "eventGrid", {"topic_endpoint_uri": "u", "topic_key_setting": "k"}, "EventGridOutput"),
        (GenericOutput, "eventHub", {"connection": "S", "event_hub_name": "e"}, "EventHubOutput"),
        (GenericOutput, "serviceBus", {"connection": "S", "queue_name": "q"}, "ServiceBusQueueOutput"),
        (GenericOutput, "serviceBus", {"connection": "S", "topic_name": "t"}, "ServiceBusTopicOutput"),
    ],
)
def test_each_known_type(make: Any, type: str, properties: dict[str, Any], name: str) -> None:
    """Every class that the tables name exists, and is chosen by the properties given."""
    made = only(make(arg_name="x", type=type, **properties))
    assert made.__class__.__name__ == name
    assert made.to_document() == make(arg_name="x", type=type, **properties).to_document()


def test_in_an_app() -> None:
    """Properties are keywords of the decorators, by name and without a warning."""
    app = func.FunctionApp()

    with warnings.catch_warnings():
        warnings.simplefilter("error")

        @app.generic_trigger(arg_name="message", type="rabbitMQTrigger", queue_name="orders")
        @app.generic_input_binding(arg_name="info", type="signalRConnectionInfo", hub_name="h")
        @app.generic_output_binding(arg_name="mail", type="sendGrid", from_="a@b")
        def relay(message: Order, info: dict[str, str], mail: func.Out[dict[str, str]]) -> dict[str, int]:
            """Relays."""
            return {"id": message.id}

    function = app.functions["relay"]
    assert [document["type"] for document in function.to_documents()] == [
        "rabbitMQTrigger",
        "signalRConnectionInfo",
        "sendGrid",
    ]
    plan = function.plan
    arguments = plan.decode({"message": Datum("string", '{"id": 1}'), "info": Datum("json", "{}")}, {})
    assert arguments == {"message": Order(id=1), "info": {}}
    assert plan.encode({"id": 1}, {}).return_value == Datum("json", '{"id": 1}')


def test_http_by_generic_decorators() -> None:
    """An HTTP function declared generically is one: default route, level, request and response."""
    app = func.FunctionApp(http_auth_level="admin")

    @app.generic_trigger(arg_name="req", type="httpTrigger")
    @app.generic_output_binding(arg_name="$return", type="http")
    def hello(req: func.HttpRequest) -> func.HttpResponse:
        """Answers."""
        return func.HttpResponse("hi")

    assert app.functions["hello"].to_documents() == [
        {"type": "httpTrigger", "direction": "in", "name": "req", "route": "hello", "authLevel": "admin"},
        {"type": "http", "direction": "out", "name": "$return"},
    ]


def test_missing_type() -> None:
    """Leaving the type out is a fault of the app that names it, not a crash at import."""
    app = func.FunctionApp()

    @app.generic_trigger(arg_name="x", foo=1)
    def f(x: str) -> None:
        """Does nothing."""

    with pytest.raises(func.AppError) as caught:
        app.functions["f"]
    assert [fault.rule for fault in caught.value.exceptions] == ["missing-argument"]
