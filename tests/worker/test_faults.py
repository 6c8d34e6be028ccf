"""What goes wrong in handlers and on the wire: one invocation fails, or the process ends so that hosts restart it."""

import time
from collections.abc import Callable, Iterator

import pytest

from azfunc.worker.process import EXIT_ENDED_BY_APP, EXIT_LOST, EXIT_TERMINATED
from tests.contract.values import Value, http, rpc, text

from .conftest import APPS, MakeApp, StartWorker
from .host import Host, Worker, WorkerEndedError

APP = APPS / "faulty"
BOTH = ("good", "good_async")


@pytest.fixture(scope="module")
def worker(start: StartWorker) -> Worker:
    """A worker that all tests of handlers share: none of them may leave it in another state."""
    return start(APP)


@pytest.fixture
def fresh(host: Host) -> Iterator[Callable[..., Worker]]:
    """Starts workers that a test may end."""
    workers: list[Worker] = []

    def start_one(*arguments: str, **environment: str) -> Worker:
        worker = host.start(APP, arguments=arguments, environment=environment)
        workers.append(worker)
        worker.prepare()
        return worker

    yield start_one
    for worker in workers:
        worker.close()


def ask(worker: Worker, function: str, kind: str) -> str:
    """Runs a bad function between good ones, which get their own answers; returns the error."""
    good = [worker.invocation(name, req=http(query={"n": f"{name} {n}"})) for name in BOTH for n in range(3)]
    bad = worker.invocation(function, req=http(query={"kind": kind}))
    worker.start(*good[:3], bad, *good[3:])
    for request in good:
        asked = request.input_data[0].data.http.query["n"]
        assert worker.answer(request.invocation_id).value == Value("string", asked)
    answer = worker.answer(bad.invocation_id)
    assert worker.is_alive()
    assert all(len(worker.stream.answers[one.invocation_id]) == 1 for one in (*good, bad))
    return answer.error if not answer.ok else ""


# Handlers

RAISED = {
    "base": "raised Steering('steer')",
    "exit": "raised SystemExit(0)",
    "interrupt": "raised KeyboardInterrupt()",
    "generator": "raised GeneratorExit()",
    "stop": "StopIteration",
    "stop_async": "StopAsyncIteration: stop",
    "cancelled": "raised CancelledError('own')",
    "group": "raised BaseExceptionGroup('both', [ValueError('one'), SystemExit(3)])",
    "mute": "its text cannot be had: SystemExit",
}


@pytest.mark.parametrize("function", ["raises", "raises_async"])
@pytest.mark.parametrize(("kind", "told"), RAISED.items(), ids=RAISED)
def test_base_exceptions(worker: Worker, function: str, kind: str, told: str) -> None:
    """Whatever a handler raises fails its invocation, and names what it was."""
    assert told in ask(worker, function, kind)


@pytest.mark.parametrize("function", ["recurses", "recurses_async"])
def test_recursion(worker: Worker, function: str) -> None:
    """Recursion without an end."""
    assert "RecursionError" in ask(worker, function, "")


GIVEN = {
    "surrogate": "lone surrogate",
    "surrogate_header": "lone surrogate",
    "object": "object",
    "generator": "generator",
    "cycle": "list",
    "out_object": "Output 'out' of function 'gives'",
    "out_cycle": "Output 'out' of function 'gives'",
    "out_nan": "Output 'out' of function 'gives'",
}


@pytest.mark.parametrize(("kind", "told"), GIVEN.items(), ids=GIVEN)
def test_unserialisable(worker: Worker, kind: str, told: str) -> None:
    """Values that cannot be sent fail the invocation, and the error says which."""
    error = ask(worker, "gives", kind)
    assert error.startswith("EncodeError")
    assert told in error


def test_huge_int(worker: Worker) -> None:
    """A whole number of any size is JSON."""
    answer = worker.invoke("gives", req=http(query={"kind": "out_int"}))
    assert answer.ok, answer.error
    assert answer.outputs["out"] == Value("json", {"n": 10**400})


@pytest.mark.parametrize("kind", ["exit", "base", "interrupt", "stop"])
def test_leaked_tasks(worker: Worker, kind: str) -> None:
    """Tasks that outlive their invocation, and raise what would end the loop."""
    assert ask(worker, "leaks", kind) == ""
    assert worker.wait_for_log(f"the leaked task raises {kind}")
    assert ask(worker, "leaks", kind) == ""


def test_leaked_thread(worker: Worker) -> None:
    """A thread that outlives its invocation, and raises."""
    assert ask(worker, "leaks_thread", "") == ""


def test_closed_stdout(fresh: Callable[..., Worker]) -> None:
    """A handler that closes the process's output does not fail the invocations after it, nor the end."""
    worker = fresh()
    assert ask(worker, "closes", "") == ""
    worker.send(worker_terminate=rpc.WorkerTerminate())
    assert worker.wait() == EXIT_TERMINATED


@pytest.mark.parametrize(("how", "code"), [("0", EXIT_ENDED_BY_APP), ("3", 3), ("signal", -9)])
def test_death(fresh: Callable[..., Worker], how: str, code: int) -> None:
    """A handler that ends the process: hosts start another worker after any code but 0."""
    worker = fresh()
    with pytest.raises(WorkerEndedError):
        worker.invoke("dies", req=http(query={"how": how}))
    assert worker.wait() == code


def test_child(worker: Worker) -> None:
    """A child process that a handler makes ends with the code that it says, 0 too."""
    assert worker.invoke("forks", req=http()).value == Value("string", "0")
    assert worker.is_alive()


def test_blocked_sync(worker: Worker) -> None:
    """Sync handlers that block take threads, and nothing else."""
    blocked = worker.start(*(worker.invocation("blocks", req=http()) for _ in range(2)))
    assert ask(worker, "good", "") != ""  # without its parameter
    assert not any(one in worker.stream.answers for one in blocked)
    assert worker.invoke("release", req=http()).ok
    assert [worker.answer(one).value for one in blocked] == [Value("string", "released")] * 2


def test_blocked_loop(fresh: Callable[..., Worker]) -> None:
    """An async handler that blocks the loop for ever: sync functions run, and the worker ends in time."""
    worker = fresh()
    early = worker.invocation("good", req=http(query={"n": "early"}))
    worker.start(worker.invocation("blocks_async", req=http()), early)
    assert worker.answer(early.invocation_id).value == Value("string", "early")
    assert worker.is_alive()
    for n in range(3):
        assert worker.invoke("good", req=http(query={"n": str(n)})).value == Value("string", str(n))
    began = time.monotonic()
    worker.send(worker_terminate=rpc.WorkerTerminate(grace_period=rpc.Duration(seconds=1)))
    assert worker.wait() == EXIT_TERMINATED
    assert time.monotonic() - began < 5


@pytest.mark.parametrize("function", ["blocks", "waits_async"])
def test_terminate_while_blocked(fresh: Callable[..., Worker], function: str) -> None:
    """Invocations that never end do not keep a worker beyond its grace period."""
    worker = fresh()
    worker.start(worker.invocation(function, req=http()))
    assert worker.is_alive()
    worker.send(worker_terminate=rpc.WorkerTerminate(grace_period=rpc.Duration(nanos=500_000_000)))
    assert worker.wait() == EXIT_TERMINATED
    assert worker.wait_for_log("1 invocations did not end within")


# The wire


def test_broken_bytes(worker: Worker) -> None:
    """Bytes that are no message, and messages cut off anywhere, are passed over."""
    whole = rpc.StreamingMessage(request_id="cut", invocation_request=worker.invocation("good", req=http()))
    data = whole.SerializeToString()
    for cut in (b"\xff\xff\xff", data[:-1], data[: len(data) // 2], data[:1], b"\x00" * 100):
        worker.stream.send_bytes(cut)
    assert worker.wait_for_log("bytes that are no message")
    assert ask(worker, "good", "") != ""


def test_unknown_enum_values(worker: Worker) -> None:
    """Values of enums and fields that a newer host may send."""
    request = worker.invocation("good", req=http(query={"n": "1"}))
    data = rpc.StreamingMessage(invocation_request=request).SerializeToString() + b"\xfa\x3e\x03new"
    worker.stream.send_bytes(data)
    assert worker.answer(request.invocation_id).ok


def test_unknown_function(worker: Worker) -> None:
    """An invocation of a function that the host has not loaded says so."""
    request = rpc.InvocationRequest(invocation_id="unknown function", function_id="no such id")
    error = worker.answer(worker.start(request)[0]).error
    assert error.startswith("InvocationError: ")
    assert "'no such id'" in error


def test_one_id_twice(worker: Worker) -> None:
    """Two requests of one id are both run, and both answered."""
    request = worker.invocation("good_async", req=http(query={"n": "twice"}))
    worker.start(request, request)
    worker.stream.wait_for(lambda _: len(worker.stream.answers.get(request.invocation_id, ())) == 2)


def test_wrong_values(worker: Worker) -> None:
    """Values of a kind that no HTTP request has name the parameter."""
    for value in (text("x"), rpc.TypedData(int=5), rpc.TypedData()):
        answer = worker.invoke("good", req=value)
        assert answer.error.startswith("DecodeError: Parameter 'req' of function 'good'")


def test_load_while_invoking(worker: Worker) -> None:
    """Functions that are loaded again while they run."""
    known = {function.name: function for function in worker.metadata().function_metadata_results}
    requests = [worker.invocation("good_async", req=http(query={"n": str(n)})) for n in range(20)]
    worker.start(*requests[:10])
    assert worker.load(known["good_async"]).status == rpc.StatusResult.Status.Success
    worker.start(*requests[10:])
    answers = [worker.answer(request.invocation_id).value for request in requests]
    assert answers == [Value("string", str(n)) for n in range(20)]


def test_host_closes_the_stream(fresh: Callable[..., Worker]) -> None:
    """A host that goes away ends the worker, with a code that says so."""
    worker = fresh()
    worker.stream.close()
    assert worker.wait() == EXIT_LOST
    assert "ended the stream without asking" in worker.output()


def test_host_closes_while_the_loop_is_blocked(fresh: Callable[..., Worker]) -> None:
    """A worker is not left behind by a handler that blocks."""
    worker = fresh()
    worker.start(worker.invocation("blocks_async", req=http()))
    assert worker.is_alive()
    worker.stream.close()
    assert worker.wait() == EXIT_LOST


def test_host_dies() -> None:
    """A host that is gone without a word."""
    host = Host()
    worker = host.start(APP)
    worker.prepare()
    host.kill()
    assert worker.wait() == EXIT_LOST
    worker.close()


def test_too_large_for_the_worker(fresh: Callable[..., Worker]) -> None:
    """A message beyond the limit that the host itself gave breaks the stream, and the worker ends to be restarted."""
    worker = fresh("--functions-grpc-max-message-length", "100000")
    worker.start(worker.invocation("good", req=http("POST", body=b"x" * 200_000)))
    assert worker.wait() == EXIT_LOST
    assert "broke" in worker.output()


def test_too_large_for_the_host(fresh: Callable[..., Worker]) -> None:
    """An answer beyond the limit fails its own invocation alone."""
    worker = fresh("--functions-grpc-max-message-length", "100000")
    large = worker.invocation("good", req=http(query={"n": "x" * 99_000}))
    large.input_data[0].data.http.query["n"] = "é" * 45_000
    assert worker.answer(worker.start(large)[0]).ok
    answer = worker.invoke("doubles", req=http(query={"n": "x" * 60_000}))
    assert answer.error.startswith("WorkerError: This message has 120,")
    assert ask(worker, "good", "") != ""


def test_host_stalls(host: Host) -> None:
    """A host that does not read for a while gets everything in the end, in order."""
    worker = host.start(APP)
    try:
        worker.prepare()
        worker.stream.reading.clear()
        requests = [worker.invocation("good", req=http(query={"n": f"{n} {'x' * 20_000}"})) for n in range(300)]
        worker.start(*requests)
        assert worker.process.poll() is None
        worker.stream.reading.set()
        for number, request in enumerate(requests):
            value = worker.answer(request.invocation_id).value.value
            assert isinstance(value, str)
            assert value.startswith(f"{number} ")
    finally:
        worker.close()


@pytest.mark.parametrize("source", ["import sys\nsys.exit(0)\n", "raise KeyboardInterrupt\n", "1 / 0\n", "def f(:\n"])
def test_broken_app(make_app: MakeApp, host: Host, source: str) -> None:
    """An app that cannot be imported: the worker starts, says why, and lives."""
    worker = host.start(make_app(source))
    try:
        assert worker.init().result.status == rpc.StatusResult.Status.Success
        response = worker.metadata()
        assert response.result.status == rpc.StatusResult.Status.Failure
        assert response.result.exception.message
        loaded = worker.load(rpc.RpcFunctionMetadata(name="f"))
        assert loaded.status == rpc.StatusResult.Status.Failure
        assert not worker.invoke("f").ok
        assert worker.is_alive()
    finally:
        worker.close()
