"""The lifespan of ASGI apps: when it starts and stops, and what goes wrong."""

import asyncio
import contextvars
import logging
from collections.abc import Awaitable, Callable, MutableMapping
from typing import Any

import pytest

from azfunc import HttpRequest
from azfunc.errors import InvocationError
from azfunc.web.asgi import AsgiMiddleware

Message = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]

GET = HttpRequest("GET", "http://localhost/")


class App:
    """An app with a lifespan, which notes what happens to it.

    Args:
        replies: what it sends when it is told to start, and when it is told to stop.
    """

    def __init__(self, *replies: Message) -> None:
        self.seen: list[str] = []
        self.states: list[dict[str, Any]] = []
        self.replies = list(replies) or [{"type": "lifespan.startup.complete"}, {"type": "lifespan.shutdown.complete"}]
        self.gate: asyncio.Event | None = None

    async def __call__(self, scope: Message, receive: Receive, send: Send) -> None:
        if scope["type"] == "lifespan":
            await self.live(scope, receive, send)
            return
        self.seen.append("request")
        self.states.append(scope["state"])
        await send({"type": "http.response.start", "status": 200})
        await send({"type": "http.response.body"})

    async def live(self, scope: Message, receive: Receive, send: Send) -> None:
        """Starts and stops."""
        scope["state"]["shared"] = {"dishes": []}
        scope["state"]["own"] = 1
        for reply in self.replies:
            self.seen.append((await receive())["type"])
            if self.gate is not None:
                await self.gate.wait()
            await send(reply)
            if reply["type"].endswith("failed"):
                raise LookupError("no soup")


def test_started_once_before_the_first_request() -> None:
    """Requests that come together start the app once, and wait for it; it stops when told, and only then."""
    app = App()

    async def run() -> None:
        middleware = AsgiMiddleware(app)
        app.gate = asyncio.Event()
        requests = [asyncio.create_task(middleware.handle_async(GET)) for _ in range(3)]
        while not app.seen:
            await asyncio.sleep(0)
        assert app.seen == ["lifespan.startup"]
        app.gate.set()
        await asyncio.gather(*requests)
        assert app.seen == ["lifespan.startup", "request", "request", "request"]
        assert await middleware.notify_shutdown()
        assert app.seen[4:] == ["lifespan.shutdown"]

    asyncio.run(run())


def test_state_is_copied_for_each_request() -> None:
    """What the app kept at its start is in each request's state; a request can add to its own copy alone."""
    app = App()

    async def run() -> None:
        middleware = AsgiMiddleware(app)
        await middleware.handle_async(GET)
        app.states[0]["own"] = 2
        app.states[0]["shared"]["dishes"].append("soup")
        await middleware.handle_async(GET)
        await middleware.notify_shutdown()

    asyncio.run(run())
    assert app.states[1] == {"own": 1, "shared": {"dishes": ["soup"]}}


def test_middleware_made_for_each_request() -> None:
    """The app, not the middleware, has the lifespan: one made in each invocation does not start the app again."""
    app = App()

    async def run() -> None:
        for _ in range(3):
            await AsgiMiddleware(app).handle_async(GET)
        await AsgiMiddleware(app).notify_shutdown()

    asyncio.run(run())
    assert app.seen == ["lifespan.startup", "request", "request", "request", "lifespan.shutdown"]


def test_each_loop_has_its_own() -> None:
    """A second event loop starts the app again: connections of the first are of no use there."""
    app = App()
    middleware = AsgiMiddleware(app)
    for _ in range(2):
        asyncio.run(middleware.handle_async(GET))
    assert app.seen == ["lifespan.startup", "request"] * 2


def test_app_that_cannot_be_remembered() -> None:
    """An app without a hash or weak references is served as well."""

    class Slotted(App):
        __slots__ = ()
        __hash__ = None  # type: ignore[assignment]  # this is what the test is about

    app = Slotted()
    asyncio.run(AsgiMiddleware(app).handle_async(GET))
    assert app.seen == ["lifespan.startup", "request"]


def test_failed_start(caplog: pytest.LogCaptureFixture) -> None:
    """An app that tells that it cannot start fails its requests with its reason, and is started again by the next."""
    app = App({"type": "lifespan.startup.failed", "message": "no stove"})

    async def run() -> None:
        middleware = AsgiMiddleware(app)
        failures = await asyncio.gather(*(middleware.handle_async(GET) for _ in range(2)), return_exceptions=True)
        assert [type(failure) for failure in failures] == [InvocationError] * 2
        assert "no stove" in str(failures[0])
        assert not await middleware.notify_startup()
        app.replies = [{"type": "lifespan.startup.complete"}]
        assert (await middleware.handle_async(GET)).status_code == 200

    asyncio.run(run())
    assert app.seen == ["lifespan.startup", "lifespan.startup", "lifespan.startup", "request"]
    told = [record.getMessage() for record in caplog.records if record.levelno >= logging.ERROR]
    assert told == ["The ASGI app App failed to start: no stove"] * 2


def test_failed_stop(caplog: pytest.LogCaptureFixture) -> None:
    """An app that tells that it cannot stop is logged, and the caller learns of it."""
    app = App({"type": "lifespan.startup.complete"}, {"type": "lifespan.shutdown.failed", "message": "stove is hot"})

    async def run() -> bool:
        middleware = AsgiMiddleware(app)
        assert await middleware.notify_startup()
        return await middleware.notify_shutdown()

    assert not asyncio.run(run())
    assert "stove is hot" in caplog.text


def test_stop_without_start() -> None:
    """An app that has not been started is not told to stop, and one that was stopped is started again."""
    app = App()

    async def run() -> None:
        middleware = AsgiMiddleware(app)
        assert await middleware.notify_shutdown()
        assert app.seen == []
        for _ in range(2):
            await middleware.handle_async(GET)
            await middleware.notify_shutdown()

    asyncio.run(run())
    assert app.seen == ["lifespan.startup", "request", "lifespan.shutdown"] * 2


async def refusing(scope: Message, receive: Receive, send: Send) -> None:
    """Knows no lifespan."""
    assert scope["type"] == "http", scope["type"]
    await send({"type": "http.response.start", "status": 200})
    await send({"type": "http.response.body"})


async def ignoring(scope: Message, receive: Receive, send: Send) -> None:
    """Returns at once from its lifespan."""
    if scope["type"] == "http":
        await refusing(scope, receive, send)


async def raising(scope: Message, receive: Receive, send: Send) -> None:
    """Raises when it is told to start."""
    if scope["type"] == "lifespan":
        await receive()
        raise LookupError("no stove")
    await refusing(scope, receive, send)


@pytest.mark.parametrize(("app", "told"), [(refusing, False), (ignoring, False), (raising, True)])
def test_app_without_a_lifespan(app: Any, told: bool, caplog: pytest.LogCaptureFixture) -> None:
    """As the specification has it: such apps serve without; one that raised while it started is in the log."""

    async def run() -> None:
        middleware = AsgiMiddleware(app)
        assert (await middleware.handle_async(GET)).status_code == 200
        assert await middleware.notify_shutdown()

    asyncio.run(run())
    assert ("no stove" in caplog.text) is told


@pytest.mark.parametrize("kind", ["lifespan.shutdown.complete.twice", "http.response.start"])
def test_unknown_message(kind: str, caplog: pytest.LogCaptureFixture) -> None:
    """A message that does not belong here is refused in the app, and does not hang the request."""
    asyncio.run(AsgiMiddleware(App({"type": kind})).handle_async(GET))
    assert repr(kind) in caplog.text


def test_app_that_asks_on_after_its_end(caplog: pytest.LogCaptureFixture) -> None:
    """An app that waits for a message after the last one is not waited for."""

    async def app(scope: Message, receive: Receive, send: Send) -> None:
        await receive()
        await send({"type": "lifespan.startup.complete"})
        await receive()
        await receive()

    async def run() -> None:
        middleware = AsgiMiddleware(app)
        await middleware.notify_startup()
        await middleware.notify_shutdown()

    asyncio.run(run())
    assert "the last message" in caplog.text


invocation: contextvars.ContextVar[str | None] = contextvars.ContextVar("invocation", default=None)


def test_lifespan_belongs_to_no_invocation() -> None:
    """What the app starts in its lifespan does not see the context of the request that happened to be the first."""
    seen: list[str | None] = []

    async def app(scope: Message, receive: Receive, send: Send) -> None:
        seen.append(invocation.get())
        if scope["type"] == "lifespan":
            await receive()
            await send({"type": "lifespan.startup.complete"})
        else:
            await refusing(scope, receive, send)

    async def run() -> None:
        invocation.set("i1")
        await AsgiMiddleware(app).handle_async(GET)

    asyncio.run(run())
    assert seen == [None, "i1"]
