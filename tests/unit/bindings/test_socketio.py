"""Socket.IO: documents and settings, and the answer to a client."""

from azfunc import FunctionApp
from azfunc.bindings.binding import SettingName
from azfunc.bindings.socketio import SocketIONegotiationInput, SocketIOOutput, SocketIOTrigger
from azfunc.testing import TestClient


def test_documents() -> None:
    """Every property is written by its name of function.json."""
    trigger = SocketIOTrigger(arg_name="e", hub="h", event_name="chat", namespace="/n", parameter_names=["text"])
    assert trigger.to_document() == {
        "type": "socketiotrigger",
        "direction": "in",
        "name": "e",
        "hub": "h",
        "eventName": "chat",
        "namespace": "/n",
        "parameterNames": ["text"],
    }
    assert trigger.target() == "h/chat"
    assert list(trigger.faults()) == []
    for made in (SocketIONegotiationInput(hub="h", connection="C"), SocketIOOutput(hub="h", connection="C")):
        assert list(made.to_document().values())[3:] == ["h", "C"]
        assert list(made.settings()) == [SettingName("connection", "C", True)]
        assert made.target() == "h"


def test_answer_and_action() -> None:
    """What a handler returns goes to the client, what it sets to the service."""
    app = FunctionApp()

    @app.socketio_trigger(hub="h", event_name="chat")
    @app.socketio_output(arg_name="action", hub="h")
    def chat(event: dict[str, object], action):
        action.set({"actionName": "sendToNamespace", "eventName": "news", "parameters": [event["a"]]})
        return "seen"

    with TestClient(app) as client:
        result = client.invoke("chat", {"a": 1})
    assert result.return_value == "seen"
    assert result.outputs[0].value == {"actionName": "sendToNamespace", "eventName": "news", "parameters": [1]}
