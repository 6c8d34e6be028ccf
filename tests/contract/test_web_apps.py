"""Web apps in Microsoft's workers: of ASGI and WSGI, and the samples of FastAPI and Flask."""

import json
import time
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from azfunc.worker import schema
from tests.environments import ROOT

from .conftest import APPS, StartWorker
from .values import HttpAnswer, http
from .worker import Call, Result, Worker, build_app

pytestmark = [pytest.mark.microsoft, pytest.mark.timeout(600)]

SAMPLES = ROOT / "samples"
MODELS = ["v2", "v1"]


def start_model(model: str, app: Path, start: StartWorker, out: Path) -> Worker:
    """An app in the v2 worker as it stands, or in the v1 worker as it is built."""
    return start("v2", app) if model == "v2" else start("v1", build_app(app, out))


def request(path: str, rest: str, method: str = "GET", body: bytes = b"") -> Mapping[str, schema.TypedData]:
    """A request as the host hands it to a function that answers every path."""
    url = f"http://localhost:7071{path}"
    return {"req": http(method, url, headers={"User-Agent": "test"}, params={"route": rest}, body=body)}


def answer(result: Result) -> HttpAnswer:
    """The HTTP answer of an invocation that went well."""
    assert result.ok, result.stack
    assert isinstance(result.value.value, HttpAnswer)
    return result.value.value


def told(result: Result) -> Any:
    """What an app told in its answer."""
    body = answer(result).body.value
    assert isinstance(body, bytes)
    return json.loads(body)


@pytest.mark.parametrize("model", MODELS)
def test_asgi(model: str, start: StartWorker, tmp_path: Path) -> None:
    """A mounted ASGI app sees the whole request and its invocation, and its answer reaches the host."""
    worker = start_model(model, APPS / "asgi", start, tmp_path / "built")
    assert worker.load_errors == {}
    assert worker.functions == {"Web", "cook"}
    result = worker.invoke("Web", request("/api/caf%C3%A9?q=a%20b", "café", "POST", "grün".encode()))
    assert told(result) == {
        "method": "POST",
        "path": "/api/café",
        "raw": "/api/caf%C3%A9",
        "root": "/api",
        "query": "q=a%20b",
        "agent": "test",
        "body": "grün",
        "function": "Web",
        "invocation": result.invocation_id,
        "starts": ["lifespan.startup"],
    }
    given = answer(result)
    assert (given.status, given.headers["content-type"]) == (201, "application/json")
    assert given.cookies == ("a=1", "b=2")


def test_fifty_at_once(start: StartWorker) -> None:
    """Fifty requests that each wait a second take less than two, and the app is started once for all of them."""
    worker = start("v2", APPS / "asgi")
    begin = time.monotonic()
    results = worker.invoke_all([Call("Web", request("/api/slow", "slow")) for _ in range(50)])
    assert time.monotonic() - begin < 2
    assert [told(result)["starts"] for result in results] == [["lifespan.startup"]] * 50


@pytest.mark.parametrize("app", ["asgi", "wsgi"])
def test_app_that_raises(app: str, start: StartWorker) -> None:
    """An app that raises is answered for with 500, and its error is in the log."""
    worker = start("v2", APPS / app)
    [name] = worker.functions - {"cook"}
    assert answer(worker.invoke(name, request("/api/broken", "broken"))).status == 500
    assert "LookupError: no soup" in worker.log()


@pytest.mark.parametrize("model", MODELS)
def test_wsgi(model: str, start: StartWorker, tmp_path: Path) -> None:
    """A WSGI app sees the whole request; its answer reaches the host, also one with a status of failure."""
    worker = start_model(model, APPS / "wsgi", start, tmp_path / "built")
    assert worker.load_errors == {}
    result = worker.invoke("http_app_func", request("/api/soup?q=1", "soup", "PUT", b"hot"))
    assert told(result) == {
        "REQUEST_METHOD": "PUT",
        "SCRIPT_NAME": "",
        "PATH_INFO": "/api/soup",
        "QUERY_STRING": "q=1",
        "HTTP_USER_AGENT": "test",
        "wsgi.url_scheme": "http",
        "body": "hot",
        "function": "http_app_func",
    }
    given = answer(result)
    assert (given.status, given.cookies) == (503, ("a=1", "b=2"))


def test_metadata(start: StartWorker) -> None:
    """The worker indexes one function that answers every path and method."""
    worker = start("v2", APPS / "wsgi")
    [metadata] = worker.metadata().function_metadata_results
    trigger, output = (json.loads(raw) for raw in metadata.raw_bindings)
    assert (trigger["type"], trigger["route"], trigger["authLevel"]) == ("httpTrigger", "/{*route}", "anonymous")
    assert trigger["methods"] == ["get", "post", "delete", "head", "patch", "put", "options", "query"]
    assert output == {"type": "http", "direction": "out", "name": "$return"}


@pytest.mark.parametrize("model", MODELS)
@pytest.mark.parametrize("sample", ["fastapi_app", "flask_app"])
def test_samples(sample: str, model: str, start: StartWorker, tmp_path: Path) -> None:
    """The samples answer in both workers: JSON, a page of their own that says 404, and a stream."""
    worker = start_model(model, SAMPLES / sample, start, tmp_path / "built")
    assert worker.load_errors == {}
    assert told(worker.invoke("http_app_func", request("/dishes/soup", "dishes/soup"))) == {
        "name": "soup",
        "price": 450,
    }
    assert answer(worker.invoke("http_app_func", request("/dishes/caviar", "dishes/caviar"))).status == 404
    card = answer(worker.invoke("http_app_func", request("/card", "card"))).body.value
    assert isinstance(card, bytes)
    assert card.startswith(b"soup: 4.50\n")
