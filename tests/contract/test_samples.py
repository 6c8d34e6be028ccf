"""The samples in Microsoft's workers: both restaurants as they are in v2 and built in v1, one written by hand in v1."""

import datetime
import json
from pathlib import Path

import pytest

from tests.environments import ROOT

from .conftest import StartWorker
from .host import QUEUE_METADATA, timer
from .values import HttpAnswer, http, json_value, text
from .worker import Result, Worker, build_app

pytestmark = pytest.mark.microsoft

SAMPLES = ROOT / "samples"
ORDER = {"customer": "Ada", "table": 4, "dishes": [{"name": "soup", "quantity": 2}]}


@pytest.mark.parametrize("form", ["decorators", "built", "by hand"])
def test_plain_restaurant_runs(form: str, start: StartWorker, tmp_path: Path) -> None:
    """An order goes from the request to the queue, and from the queue to the document, in each form of the app."""
    if form == "decorators":
        worker = start("v2", SAMPLES / "restaurant_plain")
    elif form == "built":
        worker = start("v1", build_app(SAMPLES / "restaurant_plain", tmp_path / "built"))
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


@pytest.mark.parametrize(("model", "sample"), [("v2", "restaurant_plain"), ("v1", "restaurant_v1")])
def test_what_is_no_order_is_refused(model: str, sample: str, start: StartWorker) -> None:
    """A request without an order is answered with 400, and nothing goes to the kitchen."""
    worker = start(model, SAMPLES / sample)
    answered = worker.invoke("CustomerToKitchen", {"req": http("POST", body=b"soup, please")})
    assert answered.ok, answered.error
    assert answered.value.kind == "http"
    assert answered.value.value.status == 400  # type: ignore[attr-defined]  # an HttpAnswer, since its kind is http
    assert answered.outputs == {}


SETTINGS = {"RESTAURANT_NAME": "Chez Ada", "RESTAURANT_TABLES": "12"}


@pytest.fixture(scope="module", params=["v2", "v1"])
def restaurant(request: pytest.FixtureRequest, start: StartWorker, tmp_path_factory: pytest.TempPathFactory) -> Worker:
    """The typed restaurant in each of the two workers."""
    app = SAMPLES / "restaurant"
    if request.param == "v1":
        app = build_app(app, tmp_path_factory.mktemp("restaurant") / "built")
    worker: Worker = start(request.param, app, **SETTINGS)
    assert worker.load_errors == {}
    assert worker.functions == {"take_order", "read_order", "list_orders", "cook", "close_day"}
    return worker


def answered(result: Result) -> tuple[int, object]:
    """Status and body of an answer, JSON read."""
    assert result.ok, result.stack
    assert isinstance(result.value.value, HttpAnswer)
    body = str(read_body(result.value.value))
    return result.value.value.status, json.loads(body) if body.startswith(("{", "[")) else body


def read_body(answer: HttpAnswer) -> str:
    """The text of an answer, which workers send as bytes or as text."""
    body = answer.body.value
    return body.decode() if isinstance(body, bytes) else str(body)


def order(restaurant: Worker, **changes: object) -> Result:
    """What comes of a request of one customer."""
    body = json.dumps({**ORDER, **changes}).encode()
    headers = {"content-type": "application/json"}
    return restaurant.invoke("take_order", {"req": http("POST", headers=headers, body=body)})


def test_typed_restaurant_takes_and_cooks(restaurant: Worker) -> None:
    """An order goes from the request to the queue, with its total, and from the queue to the document."""
    result = order(restaurant)
    status, taken = answered(result)
    assert status == 202
    assert isinstance(taken, dict)
    assert taken == {**ORDER, "id": taken["id"], "received_at": taken["received_at"], "total": 900}
    kind, message = result.outputs["kitchen"]
    assert (kind, json.loads(str(message))) == ("string", taken)

    cooked = restaurant.invoke("cook", {"message": text(str(message))}, metadata=QUEUE_METADATA)
    assert cooked.ok, cooked.stack
    assert cooked.outputs["history"] == ("json", [taken])


def test_typed_restaurant_refuses(restaurant: Worker) -> None:
    """What fits no model is 422 with its place, what the house does not have 409; nothing goes to the kitchen."""
    result = order(restaurant, table=0)
    status, problem = answered(result)
    assert (status, result.outputs) == (422, {})
    assert isinstance(problem, dict)
    assert [error["path"] for error in problem["errors"]] == ["$.table"]
    result = order(restaurant, table=13)
    assert (answered(result), result.outputs) == ((409, "Chez Ada has no table 13."), {})


def test_typed_restaurant_looks_up(restaurant: Worker) -> None:
    """Orders are read through inputs: one by the path, several by the query."""
    stored = [
        {**ORDER, "id": str(number), "received_at": "2030-01-01T10:00:00Z", "table": number, "total": 900}
        for number in (1, 2, 1)
    ]
    one = http(url="http://localhost:7071/api/orders/1", params={"id": "1"})
    assert answered(restaurant.invoke("read_order", {"req": one, "order": json_value(stored[0])})) == (200, stored[0])
    none = restaurant.invoke("read_order", {"req": one, "order": json_value(None)})
    assert answered(none) == (404, "The kitchen knows no order 1.")
    several = {"req": http(query={"table": "1"}), "latest": json_value(stored)}
    assert answered(restaurant.invoke("list_orders", several)) == (200, [stored[0], stored[2]])
    several = {"req": http(query={"limit": "0"}), "latest": json_value(stored)}
    assert answered(restaurant.invoke("list_orders", several))[0] == 422


def test_typed_restaurant_reports(restaurant: Worker) -> None:
    """The timer writes what it counts as a blob."""
    orders = [{**ORDER, "id": "1", "received_at": "2030-01-01T10:00:00Z", "total": 900}] * 2
    result = restaurant.invoke("close_day", {"timer": timer(), "orders": json_value(orders)})
    assert result.ok, result.stack
    report = json.loads(str(result.outputs["report"].value))
    assert datetime.date.fromisoformat(report.pop("day"))
    assert report == {"restaurant": "Chez Ada", "orders": 2, "dishes": {"soup": 4}, "total": 1800}
