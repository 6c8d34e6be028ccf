"""The restaurant, from the customer's request to the document in the history."""

from collections.abc import Iterator
from datetime import UTC, datetime

import pytest
from azfunc.testing import TestClient

from function_app import app
from orders import KitchenOrder


@pytest.fixture
def client() -> Iterator[TestClient]:
    """The app, with empty queues and containers."""
    with TestClient(app) as client:
        yield client


def order(customer: str, *dishes: str) -> dict[str, object]:
    """An order as a customer sends it."""
    return {"customer": customer, "table": 4, "dishes": [{"name": dish} for dish in dishes]}


def test_order_is_taken(client: TestClient) -> None:
    """An order is answered with what was understood, and with an id and a time."""
    response = client.post("/api/orders", json=order("Ada", "soup", "bread"))
    assert response.status_code == 202
    taken = response.json(KitchenOrder)
    assert [dish.name for dish in taken.dishes] == ["soup", "bread"]
    assert taken.id
    assert taken.received_at <= datetime.now(UTC)


def test_order_waits_for_the_kitchen(client: TestClient) -> None:
    """What the kitchen gets is what the customer was told; nothing is recorded before the kitchen has it."""
    taken = client.post("/api/orders", json=order("Ada", "soup")).json(KitchenOrder)
    assert client.queue("kitchen-queue").json(KitchenOrder) == [taken]
    assert client.cosmos("Restaurant", "OrderHistory").documents == []


def test_history_keeps_the_order_of_orders(client: TestClient) -> None:
    """Orders end in the history in the order in which they were received."""
    customers = ["Ada", "Grace", "Alan", "Edsger"]
    for customer in customers:
        client.post("/api/orders", json=order(customer, "soup"))
    client.run_until_idle()
    history = client.cosmos("Restaurant", "OrderHistory").read(KitchenOrder)
    assert [recorded.customer for recorded in history] == customers
    times = [recorded.received_at for recorded in history]
    assert times == sorted(times)
    assert len({recorded.id for recorded in history}) == len(customers)


@pytest.mark.parametrize(
    "body",
    [b"", b"soup", b"{}", b'{"customer": "Ada", "table": 0, "dishes": [{"name": "soup"}]}', b"\xff"],
    ids=["empty", "no JSON", "no order", "no such table", "no text"],
)
def test_what_is_no_order_is_refused(client: TestClient, body: bytes) -> None:
    """Whatever is no order is answered with 400, and the kitchen never hears of it."""
    response = client.post("/api/orders", content=body)
    assert response.status_code == 400
    assert client.queue("kitchen-queue").messages == []


def test_only_post_is_answered(client: TestClient) -> None:
    """Orders can be sent, not read."""
    assert client.get("/api/orders").status_code in (404, 405)
