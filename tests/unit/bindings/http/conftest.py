"""Functions served as a worker serves them: request in, answer out, by the executor."""

import asyncio
import json
import warnings
from collections.abc import Callable, Mapping
from typing import Any

import pytest

from azfunc import FunctionApp
from azfunc.bindings.datum import Datum, HttpRequestData, HttpResponseData
from azfunc.bindings.http_stream import StreamedData
from azfunc.errors import AzfuncWarning
from azfunc.function import Function
from azfunc.runtime.executor import Executor
from azfunc.runtime.http_answer import http_answer
from azfunc.runtime.invocation import Invocation


class Served:
    """One function of an app of its own."""

    def __init__(self, handler: Callable[..., object], route: str, said: Mapping[str, Any]) -> None:
        app = FunctionApp()
        named = app.function_name("served")
        with warnings.catch_warnings(record=True) as caught:
            warnings.simplefilter("always")
            named(app.route(route, **said)(handler))
            self.index = app.index()
        self.warnings = [str(one.message) for one in caught if issubclass(one.category, AzfuncWarning)]
        self.rules = [fault.rule for fault in self.index.faults]

    @property
    def function(self) -> Function:
        """The function; there must be one."""
        assert not self.index.faults, [str(fault) for fault in self.index.faults]
        return self.index.functions["served"]

    def call(
        self,
        query: str = "",
        *,
        method: str = "POST",
        headers: Mapping[str, str] | None = None,
        route_params: Mapping[str, str] | None = None,
        body: bytes | str = b"",
        data: HttpRequestData | None = None,
    ) -> HttpResponseData:
        """The answer to a request; one in pieces is collected."""
        function = self.function
        request = data or HttpRequestData(
            method, f"http://localhost/api/r{query}", headers or {}, {}, route_params or {}, body
        )
        executor = Executor({"served": function})

        async def answer() -> HttpResponseData:
            inputs = {function.trigger.arg_name or "": Datum("http", request)}
            found = http_answer(function, await executor.invoke(Invocation(function="served", inputs=inputs)))
            return await found.collected() if isinstance(found, StreamedData) else found

        try:
            return asyncio.run(answer())
        finally:
            executor.close()


Serve = Callable[..., Served]


@pytest.fixture(scope="session")
def serve() -> Serve:
    """Declares a handler as an HTTP function: ``serve(handler, route, **arguments of app.route)``."""

    def declare(handler: Callable[..., object], route: str = "r", **said: Any) -> Served:
        return Served(handler, route, said)

    return declare


@pytest.fixture(scope="session")
def errors() -> Callable[[HttpResponseData], list[dict[str, Any]]]:
    """The ``errors`` of a problem answer, which must be one by the rules of RFC 9457."""

    def read(answer: HttpResponseData) -> list[dict[str, Any]]:
        assert dict(answer.headers)["content-type"] == "application/problem+json"
        problem = json.loads(answer.body)
        assert problem["status"] == answer.status_code
        assert problem["type"] == "about:blank"
        assert problem["title"]
        assert problem["detail"]
        return list(problem["errors"])

    return read
