"""`AsgiMiddleware`: serves HTTP requests with an ASGI app.

Follows https://asgi.readthedocs.io/en/latest/specs/www.html.
"""

import asyncio
import warnings
from collections.abc import AsyncGenerator, Iterable, Mapping
from contextlib import asynccontextmanager
from typing import cast

from azfunc.bindings.http_payload import HttpResponse
from azfunc.errors import InvocationError
from azfunc.web.exchange import BrokenAnswerError, Exchange, StreamedResponse, failure_response
from azfunc.web.lifespan import AsgiApp, Lifespans
from azfunc.web.request import AnyContext, AnyRequest, WebRequest, context_items, read_request


class AsgiMiddleware:
    """Serves the requests of an HTTP function with an ASGI app: FastAPI, Starlette, Django…

    ::

        web = AsgiMiddleware(fastapi_app)

        @app.route("site/{*rest}")
        async def site(req: HttpRequest, context: Context) -> HttpResponse:
            return await web.handle_async(req, context)

    The app's lifespan is started before its first request. `AsgiFunctionApp` makes the function as well.
    https://learn.microsoft.com/azure/azure-functions/functions-reference-python#web-frameworks

    Args:
        app: the ASGI app.
        mounted: False to let the app see whole paths, route prefix included, as azure.functions does. True to mount it
            where the route's last token begins: ``/api`` is its ``root_path``, and ``/api/orders`` its route
            ``/orders``.
    """

    def __init__(self, app: AsgiApp, *, mounted: bool = False) -> None:
        self._app = app
        self._mounted = mounted
        self._name = f"The ASGI app {getattr(app, '__name__', type(app).__name__)}"
        self._lifespans = Lifespans(app, self._name)

    def handle(self, req: AnyRequest, context: AnyContext | None = None) -> HttpResponse:
        """Deprecated: serves a request on an event loop of its own, with a lifespan of its own.

        Raises:
            InvocationError: an event loop runs here already, or the app cannot start.
        """
        warnings.warn("handle() is deprecated: await handle_async() instead.", DeprecationWarning, stacklevel=2)
        try:
            asyncio.get_running_loop()
        except RuntimeError:
            return asyncio.run(self._handle_alone(req, context))
        raise InvocationError("AsgiMiddleware.handle() was called by async code. Await handle_async() instead.")

    async def _handle_alone(self, req: AnyRequest, context: AnyContext | None) -> HttpResponse:
        response = await self.handle_async(req, context)
        await self.notify_shutdown()
        return response

    async def handle_async(self, req: AnyRequest, context: AnyContext | None = None) -> HttpResponse:
        """Serves a request and gives the whole answer.

        An app that raises is answered for with 500, and its error is logged. An answer that was complete by then is
        kept. What the app does after its answer, such as background tasks, is waited for.

        Args:
            req: the request.
            context: the invocation's context, which the app finds in its scope (``azure_functions.invocation_id``…).

        Raises:
            InvocationError: the app cannot start.
        """
        try:
            async with self.stream(req, context) as response:
                return await response.collect()
        except BrokenAnswerError:
            return failure_response()

    async def main(self, req: AnyRequest, context: AnyContext | None = None) -> HttpResponse:
        """Another name of `handle_async`, for ``main = AsgiMiddleware(app).main``."""
        return await self.handle_async(req, context)

    @asynccontextmanager
    async def stream(
        self, req: AnyRequest, context: AnyContext | None = None
    ) -> AsyncGenerator[StreamedResponse, None]:
        """Serves a request and gives the answer while its body is on its way; leaving the block is leaving the app.

        An app whose reader leaves early gets ``http.disconnect``, and is cancelled where it does not end soon.

        Raises:
            InvocationError: the app cannot start.
        """
        state = await self._lifespans.start()
        request = read_request(req, mounted=self._mounted)
        exchange = Exchange(self._name, f"{request.method} {request.path}", is_head=request.method == "HEAD")
        scope = {**_scope(request), "state": state, **context_items(context)}
        running = asyncio.get_running_loop().create_task(self._run(scope, _Messages(exchange, request.body), exchange))
        at_once = False
        try:
            yield await exchange.response()
        except asyncio.CancelledError:
            at_once = True
            raise
        finally:
            await exchange.leave(running, at_once=at_once)

    async def _run(self, scope: Mapping[str, object], messages: "_Messages", exchange: Exchange) -> None:
        try:
            await self._app(scope, messages.receive, messages.send)
        except (Exception, SystemExit) as error:  # SystemExit would end the loop, and every other invocation with it
            exchange.failed(error)
        except asyncio.CancelledError as error:  # by us, or by the app itself, which nobody would hear of
            exchange.failed(error)
            raise
        else:
            exchange.returned()

    async def start(self) -> None:
        """Starts the app on this event loop unless it has been.

        Raises:
            InvocationError: the app cannot start.
        """
        await self._lifespans.start()

    async def notify_startup(self) -> bool:
        """As `start`; False, with the reason in the log, if the app cannot start."""
        try:
            await self.start()
        except InvocationError:
            return False
        return True

    async def notify_shutdown(self) -> bool:
        """Stops the app on this event loop; False, with the reason in the log, if it told that it failed to.

        An app that has not been started is left alone. A later request starts it again.
        """
        return await self._lifespans.stop()


def _scope(request: WebRequest) -> dict[str, object]:
    return {
        "type": "http",
        "asgi": {"version": "3.0", "spec_version": "2.4"},
        "http_version": "1.1",
        "method": request.method,
        "scheme": request.scheme,
        "path": request.path,
        "raw_path": request.raw_path,
        "query_string": request.query,
        "root_path": request.root_path,
        "headers": [(name.encode(), value.encode()) for name, value in request.headers],
        "server": request.server,
        "client": request.client,
    }


class _Messages:
    """The two functions that an app talks through."""

    def __init__(self, exchange: Exchange, body: bytes) -> None:
        self._exchange = exchange
        self._body: bytes | None = body

    async def receive(self) -> dict[str, object]:
        """The whole body; after it, once the answer is complete or the client gone, that the client is gone."""
        if self._body is not None:
            body, self._body = self._body, None
            return {"type": "http.request", "body": body, "more_body": False}
        await self._exchange.over()
        return {"type": "http.disconnect"}

    async def send(self, message: Mapping[str, object]) -> None:
        """Takes the start of the answer, and the pieces of its body."""
        kind = message["type"]
        if kind == "http.response.start":
            status = message["status"]
            if not isinstance(status, int):
                raise InvocationError(f"An ASGI app answered with the status {status!r}, where a number is expected.")
            pairs = cast("Iterable[tuple[bytes, bytes]]", message.get("headers") or ())
            self._exchange.begin(
                int(status), [(name.decode("latin-1"), value.decode("latin-1")) for name, value in pairs]
            )
        elif kind == "http.response.body":
            body: object = message.get("body") or b""
            if not isinstance(body, bytes | bytearray):
                raise InvocationError(f"An ASGI app sent a {type(body).__name__} as body, where bytes are expected.")
            await self._exchange.write(bytes(body), more=bool(message.get("more_body", False)))
        else:
            raise InvocationError(f"An ASGI app sent {kind!r}, which is no message of an HTTP answer.")
