"""How azfunc's worker starts: its command line, its first messages, and what it says that it can do."""

import json
import os
import socket
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from azfunc.worker import schema
from azfunc.worker.dispatcher import CONNECT_SECONDS
from azfunc.worker.process import EXIT_LOST
from tests.contract.values import Value, http, rpc, text, texts

from .conftest import APPS, MakeApp, StartWorker
from .host import AZFUNC, ROOT, Host, Worker

APP = APPS / "everything"
SUCCESS = rpc.StatusResult.Status.Success


@pytest.fixture
def fresh(host: Host) -> Iterator[Callable[..., Worker]]:
    """Starts workers that are connected, and nothing more."""
    workers: list[Worker] = []

    def start_one(app: Path = APP, *arguments: str, **environment: str) -> Worker:
        workers.append(host.start(app, arguments=arguments, environment=environment))
        return workers[-1]

    yield start_one
    for worker in workers:
        worker.close()


def run(*arguments: str) -> "subprocess.CompletedProcess[str]":
    """A worker that cannot start."""
    return subprocess.run(
        [*AZFUNC, *arguments], cwd=APP, env={**os.environ, "PYTHONPATH": str(ROOT)}, capture_output=True, text=True
    )


# The command line


def test_each_spelling_starts_a_worker(host: Host) -> None:
    """Older and newer flags alone are enough, with either way to write a value, and unknown flags between them."""
    older = ["--unknown", "--host", "127.0.0.1", "--port", str(host.port), "--workerId", "{id}", "--requestId=r"]
    newer = [f"--functions-uri=http://127.0.0.1:{host.port}/", "--new-flag", "x", "--functions-worker-id", "{id}"]
    for flags in (older, newer):
        worker = host.start(APP, flags=flags)
        try:
            first = worker.stream.received[0]
            assert first.WhichOneof("content") == "start_stream"
            assert first.request_id == ("r" if flags is older else "")
            assert worker.init().result.status == SUCCESS
        finally:
            worker.close()


def test_no_host_on_the_command_line() -> None:
    """Without a host's arguments the worker says what it is for."""
    done = run("--workerId", "w")
    assert done.returncode == 2
    assert "is started by a Functions host" in done.stderr
    assert "azfunc invoke" in done.stderr


def test_no_functions_host() -> None:
    """Nobody listens, or something that hangs up: the worker says where it looked, and ends within the time-out."""
    server = socket.create_server(("127.0.0.1", 0))

    def hang_up() -> None:
        while True:
            try:
                connection, _ = server.accept()
            except OSError:
                return
            connection.close()

    thread = threading.Thread(target=hang_up)
    thread.start()
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        ports = [taken.getsockname()[1], server.getsockname()[1]]
        flags = [["--host", "127.0.0.1", "--port", str(port), "--workerId", "w", "--requestId", "r"] for port in ports]
        with ThreadPoolExecutor() as pool:
            done = list(pool.map(lambda arguments: run(*arguments), flags))
    server.shutdown(socket.SHUT_RDWR)
    server.close()
    thread.join()
    for port, one in zip(ports, done, strict=True):
        assert one.returncode == EXIT_LOST
        told = f"LanguageWorkerConsoleLog ERROR: No host answers at 127.0.0.1:{port} within {CONNECT_SECONDS:g} seconds"
        assert told in one.stderr


def test_log_file(fresh: Callable[..., Worker], tmp_path: Path) -> None:
    """``--log-to`` takes what is logged while no host takes it."""
    worker = fresh(APP, "--log-to", str(tmp_path / "log"), "--log-level", "ERROR")
    worker.stream.close()
    assert worker.wait() == EXIT_LOST
    assert "ended the stream without asking" in (tmp_path / "log").read_text()


# Capabilities, each by what a host does because of it


def test_no_capability_too_many(fresh: Callable[..., Worker]) -> None:
    """What is switched off is not advertised: shared memory, telemetry, HTTP by another way."""
    capabilities = dict(fresh().init().capabilities)
    assert set(capabilities.values()) == {"true"}
    assert not {"SharedMemoryDataTransfer", "WorkerOpenTelemetryEnabled", "HttpUri"} & set(capabilities)


def test_warm_up(fresh: Callable[..., Worker]) -> None:
    """HandlesWorkerWarmupMessage: the message is answered."""
    worker = fresh()
    response: schema.WorkerWarmupResponse = worker.ask(
        "worker_warmup_response", worker_warmup_request=rpc.WorkerWarmupRequest(worker_directory="/w")
    )
    assert response.result.status == SUCCESS
    assert worker.init().result.status == SUCCESS


def test_raw_body(start: StartWorker) -> None:
    """RawHttpBodyBytes and RpcHttpBodyOnly: the body comes as bytes in ``body``, and goes as bytes."""
    answer = start(APP).invoke("mirror", req=http("POST", body=b"\xff\x00"))
    assert answer.response.return_value.http.body.bytes == b"\xff\x00"


def test_lists(start: StartWorker, make_app: MakeApp) -> None:
    """TypedDataCollection and IncludeEmptyEntriesInMessagePayload: lists arrive whole, empty entries too."""
    source = (
        "from azfunc import FunctionApp, Out\napp = FunctionApp()\n"
        "@app.event_hub_message_trigger(event_hub_name='h', connection='C', data_type='string', cardinality='many')\n"
        "@app.queue_output(arg_name='out', queue_name='out', connection='C')\n"
        "def hub(events: list[str], out: Out[list[str]]) -> None:\n    out.set(events)\n"
    )
    answer = start(make_app(source)).invoke("hub", events=texts("a", "", "c"))
    assert answer.outputs["out"].value == ["a", "", "c"], answer.error


TELEMETRY = (
    "from azfunc import FunctionApp, HttpRequest\napp = FunctionApp()\n{}"
    "@app.route('f')\ndef f(req: HttpRequest) -> str:\n    return 'f'\n"
)


@pytest.mark.parametrize("line", ["app.enable_telemetry()\n", ""], ids=["on", "off"])
def test_telemetry(fresh: Callable[..., Worker], make_app: MakeApp, line: str) -> None:
    """WorkerOpenTelemetryEnabled: said where the app makes its spans itself, and only there."""
    capabilities = dict(fresh(make_app(TELEMETRY.format(line))).init().capabilities)
    assert ("WorkerOpenTelemetryEnabled" in capabilities) is bool(line)


def test_reload_tells_anew(fresh: Callable[..., Worker], make_app: MakeApp) -> None:
    """A placeholder that becomes the worker of an app tells the capabilities of that app, in the place of its own."""
    worker = fresh(APP, WEBSITE_PLACEHOLDER_MODE="1")
    worker.init()
    request = rpc.FunctionEnvironmentReloadRequest(
        environment_variables={**os.environ, "PYTHONPATH": str(ROOT)},
        function_app_directory=str(make_app(TELEMETRY.format("app.enable_telemetry()\n"))),
    )
    response: schema.FunctionEnvironmentReloadResponse = worker.ask(
        "function_environment_reload_response", function_environment_reload_request=request
    )
    assert response.result.status == SUCCESS
    assert response.capabilities["WorkerOpenTelemetryEnabled"] == "true"
    assert response.capabilities_update_strategy == rpc.FunctionEnvironmentReloadResponse.replace
    [function] = worker.metadata().function_metadata_results
    assert function.name == "f"


def test_hundred_megabytes(start: StartWorker) -> None:
    """A body of a hundred megabytes, there and back."""
    worker = start(APP)
    size = 100 * 1024 * 1024
    answer = worker.invoke("mirror", req=http("POST", body=bytes(size)))
    body = answer.response.return_value.http.body.bytes
    assert (len(body), body.count(0)) == (size, size)


# The order of messages


def test_invocation_before_load(fresh: Callable[..., Worker]) -> None:
    """An invocation that comes before its function is loaded fails, and the worker goes on as hosts have it."""
    worker = fresh()
    worker.init()
    worker.ids["early"] = "early"
    assert worker.invoke("early").error.startswith("InvocationError")
    for function in worker.metadata().function_metadata_results:
        assert worker.load(function).status == SUCCESS
    assert worker.invoke("cook", msg=text("soup")).ok


def test_second_worker(start: StartWorker, fresh: Callable[..., Worker]) -> None:
    """A later worker of the same app has the ids of the first one without being asked for them."""
    first = start(APP)
    second = fresh()
    second.init()
    for function in first.metadata().function_metadata_results:
        assert second.load(function).status == SUCCESS
    assert second.ids == first.ids
    assert second.invoke("hello", req=http(query={"name": "Ada"})).value == Value("string", "Hello, Ada!")


def test_metadata_twice(fresh: Callable[..., Worker]) -> None:
    """Asked again, the worker says the same, and does not import the app again."""
    worker = fresh()
    worker.init()
    assert worker.metadata() == worker.metadata()


def test_nothing_on_stdout(fresh: Callable[..., Worker]) -> None:
    """Hosts take what a worker prints for lines of the app: it prints none of its own."""
    worker = fresh()
    worker.prepare()
    worker.invoke("hello", req=http(query={"name": "Ada"}))
    assert worker.output() == ""


def test_current_folder_and_python(fresh: Callable[..., Worker], make_app: MakeApp) -> None:
    """The app runs in its own folder, in the interpreter that the host started."""
    source = (
        "import json, os, sys\nfrom azfunc import FunctionApp, HttpRequest\napp = FunctionApp()\n"
        "@app.route('f')\ndef f(req: HttpRequest) -> str:\n"
        "    return json.dumps([os.getcwd(), sys.executable])\n"
    )
    app = make_app(source)
    worker = fresh(app)
    worker.prepare()
    value = worker.invoke("f", req=http()).value.value
    assert isinstance(value, str)
    assert json.loads(value) == [str(app), sys.executable]
