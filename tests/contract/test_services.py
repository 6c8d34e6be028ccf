"""Services without classes in azure.functions: the app in Microsoft's v2 worker, and as built in their v1 worker."""

import json

import pytest

from . import host
from .conftest import APPS, StartWorker
from .values import Value, data, json_value, text
from .worker import Worker, build_app

pytestmark = [pytest.mark.microsoft, pytest.mark.timeout(600)]

APP = APPS / "services"


@pytest.fixture(scope="module", params=["v2", "v1"])
def worker(request: pytest.FixtureRequest, start: StartWorker, tmp_path_factory: pytest.TempPathFactory) -> Worker:
    """The app in each of the two workers."""
    if request.param == "v2":
        return start("v2", APP)
    return start("v1", build_app(APP, tmp_path_factory.mktemp("built") / "out"))


def test_all_functions_load(worker: Worker) -> None:
    """Each function of the app is known to the worker and loads."""
    assert worker.load_errors == {}
    assert worker.functions == {"Say", "Negotiate", "Message", "Plain"}


def test_signalr(worker: Worker) -> None:
    """A SignalR function gets its invocation, answers it without a binding for that, and sends messages."""
    call = {"Arguments": ["hi"], "Hub": "chat", "ConnectionId": "c1", "UserId": "ann"}
    result = worker.invoke("Say", {"call": text(json.dumps(call))})
    assert result.ok, result.stack
    assert result.value == Value("string", "chat: c1")
    sent = result.outputs["news"]
    assert sent.kind == "json"
    assert sent.value == [{"target": "said", "arguments": ["hi"], "userId": "ann"}]


def test_negotiation(worker: Worker) -> None:
    """An input gives its payload class, and the function may return a value that no binding takes."""
    connection = json_value({"url": "https://x", "accessToken": "t"})
    result = worker.invoke("Negotiate", {"timer": host.timer(), "connection": connection})
    assert result.ok, result.stack
    assert result.value.value == {"url": "https://x", "token": "t"}


def test_web_pubsub(worker: Worker) -> None:
    """A Web PubSub function answers an event with a dict and sends an action."""
    event = {"connectionContext": {"userId": "ann"}, "data": "hi", "dataType": "text"}
    result = worker.invoke("Message", {"event": json_value(event)})
    assert result.ok, result.stack
    assert result.value.value == {"data": {"userId": "ann"}, "dataType": "json"}
    sent = result.outputs["action"].value
    assert sent == {"actionName": "sendToAll", "data": "hi", "dataType": "text"}


@pytest.mark.parametrize(("body", "told"), [(text("soup"), "str soup"), (data(b"\xff"), r"bytes b'\xff'")])
def test_value_as_it_came(worker: Worker, body: object, told: str) -> None:
    """A parameter without annotation takes text as text and bytes as bytes."""
    result = worker.invoke("Plain", {"body": body})
    assert result.ok, result.stack
    assert result.value == Value("string", told)
