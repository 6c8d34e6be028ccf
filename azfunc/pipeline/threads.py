"""`HandlerThreads`: the threads that sync handlers run on, each call with the context of its invocation."""

import asyncio
import contextlib
import contextvars
import os
import threading
import warnings
from collections.abc import Callable
from functools import partial
from queue import SimpleQueue
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
    """A pool of threads for sync handlers. They do not keep the process from ending.

    Args:
        count: how many calls run at the same time; None asks the setting ``PYTHON_THREADPOOL_THREAD_COUNT``, and
            without it takes Python's own default (four more than there are processors, 32 at most).
    """

    def __init__(self, count: int | None = None) -> None:
        self._most = count or thread_count_setting() or min(32, (os.cpu_count() or 1) + 4)
        self._calls: SimpleQueue[Callable[[], object] | None] = SimpleQueue()
        self._lock = threading.Lock()
        self._threads: list[threading.Thread] = []
        self._idle = 0
        """Threads that wait for a call, and for which none is on its way."""
        self._waiting = 0
        """Calls that wait for a thread."""
        self._is_closed = False

    def start(self, call: Callable[[], object]) -> None:
        """Runs a call on a thread, with context variables of its own; nobody waits for it, or sees what it raises.

        Raises:
            RuntimeError: the threads have been ended, or the machine gives no more of them.
        """
        self._submit(partial(_run_in_own_context, call))

    def _submit(self, call: Callable[[], object]) -> None:
        with self._lock:
            if self._is_closed:
                raise RuntimeError("The threads of handlers have been ended: nothing can run any more.")
            if self._idle:
                self._idle -= 1
            elif len(self._threads) < self._most:
                thread = threading.Thread(target=self._work, name=f"azfunc-handler_{len(self._threads)}", daemon=True)
                contextvars.Context().run(thread.start)  # it outlives the invocation that needs it first
                self._threads.append(thread)
            else:
                self._waiting += 1
            self._calls.put(call)

    def _work(self) -> None:
        while (call := self._calls.get()) is not None:
            call()
            del call  # or what it holds would live until the next one
            with self._lock:
                if self._waiting:
                    self._waiting -= 1
                else:
                    self._idle += 1

    async def run(self, call: Callable[[], T]) -> Done[T]:
        """Runs a call on a thread that sees the caller's context variables."""
        return await self._run(call, self._submit)

    async def run_apart(self, call: Callable[[], T]) -> Done[T]:
        """Runs a call on a thread of its own: one that waits for another call must not take that call's thread."""

        def start(work: Callable[[], None]) -> None:
            threading.Thread(target=work, name="azfunc-middleware", daemon=True).start()

        return await self._run(call, start)

    async def _run(self, call: Callable[[], T], start: Callable[[Callable[[], None]], None]) -> Done[T]:
        loop = asyncio.get_running_loop()
        done: asyncio.Future[Done[T]] = loop.create_future()
        context = contextvars.copy_context()

        def work() -> None:
            result = context.run(run_to_end, call)
            with contextlib.suppress(RuntimeError):  # the loop has been closed meanwhile: nobody waits
                loop.call_soon_threadsafe(_finish, done, result)

        start(work)
        return await done

    def close(self) -> None:
        """Ends the threads; calls that run are waited for."""
        with self._lock:
            self._is_closed = True
        for _ in self._threads:
            self._calls.put(None)
        for thread in self._threads:
            thread.join()


def _run_in_own_context(call: Callable[[], object]) -> None:
    contextvars.Context().run(run_to_end, call)


def _finish(done: "asyncio.Future[Done[T]]", result: Done[T]) -> None:
    if not done.done():
        done.set_result(result)


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
