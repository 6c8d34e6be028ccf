"""Connectors: what the trigger emits, takes and answers."""

import pytest

from azfunc import FunctionApp, QueueMessage
from azfunc.bindings.connector import ConnectorDeliveryMode, ConnectorTrigger
from azfunc.bindings.datum import NOTHING, Datum
from azfunc.bindings.values import Shape, UnsupportedShapeError
from azfunc.errors import EncodeError
from azfunc.testing import TestClient

TRIGGER = ConnectorTrigger(arg_name="event")


def test_event_arrives_as_the_handler_asks() -> None:
    """Without annotation the text comes as it is; others get what it holds."""
    datum = Datum("json", '{"subject": "hi"}')
    assert TRIGGER.decoder(Shape())(datum, {}) == '{"subject": "hi"}'
    assert TRIGGER.decoder(Shape(bytes))(datum, {}) == b'{"subject": "hi"}'
    assert TRIGGER.decoder(Shape(dict))(datum, {}) == {"subject": "hi"}
    assert TRIGGER.decoder(Shape())(NOTHING, {}) is None


def test_foreign_payload_is_refused() -> None:
    """The payload of another service can never arrive."""
    with pytest.raises(UnsupportedShapeError, match="str, bytes, dict"):
        TRIGGER.decoder(Shape(QueueMessage))


@pytest.mark.parametrize(
    ("value", "sent"),
    [
        (None, Datum("string", "")),
        ("ok", Datum("string", "ok")),
        (b"\xff", Datum("bytes", b"\xff")),
        ({"a": 1}, Datum("string", '{"a": 1}')),
        (["a"], Datum("string", '["a"]')),
        (True, Datum("string", "true")),
    ],
)
def test_answers(value: object, sent: Datum) -> None:
    """The answer is text; what is none is written as JSON, where azure.functions would write Python."""
    assert TRIGGER.encode_return(value) == sent


def test_answer_without_json_form() -> None:
    """A value that JSON cannot hold is an error that names its type."""
    with pytest.raises(EncodeError, match="object"):
        TRIGGER.encode_return(object())


def test_properties_of_the_extension() -> None:
    """All properties of the extension have a parameter, and the connection is known as one."""
    trigger = ConnectorTrigger(
        arg_name="event",
        delivery_mode="poll",  # type: ignore[arg-type]  # hosts read it in any case
        connection="Namespace",
        trigger_config_name="new-mail",
        max_batch_size=8,
        max_concurrent_calls=2,
        target_pending_event_threshold=50,
    )
    assert trigger.delivery_mode is ConnectorDeliveryMode.POLL
    assert trigger.to_document() == {
        "type": "connectorTrigger",
        "direction": "in",
        "name": "event",
        "deliveryMode": "Poll",
        "connection": "Namespace",
        "triggerConfigName": "new-mail",
        "maxBatchSize": 8,
        "maxConcurrentCalls": 2,
        "targetPendingEventThreshold": 50,
    }
    assert [(setting.name, setting.is_connection) for setting in trigger.settings()] == [("Namespace", True)]
    assert trigger.target() == "new-mail"


def test_through_an_app() -> None:
    """A function takes an event and answers it, without a ``$return`` binding."""
    app = FunctionApp()

    @app.connector_trigger(arg_name="mail")
    def file_mail(mail: dict[str, str]) -> dict[str, str]:
        return {"filed": mail["subject"]}

    with TestClient(app) as client:
        assert client.invoke("file_mail", {"subject": "hi"}).return_value == '{"filed": "hi"}'
