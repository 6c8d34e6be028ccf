"""What stands around handlers works alike in the test client and in both of Microsoft's workers."""

import json
from collections.abc import Iterator

import pytest

from .conftest import APPS, StartWorker
from .ways import InTestClient, InWorker, Way
from .worker import build_app

pytestmark = [pytest.mark.microsoft, pytest.mark.timeout(600)]

APP = APPS / "around"
SETTINGS = {"SHOP_GREETING": "hello"}


@pytest.fixture(scope="module", params=["TestClient", "v2", "v1"])
def way(request: pytest.FixtureRequest, start: StartWorker, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Way]:
    """Each way to run the app."""
    if request.param == "TestClient":
        client = InTestClient(APP, SETTINGS)
        yield client
        client.close()
    elif request.param == "v2":
        yield InWorker("v2", start("v2", APP, **SETTINGS))
    else:
        yield InWorker("v1", start("v1", build_app(APP, tmp_path_factory.mktemp("built") / "out"), **SETTINGS))


def events(way: Way) -> list[str]:
    return [str(event) for event in json.loads(way.request("told").text)]


def test_dependencies_and_settings(way: Way) -> None:
    """A sync handler gets an async dependency, which got an app-scoped one; settings are read."""
    before = events(way)
    answer = way.request("greet")
    assert answer == (200, "hello, session of pool for greet")
    after = events(way)[len(before) :]
    assert [event for event in after if event in ("open", "close")] == ["open", "close"]
    assert events(way).count("pool") == 1


def test_lifespan_once(way: Way) -> None:
    """The lifespan has been entered once, before everything else."""
    way.request("greet")
    found = events(way)
    assert found[0] == "started"
    assert found.count("started") == 1


def test_middleware(way: Way) -> None:
    """App, blueprint and function have theirs; the context names the function."""
    before = len(events(way))
    assert way.message("cook", "order", {"id": "1", "dish": "soup"}, "out") == {"id": "1", "dish": "SOUP"}
    found = events(way)[before:]
    assert found.count("cooked SOUP") == 2
    assert "cook:cook" in found


def test_exception_handler(way: Way) -> None:
    """The handler's answer stands for that of the function."""
    assert way.request("greet", late="1") == (503, "closed: come tomorrow")


def test_a_bad_message_names_the_function(way: Way) -> None:
    """Arguments that cannot be read fail the invocation, with function and parameter."""
    assert "Parameter 'order' of function 'cook'" in way.error("cook", "order", "{}")
