"""The loop behind a test client: it outlives what tasks raise, and ends when it is told to."""

import asyncio
import threading

import pytest

from azfunc import FunctionApp
from azfunc.errors import InvocationError
from azfunc.testing import TestClient
from azfunc.testing.portal import LoopThread


@pytest.mark.parametrize("error", [SystemExit, KeyboardInterrupt])
def test_a_task_that_would_end_the_loop(error: type[BaseException]) -> None:
    """A background task that raises SystemExit does not leave others waiting for ever."""

    async def work() -> str:
        async def end() -> None:
            raise error

        task = asyncio.ensure_future(end())
        await asyncio.wait([task])
        return type(task.exception()).__name__

    loop = LoopThread()
    assert loop.run(work()) == error.__name__
    assert loop.run(asyncio.sleep(0, "still there")) == "still there"
    loop.close()


def test_code_that_stops_the_loop() -> None:
    """A coroutine that stops the loop still comes to its end."""

    async def stop() -> str:
        asyncio.get_running_loop().stop()
        await asyncio.sleep(0)
        return "done"

    loop = LoopThread()
    assert loop.run(stop()) == "done"
    loop.close()


def test_closing_cancels_and_ends_the_thread() -> None:
    """What still runs is cancelled, the thread is gone, and more calls are refused; closing twice is closing once."""
    cancelled: list[bool] = []
    kept: list[asyncio.Task[None]] = []

    async def background() -> None:
        try:
            await asyncio.Event().wait()
        except asyncio.CancelledError:
            cancelled.append(True)
            raise

    async def start() -> str:
        kept.append(asyncio.create_task(background()))
        await asyncio.sleep(0)
        return threading.current_thread().name

    loop = LoopThread()
    name = loop.run(start())
    loop.close()
    loop.close()
    assert cancelled == [True]
    assert name not in [thread.name for thread in threading.enumerate()]
    with pytest.raises(InvocationError, match="has been closed"):
        loop.run(asyncio.sleep(0))


def test_a_loop_that_nobody_closed() -> None:
    """It ends with its owner."""
    loop = LoopThread()
    thread: list[threading.Thread] = []

    async def find() -> None:
        thread.append(threading.current_thread())

    loop.run(find())
    del loop
    thread[0].join(timeout=30)
    assert not thread[0].is_alive()


def test_an_async_handler_that_calls_its_client() -> None:
    """A call that could never end is refused, with what to do."""
    app = FunctionApp()
    clients: list[TestClient] = []

    @app.queue_trigger(queue_name="work", connection="C")
    async def circular(msg: str) -> None:
        clients[0].queue("work").send(msg)

    with TestClient(app) as client:
        clients.append(client)
        with pytest.raises(InvocationError, match="Call the client from the test"):
            client.queue("work").send("x")
