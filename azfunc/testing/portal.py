"""`LoopThread`: an event loop on a thread of its own, so that plain and async tests alike may call async code."""

import asyncio
import contextlib
import threading
import weakref
from collections.abc import Coroutine
from typing import TypeVar

from azfunc.errors import InvocationError

T = TypeVar("T")


class LoopThread:
    """Runs coroutines to their end, on one loop that lives until it is closed.

    A coroutine sees the caller's context variables. A loop that nobody closes ends with its owner.
    """

    def __init__(self) -> None:
        self._loop = asyncio.new_event_loop()
        ending = threading.Event()
        self._thread = threading.Thread(target=_serve, args=(self._loop, ending), name="azfunc-test-loop", daemon=True)
        self._thread.start()
        self._end = weakref.finalize(self, _stop, self._loop, ending, self._thread)

    def run(self, coroutine: Coroutine[object, object, T]) -> T:
        """Runs a coroutine and returns its result, or raises what it raises.

        Raises:
            InvocationError: the loop has been closed, or this is called by code that runs on it.
        """
        if not self._end.alive:
            coroutine.close()
            raise InvocationError("This test client has been closed. Make calls inside its 'with' block.")
        if threading.current_thread() is self._thread:
            coroutine.close()
            raise InvocationError(
                "An async handler called the test client, which waits for that handler. Call the client from the test."
            )
        future = asyncio.run_coroutine_threadsafe(coroutine, self._loop)
        try:
            return future.result()
        except BaseException:
            future.cancel()
            raise

    def close(self) -> None:
        """Cancels what still runs and ends the thread; more calls do nothing."""
        self._end()


def _serve(loop: asyncio.AbstractEventLoop, ending: threading.Event) -> None:
    asyncio.set_event_loop(loop)
    try:
        while not ending.is_set():  # a task that raises SystemExit ends the loop, and others still wait for theirs
            with contextlib.suppress(SystemExit, KeyboardInterrupt):
                loop.run_forever()
        tasks = asyncio.all_tasks(loop)
        for task in tasks:
            task.cancel()
        loop.run_until_complete(asyncio.gather(*tasks, return_exceptions=True))
        loop.run_until_complete(loop.shutdown_asyncgens())
        loop.run_until_complete(loop.shutdown_default_executor())
    finally:
        asyncio.set_event_loop(None)
        loop.close()


def _stop(loop: asyncio.AbstractEventLoop, ending: threading.Event, thread: threading.Thread) -> None:
    ending.set()
    loop.call_soon_threadsafe(loop.stop)
    if threading.current_thread() is not thread:
        thread.join()
