"""Triggers that take a return value without an output, in Microsoft's v2 worker, and in their v1 worker as built."""

import json
from typing import Any

import pytest

from .conftest import APPS, StartWorker
from .values import Value, json_value, text
from .worker import Worker, build_app

pytestmark = [pytest.mark.microsoft, pytest.mark.timeout(600)]

APP = APPS / "answers"
FUNCTIONS = {
    *("Activity", "ActivityCoin", "ActivityModel", "Entity", "Greet", "Mail", "Menu", "Orchestrator", "Rabbit"),
    *("RawTool", "order"),
}


@pytest.fixture(scope="module", params=["v2", "v1"])
def worker(request: pytest.FixtureRequest, start: StartWorker, tmp_path_factory: pytest.TempPathFactory) -> Worker:
    """The app in each of the two workers."""
    if request.param == "v2":
        return start("v2", APP)
    return start("v1", build_app(APP, tmp_path_factory.mktemp("built") / "out"))


def answer(worker: Worker, function: str, name: str, value: Any) -> Value:
    """What a function answers to a value of its trigger."""
    result = worker.invoke(function, {name: value})
    assert result.ok, result.stack
    return result.value


def test_all_functions_load(worker: Worker) -> None:
    """Each function of the app is known to the worker and loads."""
    assert worker.load_errors == {}
    assert worker.functions == FUNCTIONS


def test_mcp_tools(worker: Worker) -> None:
    """A tool gets its arguments as parameters, or the whole call; it answers with text."""
    call = {"name": "order", "arguments": {"dish": "pie", "count": 2}}
    assert answer(worker, "order", "context", text(json.dumps(call))) == Value("string", "2 x pie")
    told = answer(worker, "RawTool", "call", text(json.dumps(call)))
    assert (told.kind, json.loads(str(told.value))) == ("string", {"got": call["arguments"]})


def test_mcp_prompt_and_resource(worker: Worker) -> None:
    """A prompt gets its arguments; a resource that gives nothing answers with an empty text."""
    request = text(json.dumps({"name": "greet", "arguments": {"who": "Ada"}}))
    assert answer(worker, "Greet", "prompt", request) == Value("string", "Greet Ada for greet")
    assert answer(worker, "Menu", "call", text('{"uri": "menu://today"}')) == Value("string", "")


def test_connector(worker: Worker) -> None:
    """An event of a connector arrives as a dict, and a dict is answered as JSON text."""
    told = answer(worker, "Mail", "mail", json_value({"subject": "hi"}))
    assert (told.kind, json.loads(str(told.value))) == ("string", {"subject": "hi"})


@pytest.mark.parametrize("value", ["soup", "5", 5, 1.5, True, None, ["a"], {"a": [1]}])
def test_activity_gives_back_what_it_gets(worker: Worker, value: object) -> None:
    """Every JSON value reaches an activity as it was given, and goes back as the same JSON."""
    assert answer(worker, "Activity", "value", json_value(value)) == Value("json", value)


def test_activity_with_model(worker: Worker) -> None:
    """An activity takes and returns a model."""
    told = answer(worker, "ActivityModel", "dish", text('{"name": "pie", "price": 1}'))
    assert told == Value("json", {"name": "pie", "price": 2})


def test_activity_with_class_of_its_own(worker: Worker) -> None:
    """An object whose class says how it travels arrives and goes in the envelope of azure-functions-durable."""
    kind = {"__class__": "Coin", "__module__": "coins"}
    told = answer(worker, "ActivityCoin", "coin", json_value({**kind, "__data__": 5}))
    assert told == Value("json", [{**kind, "__data__": 6}])


def test_orchestrator_and_entity(worker: Worker) -> None:
    """Both get their context, and answer with JSON text as it is."""
    assert answer(worker, "Orchestrator", "context", text('{"input": 7}')) == Value(
        "json", {"isDone": True, "output": 7}
    )
    assert answer(worker, "Entity", "context", text('{"state": 3}')) == Value("json", {"state": 3})


def test_any_other(worker: Worker) -> None:
    """A trigger that azure.functions knows nothing of takes what is returned as JSON."""
    assert answer(worker, "Rabbit", "msg", text("a")) == Value("json", ["a"])
