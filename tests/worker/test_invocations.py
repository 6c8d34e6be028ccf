"""Invocations over a real stream: what is sent arrives, and what comes back is what a host takes."""

from pathlib import Path

import pytest

from tests.contract.values import NOTHING, Value, http, text

from .conftest import StartWorker
from .host import Worker

APP = Path(__file__).parent / "apps" / "everything"


@pytest.fixture(scope="module")
def worker(start: StartWorker) -> Worker:
    """A worker with one function for each case."""
    return start(APP)


def test_http(worker: Worker) -> None:
    """A request reaches the handler, and its text the host, sync and async."""
    for function in ("hello", "hello_async"):
        answer = worker.invoke(function, req=http(query={"name": "Ada"}))
        assert answer.ok, answer.stack
        assert answer.value == Value("string", "Hello, Ada!")


def test_nothing(worker: Worker) -> None:
    """A function that gives nothing succeeds with nothing."""
    answer = worker.invoke("cook", msg=text("soup"))
    assert (answer.ok, answer.value, answer.outputs) == (True, NOTHING, {})
