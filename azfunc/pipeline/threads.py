"""`HandlerThreads`: the threads that sync handlers run on, each call with the context of its invocation."""

import asyncio
import contextvars
import os
import threading
import warnings
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Generic, NamedTuple, TypeVar, cast

from azfunc.errors import AzfuncWarning

T = TypeVar("T")

THREAD_COUNT_SETTING = "PYTHON_THREADPOOL_THREAD_COUNT"
"""The setting that says how many sync handlers run at the same time."""


class InterruptedCallError(Exception):
    """A call raised what cannot cross a future: ``SystemExit``, ``KeyboardInterrupt``, ``StopIteration``.

    Attributes:
        error: what it raised.
    """

    def __init__(self, error: BaseException) -> None:
        super().__init__(repr(error))
        self.error: BaseException = error


class Done(NamedTuple, Generic[T]):
    """How a call ended: exactly one of a result and an error.

    An error is carried as a value because some (``StopIteration``, ``SystemExit``) cannot cross a future.
    """

    result: T | None = None
    error: BaseException | None = None

    def value(self) -> T:
        """The result; raises the error, where it ended with one that an event loop can carry.

        Raises:
            InterruptedCallError: it ended with one that would steer the interpreter or the loop.
        """
        if self.error is None:
            return cast("T", self.result)
        if isinstance(self.error, Exception) and not isinstance(self.error, StopIteration):
            raise self.error
        raise InterruptedCallError(self.error) from self.error


class HandlerThreads:
    """A pool of threads for sync handlers.

    Args:
        count: how many calls run at the same time; None asks the setting ``PYTHON_THREADPOOL_THREAD_COUNT``, and
            without it takes Python's own default (four more than there are processors, 32 at most).
    """

    def __init__(self, count: int | None = None) -> None:
        self._pool = ThreadPoolExecutor(
            max_workers=count or thread_count_setting(), thread_name_prefix="azfunc-handler"
        )

    async def run(self, call: Callable[[], T]) -> Done[T]:
        """Runs a call on a thread that sees the caller's context variables."""
        context = contextvars.copy_context()
        return await asyncio.get_running_loop().run_in_executor(self._pool, lambda: context.run(run_to_end, call))

    def start(self, call: Callable[[], object]) -> None:
        """Runs a call on a thread, with context variables of its own; nobody waits for it, or sees what it raises."""
        self._pool.submit(contextvars.Context().run, call)

    async def run_apart(self, call: Callable[[], T]) -> Done[T]:
        """Runs a call on a thread of its own: one that waits for another call must not take that call's thread."""
        loop = asyncio.get_running_loop()
        done: asyncio.Future[Done[T]] = loop.create_future()
        context = contextvars.copy_context()

        def work() -> None:
            result = context.run(run_to_end, call)
            loop.call_soon_threadsafe(done.set_result, result)

        threading.Thread(target=work, name="azfunc-middleware", daemon=True).start()
        return await done

    def close(self) -> None:
        """Ends the threads; calls that run are waited for."""
        self._pool.shutdown()


def run_to_end(call: Callable[[], T]) -> Done[T]:
    """Runs a call and keeps whatever it raises."""
    try:
        return Done(call())
    except BaseException as error:
        return Done(error=error)


def thread_count_setting() -> int | None:
    """The number that the setting asks for; None where it is not set, or with a warning where it is no number."""
    text = os.environ.get(THREAD_COUNT_SETTING)
    if not text:
        return None
    if text.strip().isdecimal() and int(text) >= 1:
        return int(text)
    warnings.warn(
        f"{THREAD_COUNT_SETTING} is {text!r}, where a whole number of at least 1 is expected; Python's default number "
        "of threads is used.",
        AzfuncWarning,
        stacklevel=2,
    )
    return None
