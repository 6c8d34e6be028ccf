"""The samples in Microsoft's workers: the restaurant with decorators in v2, built in v1, and written by hand in v1."""

import json
from pathlib import Path

import pytest

from tests.environments import ROOT

from .conftest import StartWorker
from .values import http, text
from .worker import build_app

pytestmark = pytest.mark.microsoft

SAMPLES = ROOT / "samples"
ORDER = {"customer": "Ada", "table": 4, "dishes": [{"name": "soup", "quantity": 2}]}


@pytest.mark.parametrize("form", ["decorators", "built", "by hand"])
def test_restaurant_runs(form: str, start: StartWorker, tmp_path: Path) -> None:
    """An order goes from the request to the queue, and from the queue to the document, in each form of the app."""
    if form == "decorators":
        worker = start("v2", SAMPLES / "restaurant")
    elif form == "built":
        worker = start("v1", build_app(SAMPLES / "restaurant", tmp_path / "built"))
    else:
        worker = start("v1", SAMPLES / "restaurant_v1")
    assert worker.load_errors == {}
    assert worker.functions == {"CustomerToKitchen", "RecordOrderData"}

    answered = worker.invoke("CustomerToKitchen", {"req": http("POST", body=json.dumps(ORDER).encode())})
    assert answered.ok, answered.error
    kind, message = answered.outputs["kitchen"]
    assert kind == "string"
    taken = json.loads(str(message))
    assert taken == {**ORDER, "id": taken["id"], "receivedAt": taken["receivedAt"]}

    recorded = worker.invoke("RecordOrderData", {"order": text(str(message))})
    assert recorded.ok, recorded.error
    assert recorded.outputs["history"] == ("json", [taken])


@pytest.mark.parametrize(("model", "sample"), [("v2", "restaurant"), ("v1", "restaurant_v1")])
def test_what_is_no_order_is_refused(model: str, sample: str, start: StartWorker) -> None:
    """A request without an order is answered with 400, and nothing goes to the kitchen."""
    worker = start(model, SAMPLES / sample)
    answered = worker.invoke("CustomerToKitchen", {"req": http("POST", body=b"soup, please")})
    assert answered.ok, answered.error
    assert answered.value.kind == "http"
    assert answered.value.value.status == 400  # type: ignore[attr-defined]  # an HttpAnswer, since its kind is http
    assert answered.outputs == {}
