"""`Invocations`: runs what a host invokes, many at once, and answers each exactly once.

Sync handlers run on threads and never pass through the event loop, so that a handler that blocks the loop holds up
nobody but other async handlers.
"""

import asyncio
import sys
from collections import deque
from collections.abc import Callable, Coroutine, Sequence
from concurrent.futures import wait
from contextlib import suppress
from typing import TYPE_CHECKING, Final

from azfunc.bindings.datum import NOTHING, Datum, HttpRequestData
from azfunc.bindings.http import request_of
from azfunc.bindings.http_stream import StreamedData
from azfunc.bindings.settlement import Settlement, settlements_of
from azfunc.pipeline.runner import refused
from azfunc.plan import Outcome
from azfunc.runtime.executor import Executor
from azfunc.runtime.http_answer import http_answer
from azfunc.runtime.invocation import Invocation
from azfunc.worker import schema
from azfunc.worker.failure import write_failure
from azfunc.worker.invocation_data import write_outcome
from azfunc.worker.loaded import Loaded
from azfunc.worker.protocol import Messages
from azfunc.worker.registry import FunctionRegistry
from azfunc.worker.running import Running
from azfunc.worker.shared_memory import SharedMemory

if TYPE_CHECKING:
    from azfunc.web.serving import Middleware
    from azfunc.worker.http_proxy import HttpProxy, ProxiedRequest

_SUCCESS: Final = 1
_POLL_SECONDS: Final = 0.05

Send = Callable[[schema.StreamingMessage], None]
"""Sends a message to the host; may be called on any thread."""


class Invocations:
    """The invocations of one worker.

    Args:
        messages: the classes of messages.
        loop: the event loop of async handlers.
        send: sends the answers.
    """

    def __init__(self, messages: Messages, loop: asyncio.AbstractEventLoop, send: Send) -> None:
        self._messages = messages
        self._loop = loop
        self._send = send
        self.memory: SharedMemory = SharedMemory()
        """Where large values are."""
        self.proxy: HttpProxy | None = None
        """The web server, where the host hands HTTP requests over to it."""
        self._running: dict[str, Running] = {}
        self._starting: deque[Running] = deque()
        """What waits for the event loop."""
        self._is_waking = False
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
        proxied = None if self.proxy is None else self._proxied(self.proxy, loaded, message.invocation_request)
        running = Running(loaded, message, proxied)
        self._running[running.request.invocation_id] = running
        if loaded.is_async or (proxied is not None and loaded.web is not None):
            self._starting.append(running)
            if not self._is_waking:  # the loop wakes once for all that arrive before it comes to them
                self._is_waking = True
                self._loop.call_soon_threadsafe(self._start_tasks)
        else:
            self._start_thread(running)

    def is_running(self, invocation_id: str) -> bool:
        """Whether an invocation has not been answered."""
        return invocation_id in self._running

    def cancel(self, invocation_id: str) -> None:
        """Asks for the early end of an invocation: its task is cancelled, a sync handler sees it in its context."""
        running = self._running.get(invocation_id)
        if running is not None:
            running.cancellation.request()
            self._loop.call_soon_threadsafe(self._cancel_task, running)

    def _cancel_task(self, running: Running) -> None:
        if running.task is not None and running.has_begun:  # otherwise it would end before it could answer
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

    def _start_thread(self, running: Running) -> None:
        try:
            running.loaded.executor.scope.threads.start(lambda: self._run_on_thread(running))
        except BaseException as error:  # the pool is closed, or the machine gives no more threads
            self._fail(running, error)

    def _start_tasks(self) -> None:
        self._is_waking = False
        while self._starting:
            running = self._starting.popleft()
            running.task = _new_task(self._run_on_loop(running), self._loop)

    def _proxied(
        self, proxy: "HttpProxy", loaded: Loaded, request: schema.InvocationRequest
    ) -> "ProxiedRequest | None":
        """The request that the host has handed over apart; None where it stands in the invocation."""
        if not loaded.is_http or any(parameter.data.http.method for parameter in request.input_data):
            return None
        return proxy.request(request.invocation_id)

    def _run_on_thread(self, running: Running) -> None:
        try:
            if not running.loaded.executor.is_started:
                self._start_app(running.loaded.executor)
            proxied = running.proxied
            invocation = running.invocation(self.memory, None if proxied is None else proxied.arrived())
            outcome = running.loaded.executor.call(invocation)
            if proxied is not None or isinstance(outcome.return_value.value, StreamedData):
                delivering = self._delivered(running, invocation, outcome)
                outcome = asyncio.run_coroutine_threadsafe(delivering, self._loop).result()
            message = self._success(running, outcome)
            _settle(outcome.settlements)
        except BaseException as error:
            self._fail(running, error)
        else:
            self._answer(running, message)

    def _start_app(self, executor: Executor) -> None:
        """Starts the app on the event loop, from a thread.

        Another invocation may be quicker, and block the loop with its handler before the loop comes to this.
        """
        starting = asyncio.run_coroutine_threadsafe(executor.start(), self._loop)
        while not (executor.is_started or starting.done()):
            wait([starting], _POLL_SECONDS)
        if starting.done():
            starting.result()

    async def _run_on_loop(self, running: Running) -> None:
        loaded, proxied = running.loaded, running.proxied
        running.has_begun = True
        try:
            if not loaded.executor.is_started:
                await loaded.executor.start()
            invocation = running.invocation(self.memory, None if proxied is None else await proxied.arrived_async())
            if proxied is not None and loaded.web is not None:
                outcome = await self._served(loaded.web, running, invocation, proxied)
            else:
                outcome = await loaded.executor.invoke(invocation)
                if proxied is not None or isinstance(outcome.return_value.value, StreamedData):
                    outcome = await self._delivered(running, invocation, outcome)
            message = self._success(running, outcome)
            if outcome.settlements:
                await asyncio.to_thread(_settle, outcome.settlements)
        except BaseException as error:
            if isinstance(error, Exception) and settlements_of(error):
                self._loop.run_in_executor(None, self._fail, running, error)
            else:
                self._fail(running, error)
        else:
            self._answer(running, message)

    async def _delivered(self, running: Running, invocation: Invocation, outcome: Outcome) -> Outcome:
        """Sends the HTTP answer on the request's own way, or makes a streamed one whole; gives what is left to send."""
        with running.loaded.executor.inside(invocation):
            if running.proxied is None:
                data = outcome.return_value.value
                assert isinstance(data, StreamedData)
                return outcome._replace(return_value=Datum("http", await data.collected()))
            function = running.loaded.function
            await running.proxied.answer(http_answer(function, outcome))
            answers = {binding.arg_name for binding in function.outputs if binding.type == "http"}
            outputs = {name: datum for name, datum in outcome.outputs.items() if name not in answers}
            return outcome._replace(return_value=NOTHING, outputs=outputs)

    async def _served(
        self, web: "Middleware", running: Running, invocation: Invocation, proxied: "ProxiedRequest"
    ) -> Outcome:
        """Lets a web app answer a request piece by piece."""
        data = invocation.inputs[running.loaded.function.trigger.arg_name or ""].value
        assert isinstance(data, HttpRequestData)
        with running.loaded.executor.inside(invocation) as context:
            async with web.stream(request_of(data), context) as answer:
                await proxied.stream(answer.status_code, answer.headers, answer.chunks)
        return Outcome(NOTHING, {})

    def _success(self, running: Running, outcome: Outcome) -> schema.StreamingMessage:
        message = self._messages.StreamingMessage(request_id=running.request_id)
        response = message.invocation_response
        response.invocation_id = running.request.invocation_id
        response.result.status = _SUCCESS
        write_outcome(outcome, response, self.memory)
        with suppress(Exception):  # handlers may close it
            sys.stdout.flush()  # what the handler printed belongs before the answer
        return message

    def _fail(self, running: Running, error: BaseException) -> None:
        """Answers with a failure; messages are settled as the exception says."""
        is_cancelled = isinstance(error, asyncio.CancelledError) and running.cancellation.is_requested
        if isinstance(error, Exception):
            try:
                _settle(settlements_of(error))
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

    def _answer(self, running: Running, message: schema.StreamingMessage) -> None:
        invocation_id = running.request.invocation_id
        if self._running.get(invocation_id) is running:
            del self._running[invocation_id]
        if running.proxied is not None and self.proxy is not None:
            self.proxy.forget(invocation_id)
        try:
            self._send(message)
        except Exception as error:  # it is too large, or protobuf cannot write it
            self._send(self._failure(running.request_id, invocation_id, error))
        if self._drained is not None and not self._running:
            self._loop.call_soon_threadsafe(self._drained.set)


def _new_task(coroutine: Coroutine[None, None, None], loop: asyncio.AbstractEventLoop) -> asyncio.Task[None]:
    """A task that begins at once, where Python can do so: what waits for nothing needs no other turn of the loop."""
    if sys.version_info >= (3, 12):
        return asyncio.Task(coroutine, loop=loop, eager_start=True)
    return loop.create_task(coroutine)


def _settle(settlements: Sequence[Settlement]) -> None:
    """Does what is to be done with messages beside success and failure; few functions ask for it."""
    if settlements:
        from azfunc.official.settlement import settle_messages

        settle_messages(settlements)
