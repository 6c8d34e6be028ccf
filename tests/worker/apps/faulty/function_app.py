"""Handlers that do what no handler should, and two good ones."""

import asyncio
import logging
import os
import signal
import sys
import threading
import time
import warnings
from collections.abc import Generator
from contextlib import nullcontext
from typing import NoReturn

from azfunc import AuthLevel, FunctionApp, HttpRequest, HttpResponse, Out

app = FunctionApp(http_auth_level=AuthLevel.ANONYMOUS)
released = threading.Event()


@app.route("good")
def good(req: HttpRequest) -> str:
    return req.params["n"]


@app.route("doubles")
def doubles(req: HttpRequest) -> str:
    return req.params["n"] * 2


@app.route("good_async")
async def good_async(req: HttpRequest) -> str:
    await asyncio.sleep(0)
    return req.params["n"]


class Steering(BaseException):
    """What a library steers its own loop with."""


ERRORS = {
    "base": Steering("steer"),
    "exit": SystemExit(0),
    "interrupt": KeyboardInterrupt(),
    "generator": GeneratorExit(),
    "stop": StopIteration("stop"),
    "stop_async": StopAsyncIteration("stop"),
    "cancelled": asyncio.CancelledError("own"),
    "group": BaseExceptionGroup("both", [ValueError("one"), SystemExit(3)]),
}


def make_error(name: str) -> BaseException:
    """A fresh exception of a kind."""
    if name == "mute":
        return type("Mute", (Exception,), {"__str__": refuse, "__repr__": refuse, "__module__": 5})()
    found = ERRORS[name]
    return found if isinstance(found, BaseExceptionGroup) else type(found)(*found.args)


def refuse(_self: object) -> NoReturn:
    raise SystemExit(4)


@app.route("raises")
def raises(req: HttpRequest) -> str:
    raise make_error(req.params["kind"])


@app.route("raises_async")
async def raises_async(req: HttpRequest) -> str:
    await asyncio.sleep(0)
    raise make_error(req.params["kind"])


@app.route("dies")
def dies(req: HttpRequest) -> str:
    if req.params["how"] == "signal":
        os.kill(os.getpid(), signal.SIGKILL)
    os._exit(int(req.params["how"]))


@app.route("forks")
def forks(req: HttpRequest) -> str:
    """A child of its own may end with any code; of that of this process it does not change anything."""
    with warnings.catch_warnings(action="ignore") if sys.version_info >= (3, 12) else nullcontext():
        child = os.fork()
    if child == 0:
        os._exit(0)
    return str(os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]))


@app.route("blocks")
def blocks(req: HttpRequest) -> str:
    released.wait(60)
    return "released"


@app.route("blocks_async")
async def blocks_async(req: HttpRequest) -> str:
    while not released.is_set():
        time.sleep(0.01)
    return "released"


@app.route("waits_async")
async def waits_async(req: HttpRequest) -> str:
    await asyncio.Event().wait()
    return "never"


@app.route("release")
def release(req: HttpRequest) -> str:
    released.set()
    return "set"


@app.route("recurses")
def recurses(req: HttpRequest) -> str:
    return recurses(req)


@app.route("recurses_async")
async def recurses_async(req: HttpRequest) -> str:
    return await recurses_async(req)


@app.route("gives")
@app.queue_output(arg_name="out", queue_name="served", connection="C")
def gives(req: HttpRequest, out: Out[object]) -> object:
    value = {
        "surrogate": "\ud800",
        "surrogate_header": HttpResponse("x", headers={"X-A": "\ud800"}),
        "object": object(),
        "generator": endless(),
        "cycle": cycle(),
    }
    outputs = {"out_object": object(), "out_cycle": cycle(), "out_nan": {"n": float("nan")}, "out_int": {"n": 10**400}}
    kind = req.params["kind"]
    if kind in outputs:
        out.set(outputs[kind])
        return "set"
    return value[kind]


def cycle() -> list[object]:
    found: list[object] = []
    found.append(found)
    return found


def endless() -> Generator[int]:
    yield 1


@app.route("leaks")
async def leaks(req: HttpRequest) -> str:
    tasks.append(asyncio.create_task(ends_later(req.params["kind"])))
    tasks.append(asyncio.create_task(asyncio.sleep(3600)))
    return "leaked"


tasks: list["asyncio.Task[None]"] = []


async def ends_later(kind: str) -> None:
    await asyncio.sleep(0.01)
    logging.getLogger("leak").info("the leaked task raises %s", kind)
    raise make_error(kind)


@app.route("leaks_thread")
def leaks_thread(req: HttpRequest) -> str:
    threading.Thread(target=raise_in_thread, daemon=False).start()
    return "leaked"


def raise_in_thread() -> None:
    raise SystemExit(5)


@app.route("closes")
def closes(req: HttpRequest) -> str:
    sys.stdout.close()
    return "closed"
