"""`HttpProxy`: the web server of a worker whose app streams answers. The host hands requests over to it as they are.

A host that has been told where it listens sends each request there, with the invocation's id in a header, and the
invocation itself over the stream, without the request. Either may arrive first.
Follows https://github.com/Azure/azure-functions-host (DefaultHttpProxyService).
"""

import asyncio
import socket
import threading
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping, MutableMapping, Sequence
from concurrent.futures import Future
from typing import Final, TypeAlias, cast
from urllib.parse import parse_qsl

from azfunc.bindings.datum import HttpRequestData, HttpResponseData
from azfunc.bindings.http_stream import StreamedData
from azfunc.errors import InvocationError, WorkerError

INVOCATION_HEADER: Final = "x-ms-invocation-id"
"""The header that tells to which invocation a request belongs."""

ARRIVAL_SECONDS: Final = 30.0
"""How long an invocation waits for its request: the host sends both at the same time."""

_FRAMING: Final = ("content-length", "transfer-encoding")
"""Headers that say how a body travels, which the server alone knows."""

_WITHOUT_BODY: Final = (204, 304)

_Message: TypeAlias = MutableMapping[str, object]
_Receive = Callable[[], Awaitable[_Message]]
_Send = Callable[[_Message], Awaitable[None]]
_Headers = Sequence[tuple[str, str]]


class ProxiedRequest:
    """A request that the host has handed over, and the way back for its answer.

    Its methods are called from other threads than the server's.

    Args:
        loop: the server's event loop.
    """

    def __init__(self, loop: asyncio.AbstractEventLoop) -> None:
        self._loop = loop
        self._answered = asyncio.Event()
        self._has_begun = False
        self._sending: _Send | None = None
        self.data: Future[HttpRequestData] = Future()
        """The request, once it has arrived."""
        self.is_left: bool = False
        """Whether the client has gone."""

    def arrive(self, data: HttpRequestData | None, send: _Send) -> None:
        """Tells that the request is there, or that its client has left while sending it; on the server's loop."""
        self._sending = send
        if self.data.done():
            return
        if data is None:
            self.is_left = True
            self.data.set_exception(InvocationError("The client left before it had sent the whole HTTP request."))
        else:
            self.data.set_result(data)

    async def over(self, receive: _Receive) -> None:
        """Waits for the end of the answer, or for the client to leave; called on the server's loop."""
        answered = asyncio.ensure_future(self._answered.wait())
        gone = asyncio.ensure_future(_disconnected(receive))
        await asyncio.wait((answered, gone), return_when=asyncio.FIRST_COMPLETED)
        self.is_left = not self._answered.is_set()
        answered.cancel()
        gone.cancel()
        if not self.is_left and not self._has_begun and self._sending is not None:  # as hosts answer for what fails
            await self._sending(_start(500, [("content-length", "0")]))
            await self._sending({"type": "http.response.body", "body": b""})

    def arrived(self) -> HttpRequestData:
        """The request; waits until it has arrived.

        Raises:
            InvocationError: it does not arrive.
        """
        try:
            return self.data.result(ARRIVAL_SECONDS)
        except TimeoutError as error:
            raise _missing() from error

    async def arrived_async(self) -> HttpRequestData:
        """The same on an event loop."""
        try:
            return await asyncio.wait_for(asyncio.wrap_future(self.data), ARRIVAL_SECONDS)
        except TimeoutError as error:
            raise _missing() from error

    async def answer(self, response: HttpResponseData) -> None:
        """Sends a whole answer, or one in pieces as they come; what a piece raises is raised from here."""
        if isinstance(response, StreamedData):
            await self.stream(response.status_code, response.headers, response.chunks())
            return
        body = response.body.encode("utf-8", "replace") if isinstance(response.body, str) else response.body
        headers = [(name, value) for name, value in response.headers if name.lower() not in _FRAMING]
        if response.status_code in _WITHOUT_BODY:
            body = b""
        else:
            headers.append(("content-length", str(len(body))))
        await self._send(_start(response.status_code, headers))
        await self._send({"type": "http.response.body", "body": body})
        self.close()

    async def stream(self, status: int, headers: _Headers, chunks: AsyncIterator[bytes]) -> None:
        """Sends an answer in pieces; it ends early where the client leaves.

        It begins with the first piece, so that a generator which raises before is answered for with 500.
        """
        try:
            async for chunk in chunks:
                if self.is_left:
                    break
                if not self._has_begun:
                    await self._send(_start(status, headers))
                await self._send({"type": "http.response.body", "body": chunk, "more_body": True})
            else:
                if not self._has_begun:
                    await self._send(_start(status, headers))
                await self._send({"type": "http.response.body", "body": b""})
        finally:
            close: Callable[[], Awaitable[None]] | None = getattr(chunks, "aclose", None)
            if close is not None:
                await close()
            self.close()  # a client of an answer that has broken off sees that its end is missing

    async def _send(self, message: _Message) -> None:
        """Sends a part of the answer, and waits until the connection has room for more."""
        if self._sending is None:
            raise _missing()
        self._has_begun = True
        sent = asyncio.run_coroutine_threadsafe(_await(self._sending(message)), self._loop)
        await asyncio.wrap_future(sent)

    def close(self) -> None:
        """Ends the answer; one that has not begun becomes 500."""
        self._loop.call_soon_threadsafe(self._answered.set)


def _missing() -> InvocationError:
    return InvocationError(
        f"The host started this invocation without handing over its HTTP request within {ARRIVAL_SECONDS:g} seconds."
    )


async def _await(sending: Awaitable[None]) -> None:
    await sending


async def _disconnected(receive: _Receive) -> None:
    while (await receive())["type"] != "http.disconnect":
        pass


def _start(status: int, headers: _Headers) -> _Message:
    encoded = [(name.lower().encode("latin-1"), value.encode("latin-1", "replace")) for name, value in headers]
    return {"type": "http.response.start", "status": status, "headers": encoded}


class HttpProxy:
    """The web server, on a thread and an event loop of its own."""

    def __init__(self) -> None:
        self._loop = asyncio.new_event_loop()
        self._requests: dict[str, ProxiedRequest] = {}
        self._lock = threading.Lock()
        self._socket = socket.socket()
        self._socket.bind(("127.0.0.1", 0))
        self._socket.listen(2048)  # the host may come before the server runs
        self.url: str = "http://{}:{}".format(*self._socket.getsockname())
        """Where it listens."""

    def start(self) -> None:
        """Begins to serve.

        Raises:
            WorkerError: uvicorn is not installed.
        """
        try:
            from uvicorn import Config, Server
        except ImportError as error:
            raise WorkerError(
                f'The app streams answers, for which the worker needs uvicorn ({error}): pip install "azfunc[worker]".'
            ) from error
        config = Config(
            self._serve,
            interface="asgi3",
            http="h11",
            ws="none",
            lifespan="off",
            log_config=None,
            log_level="critical",
            access_log=False,
            proxy_headers=False,
        )
        server = Server(config)

        def run() -> None:
            asyncio.set_event_loop(self._loop)
            self._loop.run_until_complete(server.serve(sockets=[self._socket]))

        threading.Thread(target=run, name="azfunc-worker-http", daemon=True).start()

    def request(self, invocation_id: str) -> ProxiedRequest:
        """The request of an invocation, whether it has arrived or not."""
        with self._lock:
            return self._requests.setdefault(invocation_id, ProxiedRequest(self._loop))

    def forget(self, invocation_id: str) -> None:
        """Ends what is left of an invocation's request."""
        with self._lock:
            request = self._requests.pop(invocation_id, None)
        if request is not None:
            request.close()

    async def _serve(self, scope: Mapping[str, object], receive: _Receive, send: _Send) -> None:
        """The ASGI app."""
        headers = _headers(scope)
        invocation_id = headers.pop(INVOCATION_HEADER, "")
        if not invocation_id:
            text = f"This server belongs to a language worker: its host names the invocation in {INVOCATION_HEADER}.\n"
            await send(_start(400, [("content-type", "text/plain; charset=utf-8")]))
            await send({"type": "http.response.body", "body": text.encode()})
            return
        request = self.request(invocation_id)
        body = await _body(receive)
        request.arrive(None if body is None else _request(scope, headers, body), send)
        if body is not None:
            await request.over(receive)


async def _body(receive: _Receive) -> bytes | None:
    """The whole body; None where the client leaves before its end."""
    parts: list[bytes] = []
    while (message := await receive())["type"] != "http.disconnect":
        parts.append(cast("bytes", message.get("body", b"")))
        if not message.get("more_body", False):
            return b"".join(parts)
    return None


def _headers(scope: Mapping[str, object]) -> dict[str, str]:
    """Headers as a host sends them: names in lower case, repeated ones joined."""
    headers: dict[str, str] = {}
    for name, value in cast("Sequence[tuple[bytes, bytes]]", scope["headers"]):
        key, text = name.decode("latin-1").lower(), value.decode("latin-1")
        headers[key] = f"{headers[key]},{text}" if key in headers else text
    return headers


def _request(scope: Mapping[str, object], headers: Mapping[str, str], body: bytes) -> HttpRequestData:
    text = cast("bytes", scope["query_string"]).decode("latin-1")
    query: dict[str, str] = {}
    for name, value in parse_qsl(text, keep_blank_values=True):
        query[name] = f"{query[name]},{value}" if name in query else value
    path = cast("bytes", scope.get("raw_path") or str(scope["path"]).encode()).decode("latin-1")
    scheme = headers.get("x-forwarded-proto") or str(scope.get("scheme", "http"))
    host = headers.get("x-forwarded-host") or headers.get("host", "localhost")
    url = f"{scheme}://{host}{path}" + (f"?{text}" if text else "")
    return HttpRequestData(str(scope["method"]), url, headers, query, {}, body)
