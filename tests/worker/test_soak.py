"""Many invocations of every kind on one worker: each is answered once and rightly, and memory does not grow.

``AZFUNC_SOAK`` says how many; ``make soak`` runs a hundred thousand of them.
"""

import os
import sys
import threading
import time
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

import pytest

from azfunc.worker import schema
from tests.contract.values import http, rpc, text

from .conftest import APPS, StartWorker
from .host import Worker

COUNT = int(os.environ.get("AZFUNC_SOAK", "10000"))
WARM_UP = min(10_000, COUNT // 2)
AT_ONCE = 200
MOST_GROWTH = 0.05
SUCCESS, FAILURE, CANCELLED = 1, 0, 2
BODY = bytes(range(256)) * 8


class Kind(NamedTuple):
    """One of the things that are done over and over."""

    function: str
    parameter: str
    value: Callable[[str], schema.TypedData]
    """The input, by the number of the invocation."""
    is_right: Callable[[schema.InvocationResponse, str], bool]


def asked(number: str) -> schema.TypedData:
    """A request that carries the number."""
    return http(query={"name": number, "n": number})


def succeeded(response: schema.InvocationResponse) -> bool:
    return response.result.status == SUCCESS


KINDS = (
    Kind("hello", "req", asked, lambda one, n: one.return_value.string == f"Hello, {n}!"),
    Kind("hello_async", "req", asked, lambda one, n: one.return_value.string == f"Hello, {n}!"),
    Kind("cook", "msg", lambda _: text("soup"), lambda one, _: succeeded(one)),
    Kind("cook", "msg", text, lambda one, _: "AssertionError" in one.result.exception.message),
    Kind("copies", "msg", text, lambda one, n: one.output_data[0].data.bytes == n.encode()[::-1]),
    Kind("mirror", "req", lambda _: http("POST", body=BODY), lambda one, _: one.return_value.http.body.bytes == BODY),
    Kind("tells", "req", asked, lambda one, n: one.return_value.string == n),
    Kind("waits", "req", asked, lambda one, _: one.result.status == CANCELLED),
    Kind("tells", "req", lambda _: text("no request"), lambda one, _: "DecodeError" in one.result.exception.message),
)
LOGS = 6
"""The one of them that logs its number."""


class Soak:
    """Sends invocations, at most so many at a time, and counts what comes of them."""

    def __init__(self, worker: Worker) -> None:
        self.worker = worker
        self.answers = bytearray(COUNT)
        self.wrong: list[str] = []
        self.records = 0
        self.done = 0
        self._room = threading.Semaphore(AT_ONCE)
        self._changed = threading.Condition()
        worker.stream.taker = self.take

    def take(self, message: schema.StreamingMessage) -> None:
        """Takes an answer or a log record; on the stream's thread."""
        if message.WhichOneof("content") == "rpc_log":
            self.records += message.rpc_log.message.isdecimal() and message.rpc_log.invocation_id.isdecimal()
            return
        response = message.invocation_response
        number = int(response.invocation_id)
        self.answers[number] += 1
        if not KINDS[number % len(KINDS)].is_right(response, str(number)):
            self.wrong.append(str(message))
        self._room.release()
        with self._changed:
            self.done += 1
            self._changed.notify_all()

    def run(self, first: int, last: int) -> None:
        """Runs the invocations of some numbers, and waits for the end of all."""
        for number in range(first, last):
            assert self._room.acquire(timeout=30), f"only {self.done} of {number} were answered"
            kind = KINDS[number % len(KINDS)]
            request = self.worker.invocation(kind.function, **{kind.parameter: kind.value(str(number))})
            request.invocation_id = str(number)
            self.worker.start(request)
            if kind.function == "waits":
                self.worker.send(invocation_cancel=rpc.InvocationCancel(invocation_id=str(number)))
        with self._changed:
            assert self._changed.wait_for(lambda: self.done >= last, 30), f"only {self.done} of {last} were answered"

    def memory(self) -> int:
        """Kilobytes that the worker has in memory."""
        status = Path(f"/proc/{self.worker.process.pid}/status").read_text()
        return int(status.partition("VmRSS:")[2].split()[0])


@pytest.mark.skipif(not Path("/proc/self/status").exists(), reason="memory is read from /proc")
@pytest.mark.timeout(1800)
def test_soak(start: StartWorker) -> None:
    """Every invocation is answered once and rightly; after the first of them memory stays as it is."""
    worker = start(APPS / "everything", environment={"PYTHON_THREADPOOL_THREAD_COUNT": "16"})
    soak = Soak(worker)
    began = time.monotonic()
    soak.run(0, WARM_UP)
    before = soak.memory()
    soak.run(WARM_UP, COUNT)
    after = soak.memory()
    took = time.monotonic() - began
    growth = (after - before) / before
    sys.stdout.write(
        f"\n{COUNT:,} invocations in {took:.1f} s ({COUNT / took:,.0f}/s); memory after {WARM_UP:,}: "
        f"{before / 1024:.1f} MB, at the end {after / 1024:.1f} MB ({growth:+.1%})\n"
    )
    assert not soak.wrong, soak.wrong[:3]
    assert soak.answers == bytearray(b"\x01") * COUNT
    assert soak.records == len(range(LOGS, COUNT, len(KINDS)))
    assert growth < MOST_GROWTH
