"""Three ways to run one app: the test client, Microsoft's v2 worker, and Microsoft's v1 worker on the built folders.

A test that takes a `Way` is run by all three with the same body. What starts a function is made by the builders of
`azfunc.testing` for all of them; `transport` hands it to the workers as a host does.
"""

import importlib.util
import json
import sys
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import NamedTuple, Protocol, Unpack, cast
from urllib.parse import urlsplit

from azfunc import FunctionApp, RetryContext
from azfunc.function import Function
from azfunc.runtime.routes import Router
from azfunc.testing import TestClient
from azfunc.testing.events import Event
from azfunc.testing.http import Request, RequestOptions
from azfunc.testing.invoke_events import HttpOptions, event_for
from azfunc.testing.response import Response

from . import transport
from .capabilities import WayName
from .settlement import SettlementHost
from .worker import Result, Worker

BASE = "http://localhost:7071"


class Done(NamedTuple):
    """What came of an invocation."""

    outputs: Mapping[str, object]
    """What was sent for each output; JSON as plain values, whatever kind it travels as."""
    error: str
    """Message of the exception that it ended with; empty where there is none."""
    settled: Sequence[tuple[str, str, str]]
    """Action, lock token and reason of each message that was settled."""
    invocation_id: str
    response: Response | None


class Way(Protocol):
    """Runs functions of one app."""

    name: WayName

    def request(self, method: str, path: str, **options: Unpack[RequestOptions]) -> Response:
        """The answer to an HTTP request to a route."""
        ...

    def invoke(
        self,
        function: str,
        data: object = None,
        metadata: Mapping[str, object] | None = None,
        *,
        inputs: Mapping[str, object] | None = None,
        params: Mapping[str, str] | None = None,
        retry: RetryContext | None = None,
    ) -> Done:
        """Runs a function of any trigger by its name, as `TestClient.invoke` does.

        ``inputs`` are the values of its input bindings.
        """
        ...


class InTestClient:
    """The app in this process."""

    name: WayName = "TestClient"

    def __init__(self, app: FunctionApp, settings: Mapping[str, str]) -> None:
        self._client = TestClient(app, settings=settings, raise_exceptions=False).__enter__()

    def request(self, method: str, path: str, **options: Unpack[RequestOptions]) -> Response:
        self._client.cookies.clear()  # a host keeps none
        return self._client.request(method, path, **options)

    def invoke(
        self,
        function: str,
        data: object = None,
        metadata: Mapping[str, object] | None = None,
        *,
        inputs: Mapping[str, object] | None = None,
        params: Mapping[str, str] | None = None,
        retry: RetryContext | None = None,
    ) -> Done:
        self._client.provide(function, **(inputs or {}))
        result = self._client.invoke(function, data, metadata, params=params, retry=retry)
        return Done(
            sent((output.binding, output.name, output.value) for output in result.outputs),
            "" if result.error is None else f"{type(result.error).__name__}: {result.error}",
            [(one.action, one.lock_token, one.reason or "") for one in result.settlements],
            result.invocation_id,
            result.response,
        )

    def close(self) -> None:
        self._client.close()


class InWorker:
    """The app in one of Microsoft's workers; the app of this process tells the routes and bindings alone."""

    def __init__(self, name: WayName, worker: Worker, app: FunctionApp, host: SettlementHost) -> None:
        self.name: WayName = name
        self._worker = worker
        self._functions = app.functions
        self._router = Router(self._functions.values())
        self._host = host
        assert worker.load_errors == {}

    def request(self, method: str, path: str, **options: Unpack[RequestOptions]) -> Response:
        request = Request(method, path, base=BASE, **options)
        match = self._router.match(method, urlsplit(path).path)
        assert match is not None, f"no function answers {method} {path}"
        done = self._run(match.function, request.to_event(match.route_params), {}, None)
        assert done.response is not None
        return done.response

    def invoke(
        self,
        function: str,
        data: object = None,
        metadata: Mapping[str, object] | None = None,
        *,
        inputs: Mapping[str, object] | None = None,
        params: Mapping[str, str] | None = None,
        retry: RetryContext | None = None,
    ) -> Done:
        found = self._functions[function]
        event = event_for(found, data, metadata or {}, HttpOptions(params=params))
        return self._run(found, event, inputs or {}, retry)

    def _run(self, function: Function, event: Event, inputs: Mapping[str, object], retry: RetryContext | None) -> Done:
        with_addresses = self.name == "v2"  # their v1 worker asks no host for addresses
        del self._host.calls[:]
        result = self._worker.invoke(
            function.name,
            transport.inputs_of(function, event, inputs, with_addresses=with_addresses),
            metadata=transport.metadata_of(event),
            retry=transport.retry_of(retry),
        )
        is_http = function.trigger.type == "httpTrigger"
        return Done(
            _outputs(function, result),
            "" if result.ok else result.error,
            [transport.settled(method, request) for method, request in self._host.calls],
            result.invocation_id,
            transport.response_of(function, result) if is_http else None,
        )


def _outputs(function: Function, result: Result) -> dict[str, object]:
    types = {binding.arg_name or "": binding.type for binding in function.outputs}
    found = {**result.outputs, "$return": result.value}
    given = ((types.get(name, ""), name, value.value) for name, value in found.items() if value.kind is not None)
    return sent(one for one in given if one[0] != "http")


def sent(given: Iterable[tuple[str, str, object]]) -> dict[str, object]:
    """What hosts send of values for outputs, each with its binding's type and its name: of an empty list nothing."""
    read = ((binding, name, plain(value)) for binding, name, value in given)
    return {name: value for binding, name, value in read if value != [] or binding == "blob"}


def plain(value: object) -> object:
    """What was sent, read as JSON where it is an object or a list; text otherwise."""
    if isinstance(value, bytes):
        value = value.decode("utf-8")
    if not isinstance(value, str):
        return value
    try:
        read = cast("object", json.loads(value))
    except ValueError:
        return value
    return read if isinstance(read, dict | list) else value


def import_app(folder: Path) -> FunctionApp:
    """The app of a folder, its module under a name of its own."""
    name = f"{folder.name}_in_process"
    specification = importlib.util.spec_from_file_location(name, folder / "function_app.py")
    assert specification is not None
    assert specification.loader is not None
    module = importlib.util.module_from_spec(specification)
    sys.modules[name] = module
    specification.loader.exec_module(module)
    return cast("FunctionApp", module.app)
