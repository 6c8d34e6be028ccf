"""Bindings whose values travel as they are: handlers of generic bindings go on working with their own classes."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import BaseModel

from azfunc import FunctionApp, InputStream, QueueMessage
from azfunc.bindings.binding import Binding
from azfunc.bindings.datum import NOTHING, Datum
from azfunc.bindings.json_payload import Members
from azfunc.bindings.kinds import Input, Output, Trigger
from azfunc.bindings.kusto import KustoInput
from azfunc.bindings.rabbitmq import RabbitMQTrigger
from azfunc.bindings.redis import RedisOutput, RedisStreamEntry, RedisStreamTrigger
from azfunc.bindings.values import Shape, UnsupportedShapeError
from azfunc.errors import DecodeError, EncodeError
from azfunc.testing import TestClient

TRIGGERS: dict[str, dict[str, object]] = {
    "signalRTrigger": {"hub_name": "h", "category": "messages", "event": "e"},
    "webPubSubTrigger": {"hub": "h", "event_type": "user", "event_name": "message"},
    "socketiotrigger": {"hub": "h", "event_name": "chat"},
    "rabbitMQTrigger": {"queue_name": "q", "connection_string_setting": "Rabbit"},
    "redisPubSubTrigger": {"connection": "Redis", "channel": "c"},
    "redisListTrigger": {"connection": "Redis", "key": "k"},
    "redisStreamTrigger": {"connection": "Redis", "key": "k"},
    "cosmosDBMongoTrigger": {"connection_string_setting": "Mongo"},
    "authenticationEventsTrigger": {},
}
INPUTS: dict[str, dict[str, object]] = {
    "signalRConnectionInfo": {"hub_name": "h"},
    "signalRNegotiation": {"hub_name": "h"},
    "signalREndpoints": {"hub_name": "h"},
    "webPubSubConnection": {"hub": "h"},
    "webPubSubContext": {},
    "socketionegotiation": {"hub": "h"},
    "redis": {"connection": "Redis", "command": "GET k"},
    "kusto": {"database": "d", "connection": "Kusto", "kql_command": "t | take 1"},
    "cosmosDBMongo": {"database_name": "d", "connection_string_setting": "Mongo"},
    "FabricItem": {},
    "UdfProperty": {"parameter_name": "p"},
    "UserDataFunctionContext": {},
}
OUTPUTS: dict[str, dict[str, object]] = {
    "signalR": {"hub_name": "h"},
    "webPubSub": {"hub": "h"},
    "socketio": {"hub": "h"},
    "rabbitMQ": {"queue_name": "q", "connection_string_setting": "Rabbit"},
    "redis": {"connection": "Redis", "command": "SET"},
    "sendGrid": {"api_key": "Key"},
    "twilioSms": {"account_sid_setting": "Sid", "auth_token_setting": "Token"},
    "kusto": {"database": "d", "connection": "Kusto", "table_name": "t"},
    "cosmosDBMongo": {"database_name": "d", "collection_name": "c", "connection_string_setting": "Mongo"},
}
RABBIT = RabbitMQTrigger(queue_name="q", connection_string_setting="Rabbit")
STREAM = RedisStreamTrigger(connection="Redis", key="k")
REDIS = RedisOutput(connection="Redis", command="SET")


class Row(BaseModel):
    """A value as a model."""

    id: int


def check_class(binding: Binding, kind: type[Binding]) -> None:
    """A generic binding of these types has become the class of its service."""
    assert isinstance(binding, kind)
    assert not type(binding).__name__.startswith("Generic")
    assert binding.implicit_return


@pytest.mark.parametrize("type_text", TRIGGERS)
def test_generic_triggers_go_on_working(type_text: str) -> None:
    """A handler of a generic trigger gets its text and may return a value, whatever class now stands behind it."""
    app = FunctionApp()

    @app.generic_trigger(arg_name="value", type=type_text, **TRIGGERS[type_text])
    def echo(value):
        assert value == '{"a": 1}'
        return {"answer": value}

    check_class(app.functions["echo"].trigger, Trigger)
    with TestClient(app) as client:
        result = client.invoke("echo", Datum("json", '{"a": 1}'))
    assert result.return_value == {"answer": '{"a": 1}'}


@pytest.mark.parametrize("type_text", INPUTS)
def test_generic_inputs_go_on_working(type_text: str) -> None:
    """A handler of a generic input gets text as it came."""
    app = FunctionApp()

    @app.timer_trigger(schedule="0 0 * * * *", arg_name="timer")
    @app.generic_input_binding(arg_name="value", type=type_text, **INPUTS[type_text])
    def read(timer: object, value: str) -> str:
        return value

    _, binding = app.functions["read"].bindings
    check_class(binding, Input)
    with TestClient(app) as client:
        client.provide("read", value=Datum("json", '{"a": 1}'))
        assert client.invoke("read").return_value == '{"a": 1}'


@pytest.mark.parametrize("type_text", OUTPUTS)
def test_generic_outputs_go_on_working(type_text: str) -> None:
    """A handler of a generic output may still return a value that no ``$return`` binding takes."""
    app = FunctionApp()

    @app.timer_trigger(schedule="0 0 * * * *", arg_name="timer")
    @app.generic_output_binding(arg_name="out", type=type_text, **OUTPUTS[type_text])
    def write(timer: object, out):
        out.set('{"a": 1}')
        return "done"

    _, binding = app.functions["write"].bindings
    check_class(binding, Output)
    with TestClient(app) as client:
        result = client.invoke("write")
    assert result.return_value == "done"
    assert {output.name: output.value for output in result.outputs}["out"] == '{"a": 1}'


@pytest.mark.parametrize(
    ("annotation", "datum", "value"),
    [
        (object, Datum("string", "x"), "x"),
        (object, Datum("bytes", b"\xff"), b"\xff"),
        (str, Datum("bytes", b"x"), "x"),
        (bytes, Datum("string", "x"), b"x"),
        (dict, Datum("string", '{"id": 1}'), {"id": 1}),
        (Row, Datum("json", '{"id": 1}'), Row(id=1)),
        (str, NOTHING, None),
    ],
)
def test_annotated_values(annotation: object, datum: Datum, value: object) -> None:
    """A handler gets what it asks for: text, bytes, JSON or a model."""
    assert RABBIT.decoder(Shape(annotation))(datum, {}) == value


def test_rows_of_an_input() -> None:
    """An input of rows gives a list of models."""
    rows = KustoInput(database="d", connection="Kusto", kql_command="t")
    decode = rows.decoder(Shape(list[Row], Row))
    assert decode(Datum("json", '[{"id": 1}, {"id": 2}]'), {}) == [Row(id=1), Row(id=2)]


def test_foreign_payloads() -> None:
    """The payload class of another service is refused, and the message names what may stand there."""
    with pytest.raises(UnsupportedShapeError) as told:
        RABBIT.decoder(Shape(QueueMessage))
    assert told.value.expected == "str, bytes, dict or a model"
    with pytest.raises(UnsupportedShapeError) as told:
        STREAM.decoder(Shape(list[InputStream], InputStream))
    assert told.value.expected == "RedisStreamEntry, str, bytes, dict or a model"


def test_payload_of_something_else() -> None:
    """What is no JSON object cannot become a payload; nothing at all is None."""
    decode = STREAM.decoder(Shape(RedisStreamEntry))
    assert decode(NOTHING, {}) is None
    with pytest.raises(DecodeError, match="A RedisStreamEntry is a JSON object, but 'x' arrived"):
        decode(Datum("json", '"x"'), {})
    with pytest.raises(DecodeError, match="not valid JSON"):
        decode(Datum("string", "x"), {})


@pytest.mark.parametrize(
    ("value", "datum"),
    [
        ("x", Datum("string", "x")),
        (b"x", Datum("bytes", b"x")),
        (7, Datum("int", 7)),
        (1.5, Datum("double", 1.5)),
        (True, Datum("json", "true")),
        (2**63, Datum("json", "9223372036854775808")),
        ({"a": 1}, Datum("json", '{"a": 1}')),
        (["k", "v"], Datum("json", '["k", "v"]')),
        (Row(id=1), Datum("json", '{"id":1}')),
    ],
)
def test_encoded_values(value: object, datum: Datum) -> None:
    """Text, bytes and numbers are sent as such, everything else as JSON."""
    assert REDIS.encode(value) == datum


def test_values_without_json_form() -> None:
    """What has no JSON form cannot be sent, and the error names its type."""
    with pytest.raises(EncodeError, match=r"This dict cannot be written as JSON: .*object"):
        REDIS.encode({"a": object()})


@given(
    st.dictionaries(
        st.text(st.characters(max_codepoint=127)), st.text() | st.integers() | st.lists(st.text()) | st.none()
    )
)
def test_members_in_any_case(values: dict[str, object]) -> None:
    """A member is found by its name in any case; of another type it is empty, never an error."""
    members = Members(values)
    for name in values:
        found = members.value(name.upper())
        assert found in [value for key, value in values.items() if key.lower() == name.lower()]
        assert members.items(name) == (found if isinstance(found, list) else [])
        assert members.mapping(name) == {}
        assert members.text(name) == (None if found is None else str(found))
