"""Our language worker over a real stream: beside a bare echo, and beside Microsoft's runtime on the same stream."""

import json
import os
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

from azfunc.worker import schema
from benchmarks.measure import Row, in_turns
from benchmarks.peers import APPS, REPOSITORY, Peer, peer
from benchmarks.stream_host import StreamHost, StreamPeer, messages

BATCH = 2000
"""Invocations in one sample."""

_VERSION = "3.13"
_ECHO = str(Path(__file__).with_name("echo_client.py"))
_SHELL = str(REPOSITORY / "tests" / "worker" / "microsoft_worker.py")
_MICROSOFT = "azure_functions_runtime 1.3.0, same stream"
_FIVE = "app of five functions"


class Case:
    """What is invoked."""

    def __init__(self, what: str, function: str, inputs: Mapping[str, schema.TypedData], at_least: float) -> None:
        self.what = what
        self.function = function
        self.inputs = inputs
        self.at_least = at_least


def _cases() -> Sequence[Case]:
    http = messages.RpcHttp(
        method="GET",
        url="http://localhost/api/hello?name=Ada",
        query={"name": "Ada"},
        headers=dict.fromkeys(("host", "user-agent", "accept", "x-forwarded-for"), "some value"),
    )
    request = {"req": messages.TypedData(http=http)}
    order = {"msg": messages.TypedData(string=json.dumps({"id": "1", "note": "x" * 1000}))}
    return (
        Case("sync HTTP invocations a second, 32 in flight", "hello", request, 0.55),
        Case("async HTTP invocations a second, 32 in flight", "hello_async", request, 0.55),
        Case("queue messages of 1 KB a second, 32 in flight", "cook", order, 0.60),
    )


def _ours(interpreter: Peer) -> list[str]:
    return interpreter.command("-P", "-m", "azfunc.worker")


def _microsoft(interpreter: Peer) -> list[str]:
    return interpreter.command("-P", _SHELL, "v2")


@contextmanager
def _apps(source: str) -> Iterator[tuple[Path, Path]]:
    """The folders of an app: for azfunc, and for azure.functions."""
    with TemporaryDirectory() as ours, TemporaryDirectory() as theirs:
        Path(ours, "function_app.py").write_text(source.replace("azure.functions", "azfunc"), "utf-8")
        Path(theirs, "function_app.py").write_text(source, "utf-8")
        yield Path(ours), Path(theirs)


@contextmanager
def _host() -> Iterator[StreamHost]:
    host = StreamHost()
    try:
        yield host
    finally:
        host.close()


def stream_rows(rounds: int) -> list[Row]:
    """Invocations a second: ours, a bare echo, and Microsoft's runtime."""
    interpreter = peer(_VERSION)
    source = (APPS / "streamed.py").read_text("utf-8")
    with _apps(source) as (folder, their_folder), _host() as host:
        ours = host.start(_ours(interpreter), folder, interpreter.environment)
        theirs = host.start(_microsoft(interpreter), their_folder, interpreter.environment)
        echo = host.start(interpreter.command("-P", _ECHO), folder, interpreter.environment)
        ours.load()
        theirs.load()
        rows: list[Row] = []
        for case in _cases():
            samples = in_turns(
                {
                    "ours": _rate(ours, case),
                    "echo": _rate(echo, case),
                    "theirs": _rate(theirs, case),
                },
                rounds,
            )
            rows.append(Row(case.what, "bare grpcio echo", samples["ours"], samples["echo"], at_least=case.at_least))
            rows.append(Row(case.what, _MICROSOFT, samples["ours"], samples["theirs"], at_least=1.5))
    return rows


def _rate(worker: StreamPeer, case: Case) -> Callable[[], float]:
    requests = worker.invocations(case.function, case.inputs, BATCH)
    return lambda: worker.rate(requests)


def start_rows(rounds: int) -> list[Row]:
    """From the start of the process to the answer that tells the functions; and what the idle worker occupies."""
    interpreter = peer(_VERSION)
    source = (APPS / "five.py").read_text("utf-8")
    with _apps(source) as (folder, their_folder), _host() as host:
        memory: dict[str, list[float]] = {"ours": [], "theirs": []}

        def start(name: str, command: Sequence[str], place: Path) -> float:
            worker = host.start(command, place, interpreter.environment)
            worker.index()
            seconds = time.perf_counter() - worker.started
            memory[name].append(worker.memory())
            worker.close()
            return 1 / seconds

        samples = in_turns(
            {
                "ours": lambda: start("ours", _ours(interpreter), folder),
                "theirs": lambda: start("theirs", _microsoft(interpreter), their_folder),
            },
            rounds,
        )
    what = f"starts a second, process to metadata, {_FIVE}"
    return [
        Row(what, _MICROSOFT, samples["ours"], samples["theirs"], at_least=1.5),
        Row(f"memory of an idle worker, {_FIVE}", _MICROSOFT, memory["ours"], memory["theirs"], at_most=0.8),
    ]


def worker_rows(rounds: int) -> list[Row]:
    """All rows of the worker."""
    os.environ.setdefault("GRPC_VERBOSITY", "ERROR")
    return [*stream_rows(max(rounds // 2, 3)), *start_rows(max(rounds // 2, 3))]
