"""`WorkerCore`: answers what a host asks of a language worker. It knows messages, and nothing of how they travel.

Requests that concern the app as a whole (init, metadata, load, reload, terminate) are answered on the event loop, one
after the other, since they import the user's code, which belongs on the main thread. Invocations, cancellations and
the host's ping are taken at once, on the thread on which they arrive.
"""

import asyncio
import logging
import os
from collections.abc import Awaitable, Callable, Mapping
from pathlib import Path
from typing import Final

from azfunc.errors import WorkerError
from azfunc.worker import schema
from azfunc.worker.capabilities import capabilities, worker_metadata
from azfunc.worker.ending import GRACE, end_app, grace_of
from azfunc.worker.environment import Environment
from azfunc.worker.failure import write_failure
from azfunc.worker.invocations import Invocations, Send
from azfunc.worker.own_packages import OwnPackages
from azfunc.worker.protocol import Messages
from azfunc.worker.registry import FunctionRegistry
from azfunc.worker.shared_memory import SharedMemory

_logger: Final = logging.getLogger("azfunc.worker")
_SUCCESS: Final = 1
_REPLACE: Final = 1


class WorkerCore:
    """A language worker without its stream.

    Args:
        messages: the classes of messages.
        loop: the event loop, which runs on the main thread.
        send: sends a message to the host; called on any thread.
        ending: told of the host's wish that the worker ends, with the seconds that it gives, when that arrives: the
            loop may be blocked.
        own: the worker's packages; these are hidden from an app that brings its own.

    Attributes:
        invocations: those that run.
        terminated: set when the host has asked for the end, and all is done.
    """

    def __init__(
        self,
        messages: Messages,
        loop: asyncio.AbstractEventLoop,
        send: Send,
        ending: Callable[[float], None] | None = None,
        own: OwnPackages | None = None,
    ) -> None:
        self._messages = messages
        self._ending = ending
        self._loop = loop
        self._send = send
        self._environment = Environment(own or OwnPackages())
        self._registry = FunctionRegistry(Path.cwd(), messages)
        self._host_keeps_values = False
        self._requests: asyncio.Queue[schema.StreamingMessage] = asyncio.Queue()
        self.invocations: Invocations = Invocations(messages, loop, send)
        self.terminated: asyncio.Event = asyncio.Event()

    def receive(self, message: schema.StreamingMessage) -> None:
        """Takes a message of the host, on whatever thread it arrives."""
        kind = message.WhichOneof("content")
        if kind == "invocation_request":
            self.invocations.start(message, self._registry)
        elif kind == "invocation_cancel":
            self.invocations.cancel(message.invocation_cancel.invocation_id)
        elif kind == "worker_status_request":
            self._send(self._reply(message, worker_status_response=self._messages.WorkerStatusResponse()))
        elif kind in _HANDLERS:
            if kind == "worker_terminate" and self._ending is not None:
                self._ending(grace_of(message.worker_terminate))
            self._loop.call_soon_threadsafe(self._requests.put_nowait, message)
        else:
            _logger.warning("The host sent a message of the kind %s, which this worker does not know.", kind)

    async def serve(self) -> None:
        """Answers requests that concern the app, until the host asks for the end."""
        while not self.terminated.is_set():
            message = await self._requests.get()
            handler = _HANDLERS[message.WhichOneof("content") or ""]
            try:
                await handler(self, message)
            except asyncio.CancelledError:
                raise
            except BaseException:  # what the app's code raises shall not leave later requests without an answer
                _logger.exception("The worker failed to answer a request of the host.")

    def _reply(self, request: schema.StreamingMessage, **content: object) -> schema.StreamingMessage:
        make: Callable[..., schema.StreamingMessage] = self._messages.StreamingMessage
        return make(request_id=request.request_id, **content)

    def _succeeded(self) -> schema.StatusResult:
        return self._messages.StatusResult(status=_SUCCESS)

    def _failed(self, error: BaseException) -> schema.StatusResult:
        result = self._messages.StatusResult()
        write_failure(error, result)
        return result

    def _capabilities(self) -> Mapping[str, str]:
        memory = self.invocations.memory
        return capabilities(
            shared_memory=memory.is_available, http_uri=self._http_uri(), telemetry=self._has_telemetry()
        )

    def _http_uri(self) -> str | None:
        """Where the worker's own web server listens; None where no function of the app streams its answer."""
        try:
            app = self._registry.index()
        except BaseException:  # the request for metadata answers with it
            return None
        if app is None or not any(loaded.streams for loaded in app.functions.values()):
            return None
        if self.invocations.proxy is None:
            from azfunc.worker.http_proxy import HttpProxy  # few apps stream

            proxy = HttpProxy()
            try:
                proxy.start()
            except WorkerError as error:
                _logger.error("%s Answers are sent whole.", error)
                return None
            self.invocations.proxy = proxy
        return self.invocations.proxy.url

    def _has_telemetry(self) -> bool:
        """Whether the app makes spans itself."""
        try:
            app = self._registry.index()
        except BaseException:  # the request for metadata answers with it
            return False
        functions = () if app is None else (loaded.function for loaded in app.functions.values())
        return any(function.around is not None and function.around.observers for function in functions)

    async def _init(self, message: schema.StreamingMessage) -> None:
        request = message.worker_init_request
        self._host_keeps_values = "FunctionDataCache" in request.capabilities
        result = self._succeeded()
        try:
            self._enter(request.function_app_directory)
        except Exception as error:  # whatever it is: a host that gets no answer ends the worker
            result = self._failed(error)
        response = self._messages.WorkerInitResponse(
            result=result, capabilities=self._capabilities(), worker_metadata=worker_metadata(self._messages)
        )
        self._send(self._reply(message, worker_init_response=response))

    def _enter(self, directory: str, variables: Mapping[str, str] | None = None) -> None:
        """Makes a folder the app's, and imports the app so that the host can be told what it can do."""
        app = Path(directory or Path.cwd()).resolve()
        if variables is None:
            self._environment.enter(app)
        else:
            self._environment.replace(variables, app)
        self.invocations.memory = SharedMemory.from_settings(os.environ)
        self._registry = FunctionRegistry(app, self._messages)

    async def _metadata(self, message: schema.StreamingMessage) -> None:
        response = self._messages.FunctionMetadataResponse(result=self._succeeded())
        try:
            found = self._registry.metadata()
        except BaseException as error:
            write_failure(error, response.result)
        else:
            response.use_default_metadata_indexing = found is None
            response.function_metadata_results.extend(found or ())
        self._send(self._reply(message, function_metadata_response=response))

    async def _load(self, message: schema.StreamingMessage) -> None:
        response = self._loaded(message.function_load_request)
        self._send(self._reply(message, function_load_response=response))

    async def _load_all(self, message: schema.StreamingMessage) -> None:
        requests = message.function_load_request_collection.function_load_requests
        response = self._messages.FunctionLoadResponseCollection()
        response.function_load_responses.extend([self._loaded(request) for request in requests])
        self._send(self._reply(message, function_load_response_collection=response))

    def _loaded(self, request: schema.FunctionLoadRequest) -> schema.FunctionLoadResponse:
        result = self._succeeded()
        try:
            self._registry.load(request.function_id, request.metadata)
        except BaseException as error:
            result = self._failed(error)
        return self._messages.FunctionLoadResponse(function_id=request.function_id, result=result)

    async def _reload(self, message: schema.StreamingMessage) -> None:
        request = message.function_environment_reload_request
        result = self._succeeded()
        try:
            self._enter(request.function_app_directory, dict(request.environment_variables))
        except Exception as error:  # whatever it is: a host that gets no answer ends the worker
            result = self._failed(error)
        response = self._messages.FunctionEnvironmentReloadResponse(
            result=result,
            capabilities=self._capabilities(),
            worker_metadata=worker_metadata(self._messages),
            capabilities_update_strategy=_REPLACE,
        )
        self._send(self._reply(message, function_environment_reload_response=response))

    async def _warm_up(self, message: schema.StreamingMessage) -> None:
        response = self._messages.WorkerWarmupResponse(result=self._succeeded())
        self._send(self._reply(message, worker_warmup_response=response))

    async def _close_memory(self, message: schema.StreamingMessage) -> None:
        names = message.close_shared_memory_resources_request.map_names
        closed = self.invocations.memory.close(names, keep=self._host_keeps_values)
        response = self._messages.CloseSharedMemoryResourcesResponse(close_map_results=closed)
        self._send(self._reply(message, close_shared_memory_resources_response=response))

    async def _terminate(self, message: schema.StreamingMessage) -> None:
        await self.stop(grace_of(message.worker_terminate))

    async def stop(self, seconds: float = GRACE) -> None:
        """Waits for invocations that run, and ends web apps and the app's lifespan.

        Args:
            seconds: how long at most; a part of them is kept for the lifespan.
        """
        await end_app(self.invocations, self._registry, seconds)
        self.terminated.set()


_HANDLERS: Final[Mapping[str, Callable[[WorkerCore, schema.StreamingMessage], Awaitable[None]]]] = {
    "worker_init_request": WorkerCore._init,
    "functions_metadata_request": WorkerCore._metadata,
    "function_load_request": WorkerCore._load,
    "function_load_request_collection": WorkerCore._load_all,
    "function_environment_reload_request": WorkerCore._reload,
    "worker_warmup_request": WorkerCore._warm_up,
    "close_shared_memory_resources_request": WorkerCore._close_memory,
    "worker_terminate": WorkerCore._terminate,
}
"""What answers each request that concerns the app."""
