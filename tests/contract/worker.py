"""The host's side: starts one of Microsoft's runtimes on an app, and indexes, loads and invokes its functions."""

import base64
import json
import os
import subprocess
import tempfile
import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from azfunc.worker import schema
from tests.environments import ROOT

from .environment import microsoft_python
from .values import Value, read, rpc

TRACE_PARENT = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01"
TRACE_STATE = "congo=t61rcWkgMzE"


@dataclass
class Result:
    """How an invocation ended."""

    ok: bool
    error: str
    """Message of the exception, ``Type: text``."""
    stack: str
    value: Value
    outputs: Mapping[str, Value]
    invocation_id: str


@dataclass
class Call:
    """One invocation to be made."""

    function: str
    inputs: Mapping[str, schema.TypedData]
    metadata: Mapping[str, schema.TypedData] = field(default_factory=dict)
    retry: schema.RetryContext | None = None


class Worker:
    """A running worker process of one app."""

    def __init__(
        self,
        model: str,
        app_dir: Path,
        environment: Mapping[str, str] | None = None,
        arguments: Sequence[str] = (),
    ) -> None:
        self.model = model
        self.app_dir = app_dir
        self._log = tempfile.TemporaryFile("w+", encoding="utf-8", errors="replace")  # noqa: SIM115  # close() ends it
        driver = Path(__file__).with_name("driver.py")
        self._process = subprocess.Popen(
            [str(microsoft_python()), "-P", str(driver), model, str(app_dir), *arguments],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=self._log,
            encoding="utf-8",
            env={**os.environ, "PYTHONPATH": str(ROOT), **(environment or {})},
        )
        self._next = 0
        self._ids: dict[str, str] = {}
        self.load_errors: dict[str, schema.RpcException] = {}
        self.initialised = self._initialise()

    def log(self) -> str:
        """All that the process has written to stderr, and the app to stdout."""
        self._log.seek(0)
        return self._log.read()

    def close(self) -> None:
        """Ends the process."""
        with self._process:
            if self._process.stdin:
                self._process.stdin.close()
            self._process.wait(30)
        self._log.close()

    def _initialise(self) -> schema.StatusResult:
        request = rpc.WorkerInitRequest(
            host_version="4.1036.0", function_app_directory=str(self.app_dir), capabilities={"MultiStream": "10"}
        )
        answer = self._ask("worker_init_request", rpc.StreamingMessage(worker_init_request=request))
        return rpc.WorkerInitResponse.FromString(answer).result

    def metadata(self) -> schema.FunctionMetadataResponse:
        """What the worker says that the app's functions are."""
        request = rpc.FunctionsMetadataRequest(function_app_directory=str(self.app_dir))
        answer = self._ask("functions_metadata_request", rpc.StreamingMessage(functions_metadata_request=request))
        return rpc.FunctionMetadataResponse.FromString(answer)

    def load(self, metadata: schema.RpcFunctionMetadata) -> schema.StatusResult:
        """Loads one function, with no more of its metadata than the host sends."""
        request = load_request(metadata)
        function_id = request.function_id
        answer = self._ask("function_load_request", rpc.StreamingMessage(function_load_request=request))
        response = rpc.FunctionLoadResponse.FromString(answer)
        assert response.function_id == function_id
        self._ids[metadata.name] = function_id
        if response.result.status != rpc.StatusResult.Status.Success:
            self.load_errors[metadata.name] = response.result.exception
        return response.result

    def load_all(self) -> None:
        """Loads all functions: those that the worker indexed (v2), or those of the function.json folders (v1)."""
        found = self.metadata()
        if found.use_default_metadata_indexing:
            for document in sorted(self.app_dir.glob("*/function.json")):
                self.load(read_function_json(document))
        for metadata in found.function_metadata_results:
            self.load(metadata)

    @property
    def functions(self) -> set[str]:
        """Names of the functions that were loaded."""
        return set(self._ids)

    def invoke(
        self,
        function: str,
        inputs: Mapping[str, schema.TypedData],
        *,
        metadata: Mapping[str, schema.TypedData] | None = None,
        retry: schema.RetryContext | None = None,
    ) -> Result:
        """Runs one function and waits for its end."""
        return self.invoke_all([Call(function, inputs, metadata or {}, retry)])[0]

    def invoke_all(self, calls: Sequence[Call]) -> list[Result]:
        """Runs functions at the same time."""
        asked = [self._send("invocation_request", self._invocation(call)) for call in calls]
        answers = self._receive(asked)
        return [_result(rpc.InvocationResponse.FromString(answers[number])) for number in asked]

    def _invocation(self, call: Call) -> schema.StreamingMessage:
        assert call.function in self._ids, f"{call.function} is not loaded; there are {sorted(self._ids)}"
        assert call.function not in self.load_errors, self.load_errors[call.function].message
        request = rpc.InvocationRequest(
            invocation_id=str(uuid.uuid4()),
            function_id=self._ids[call.function],
            input_data=[rpc.ParameterBinding(name=name, data=value) for name, value in call.inputs.items()],
            trigger_metadata=dict(call.metadata),
            trace_context=rpc.RpcTraceContext(
                trace_parent=TRACE_PARENT, trace_state=TRACE_STATE, attributes={"ProcessId": "42"}
            ),
        )
        if call.retry is not None:
            request.retry_context.CopyFrom(call.retry)
        return rpc.StreamingMessage(invocation_request=request)

    def _ask(self, handler: str, message: schema.StreamingMessage) -> bytes:
        number = self._send(handler, message)
        return self._receive([number])[number]

    def _send(self, handler: str, message: schema.StreamingMessage) -> int:
        self._next += 1
        encoded = base64.b64encode(message.SerializeToString()).decode()
        assert self._process.stdin
        self._process.stdin.write(json.dumps({"id": self._next, "handler": handler, "message": encoded}) + "\n")
        self._process.stdin.flush()
        return self._next

    def _receive(self, numbers: Sequence[int]) -> dict[int, bytes]:
        assert self._process.stdout
        answers: dict[int, bytes] = {}
        while len(answers) < len(numbers):
            line = self._process.stdout.readline()
            assert line, f"the worker has ended:\n{self.log()}"
            answer = json.loads(line)
            assert "error" not in answer, f"the worker raised instead of answering:\n{answer['error']}"
            answers[answer["id"]] = base64.b64decode(answer["message"])
        return answers


def _result(response: schema.InvocationResponse) -> Result:
    return Result(
        ok=response.result.status == rpc.StatusResult.Status.Success,
        error=response.result.exception.message,
        stack=response.result.exception.stack_trace,
        value=read(response.return_value),
        outputs={output.name: read(output.data) for output in response.output_data},
        invocation_id=response.invocation_id,
    )


def load_request(metadata: schema.RpcFunctionMetadata) -> schema.FunctionLoadRequest:
    """The request to load a function, with no more of its metadata than the host sends."""
    sent = rpc.RpcFunctionMetadata(
        name=metadata.name,
        directory=metadata.directory,
        script_file=metadata.script_file,
        entry_point=metadata.entry_point,
        bindings=metadata.bindings,
        properties=metadata.properties,
    )
    return rpc.FunctionLoadRequest(function_id=metadata.function_id or str(uuid.uuid4()), metadata=sent)


def read_function_json(path: Path) -> schema.RpcFunctionMetadata:
    """A function's metadata as the host reads and sends it for function.json folders."""
    document = json.loads(path.read_text("utf-8"))
    return rpc.RpcFunctionMetadata(
        name=path.parent.name,
        directory=str(path.parent),
        script_file=str((path.parent / document.get("scriptFile", "__init__.py")).resolve()),
        entry_point=document.get("entryPoint", ""),
        bindings={binding["name"]: _binding_info(binding) for binding in document["bindings"]},
    )


def _binding_info(binding: Mapping[str, str]) -> schema.BindingInfo:
    directions = {"in": 0, "out": 1, "inout": 2}
    data_types = {"string": 1, "binary": 2, "stream": 3}
    return rpc.BindingInfo(
        type=binding["type"],
        direction=directions[binding.get("direction", "in").lower()],
        data_type=data_types.get(binding.get("dataType", "").lower(), 0),
    )


def build_app(app_dir: Path, out: Path, worker: str = "microsoft", **environment: str) -> Path:
    """Builds an app in the legacy model with the interpreter that will run it; returns the folder.

    ``worker`` is whose worker the folders are for.
    """
    script = Path(__file__).with_name("build_app.py")
    command = [str(microsoft_python()), "-P", str(script), str(app_dir), str(out), worker]
    variables = {**os.environ, "PYTHONPATH": str(ROOT), **environment}
    run = subprocess.run(command, env=variables, capture_output=True, text=True, check=False)
    assert run.returncode == 0, run.stderr
    return out


def start_worker(model: str, app_dir: Path, arguments: Sequence[str] = (), **environment: str) -> Worker:
    """Starts Microsoft's ``v1`` or ``v2`` runtime on an app and loads all its functions.

    ``arguments`` are what the host adds to the worker's command line.
    """
    worker = Worker(model, app_dir, environment, arguments)
    if worker.initialised.status == rpc.StatusResult.Status.Success:
        worker.load_all()
    return worker
