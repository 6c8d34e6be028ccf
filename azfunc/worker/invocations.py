"""`Invocations`: runs what a host invokes, many at once, and answers each exactly once.

Sync handlers run on threads and never pass through the event loop, so that a handler that blocks the loop holds up
nobody but other async handlers.
"""

import asyncio
import sys
from collections.abc import Callable
from typing import Final

from azfunc.bindings.context import Cancellation
from azfunc.bindings.datum import Datum
from azfunc.bindings.http_stream import StreamedData
from azfunc.bindings.settlement import settlements_of
from azfunc.official.settlement import settle_messages
from azfunc.pipeline.runner import refused
from azfunc.plan import Outcome
from azfunc.runtime.invocation import Invocation
from azfunc.worker import schema
from azfunc.worker.failure import write_failure
from azfunc.worker.invocation_data import read_invocation, write_outcome
from azfunc.worker.loading import Loaded
from azfunc.worker.protocol import Messages
from azfunc.worker.registry import FunctionRegistry
from azfunc.worker.shared_memory import SharedMemory

_SUCCESS: Final = 1

Send = Callable[[schema.StreamingMessage], None]
"""Sends a message to the host; may be called on any thread."""


class _Running:
    """An invocation that has not been answered."""

    __slots__ = ("cancellation", "loaded", "request", "request_id", "task")

    def __init__(self, loaded: Loaded, message: schema.StreamingMessage) -> None:
        self.loaded: Loaded = loaded
        self.request: schema.InvocationRequest = message.invocation_request
        self.request_id: str = message.request_id
        self.cancellation: Cancellation = Cancellation()
        self.task: asyncio.Task[None] | None = None


class Invocations:
    """The invocations of one worker.

    Args:
        messages: the classes of messages.
        loop: the event loop of async handlers.
        send: sends the answers.
        memory: where large values are.
    """

    def __init__(
        self, messages: Messages, loop: asyncio.AbstractEventLoop, send: Send, memory: SharedMemory | None = None
    ) -> None:
        self._messages = messages
        self._loop = loop
        self._send = send
        self.memory: SharedMemory = memory or SharedMemory()
        self._running: dict[str, _Running] = {}
        self._drained: asyncio.Event | None = None

    @property
    def count(self) -> int:
        """How many have not been answered."""
        return len(self._running)

    def start(self, message: schema.StreamingMessage, registry: FunctionRegistry) -> None:
        """Starts an invocation, on whatever thread its request arrives; a failure is answered, never raised."""
        try:
            loaded = registry.find(message.invocation_request.function_id)
        except Exception as error:
            self._send(self._failure(message.request_id, message.invocation_request.invocation_id, error))
            return
        running = _Running(loaded, message)
        self._running[running.request.invocation_id] = running
        if loaded.is_async or not loaded.executor.is_started:
            self._loop.call_soon_threadsafe(self._start_task, running)
        else:
            self._start_thread(running)

    def cancel(self, invocation_id: str) -> None:
        """Asks for the early end of an invocation: its task is cancelled, a sync handler sees it in its context."""
        running = self._running.get(invocation_id)
        if running is not None:
            running.cancellation.request()
            self._loop.call_soon_threadsafe(self._cancel_task, running)

    def _cancel_task(self, running: _Running) -> None:
        if running.task is not None:
            running.task.cancel()

    async def drain(self, seconds: float) -> bool:
        """Waits until all have been answered.

        Args:
            seconds: how long at most.

        Returns:
            Whether they have.
        """
        self._drained = asyncio.Event()
        if self._running:
            try:
                await asyncio.wait_for(self._drained.wait(), seconds)
            except TimeoutError:
                return False
        return True

    def _start_thread(self, running: _Running) -> None:
        try:
            running.loaded.executor.scope.threads.start(lambda: self._run_on_thread(running))
        except BaseException as error:  # the pool is closed, or the machine gives no more threads
            self._fail(running, error)

    def _start_task(self, running: _Running) -> None:
        running.task = self._loop.create_task(self._run_on_loop(running))

    def _run_on_thread(self, running: _Running) -> None:
        try:
            outcome = running.loaded.executor.call(self._invocation(running))
            data = outcome.return_value.value
            if isinstance(data, StreamedData):
                whole = asyncio.run_coroutine_threadsafe(data.collected(), self._loop).result()
                outcome = outcome._replace(return_value=Datum("http", whole))
            message = self._success(running, outcome)
            settle_messages(outcome.settlements)
        except BaseException as error:
            self._fail(running, error)
        else:
            self._answer(running, message)

    async def _run_on_loop(self, running: _Running) -> None:
        loaded = running.loaded
        try:
            if not loaded.is_async:  # it is the first one, and so starts the app
                await loaded.executor.start()
                self._start_thread(running)
                return
            outcome = await loaded.executor.invoke(self._invocation(running))
            data = outcome.return_value.value
            if isinstance(data, StreamedData):
                outcome = outcome._replace(return_value=Datum("http", await data.collected()))
            message = self._success(running, outcome)
            if outcome.settlements:
                await asyncio.to_thread(settle_messages, outcome.settlements)
        except BaseException as error:
            if isinstance(error, Exception) and settlements_of(error):
                self._loop.run_in_executor(None, self._fail, running, error)
            else:
                self._fail(running, error)
        else:
            self._answer(running, message)

    def _invocation(self, running: _Running) -> Invocation:
        if running.cancellation.is_requested:
            raise asyncio.CancelledError("the host cancelled the invocation before it began")
        return read_invocation(running.loaded, running.request, running.cancellation, self.memory)

    def _success(self, running: _Running, outcome: Outcome) -> schema.StreamingMessage:
        message = self._messages.StreamingMessage(request_id=running.request_id)
        response = message.invocation_response
        response.invocation_id = running.request.invocation_id
        response.result.status = _SUCCESS
        write_outcome(outcome, response, self.memory)
        sys.stdout.flush()  # what the handler printed belongs before the answer
        return message

    def _fail(self, running: _Running, error: BaseException) -> None:
        """Answers with a failure; messages are settled as the exception says."""
        is_cancelled = isinstance(error, asyncio.CancelledError) and running.cancellation.is_requested
        if isinstance(error, Exception):
            try:
                settle_messages(settlements_of(error))
            except Exception as failure:
                failure.__context__ = error
                error = failure
        elif not is_cancelled:
            steering, error = error, refused(running.loaded.function, error)
            error.__cause__ = steering
        self._answer(
            running, self._failure(running.request_id, running.request.invocation_id, error, is_cancelled=is_cancelled)
        )

    def _failure(
        self, request_id: str, invocation_id: str, error: BaseException, *, is_cancelled: bool = False
    ) -> schema.StreamingMessage:
        message = self._messages.StreamingMessage(request_id=request_id)
        response = message.invocation_response
        response.invocation_id = invocation_id
        write_failure(error, response.result, is_cancelled=is_cancelled)
        return message

    def _answer(self, running: _Running, message: schema.StreamingMessage) -> None:
        invocation_id = running.request.invocation_id
        if self._running.get(invocation_id) is running:
            del self._running[invocation_id]
        self._send(message)
        if self._drained is not None and not self._running:
            self._loop.call_soon_threadsafe(self._drained.set)
