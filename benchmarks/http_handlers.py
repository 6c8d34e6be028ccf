"""One HTTP invocation in our process beside the same route in FastAPI, called as a bare ASGI app."""

import asyncio
import time
from collections.abc import Awaitable, Callable
from importlib.metadata import PackageNotFoundError, version
from typing import Any

from benchmarks.measure import Row, UnavailableError, in_turns

BATCH = 1_000
"""Invocations in one sample."""

BODY = b'{"dish": "Pad Thai", "amount": 2, "price": 11.5, "spicy": true, "notes": ["no nuts", "extra lime"]}'

Invoke = Callable[[], Awaitable[None]]


def http_rows(rounds: int) -> list[Row]:
    """A handler with a path token and a JSON model of five fields, async and sync."""
    try:
        against = f"FastAPI {version('fastapi')}, ASGI"
    except PackageNotFoundError as error:
        raise UnavailableError("fastapi is not installed here; pip install fastapi") from error
    rows: list[Row] = []
    with asyncio.Runner() as runner:
        for kind in ("async", "sync"):
            ours, theirs = runner.run(_ours(kind)), runner.run(_theirs(kind))
            samples = in_turns(
                {"ours": lambda one=ours: _sample(runner, one), "theirs": lambda one=theirs: _sample(runner, one)},
                rounds,
            )
            rows.append(
                Row(f"one HTTP invocation with a model ({kind})", against, samples["ours"], samples["theirs"], 0.5)
            )
    return rows


def _sample(runner: asyncio.Runner, invoke: Invoke) -> float:
    """Seconds for one invocation, of a batch."""

    async def batch() -> float:
        begin = time.perf_counter()
        for _ in range(BATCH):
            await invoke()
        return (time.perf_counter() - begin) / BATCH

    return runner.run(batch())


async def _ours(kind: str) -> Invoke:
    """An invocation by our runtime, as a worker makes it of what the host sends."""
    from azfunc.bindings.datum import Datum, HttpRequestData, HttpResponseData
    from azfunc.runtime.executor import Executor
    from azfunc.runtime.http_answer import http_answer
    from azfunc.runtime.invocation import Invocation
    from benchmarks.apps import http_models

    functions = http_models.azfunc_app().functions
    function = functions[kind]
    executor = Executor(functions)
    headers = {"host": "localhost", "content-type": "application/json", "content-length": str(len(BODY))}

    async def invoke() -> None:
        data = HttpRequestData(
            "POST", f"http://localhost/api/{kind}/7", headers, route_params={"table": "7"}, body=BODY
        )
        invocation = Invocation(id="1", function=kind, inputs={function.trigger.arg_name or "": Datum("http", data)})
        answer = http_answer(function, await executor.invoke(invocation))
        if answer.status_code != 201 or not isinstance(answer, HttpResponseData):
            raise UnavailableError(f"azfunc answered {answer.status_code}: {answer.body!r}")

    return invoke


async def _theirs(kind: str) -> Invoke:
    """A call of FastAPI as a server makes it."""
    from benchmarks.apps import http_models

    app = http_models.fastapi_app()
    headers = [(b"host", b"localhost"), (b"content-type", b"application/json"), (b"content-length", b"%d" % len(BODY))]
    path = f"/api/{kind}/7"
    told: list[int] = []

    async def receive() -> dict[str, Any]:
        return {"type": "http.request", "body": BODY, "more_body": False}

    async def send(message: Any) -> None:
        if message["type"] == "http.response.start":
            told.append(message["status"])

    async def invoke() -> None:
        scope: dict[str, Any] = {
            "type": "http",
            "asgi": {"version": "3.0"},
            "http_version": "1.1",
            "method": "POST",
            "scheme": "http",
            "path": path,
            "raw_path": path.encode(),
            "query_string": b"",
            "root_path": "",
            "headers": headers,
            "client": ("127.0.0.1", 1),
            "server": ("localhost", 80),
        }
        await app(scope, receive, send)
        if told.pop() != 201:
            raise UnavailableError("FastAPI did not answer 201")

    return invoke
