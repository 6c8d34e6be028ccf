"""Microsoft's workers serve the document and its page as the test client does."""

import json
from typing import Any

import pytest

from azfunc.testing import TestClient

from .conftest import APPS, StartWorker
from .values import HttpAnswer, http
from .ways import import_app
from .worker import Worker, build_app

pytestmark = [pytest.mark.microsoft, pytest.mark.timeout(600)]

APP = APPS / "documented"


@pytest.fixture(scope="module", params=["v2", "v1"])
def worker(request: pytest.FixtureRequest, start: StartWorker, tmp_path_factory: pytest.TempPathFactory) -> Worker:
    """The app in each of the two workers."""
    if request.param == "v2":
        return start("v2", APP)
    return start("v1", build_app(APP, tmp_path_factory.mktemp("built") / "out"))


def answer(worker: Worker, function: str, path: str) -> HttpAnswer:
    """What a function answers to a request."""
    found = worker.invoke(function, {"req": http("GET", f"http://localhost:7071{path}")})
    assert found.ok, found.stack
    assert isinstance(found.value.value, HttpAnswer)
    return found.value.value


def body_of(found: HttpAnswer) -> bytes:
    assert isinstance(found.body.value, bytes)
    return found.body.value


def test_functions(worker: Worker) -> None:
    """Both are functions of the app."""
    assert worker.load_errors == {}
    assert worker.functions == {"openapi_document", "openapi_page", "place_order", "read_order"}


def test_document(worker: Worker) -> None:
    """The document is the one of the test client, byte for byte."""
    with TestClient(import_app(APP)) as client:
        expected = client.get("/api/openapi.json")
    found = answer(worker, "openapi_document", "/api/openapi.json")
    assert (found.status, body_of(found)) == (200, expected.content)
    document: Any = json.loads(expected.content)
    assert document["info"] == {"title": "Restaurant", "version": "2"}
    assert document["paths"].keys() == {"/api/orders", "/api/orders/{id}"}


def test_other_prefix(worker: Worker) -> None:
    """The prefix is the one of the request."""
    document: Any = json.loads(body_of(answer(worker, "openapi_document", "/v1/shop/openapi.json")))
    assert document["paths"].keys() == {"/v1/shop/orders", "/v1/shop/orders/{id}"}


def test_page(worker: Worker) -> None:
    """The page comes with its policy."""
    found = answer(worker, "openapi_page", "/api/docs")
    assert found.status == 200
    assert "text/html" in found.headers["content-type"]
    assert found.headers["content-security-policy"].startswith("default-src 'none'")
    assert b'data-document="openapi.json"' in body_of(found)
