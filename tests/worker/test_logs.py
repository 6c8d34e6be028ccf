"""Log records of azfunc's worker: what is made is sent, under the right invocation, and none is lost."""

from collections import Counter
from pathlib import Path

import pytest

from tests.contract.values import http

from .conftest import APPS, StartWorker
from .host import Worker

APP = APPS / "everything"
USER, SYSTEM = 0, 1


@pytest.fixture(scope="module")
def worker(start: StartWorker) -> Worker:
    """A worker as hosts start it, with many threads."""
    return start(APP, environment={"PYTHON_THREADPOOL_THREAD_COUNT": "1000"})


def test_storm(worker: Worker) -> None:
    """Two hundred invocations log from tasks, threads and pools: none is lost, none has a foreign id."""
    words = ("handler", "own", *(f"{place}{n}" for place in ("thread", "pool") for n in range(3)))
    asked = {}
    for number in range(100):
        for function in ("storm", "storm_async"):
            mark = f"{function}-{number}"
            asked[mark] = worker.invocation(function, req=http(query={"n": mark}))
    worker.start(*asked.values())
    for mark, request in asked.items():
        assert worker.answer(request.invocation_id).value.value == mark
    found = Counter(
        (log.message, log.invocation_id, log.log_category) for log in worker.logs() if log.message.startswith("storm")
    )
    expected = {(f"{mark} {word}", request.invocation_id, USER): 1 for mark, request in asked.items() for word in words}
    assert found == expected


def test_records_come_before_the_answer(worker: Worker) -> None:
    """Hosts drop a user's record of an invocation that they have the answer of."""
    request = worker.invocation("storm", req=http(query={"n": "order"}))
    worker.answer(worker.start(request)[0])
    places = [
        message.WhichOneof("content")
        for message in worker.stream.received
        if request.invocation_id in (message.rpc_log.invocation_id, message.invocation_response.invocation_id)
    ]
    assert places == ["rpc_log"] * 8 + ["invocation_response"]


def test_after_the_answer(worker: Worker, tmp_path: Path) -> None:
    """What a task says after its invocation's answer is sent as the platform's, since hosts would drop it."""
    file = tmp_path / "go"
    request = worker.invocation("after", req=http(query={"file": str(file)}))
    assert worker.answer(worker.start(request)[0]).value.value == "answered"
    file.touch()
    record = worker.wait_for_log("after the answer")
    assert (record.invocation_id, record.log_category) == (request.invocation_id, SYSTEM)


def test_odd_records(worker: Worker) -> None:
    """Texts that UTF-8 cannot carry, levels in between, long texts and names that only look like the platform's."""
    assert worker.invoke("odd_records", req=http()).ok
    found = {log.message.partition(" x")[0][:40]: log for log in worker.logs()}
    assert "odd \\ud800 text" in found
    assert found["odd id"].invocation_id == "\\ud800"
    assert found["between levels"].level == 3
    assert "odd level" not in found
    assert "only with debug logging" not in found
    assert "characters left out" in found["long"].message
    assert len(found["long"].message) < 70_000
    assert (found["odd logger"].log_category, found["odd name"].log_category) == (SYSTEM, USER)


def test_debug_logging(start: StartWorker) -> None:
    """PYTHON_ENABLE_DEBUG_LOGGING lets debug records through."""
    worker = start(APP, environment={"PYTHON_ENABLE_DEBUG_LOGGING": "1"})
    assert worker.invoke("odd_records", req=http()).ok
    assert worker.wait_for_log("only with debug logging").level == 1
