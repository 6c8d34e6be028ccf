"""`TestClient`: the whole app in a test, without a host."""

import os
from collections.abc import Mapping
from types import TracebackType
from typing import Self

from azfunc.app import FunctionApp
from azfunc.bindings.datum import HttpResponseData
from azfunc.errors import InvocationError
from azfunc.pipeline.scope import AppScope, Overrides
from azfunc.runtime.routes import Router
from azfunc.testing.deliver import deliver_next
from azfunc.testing.engine import Engine
from azfunc.testing.events import Event
from azfunc.testing.http import Params, Request, Response
from azfunc.testing.invoke_events import HttpOptions, event_for
from azfunc.testing.messaging import EventHub, Kafka, ServiceBus
from azfunc.testing.places import place
from azfunc.testing.result import Output, Result
from azfunc.testing.rows import RowTable
from azfunc.testing.services import Blob, Container, Queue, Table
from azfunc.testing.sources import EventGrid, Timer


class TestClient:
    """Calls an app's functions as a host does: by route, by queue, by timer…, through the codecs of production.

    ::

        with TestClient(app) as client:
            assert client.post("/api/orders", json={"id": "1"}).status_code == 202
            client.run_until_idle()
            assert client.cosmos("Restaurant", "OrderHistory").documents == [{"id": "1"}]

    Events that a test makes (a request, ``queue(...).send``, ``timer(...).fire``) run the function at once, and what
    its handler raises is raised from the call. What functions put on queues, into blobs and containers is kept, and
    waits: `run_until_idle` delivers it to the functions that listen there. Keys (``auth_level``) are not asked for.

    Args:
        app: the app; reading it closes it for more decorators.
        route_prefix: what stands before every route, as in host.json.
        settings: app settings for ``%NAME%`` in bindings and for models read from settings; they win over
            environment variables.
        overrides: providers that are used in the place of others: ``{get_session: fake_session}``.
        raise_exceptions: False to get what a host makes of an exception: status 500; five tries and the poison
            queue for a queue message; ``Result.error`` for the others.
        base_url: scheme, host and port of the requests' URLs.

    Raises:
        AppError: functions of the app are declared wrongly; it holds every fault.
        DependencyError: an override asks for what it cannot get.
    """

    __test__ = False  # pytest takes classes called Test… for tests

    def __init__(
        self,
        app: FunctionApp,
        *,
        route_prefix: str = "api",
        settings: Mapping[str, str] | None = None,
        overrides: Overrides | None = None,
        raise_exceptions: bool = True,
        base_url: str = "http://localhost:7071",
    ) -> None:
        functions = app.functions
        self._router = Router(functions.values(), route_prefix)
        self._http = HttpOptions(base=base_url, prefix=route_prefix)
        scope = AppScope(app, overrides=overrides, settings={**os.environ, **(settings or {})})
        self._engine = Engine(functions, dict(settings or {}), raise_exceptions, scope)

    def __enter__(self) -> Self:
        try:
            self._engine.start()
        except BaseException:
            self.close()
            raise
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """Stops web apps, and ends the client's loop and threads; calls after it raise InvocationError."""
        self._engine.close()

    @property
    def outputs(self) -> list[Output]:
        """Every value that functions gave to output bindings, in order; clear the list to begin anew."""
        return self._engine.outputs

    def request(
        self,
        method: str,
        path: str,
        *,
        params: Params | None = None,
        json: object = None,
        content: str | bytes | None = None,
        headers: Mapping[str, str] | None = None,
    ) -> Response:
        """Sends an HTTP request; a route or method that no function answers gives 404.

        Args:
            method: the verb.
            path: the path with the route prefix, such as ``/api/orders/7?verbose=1``.
            params: more query parameters.
            json: a body that is sent as JSON: plain values, models, dataclasses.
            content: a body of text or bytes.
            headers: names in any case.
        """
        request = Request(
            method, path, base=self._http.base, params=params, json=json, content=content, headers=headers
        )
        match = self._router.match(request.method, request.path)
        if match is None:
            return Response(HttpResponseData(404))
        result = self._engine.run(match.function, request.to_event(match.route_params))
        response = result.response or Response(HttpResponseData(200))
        if request.method == "HEAD":
            response.content = b""
        return response

    def get(self, path: str, *, params: Params | None = None, headers: Mapping[str, str] | None = None) -> Response:
        """Sends a GET request; see `request`."""
        return self.request("GET", path, params=params, headers=headers)

    def post(
        self,
        path: str,
        *,
        params: Params | None = None,
        json: object = None,
        content: str | bytes | None = None,
        headers: Mapping[str, str] | None = None,
    ) -> Response:
        """Sends a POST request; see `request`."""
        return self.request("POST", path, params=params, json=json, content=content, headers=headers)

    def put(
        self,
        path: str,
        *,
        params: Params | None = None,
        json: object = None,
        content: str | bytes | None = None,
        headers: Mapping[str, str] | None = None,
    ) -> Response:
        """Sends a PUT request; see `request`."""
        return self.request("PUT", path, params=params, json=json, content=content, headers=headers)

    def patch(
        self,
        path: str,
        *,
        params: Params | None = None,
        json: object = None,
        content: str | bytes | None = None,
        headers: Mapping[str, str] | None = None,
    ) -> Response:
        """Sends a PATCH request; see `request`."""
        return self.request("PATCH", path, params=params, json=json, content=content, headers=headers)

    def delete(self, path: str, *, params: Params | None = None, headers: Mapping[str, str] | None = None) -> Response:
        """Sends a DELETE request; see `request`."""
        return self.request("DELETE", path, params=params, headers=headers)

    def head(self, path: str, *, params: Params | None = None, headers: Mapping[str, str] | None = None) -> Response:
        """Sends a HEAD request; see `request`."""
        return self.request("HEAD", path, params=params, headers=headers)

    def options(self, path: str, *, params: Params | None = None, headers: Mapping[str, str] | None = None) -> Response:
        """Sends an OPTIONS request; see `request`."""
        return self.request("OPTIONS", path, params=params, headers=headers)

    def queue(self, name: str) -> Queue:
        """A Storage queue, to send to or to look into."""
        return Queue(self._engine, at=place("queue", name))

    def blob(self, path: str) -> Blob:
        """A blob by its path ``container/name``."""
        return Blob(self._engine, at=place("blob", path))

    def cosmos(self, database: str, container: str) -> Container:
        """A Cosmos DB container."""
        return Container(self._engine, at=place("cosmosDB", database, container))

    def table(self, name: str) -> Table:
        """A Storage table."""
        return Table(self._engine, at=place("table", name))

    def event_hub(self, name: str) -> EventHub:
        """An event hub, to send to or to look into."""
        return EventHub(self._engine, at=place("eventHub", name))

    def service_bus(self, name: str) -> ServiceBus:
        """A Service Bus queue or topic, to send to or to look into."""
        return ServiceBus(self._engine, at=place("serviceBus", name))

    def kafka(self, topic: str) -> Kafka:
        """A Kafka topic, to send to or to look into."""
        return Kafka(self._engine, at=place("kafka", topic))

    def sql(self, table: str) -> RowTable:
        """An Azure SQL table, named as bindings name it: ``dbo.Orders``."""
        return RowTable(self._engine, at=place("sql", table))

    def mysql(self, table: str) -> RowTable:
        """A MySQL table."""
        return RowTable(self._engine, at=place("mysql", table))

    def event_grid(self, function: str | None = None) -> EventGrid:
        """Event Grid: events go to the function of that name, otherwise to all that listen to it."""
        return EventGrid(self._engine, function)

    def timer(self, function: str) -> Timer:
        """The timer of a function.

        Raises:
            InvocationError: there is no such function, or it has another trigger.
        """
        return Timer(self._engine, function)

    def invoke(
        self,
        function: str,
        data: object = None,
        metadata: Mapping[str, object] | None = None,
        *,
        method: str | None = None,
        params: Params | None = None,
        headers: Mapping[str, str] | None = None,
    ) -> Result:
        """Runs a function of any trigger by its name.

        Args:
            function: the function's name.
            data: the trigger's value: a message, a list of documents, a blob's content, an HTTP body…; or a `Datum`.
            metadata: more trigger metadata by the host's names, such as ``DequeueCount`` or ``BlobTrigger``; for an
                HTTP function the values of its route's tokens.
            method: of an HTTP function; POST with a body and GET without, if it answers them.
            params: query parameters of an HTTP function.
            headers: headers of an HTTP function.

        Raises:
            InvocationError: there is no such function, or a token of its route has no value.
        """
        found = self._engine.function(function)
        options = HttpOptions(
            base=self._http.base, prefix=self._http.prefix, method=method, params=params, headers=headers or {}
        )
        return self._engine.run(found, event_for(found, data, metadata or {}, options, self._engine.with_settings))

    def deliver(self, function: str, event: Event) -> Result:
        """Runs a function for an event that a builder of `azfunc.testing.events` has made."""
        return self._engine.run(self._engine.function(function), event)

    def provide(self, function: str, /, **values: object) -> None:
        """Sets what input bindings of a function read from now on.

        Args:
            function: the function's name.
            values: a value for each parameter; None is "nothing there".

        Raises:
            InvocationError: the function has no input binding of that name.
        """
        self._engine.inputs.provide(self._engine.function(function), values)

    def run_until_idle(self, limit: int = 1000) -> list[Result]:
        """Delivers what functions have put on queues, into blobs and containers, in the order received, until
        nothing is left that a function listens to.

        A handler's exception is raised from here; its message is gone, and what waits behind it still waits.

        Args:
            limit: how many deliveries are enough to say that the functions feed themselves.

        Returns:
            What came of each invocation.

        Raises:
            InvocationError: the limit was reached.
        """
        results: list[Result] = []
        for _ in range(limit):
            found = deliver_next(self._engine)
            if found is None:
                return results
            results += found
        raise InvocationError(
            f"After {limit} deliveries something is still waiting: "
            f"{', '.join(dict.fromkeys(str(item.place) for item in self._engine.stores.waiting))}. "
            "A function seems to feed itself; raise limit=... if this is meant."
        )
