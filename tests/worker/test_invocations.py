"""Invocations in azfunc's worker: side by side, given up, and cut short by the end."""

import time
from pathlib import Path

import pytest

from tests.contract.values import NOTHING, Value, http, rpc, text

from .conftest import APPS, StartWorker
from .host import Host, Worker

APP = APPS / "everything"
CANCELLED = rpc.StatusResult.Status.Cancelled


@pytest.fixture(scope="module")
def worker(start: StartWorker) -> Worker:
    """A worker with four threads."""
    return start(APP, environment={"PYTHON_THREADPOOL_THREAD_COUNT": "4"})


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


def test_identities(worker: Worker) -> None:
    """Who sent a request, with roles, as the host found it out; nobody where it says nothing."""
    sent = rpc.RpcHttp(method="GET", url="http://x")
    identity = sent.identities.add()
    identity.authentication_type.value = "aad"
    identity.name_claim_type.value = "name"
    identity.role_claim_type.value = "role"
    for kind, value in (("role", "cook"), ("name", "Ada"), ("role", "guest")):
        identity.claims.add(type=kind, value=value)
    assert worker.invoke("who", req=rpc.TypedData(http=sent)).value.value == '[["Ada", "aad", ["cook", "guest"]]]'
    assert worker.invoke("who", req=http()).value.value == "[]"


def test_many_at_once(worker: Worker) -> None:
    """Three hundred invocations of both kinds: each gets its own answer, and one."""
    requests = [
        worker.invocation(function, req=http(query={"name": f"{function} {n}"}))
        for n in range(150)
        for function in ("hello", "hello_async")
    ]
    ids = worker.start(*requests)
    for request, invocation_id in zip(requests, ids, strict=True):
        name = request.input_data[0].data.http.query["name"]
        assert worker.answer(invocation_id).value == Value("string", f"Hello, {name}!")
    assert all(len(worker.stream.answers[one]) == 1 for one in ids)


def test_thread_count(worker: Worker) -> None:
    """As many sync handlers run at the same time as PYTHON_THREADPOOL_THREAD_COUNT says, and no more."""
    ids = worker.start(*(worker.invocation("together", req=http(query={"seconds": "0.3"})) for _ in range(6)))
    assert {worker.answer(one).value.value for one in ids} == {"4"}


@pytest.mark.parametrize("count", ["0", "-1", "many", "2.5"])
def test_wrong_thread_count(host: Host, count: str) -> None:
    """A setting that is no number of threads is told of, and passed over."""
    worker = host.start(APP, environment={"PYTHON_THREADPOOL_THREAD_COUNT": count})
    try:
        worker.prepare()
        assert worker.invoke("hello", req=http(query={"name": "Ada"})).ok
        assert "PYTHON_THREADPOOL_THREAD_COUNT is" in worker.output()
    finally:
        worker.close()


def test_async_needs_no_threads(worker: Worker) -> None:
    """Async handlers wait together, however few threads there are."""
    began = time.monotonic()
    ids = worker.start(*(worker.invocation("ends_soon_async", req=http(query={"seconds": "0.3"})) for _ in range(50)))
    assert {worker.answer(one).value.value for one in ids} == {"ended"}
    assert time.monotonic() - began < 50 * 0.3 / 2


def cancel(worker: Worker, invocation_id: str) -> None:
    """Gives up an invocation as hosts do."""
    worker.send(invocation_cancel=rpc.InvocationCancel(invocation_id=invocation_id))


def test_cancel_async(worker: Worker) -> None:
    """The task of a handler that waits is cancelled, and its clean-up runs."""
    [waiting] = worker.start(worker.invocation("waits", req=http()))
    assert worker.wait_for_log("waits").invocation_id == waiting
    cancel(worker, waiting)
    answer = worker.answer(waiting)
    assert answer.status == CANCELLED
    assert answer.error.startswith("CancelledError")
    assert worker.wait_for_log("waits no longer").invocation_id == waiting


def test_cancel_at_once(worker: Worker) -> None:
    """Invocations that are given up before they have begun are answered, each once."""
    requests = [worker.invocation("waits", req=http()) for _ in range(20)]
    for request in requests:
        worker.start(request)
        cancel(worker, request.invocation_id)
    assert {worker.answer(request.invocation_id).status for request in requests} == {CANCELLED}
    assert all(len(worker.stream.answers[request.invocation_id]) == 1 for request in requests)


def test_cancel_is_a_request(worker: Worker) -> None:
    """A handler that finishes all the same succeeds."""
    [shielded] = worker.start(worker.invocation("shielded", req=http()))
    worker.wait_for_log("shielded")
    cancel(worker, shielded)
    assert worker.answer(shielded).value == Value("string", "finished all the same")


def test_cancel_sync(worker: Worker) -> None:
    """A sync handler sees in its context that nobody waits any more; others do not."""
    polling = worker.start(*(worker.invocation("polls", req=http()) for _ in range(2)))
    worker.stream.wait_for(lambda message: message.rpc_log.invocation_id == polling[0])
    worker.stream.wait_for(lambda message: message.rpc_log.invocation_id == polling[1])
    cancel(worker, polling[0])
    assert worker.answer(polling[0]).value == Value("string", "saw it")
    assert polling[1] not in worker.stream.answers
    cancel(worker, polling[1])
    assert worker.answer(polling[1]).ok


def test_cancel_while_waiting_for_a_thread(worker: Worker) -> None:
    """An invocation that has not got a thread yet does not run at all."""
    busy = worker.start(*(worker.invocation("ends_soon", req=http(query={"seconds": "0.3"})) for _ in range(4)))
    [late] = worker.start(worker.invocation("polls", req=http()))
    cancel(worker, late)
    assert worker.answer(late).status == CANCELLED
    assert {worker.answer(one).value.value for one in busy} == {"ended"}


def test_cancel_of_what_is_over(worker: Worker) -> None:
    """Giving up what has ended, or never was, does nothing."""
    answer = worker.invoke("hello", req=http(query={"name": "Ada"}))
    cancel(worker, answer.response.invocation_id)
    cancel(worker, "never was")
    assert worker.is_alive()
    assert len(worker.stream.answers[answer.response.invocation_id]) == 1


@pytest.mark.parametrize("how", ["terminate", "signal"])
def test_terminate(host: Host, how: str) -> None:
    """At the end invocations get their time, the lifespan ends after them, and every word of it arrives."""
    worker = host.start(APP)
    try:
        worker.prepare()
        asked = http(query={"seconds": "0.3"})
        ids = worker.start(*(worker.invocation(name, req=asked) for name in ("ends_soon", "ends_soon_async")))
        worker.wait_for_log("ends soon")
        if how == "terminate":
            worker.send(worker_terminate=rpc.WorkerTerminate(grace_period=rpc.Duration(seconds=5)))
        else:
            worker.process.terminate()
        assert [worker.answer(one).value for one in ids] == [Value("string", "ended")] * 2
        assert worker.wait() == 0
        worker.wait_for_log("the lifespan ends")
        kinds = [message.WhichOneof("content") for message in worker.stream.received]
        last = [log.message for log in worker.logs()][-1]
        assert (kinds[-1], last) == ("rpc_log", "the lifespan ends")
    finally:
        worker.close()


def test_host_goes_while_the_worker_ends(host: Host, tmp_path: Path) -> None:
    """The app gets to its end, though the host has left in the meantime."""
    file = tmp_path / "ended"
    (tmp_path / "function_app.py").write_text(
        "import asyncio\nfrom contextlib import asynccontextmanager\nfrom pathlib import Path\n"
        "from azfunc import FunctionApp, HttpRequest\napp = FunctionApp()\n"
        "@app.lifespan\n@asynccontextmanager\nasync def lifespan():\n    yield\n"
        f"    await asyncio.sleep(0.3)\n    Path({str(file)!r}).touch()\n"
        "@app.route('f')\ndef f(req: HttpRequest) -> str:\n    return 'f'\n"
    )
    worker = host.start(tmp_path)
    try:
        worker.prepare()
        assert worker.invoke("f", req=http()).ok
        worker.send(worker_terminate=rpc.WorkerTerminate(grace_period=rpc.Duration(seconds=20)))
        worker.stream.close()
        assert worker.wait() == 0
        assert file.exists()
    finally:
        worker.close()


def test_terminate_without_work(host: Host) -> None:
    """A worker that has run nothing ends at once: its lifespan has never begun."""
    worker = host.start(APP)
    try:
        worker.prepare()
        began = time.monotonic()
        worker.send(worker_terminate=rpc.WorkerTerminate(grace_period=rpc.Duration(seconds=60)))
        assert worker.wait() == 0
        assert time.monotonic() - began < 10
        assert not any("lifespan" in log.message for log in worker.logs())
    finally:
        worker.close()


def test_lifespan_that_does_not_end(host: Host, tmp_path: Path) -> None:
    """The end of the app gets what is left of the grace period, also where it fails or takes too long."""
    source = (
        "import asyncio\nfrom contextlib import asynccontextmanager\nfrom azfunc import FunctionApp, HttpRequest\n"
        "app = FunctionApp()\n"
        "@app.lifespan\n@asynccontextmanager\nasync def lifespan():\n    yield\n    await asyncio.sleep(60)\n"
        "@app.route('f')\ndef f(req: HttpRequest) -> str:\n    return 'f'\n"
    )
    (tmp_path / "function_app.py").write_text(source)
    worker = host.start(tmp_path)
    try:
        worker.prepare()
        assert worker.invoke("f", req=http()).ok
        worker.send(worker_terminate=rpc.WorkerTerminate(grace_period=rpc.Duration(nanos=700_000_000)))
        assert worker.wait() == 0
    finally:
        worker.close()
