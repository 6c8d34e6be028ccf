"""`AsyncTestClient`: the same client on the test's own event loop."""

import asyncio
import threading
from collections.abc import AsyncIterator, Coroutine
from typing import Annotated

import pytest

from azfunc import Depends, FunctionApp, HttpRequest, Out
from azfunc.errors import InvocationError
from azfunc.testing import AsyncTestClient

app = FunctionApp()
seen: list[object] = []


class Database:
    """A database that belongs to one event loop."""

    def __init__(self) -> None:
        self.loop = asyncio.get_running_loop()


def get_database() -> Database:
    """What the app would use in production."""
    raise AssertionError("a test must not get here")


@app.lifespan
async def lifespan(app: FunctionApp) -> AsyncIterator[None]:
    """Tells when the app starts and ends, and on which loop."""
    seen.append(("start", asyncio.get_running_loop()))
    yield
    seen.append(("end", asyncio.get_running_loop()))


@app.route("orders", methods=["POST"])
@app.queue_output(arg_name="kitchen", queue_name="kitchen", connection="C")
async def take(req: HttpRequest, kitchen: Out[str]) -> str:
    """Runs on the caller's loop."""
    seen.append(asyncio.get_running_loop())
    kitchen.set(req.get_body().decode())
    return "ok"


@app.queue_trigger(queue_name="kitchen", connection="C")
def cook(msg: str) -> None:
    """Runs on a thread."""
    seen.append((msg, threading.current_thread() is threading.main_thread()))


@app.timer_trigger(schedule="00:10:00")
async def tick(timer: str, database: Annotated[Database, Depends(get_database)]) -> None:
    """Asks for a database."""
    seen.append(database.loop)


@app.route("slow")
async def slow(req: HttpRequest) -> str:
    """Waits for another request."""
    seen.append("waiting")
    while "go" not in seen:
        await asyncio.sleep(0)
    return "done"


@app.route("go")
async def go(req: HttpRequest) -> str:
    """Ends the waiting."""
    seen.append("go")
    return "ok"


def run(work: Coroutine[object, object, None]) -> None:
    """Runs an async test on a loop of its own."""
    seen.clear()
    asyncio.run(work)


def test_everything_runs_on_the_callers_loop() -> None:
    """Lifespan, handlers and dependencies share the loop with the test; sync handlers run on threads."""

    async def test() -> None:
        loop = asyncio.get_running_loop()
        async with AsyncTestClient(app, overrides={get_database: Database}) as client:
            response = await client.post("/api/orders", content="soup")
            assert response.raise_for_status().text == "ok"
            client.queue("kitchen").assert_messages(["soup"])
            assert [result.function for result in await client.run_until_idle()] == ["cook"]
            assert [result.function for result in await client.clock.advance(minutes=10)] == ["tick"]
        assert seen == [("start", loop), loop, ("soup", False), loop, ("end", loop)]

    run(test())


def test_requests_at_the_same_time() -> None:
    """One request may wait for another."""

    async def test() -> None:
        async with AsyncTestClient(app) as client:
            first = asyncio.create_task(client.get("/api/slow"))
            while "waiting" not in seen:
                await asyncio.sleep(0)
            assert (await client.get("/api/go")).text == "ok"
            assert (await first).text == "done"

    run(test())


def test_services_and_errors_are_awaited() -> None:
    """What a handler raises, and a mistake of the test, come out of the await."""

    async def test() -> None:
        async with AsyncTestClient(app) as client:
            [result] = await client.queue("kitchen").send("tea")
            assert result.function == "cook"
            assert (await client.invoke("take", "x")).output("kitchen") == "x"
            with pytest.raises(AssertionError, match="must not get here"):
                await client.timer("tick").fire()
            with client.override(get_database, Database):
                assert (await client.timer("tick").fire()).error is None
            with pytest.raises(InvocationError, match="mean 'kitchen'"):
                client.queue("kitchn")

    run(test())


def test_a_closed_client() -> None:
    """Its calls say that it is closed, and closing twice is closing once."""

    async def test() -> None:
        async with AsyncTestClient(app) as client:
            pass
        await client.close()
        for call in (client.get, client.invoke):
            with pytest.raises(InvocationError, match="'async with' block"):
                call("take")

    run(test())


def test_an_app_that_cannot_start() -> None:
    """What the lifespan raises comes out of the block's head, and nothing is left behind."""
    failing = FunctionApp()

    @failing.lifespan
    async def lifespan(app: FunctionApp) -> AsyncIterator[None]:
        raise LookupError("no database")
        yield

    async def test() -> None:
        before = threading.active_count()
        with pytest.raises(LookupError, match="no database"):
            async with AsyncTestClient(failing, settings={"X": "1"}):
                raise AssertionError("a test must not get here")
        assert threading.active_count() == before

    run(test())
