"""The worker's core with plain messages: no process, no gRPC, no socket."""

import asyncio
import logging
import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import chdir
from pathlib import Path
from typing import Any

import pytest

from azfunc.worker import schema
from azfunc.worker.core import WorkerCore
from azfunc.worker.environment import STAND_IN_SETTING
from tests.contract.values import http, rpc

from .conftest import MakeApp
from .host import ROOT

SOURCE = """
import asyncio
import threading
from azfunc import FunctionApp, HttpRequest

app = FunctionApp()
started = threading.Event()

@app.route("hello")
def hello(req: HttpRequest) -> str:
    return f"Hello, {req.params['name']}!"

@app.route("waits")
async def waits(req: HttpRequest) -> str:
    await asyncio.sleep(60)
    return "slept"

@app.queue_trigger(queue_name="q", connection="C")
def wrong(req: str) -> None: ...
"""


class Core:
    """A core on a loop of its own, and what it has sent."""

    def __init__(self, app: Path) -> None:
        self.app = app
        self.sent: asyncio.Queue[schema.StreamingMessage] = asyncio.Queue()
        self.endings: list[float] = []
        loop = asyncio.get_running_loop()

        def send(message: schema.StreamingMessage) -> None:
            loop.call_soon_threadsafe(self.sent.put_nowait, message)

        self.core = WorkerCore(rpc, loop, send, self.endings.append)
        self.serving = asyncio.create_task(self.core.serve())

    async def ask(self, request_id: str = "r", **content: Any) -> schema.StreamingMessage:
        """Hands the core a message, and returns the next one that it sends."""
        self.core.receive(rpc.StreamingMessage(request_id=request_id, **content))
        return await asyncio.wait_for(self.sent.get(), 20)

    async def prepare(self) -> dict[str, str]:
        """Initialises the core and loads its functions; returns their ids."""
        await self.ask(worker_init_request=rpc.WorkerInitRequest(function_app_directory=str(self.app)))
        told = await self.ask(functions_metadata_request=rpc.FunctionsMetadataRequest())
        ids = {}
        for function in told.function_metadata_response.function_metadata_results:
            request = rpc.FunctionLoadRequest(function_id=function.function_id, metadata=function)
            await self.ask(function_load_request=request)
            ids[function.name] = function.function_id
        return ids


def invocation(function_id: str, invocation_id: str = "i", **query: str) -> schema.InvocationRequest:
    """A request to run an HTTP function."""
    return rpc.InvocationRequest(
        invocation_id=invocation_id,
        function_id=function_id,
        input_data=[rpc.ParameterBinding(name="req", data=http(query=query))],
    )


@pytest.fixture
def run(make_app: MakeApp) -> Iterator[Callable[[Callable[[Core], Any]], Any]]:
    """Runs a test on a core; what it does to this process is taken back."""
    app = make_app(SOURCE)
    path, modules, environment, level = list(sys.path), set(sys.modules), dict(os.environ), logging.getLogger().level
    os.environ[STAND_IN_SETTING] = "0"  # this process has the real azure.functions

    def run_one(test: Callable[[Core], Any]) -> Any:
        async def main() -> Any:
            return await test(Core(app))

        return asyncio.run(main())

    with chdir(Path.cwd()):
        yield run_one
    sys.path[:] = path
    for name in set(sys.modules) - modules:
        if str(getattr(sys.modules[name], "__file__", "")).startswith(str(app)):
            del sys.modules[name]
    logging.getLogger().setLevel(level)
    os.environ.clear()
    os.environ.update(environment)


Run = Callable[[Callable[[Core], Any]], Any]


def test_init(run: Run) -> None:
    """The answer says what the worker is and can do, under the id of the request."""

    async def test(core: Core) -> None:
        request = rpc.WorkerInitRequest(function_app_directory=str(core.app))
        answer = await core.ask("first", worker_init_request=request)
        response = answer.worker_init_response
        assert answer.request_id == "first"
        assert response.result.status == rpc.StatusResult.Status.Success
        assert response.capabilities["WorkerStatus"] == "true"
        assert response.worker_metadata.runtime_version == f"{sys.version_info.major}.{sys.version_info.minor}"
        assert Path.cwd() == core.app

    run(test)


def test_init_without_a_folder(run: Run) -> None:
    """A folder that is not there fails the request, and not the worker."""

    async def test(core: Core) -> None:
        request = rpc.WorkerInitRequest(function_app_directory=str(core.app / "none"))
        answer = await core.ask(worker_init_request=request)
        assert answer.worker_init_response.result.status == rpc.StatusResult.Status.Failure
        assert "FileNotFoundError" in answer.worker_init_response.result.exception.message
        assert len(await core.prepare()) == 3

    run(test)


def test_status_at_once(run: Run) -> None:
    """The ping is answered before ``receive`` returns, whatever the loop does."""

    async def test(core: Core) -> None:
        sent: list[schema.StreamingMessage] = []
        quick = WorkerCore(rpc, asyncio.get_running_loop(), sent.append)
        quick.receive(rpc.StreamingMessage(request_id="p", worker_status_request=rpc.WorkerStatusRequest()))
        assert [(one.request_id, one.WhichOneof("content")) for one in sent] == [("p", "worker_status_response")]

    run(test)


def test_invocations(run: Run) -> None:
    """A function answers; one with a fault answers with that; one that is not there fails."""

    async def test(core: Core) -> None:
        ids = await core.prepare()
        answer = await core.ask("call", invocation_request=invocation(ids["hello"], name="Ada"))
        assert answer.request_id == "call"
        assert answer.invocation_response.invocation_id == "i"
        assert answer.invocation_response.return_value.string == "Hello, Ada!"
        wrong = await core.ask(invocation_request=invocation(ids["wrong"]))
        assert "no valid queue name" in wrong.invocation_response.result.exception.message
        missing = await core.ask(invocation_request=invocation("none"))
        assert missing.invocation_response.result.status == rpc.StatusResult.Status.Failure
        assert core.core.invocations.count == 0

    run(test)


def test_cancel(run: Run) -> None:
    """A task that is given up ends as cancelled."""

    async def test(core: Core) -> None:
        ids = await core.prepare()
        core.core.receive(rpc.StreamingMessage(invocation_request=invocation(ids["waits"])))
        assert core.core.invocations.is_running("i")
        answer = await core.ask(invocation_cancel=rpc.InvocationCancel(invocation_id="i"))
        assert answer.invocation_response.result.status == rpc.StatusResult.Status.Cancelled
        assert not core.core.invocations.is_running("i")

    run(test)


def test_terminate(run: Run) -> None:
    """The end waits for what runs, at most as long as the host says, and is told at once to who watches the time."""

    async def test(core: Core) -> None:
        ids = await core.prepare()
        core.core.receive(rpc.StreamingMessage(invocation_request=invocation(ids["waits"])))
        grace = rpc.Duration(nanos=200_000_000)
        core.core.receive(rpc.StreamingMessage(worker_terminate=rpc.WorkerTerminate(grace_period=grace)))
        assert core.endings == [0.2]
        await asyncio.wait_for(core.core.terminated.wait(), 20)
        await asyncio.wait_for(core.serving, 20)
        assert core.core.invocations.count == 1

    run(test)


def test_reload(run: Run, tmp_path: Path) -> None:
    """Another folder with other variables: all of the old ones are gone, and the functions are the new app's."""
    other = tmp_path / "other"
    other.mkdir()
    (other / "function_app.py").write_text(
        "from azfunc import FunctionApp, HttpRequest\napp = FunctionApp()\n"
        "@app.route('new')\ndef new(req: HttpRequest) -> str:\n    return 'new'\n"
    )

    async def test(core: Core) -> None:
        await core.prepare()
        request = rpc.FunctionEnvironmentReloadRequest(
            environment_variables={"ONLY": "this", STAND_IN_SETTING: "0"}, function_app_directory=str(other)
        )
        answer = await core.ask(function_environment_reload_request=request)
        assert answer.function_environment_reload_response.result.status == rpc.StatusResult.Status.Success
        assert dict(os.environ) == {"ONLY": "this", STAND_IN_SETTING: "0"}
        told = await core.ask(functions_metadata_request=rpc.FunctionsMetadataRequest())
        assert [one.name for one in told.function_metadata_response.function_metadata_results] == ["new"]

    run(test)


@pytest.mark.parametrize(
    "message",
    [
        rpc.StreamingMessage(),
        rpc.StreamingMessage(worker_heartbeat=rpc.WorkerHeartbeat()),
        rpc.StreamingMessage(worker_action_response=rpc.WorkerActionResponse()),
        rpc.StreamingMessage(file_change_event_request=rpc.FileChangeEventRequest()),
        rpc.StreamingMessage(invocation_response=rpc.InvocationResponse()),
    ],
    ids=lambda message: message.WhichOneof("content") or "nothing",
)
def test_unknown(run: Run, message: schema.StreamingMessage, caplog: pytest.LogCaptureFixture) -> None:
    """Messages that mean nothing here are logged, and nothing else."""

    async def test(core: Core) -> None:
        core.core.receive(message)
        answer = await core.ask(worker_status_request=rpc.WorkerStatusRequest())
        assert answer.WhichOneof("content") == "worker_status_response"

    run(test)
    assert "which this worker does not know" in caplog.text


def test_needs_no_grpc() -> None:
    """The core, and all that it needs, is imported without gRPC."""
    code = (
        "import sys; sys.modules['grpc'] = None; import azfunc.worker.core, azfunc.worker.process; print(len(sys.path))"
    )
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
