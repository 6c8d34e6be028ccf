"""What surrounds an app in a test: lifespan, settings, dependencies, subscriptions of Event Grid."""

import os
from collections.abc import AsyncIterator, Iterator
from typing import Annotated

import pytest
from pydantic import BaseModel

from azfunc import (
    CloudEvent,
    Context,
    Depends,
    EventGridEvent,
    FromSettings,
    FunctionApp,
    HttpRequest,
    Out,
    RetryContext,
    TimerRequest,
)
from azfunc.errors import AzfuncError, InvocationError
from azfunc.testing import TestClient
from azfunc.testing.app_settings import UnsetSettingError

app = FunctionApp()
seen: list[object] = []


class Settings(BaseModel):
    """What the app is told."""

    greeting: str


def get_name() -> str:
    """What production would say."""
    return "production"


def get_long(name: Annotated[str, Depends(get_name)]) -> str:
    """A dependency of another."""
    return f"{name}!"


@app.lifespan
async def lifespan(app: FunctionApp) -> AsyncIterator[None]:
    """Tells when the app starts and ends."""
    seen.append("start")
    yield
    seen.append("end")


@app.route("hello")
def hello(
    req: HttpRequest,
    settings: Annotated[Settings, FromSettings()],
    name: Annotated[str, Depends(get_long)],
) -> str:
    """Greets."""
    return f"{settings.greeting} {name} {os.environ['GREETING']}"


SETTINGS = {"GREETING": "hi"}


def test_the_lifespan_is_the_block() -> None:
    """The app starts with the block and ends with it, also where the test fails."""
    seen.clear()
    with pytest.raises(LookupError), TestClient(app, settings=SETTINGS) as client:
        assert seen == ["start"]
        client.get("/api/hello")
        raise LookupError
    assert seen == ["start", "end"]


def test_settings_are_in_the_environment() -> None:
    """Handlers and settings models see what the test sets, and after the block all is as it was."""
    os.environ["GREETING"] = "before"
    try:
        with TestClient(app, settings=SETTINGS) as client:
            assert client.get("/api/hello").text == "hi production! hi"
        assert os.environ["GREETING"] == "before"
    finally:
        del os.environ["GREETING"]
    with TestClient(app, settings=SETTINGS):
        pass
    assert "GREETING" not in os.environ


def test_settings_that_a_model_needs() -> None:
    """A missing setting stops the client before the first call, and leaves nothing behind."""
    seen.clear()
    with pytest.raises(AzfuncError, match="GREETING"), TestClient(app, settings={"OTHER": "x"}):
        pass
    assert "OTHER" not in os.environ
    assert "start" not in seen


def test_dependencies_are_overridden() -> None:
    """A provider stands for another from the start, or for a block; dependencies of dependencies included."""
    with TestClient(app, settings=SETTINGS, overrides={get_name: lambda: "fake"}) as client:
        assert client.get("/api/hello").text == "hi fake! hi"

        async def other() -> str:
            return "other"

        with client.override(get_name, other):
            assert client.get("/api/hello").text == "hi other! hi"
            with client.override(get_long, lambda: "long"):
                assert client.get("/api/hello").text == "hi long hi"
        assert client.get("/api/hello").text == "hi fake! hi"


hub = FunctionApp()


@hub.route("publish")
@hub.event_grid_output(arg_name="event", topic_endpoint_uri="ORDERS", topic_key_setting="K")
def publish(req: HttpRequest, event: Out[dict[str, object]]) -> str:
    """Publishes an event in the schema that it is told."""
    if req.params["schema"] == "cloud":
        event.set({"id": "1", "specversion": "1.0", "source": "/s", "type": "Ordered", "subject": "orders/1"})
    else:
        event.set({"id": "2", "eventType": "Ordered", "subject": "orders/2", "data": {}, "dataVersion": "1"})
    return ""


@hub.event_grid_trigger()
def grid(event: EventGridEvent) -> None:
    """Takes events in Event Grid's schema."""
    seen.append(("grid", event.id))


@hub.event_grid_trigger()
def clouds(event: CloudEvent) -> None:
    """Takes events in the CloudEvents schema."""
    seen.append(("clouds", event.id))


@pytest.fixture
def client() -> Iterator[TestClient]:
    """A client of the app with events."""
    seen.clear()
    with TestClient(hub) as found:
        yield found


def test_published_events_reach_functions(client: TestClient) -> None:
    """Events wait, and then go to the functions that take their schema."""
    client.get("/api/publish?schema=cloud")
    client.get("/api/publish?schema=grid")
    assert seen == []
    client.run_until_idle()
    assert seen == [("clouds", "1"), ("grid", "2")]
    assert len(client.event_grid().events) == 2


@pytest.mark.parametrize(
    ("subscription", "comes"),
    [
        ({"topic": "orders"}, True),
        ({"topic": "BILLS"}, False),
        ({"event_types": ["Ordered"]}, True),
        ({"event_types": ["Paid"]}, False),
        ({"subject_begins_with": "ORDERS/", "subject_ends_with": "1"}, True),
        ({"subject_begins_with": "bills"}, False),
    ],
)
def test_subscriptions(client: TestClient, subscription: dict[str, object], comes: bool) -> None:
    """A function with a subscription gets only what that lets through."""
    client.event_grid("clouds").subscribe(**subscription)  # type: ignore[arg-type] # the cases are right
    client.get("/api/publish?schema=cloud")
    client.run_until_idle()
    assert seen == ([("clouds", "1")] if comes else [])


def test_a_subscription_belongs_to_a_function(client: TestClient) -> None:
    """Without one, or for another trigger, it is a mistake."""
    with pytest.raises(InvocationError, match="belongs to one function"):
        client.event_grid().subscribe()
    with pytest.raises(InvocationError, match="has another trigger than Event Grid's"):
        client.event_grid("publish").subscribe()


def test_settings_without_a_value() -> None:
    """A binding whose setting is not set fails loudly, even where a host's answer would hide it."""
    unset = FunctionApp()

    @unset.route("x")
    @unset.queue_output(queue_name="%KITCHEN_QUEUE%", connection="C")
    def put(req: HttpRequest, kitchen: Out[str]) -> str:
        kitchen.set("x")
        return ""

    told = r"'put' \(.*\) names the app setting %KITCHEN_QUEUE% .* \(there is 'KITCHEN_QUEUES'\)\. Pass settings="
    with TestClient(unset, settings={"KITCHEN_QUEUES": "k"}, raise_exceptions=False) as client:
        with pytest.raises(UnsetSettingError, match=told):
            client.get("/api/x")
        with pytest.raises(UnsetSettingError, match=told):
            client.queue("k")


def test_attempts() -> None:
    """A call may be said to be a later attempt; without a word it is the first."""
    retried = FunctionApp()
    attempts: list[tuple[int, int]] = []

    @retried.timer_trigger(schedule="0 0 5 * * *")
    def tick(timer: TimerRequest, context: Context) -> None:
        retry = context.retry_context
        attempts.append((retry.retry_count, retry.max_retry_count))

    with TestClient(retried) as client:
        client.invoke("tick")
        client.invoke("tick", retry=RetryContext(2, 3))
    assert attempts == [(0, 0), (2, 3)]
