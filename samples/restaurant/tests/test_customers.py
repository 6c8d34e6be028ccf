"""What customers see, on a day when there is soup."""

from collections.abc import Iterator
from datetime import UTC, datetime

import pytest
from azfunc.testing import TestClient

from function_app import app
from house import Menu, now, todays_menu
from orders import KitchenOrder

NOON = datetime(2024, 5, 1, 12, tzinfo=UTC)
SETTINGS = {"RESTAURANT_NAME": "Chez Grace", "RESTAURANT_TABLES": "5"}


@pytest.fixture
def client() -> Iterator[TestClient]:
    """The app with settings, a menu and a clock of the test's own."""
    overrides = {todays_menu: lambda: Menu({"soup": 400}), now: lambda: NOON}
    with TestClient(app, settings=SETTINGS, overrides=overrides) as client:
        yield client


def order(dish: str = "soup", table: int = 4, quantity: int = 2) -> dict[str, object]:
    """An order as a customer sends it."""
    return {"customer": "Ada", "table": table, "dishes": [{"name": dish, "quantity": quantity}]}


def test_the_kitchen_gets_what_the_customer_was_told(client: TestClient) -> None:
    """The answer has an id, the moment and the total; the same order waits for the kitchen."""
    response = client.post("/api/orders", json=order())
    assert response.status_code == 202
    taken = response.json(KitchenOrder)
    assert (taken.received_at, taken.total) == (NOON, 800)
    client.queue("kitchen-queue").assert_messages([taken])


def test_wrong_orders_are_explained(client: TestClient) -> None:
    """Status 422 names each place in the body; the kitchen never hears of it."""
    response = client.post("/api/orders", json=order(quantity=0))
    assert response.status_code == 422
    assert response.headers["content-type"] == "application/problem+json"
    assert "$.dishes[0].quantity" in response.text
    assert client.queue("kitchen-queue").messages == []


@pytest.mark.parametrize(
    ("wrong", "why"),
    [(order("stone"), "There is no stone today."), (order(table=6), "Chez Grace has no table 6.")],
)
def test_some_orders_are_refused(client: TestClient, wrong: dict[str, object], why: str) -> None:
    """What the house does not have is status 409."""
    response = client.post("/api/orders", json=wrong)
    assert (response.status_code, response.text) == (409, why)


def test_orders_can_be_read_back(client: TestClient) -> None:
    """An order is known as soon as the kitchen has had it."""
    taken = client.post("/api/orders", json=order()).json(KitchenOrder)
    assert client.get(f"/api/orders/{taken.id}").status_code == 404
    client.run_until_idle()
    assert client.get(f"/api/orders/{taken.id}").json(KitchenOrder) == taken


def test_orders_of_a_table(client: TestClient) -> None:
    """The test says what the query finds; the handler picks a table, and so many."""
    found = [
        {**order(table=number % 2 + 1), "id": f"{number}", "received_at": NOON, "total": 800} for number in range(8)
    ]
    client.provide("list_orders", latest=found)
    answered = client.get("/api/orders", params={"table": 2, "limit": 3}).json(list[KitchenOrder])
    assert [order.id for order in answered] == ["1", "3", "5"]
    assert client.get("/api/orders", params={"limit": "all"}).status_code == 422
