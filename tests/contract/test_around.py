"""What stands around handlers works alike in the test client and in both of Microsoft's workers."""

from typing import cast

import pytest

from .capabilities import differs, shows
from .conftest import APPS
from .ways import Way

pytestmark = [pytest.mark.microsoft, pytest.mark.timeout(600)]

APP = APPS / "around"
SETTINGS = {"SHOP_GREETING": "hello"}


NO_END = differs("what stands behind its `yield` does not run: these workers tell no app that they stop")


def events(way: Way) -> list[str]:
    return [str(event) for event in cast("list[object]", way.request("GET", "/api/told").json())]


@shows("dependencies", "`Depends` of a call and of the app, sync and async; `FromSettings`")
def test_dependencies_and_settings(way: Way) -> None:
    """A sync handler gets an async dependency, which got an app-scoped one; settings are read."""
    before = events(way)
    answer = way.request("GET", "/api/greet")
    assert (answer.status_code, answer.text) == (200, "hello, session of pool for greet")
    after = events(way)[len(before) :]
    assert [event for event in after if event in ("open", "close")] == ["open", "close"]
    assert events(way).count("pool") == 1


@shows("middleware", "`app.lifespan`", v2=NO_END, v1=NO_END)
def test_lifespan_once(way: Way) -> None:
    """The lifespan has been entered once, before everything else."""
    way.request("GET", "/api/greet")
    found = events(way)
    assert found[0] == "started"
    assert found.count("started") == 1


@shows("middleware", "middleware in all four forms, of the app, of a blueprint, of a function")
def test_middleware(way: Way) -> None:
    """App, blueprint and function have theirs; the context names the function."""
    before = len(events(way))
    done = way.invoke("cook", {"id": "1", "dish": "soup"})
    assert done.outputs == {"out": {"id": "1", "dish": "SOUP"}}
    found = events(way)[before:]
    assert found.count("cooked SOUP") == 2
    assert [event for event in found if event.startswith("cook:")] == ["cook:cook"]
    assert [event for event in found if event.startswith("order")] == ["order 1 begins", "order 1 is done"]


@shows("middleware", "exception handlers")
def test_exception_handler(way: Way) -> None:
    """The handler's answer stands for that of the function."""
    answer = way.request("GET", "/api/greet?late=1")
    assert (answer.status_code, answer.text) == (503, "closed: come tomorrow")


def test_a_bad_message_names_the_function(way: Way) -> None:
    """Arguments that cannot be read fail the invocation, with function and parameter."""
    done = way.invoke("cook", {})
    assert done.outputs == {}
    assert "Parameter 'order' of function 'cook'" in done.error
