"""`HttpClient`: the requests of a client, whatever its calls give."""

from typing import Generic, TypeVar, Unpack

from azfunc.bindings.datum import HttpResponseData
from azfunc.runtime.routes import Router
from azfunc.testing.cookies import Cookies
from azfunc.testing.driver import Driver, One, Several, Work
from azfunc.testing.engine import Engine
from azfunc.testing.http import QueryOptions, Request, RequestOptions
from azfunc.testing.invoke_events import HttpOptions
from azfunc.testing.response import Response
from azfunc.testing.service_client import ServiceClient

Answer = TypeVar("Answer", covariant=True)
"""What a request gives: a `Response`, or something to await for it."""


class HttpClient(ServiceClient[One, Several], Generic[One, Several, Answer]):
    """Sends requests to an app's routes.

    Args:
        engine: what runs functions.
        driver: how calls run what they start.
        http: base URL and route prefix.
    """

    def __init__(self, engine: Engine, driver: Driver[One, Several], http: HttpOptions) -> None:
        super().__init__(engine, driver)
        self._http = http
        self._router = Router(engine.functions.values(), http.prefix)
        self.cookies: Cookies = Cookies()
        """What answers have set, and what a test sets; sent with every request."""

    def request(self, method: str, path: str, **options: Unpack[RequestOptions]) -> Answer:
        """Sends an HTTP request; a route or method that no function answers gives 404.

        Redirects are not followed.

        Args:
            method: the verb.
            path: the path with the route prefix, such as ``/api/orders/7?verbose=1``.
            options: ``params`` are more query parameters; ``headers`` have names in any case; ``cookies`` are added to
                the client's; the body is one of ``json`` (plain values, models, dataclasses), ``content`` (text or
                bytes), and ``data`` with ``files`` (a form).
        """
        return self._answered(self._requested(method, path, options))

    def get(self, path: str, **options: Unpack[QueryOptions]) -> Answer:
        """Sends a GET request; see `request`."""
        return self.request("GET", path, **options)

    def post(self, path: str, **options: Unpack[RequestOptions]) -> Answer:
        """Sends a POST request; see `request`."""
        return self.request("POST", path, **options)

    def put(self, path: str, **options: Unpack[RequestOptions]) -> Answer:
        """Sends a PUT request; see `request`."""
        return self.request("PUT", path, **options)

    def patch(self, path: str, **options: Unpack[RequestOptions]) -> Answer:
        """Sends a PATCH request; see `request`."""
        return self.request("PATCH", path, **options)

    def delete(self, path: str, **options: Unpack[RequestOptions]) -> Answer:
        """Sends a DELETE request; see `request`."""
        return self.request("DELETE", path, **options)

    def head(self, path: str, **options: Unpack[QueryOptions]) -> Answer:
        """Sends a HEAD request; see `request`."""
        return self.request("HEAD", path, **options)

    def options(self, path: str, **options: Unpack[QueryOptions]) -> Answer:
        """Sends an OPTIONS request; see `request`."""
        return self.request("OPTIONS", path, **options)

    async def _requested(self, method: str, path: str, options: RequestOptions) -> Response:
        cookies = {**self.cookies.for_path(path.partition("?")[0]), **(options.get("cookies") or {})}
        request = Request(
            method,
            path,
            base=self._http.base,
            params=options.get("params"),
            json=options.get("json"),
            content=options.get("content"),
            data=options.get("data"),
            files=options.get("files"),
            headers=options.get("headers"),
            cookies=cookies,
        )
        match = self._router.match(request.method, request.path)
        if match is None:
            return Response(HttpResponseData(404)).to(request.method, request.url)
        result = await self._engine.run(match.function, request.to_event(match.route_params))
        response = (result.response or Response(HttpResponseData(200))).to(request.method, request.url)
        self.cookies.take(response)
        return response.without_body() if request.method == "HEAD" else response

    def _answered(self, work: Work[Response], /) -> Answer:
        """Runs a request."""
        raise NotImplementedError
