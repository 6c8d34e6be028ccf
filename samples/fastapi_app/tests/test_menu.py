"""The menu, as a client of the deployed app sees it."""

import logging
from collections.abc import Iterator

import pytest
from azfunc.testing import TestClient

from function_app import app


@pytest.fixture
def client() -> Iterator[TestClient]:
    """The app, started anew; host.json sets the route prefix to nothing."""
    with TestClient(app, route_prefix="") as client:
        yield client


def test_dish(client: TestClient) -> None:
    """A dish is found by its name."""
    assert client.get("/dishes/soup").json() == {"name": "soup", "price": 450}
    assert client.get("/dishes/caviar").status_code == 404


def test_new_dish(client: TestClient) -> None:
    """A dish that is put on the menu is there; what is no dish is refused."""
    assert client.put("/dishes/pie", json={"name": "pie", "price": 600}).status_code == 201
    assert client.get("/card").text == "soup: 4.50\npie: 6.00\n"
    assert client.put("/dishes/pie", json={"name": "", "price": -1}).status_code == 422


def test_menu_is_made_at_the_start(client: TestClient) -> None:
    """Each start has a menu of its own."""
    assert client.get("/card").text == "soup: 4.50\n"


def test_description(client: TestClient) -> None:
    """FastAPI's description of the app is served."""
    assert client.get("/openapi.json").status_code == 200
    assert "Menu" in client.get("/docs").text


def test_closing_time(client: TestClient, caplog: pytest.LogCaptureFixture) -> None:
    """The timer runs beside the web app."""
    with caplog.at_level(logging.INFO):
        client.timer("close").fire()
    assert "The kitchen is closed." in caplog.text
