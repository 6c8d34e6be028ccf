"""`WsgiMiddleware`: serves HTTP requests with a WSGI app, as PEP 3333 has it."""

import asyncio
import contextvars
from collections.abc import AsyncGenerator, Callable, Iterable
from contextlib import asynccontextmanager
from typing import TypeAlias

from azfunc.bindings.http_payload import HttpResponse
from azfunc.web.environ import ErrorLog, make_environ
from azfunc.web.exchange import Exchange, Headers, StreamedResponse, failure_response, logger, whole_response
from azfunc.web.request import AnyContext, AnyRequest, WebRequest, context_items, read_request
from azfunc.web.start_response import Answer

WsgiApp: TypeAlias = Callable[..., Iterable[bytes]]
"""A WSGI app: ``app(environ, start_response)``. Frameworks annotate the two in ways of their own."""


class WsgiMiddleware:
    """Serves the requests of an HTTP function with a WSGI app: Flask, Django, Bottle…

    ::

        web = WsgiMiddleware(flask_app.wsgi_app)

        @app.route("site/{*rest}")
        def site(req: HttpRequest, context: Context) -> HttpResponse:
            return web.handle(req, context)

    `WsgiFunctionApp` makes the function as well.
    https://learn.microsoft.com/azure/azure-functions/functions-reference-python#web-frameworks

    Args:
        app: the WSGI app.
        mounted: False to let the app see whole paths, route prefix included, as azure.functions does. True to mount it
            where the route's last token begins: ``/api`` is its ``SCRIPT_NAME``, and ``/api/orders`` its route
            ``/orders``.
    """

    def __init__(self, app: WsgiApp, *, mounted: bool = False) -> None:
        self._app = app
        self._mounted = mounted
        self._name = f"The WSGI app {getattr(app, '__name__', type(app).__name__)}"

    def handle(self, req: AnyRequest, context: AnyContext | None = None) -> HttpResponse:
        """Serves a request and gives the whole answer.

        An app that raises is answered for with 500, and its error is logged. What it writes to ``wsgi.errors`` is
        logged as well, and changes no answer.

        Args:
            req: the request.
            context: the invocation's context, which the app finds in its environ (``azure_functions.invocation_id``…).
        """
        request = read_request(req, mounted=self._mounted)
        collected = _Collected()
        try:
            self._serve(request, context, collected)
        except Exception:
            logger.exception("%s raised while it answered %s %s.", self._name, request.method, request.path)
        if not collected.is_complete:
            return failure_response()
        body = b"" if request.method == "HEAD" else b"".join(collected.chunks)
        return whole_response(collected.status_code, collected.headers, body)

    def main(self, req: AnyRequest, context: AnyContext | None = None) -> HttpResponse:
        """Another name of `handle`, for ``main = WsgiMiddleware(app).main``."""
        return self.handle(req, context)

    @asynccontextmanager
    async def stream(
        self, req: AnyRequest, context: AnyContext | None = None
    ) -> AsyncGenerator[StreamedResponse, None]:
        """Serves a request on a thread, and gives the answer while its body is on its way.

        Leaving the block is leaving the app: its next piece is not taken any more, and its iterable is closed.
        """
        request = read_request(req, mounted=self._mounted)
        loop = asyncio.get_running_loop()
        exchange = Exchange(self._name, f"{request.method} {request.path}", is_head=request.method == "HEAD")
        caller = contextvars.copy_context()  # one for the whole answer: apps set variables while they iterate
        sink = _Streamed(exchange, loop)

        def serve() -> None:
            try:
                self._serve(request, context, sink)
            except (Exception, SystemExit) as error:
                loop.call_soon_threadsafe(exchange.failed, error)
            else:
                loop.call_soon_threadsafe(exchange.returned)

        running = loop.run_in_executor(None, caller.run, serve)
        at_once = False
        try:
            yield await exchange.response()
        except asyncio.CancelledError:
            at_once = True
            raise
        finally:
            await exchange.leave(running, at_once=at_once)

    def _serve(self, request: WebRequest, context: AnyContext | None, sink: "_Collected | _Streamed") -> None:
        errors = ErrorLog(self._name)
        environ = {**make_environ(request, errors), **context_items(context)}
        answer = Answer(self._name, sink.begin, sink.write)
        result: Iterable[bytes] = ()
        try:
            result = self._app(environ, answer.start_response)
            for chunk in result:
                answer.write(chunk)
            answer.finish()
            sink.finish()
        finally:
            close: Callable[[], object] | None = getattr(result, "close", None)
            if close is not None:
                close()
            errors.flush()


class _Collected:
    """Keeps an answer."""

    def __init__(self) -> None:
        self.status_code: int = 500
        self.headers: Headers = ()
        self.chunks: list[bytes] = []
        self.is_complete: bool = False

    def begin(self, status_code: int, headers: Headers) -> None:
        self.status_code, self.headers = status_code, headers

    def write(self, chunk: bytes) -> None:
        self.chunks.append(chunk)

    def finish(self) -> None:
        self.is_complete = True


class _Streamed:
    """Hands an answer over to the loop, piece by piece; the app's thread waits until a piece has been taken."""

    def __init__(self, exchange: Exchange, loop: asyncio.AbstractEventLoop) -> None:
        self._exchange = exchange
        self._loop = loop

    def begin(self, status_code: int, headers: Headers) -> None:
        self._exchange.begin(status_code, headers)  # nothing reads it before the first piece is written

    def write(self, chunk: bytes) -> None:
        self._write(chunk, more=True)

    def finish(self) -> None:
        self._write(b"", more=False)

    def _write(self, chunk: bytes, *, more: bool) -> None:
        asyncio.run_coroutine_threadsafe(self._exchange.write(chunk, more=more), self._loop).result()
