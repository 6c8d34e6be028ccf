"""The menu, as a client of the deployed app sees it."""

from collections.abc import Iterator

import pytest
from azfunc.testing import TestClient

from function_app import app


@pytest.fixture
def client() -> Iterator[TestClient]:
    """The app; host.json sets the route prefix to nothing."""
    with TestClient(app, route_prefix="") as client:
        yield client


def test_dish(client: TestClient) -> None:
    """A dish is found by its name."""
    assert client.get("/dishes/soup").json() == {"name": "soup", "price": 450}
    assert client.get("/dishes/caviar").status_code == 404


def test_order(client: TestClient) -> None:
    """An order is added up."""
    response = client.post("/orders", json={"dishes": ["soup", "pie"]})
    assert (response.status_code, response.json()) == (201, {"total": 1050})


def test_card(client: TestClient) -> None:
    """The menu streams, and its generator sees the request."""
    assert client.get("/card").text == "soup: 4.50\npie: 6.00\n"
    assert client.get("/card", params={"below": 500}).text == "soup: 4.50\n"


def test_mistake_in_an_order(client: TestClient) -> None:
    """What the app does not expect is answered with 500, and not raised from the call: Flask answers it."""
    assert client.post("/orders", json={"dishes": ["caviar"]}).status_code == 500
