"""Ids on log records, and spans, in Microsoft's workers as in the test client."""

import json
from collections.abc import Mapping
from typing import Any, cast

import pytest

from .capabilities import shows
from .conftest import APPS, StartWorker
from .values import HttpAnswer, Value, http, text
from .ways import Way
from .worker import TRACE_PARENT, Call, Worker, build_app

pytestmark = [pytest.mark.microsoft, pytest.mark.timeout(600)]

APP = APPS / "logged"
FUNCTIONS = ("log_sync", "log_async", "log_around")


@pytest.fixture(scope="module", params=["v2", "v1"])
def logged(request: pytest.FixtureRequest, start: StartWorker, tmp_path_factory: pytest.TempPathFactory) -> Worker:
    """The app that logs, in both workers."""
    return start_in(request.param, "logged", start, tmp_path_factory)


@pytest.fixture(scope="module", params=["v2", "v2 with their telemetry", "v1"])
def traced(request: pytest.FixtureRequest, start: StartWorker, tmp_path_factory: pytest.TempPathFactory) -> Worker:
    """The app with telemetry, in both workers; also in one that makes the host's span current itself."""
    return start_in(request.param, "traced", start, tmp_path_factory)


def start_in(kind: str, app: str, start: StartWorker, folders: pytest.TempPathFactory) -> Worker:
    """A worker on an app of this folder."""
    if kind == "v1":
        return start("v1", build_app(APPS / app, folders.mktemp("built") / "out"))
    settings = {"PYTHON_ENABLE_OPENTELEMETRY": "true"} if "telemetry" in kind else {}
    return start("v2", APPS / app, **settings)


def answer(value: Value | None) -> Any:
    """The JSON of an HTTP answer."""
    assert isinstance(value, Value)
    body = value.value.body.value if isinstance(value.value, HttpAnswer) else value.value
    assert isinstance(body, str | bytes)
    return json.loads(body)


@shows("logging", "`invocation_id` and `function_name` on records of handlers, tasks, threads and pools")
@pytest.mark.parametrize("function", FUNCTIONS)
def test_records_in_every_way(way: Way, function: str) -> None:
    """The ids are those of the invocation, wherever the record was made."""
    done = way.invoke(function, params={"mark": function})
    assert done.response is not None
    found = done.response.json()
    assert isinstance(found, list)
    assert [ids[:2] for ids in cast("list[list[str]]", found)] == [[done.invocation_id, function]] * 4


def test_records_know_their_invocation(logged: Worker) -> None:
    """Sixty invocations at once log from tasks, threads and pools: each record has the ids of its own."""
    calls = [
        Call(name, {"req": http("GET", f"http://localhost/api/{name}", query={"mark": f"{name} {number}"})})
        for number in range(20)
        for name in FUNCTIONS
    ]
    results = logged.invoke_all(calls)
    for call, result in zip(calls, results, strict=True):
        assert result.ok, result.stack
        found = answer(result.value)
        assert len(found) == 4
        assert {(ids[0], ids[1]) for ids in found} == {(result.invocation_id, call.function)}
        if logged.model == "v2":
            carried = found[1:]  # the first is the handler's own, which the worker knows by its thread
            assert {ids[2] for ids in carried} == {result.invocation_id}


def test_nothing_stays_behind(logged: Worker) -> None:
    """A thread of a pool that has worked for an invocation belongs to none afterwards."""
    result = logged.invoke("outside", {"req": http()})
    assert result.ok, result.stack
    [ids] = answer(result.value)
    assert ids[:2] == ["", ""]


def spans(worker: Worker) -> dict[str, Mapping[str, Any]]:
    """The spans that have ended since the last time, without those of this question."""
    found = answer(worker.invoke("spans", {"req": http()}).value)
    kept = [span for span in found if span["name"] != "spans"]
    assert len({span["name"] for span in kept}) == len(kept), f"a span is there twice: {kept}"
    return {span["name"]: span for span in kept}


def test_one_span_for_a_request(traced: Worker) -> None:
    """It is the host's child, and the parent of what the handler starts in a pool; nothing is made twice."""
    url = "http://localhost:7071/api/orders/7?code=secret"
    result = traced.invoke("order", {"req": http("GET", url, params={"id": "7"})})
    assert result.ok, result.stack
    found = spans(traced)
    assert sorted(found) == ["in a pool", "order"]
    order = found["order"]
    _, trace, parent, _ = TRACE_PARENT.split("-")
    assert (order["trace"], order["parent"], order["kind"], order["status"]) == (trace, parent, "SERVER", "UNSET")
    assert found["in a pool"]["parent"] == order["id"]
    attributes = order["attributes"]
    assert attributes["faas.invocation_id"] == result.invocation_id
    assert (attributes["http.response.status_code"], attributes["url.path"]) == (404, "/api/orders/7")
    assert attributes["http.route"] == "/api/orders/{id}"
    assert "secret" not in json.dumps(order)


def test_one_span_for_a_message(traced: Worker) -> None:
    """An exception is recorded once and marks the span, though the worker reports it too."""
    assert not traced.invoke("work", {"msg": text("no soup")}).ok
    found = spans(traced)
    assert sorted(found) == ["in a task", "work"]
    work = found["work"]
    assert (work["kind"], work["status"], work["events"]) == ("CONSUMER", "ERROR", ["exception"])
    assert work["attributes"]["messaging.destination.name"] == "work"
    assert found["in a task"]["parent"] == work["id"]
