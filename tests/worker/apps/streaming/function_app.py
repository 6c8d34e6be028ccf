"""Answers in pieces, beside answers that are whole."""

import asyncio
import logging
import threading
from collections.abc import AsyncIterator, Iterator
from typing import Annotated

from azfunc import AuthLevel, FunctionApp, HttpRequest, HttpResponse, Out, QueueOutput, StreamedResponse

app = FunctionApp(http_auth_level=AuthLevel.ANONYMOUS)
gates: dict[str, threading.Event] = {}
left: list[str] = []


def gate(name: str) -> threading.Event:
    return gates.setdefault(name, threading.Event())


@app.get("pieces/{name}")
async def pieces(name: str) -> AsyncIterator[str]:
    logging.info("first of %s", name)
    yield "first\n"
    while not gate(name).is_set():
        await asyncio.sleep(0.01)
    logging.info("second of %s", name)
    yield "second\n"


@app.get("sync_pieces/{name}")
def sync_pieces(name: str) -> Iterator[bytes]:
    yield b"first\n"
    gate(name).wait(20)
    yield b"second\n"


@app.get("open/{name}")
def open_gate(name: str) -> str:
    gate(name).set()
    return "opened"


@app.get("broken")
async def broken() -> AsyncIterator[str]:
    yield "first\n"
    raise ValueError("no second")


@app.get("failing")
async def failing() -> AsyncIterator[str]:
    raise ValueError("no first")
    yield ""


@app.get("endless")
async def endless() -> AsyncIterator[bytes]:
    try:
        while True:
            yield b"x" * 65536
            await asyncio.sleep(0.001)
    finally:
        left.append("endless")


@app.get("left")
def who_left() -> list[str]:
    return left


@app.get("events")
def events() -> StreamedResponse:
    return StreamedResponse(iter(["data: 1\n\n"]), media_type="text/event-stream", headers={"x-table": "4"})


@app.route("classic/{id:int}", methods=["POST"])
def classic(
    req: HttpRequest, copy: Annotated[Out[str], QueueOutput(queue_name="copies", connection="C")]
) -> HttpResponse:
    copy.set(req.get_body().decode())
    seen = f"{req.method} {req.url} {req.params} {req.route_params['id']} {req.headers['x-name']}"
    return HttpResponse(seen, status_code=201, headers={"x-copy": "yes"})


@app.get("empty")
def empty(req: HttpRequest) -> HttpResponse:
    return HttpResponse("a body all the same", status_code=204)


@app.get("measured")
def measured(req: HttpRequest) -> HttpResponse:
    return HttpResponse("soup", headers={"Content-Length": "4", "x-table": "4"})


@app.get("large")
async def large() -> AsyncIterator[bytes]:
    for _ in range(1024):
        yield b"x" * 65536
