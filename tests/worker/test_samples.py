"""The samples in azfunc's worker: the restaurants as they are, built, and written by hand; web apps."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

from azfunc.worker import schema
from tests.contract.values import HttpAnswer, Value, http, text
from tests.environments import ROOT

from .conftest import StartWorker
from .host import Answer, Worker

SAMPLES = ROOT / "samples"
ORDER = {"customer": "Ada", "table": 4, "dishes": [{"name": "soup", "quantity": 2}]}
SETTINGS = {"RESTAURANT_NAME": "Chez Ada", "RESTAURANT_TABLES": "12"}


def request(order: object = ORDER, method: str = "POST", **params: str) -> schema.TypedData:
    body = json.dumps(order).encode()
    headers = {"content-type": "application/json"}
    return http(method, headers=headers, body=body if method == "POST" else None, params=params)


def load_folders(worker: Worker) -> Worker:
    """Loads the functions that a host finds by their function.json."""
    worker.init()
    assert worker.metadata().use_default_metadata_indexing
    worker.load_folders()
    return worker


def build(sample: str, out: Path) -> Path:
    """A sample as ``azfunc build`` writes it."""
    command = [sys.executable, "-m", "azfunc", "build", str(SAMPLES / sample), "--out", str(out)]
    subprocess.run(command, check=True, capture_output=True)
    return out


@pytest.fixture(params=["decorators", "built"])
def restaurant(request: pytest.FixtureRequest, start: StartWorker, tmp_path: Path) -> Worker:
    """The typed restaurant in both models."""
    if request.param == "decorators":
        return start(SAMPLES / "restaurant", environment=SETTINGS)
    return load_folders(start(build("restaurant", tmp_path / "built"), environment=SETTINGS, is_prepared=False))


def answered(answer: Answer) -> tuple[int, object]:
    """Status and body of an HTTP answer, JSON read."""
    assert answer.ok, answer.stack
    assert isinstance(answer.value.value, HttpAnswer)
    body = answer.value.value.body.value
    read = body.decode() if isinstance(body, bytes) else str(body)
    return answer.value.value.status, json.loads(read) if read.startswith("{") else read


def test_restaurant(restaurant: Worker) -> None:
    """An order goes from the request to the queue and to the document; what fits no model is 422, no table 409."""
    assert restaurant.load_errors == {}
    trigger = restaurant.triggers["take_order"]
    answer = restaurant.invoke("take_order", **{trigger: request()})
    status, taken = answered(answer)
    assert isinstance(taken, dict)
    assert (status, taken["total"], taken["dishes"]) == (202, 900, ORDER["dishes"])
    assert answer.outputs == {"kitchen": Value("json", taken)}
    cooked = restaurant.invoke("cook", message=text(json.dumps(taken)))
    assert cooked.outputs == {"history": Value("json", [taken])}
    assert answered(restaurant.invoke("take_order", **{trigger: request({**ORDER, "table": 0})}))[0] == 422
    refused = answered(restaurant.invoke("take_order", **{trigger: request({**ORDER, "table": 13})}))
    assert refused == (409, "Chez Ada has no table 13.")


@pytest.mark.parametrize("form", ["decorators", "built", "by hand"])
def test_plain_restaurant(form: str, start: StartWorker, tmp_path: Path) -> None:
    """The same in the plain style, in each form of the app."""
    if form == "decorators":
        worker = start(SAMPLES / "restaurant_plain")
    else:
        app = build("restaurant_plain", tmp_path / "built") if form == "built" else SAMPLES / "restaurant_v1"
        worker = load_folders(start(app, is_prepared=False))
    assert worker.load_errors == {}
    answer = worker.invoke("CustomerToKitchen", req=request())
    status, taken = answered(answer)
    assert isinstance(taken, dict)
    assert (status, taken["customer"]) == (202, "Ada")
    recorded = worker.invoke("RecordOrderData", order=text(json.dumps(taken)))
    assert recorded.ok, recorded.stack
    assert recorded.outputs["history"].value in ([taken], taken)


@pytest.mark.parametrize("sample", ["fastapi_app", "flask_app"])
def test_web_apps(sample: str, start: StartWorker) -> None:
    """Where the host hands no requests over, the whole answer goes through the stream."""
    worker = start(SAMPLES / sample)
    name = next(name for name, trigger in worker.triggers.items() if trigger == "req")
    asked = http("GET", "http://localhost:7071/card?below=500", query={"below": "500"}, params={"route": "card"})
    answer = worker.invoke(name, req=asked)
    assert answer.ok, answer.stack
    assert isinstance(answer.value.value, HttpAnswer)
    assert answer.value.value.status == 200
    assert b"soup" in bytes(answer.value.value.body.value)  # type: ignore[call-overload]  # bytes, as the kind says
