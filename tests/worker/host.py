"""The host's side over real gRPC on loopback: starts worker processes, asks them, and keeps all that they send."""

import os
import subprocess
import sys
import tempfile
import threading
import time
import uuid
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from queue import Empty, SimpleQueue
from typing import Any, NamedTuple

import grpc

from azfunc.worker import schema
from azfunc.worker.protocol import SERVICE
from tests.contract.values import NOTHING, Value, read, rpc
from tests.contract.worker import load_request, read_function_json

from .stream import SECONDS, Stream, WorkerEndedError

ROOT = Path(__file__).resolve().parents[2]
AZFUNC = (sys.executable, "-P", "-m", "azfunc.worker")
"""The command of azfunc's worker."""

OPTIONS = [("grpc.max_receive_message_length", -1), ("grpc.max_send_message_length", -1)]


class Answer(NamedTuple):
    """How an invocation ended."""

    status: int
    error: str
    """Message of the exception, ``Type: text``."""
    stack: str
    value: Value
    outputs: Mapping[str, Value]
    response: schema.InvocationResponse

    @property
    def ok(self) -> bool:
        return self.status == rpc.StatusResult.Status.Success


class Host:
    """A gRPC server that workers connect to."""

    def __init__(self) -> None:
        self._streams: dict[str, Stream] = {}
        self._connected: SimpleQueue[str] = SimpleQueue()
        self._server = grpc.server(ThreadPoolExecutor(64), options=OPTIONS)
        handler = grpc.stream_stream_rpc_method_handler(self._serve)
        methods = {"EventStream": handler}
        self._server.add_generic_rpc_handlers((grpc.method_handlers_generic_handler(SERVICE, methods),))
        self.port: int = self._server.add_insecure_port("127.0.0.1:0")
        self._server.start()

    def _serve(self, messages: Iterator[bytes], _context: object) -> Iterator[bytes]:
        first = rpc.StreamingMessage.FromString(next(messages))
        assert first.WhichOneof("content") == "start_stream", first
        stream = self._streams[first.start_stream.worker_id]
        stream.received.append(first)
        threading.Thread(target=stream.read, args=(messages,), daemon=True).start()
        self._connected.put(first.start_stream.worker_id)
        yield from stream.outgoing()

    def start(
        self,
        app: Path,
        *,
        command: Sequence[str] = AZFUNC,
        environment: Mapping[str, str] | None = None,
        arguments: Sequence[str] = (),
        flags: Sequence[str] = (),
    ) -> "Worker":
        """Starts a worker on an app and waits until it is connected.

        Args:
            app: the folder of the app.
            command: what is started.
            environment: what it gets besides that of this process.
            arguments: what it gets behind the command line of a host.
            flags: what it gets in the place of that; ``{id}`` is its id.
        """
        worker_id = str(uuid.uuid4())
        stream = self._streams[worker_id] = Stream()
        given = [flag.replace("{id}", worker_id) for flag in flags or self._flags()]
        worker = Worker(stream, [*command, *given, *arguments], app, environment or {})
        deadline = time.monotonic() + SECONDS
        while True:
            try:
                if self._connected.get(timeout=0.1) == worker_id:
                    return worker
            except Empty:
                if worker.process.poll() is not None or time.monotonic() > deadline:
                    raise WorkerEndedError(f"the worker did not connect:\n{worker.output()}") from None

    def _flags(self) -> Sequence[str]:
        """The command line of a host, in both spellings."""
        return (
            *("--host", "127.0.0.1", "--port", str(self.port), "--workerId", "{id}", "--requestId", "start"),
            *("--grpcMaxMessageLength", "2147483647", "--functions-uri", f"http://127.0.0.1:{self.port}/"),
            *("--functions-worker-id", "{id}", "--functions-request-id", "start"),
            *("--functions-grpc-max-message-length", "2147483647"),
        )

    def kill(self) -> None:
        """Ends the server in the middle of everything."""
        self._server.stop(0)

    def close(self) -> None:
        """Ends the server and with it all streams."""
        for stream in self._streams.values():
            stream.close()
        self._server.stop(0)


class Worker:
    """A worker process that is connected."""

    def __init__(self, stream: Stream, command: Sequence[str], app: Path, environment: Mapping[str, str]) -> None:
        self.app = app
        self.stream = stream
        self._log = tempfile.TemporaryFile("w+", encoding="utf-8", errors="replace")  # noqa: SIM115  # close() ends it
        path = {"PYTHONPATH": str(ROOT)}
        self.process = subprocess.Popen(
            command, cwd=app, env={**os.environ, **path, **environment}, stdout=self._log, stderr=subprocess.STDOUT
        )
        self.ids: dict[str, str] = {}
        self.triggers: dict[str, str] = {}
        """The parameter of each function's trigger."""
        self.load_errors: dict[str, schema.RpcException] = {}

    def output(self) -> str:
        """All that the process has printed."""
        self._log.seek(0)
        return self._log.read()

    def wait(self, seconds: float = SECONDS) -> int:
        """Waits until the process has ended by itself; returns its exit code."""
        return self.process.wait(seconds)

    def close(self) -> int:
        """Ends the process, by force where it does not end itself; returns its exit code."""
        self.stream.close()
        try:
            return self.process.wait(SECONDS)
        except subprocess.TimeoutExpired:
            self.process.kill()
            return self.process.wait()
        finally:
            self._log.close()

    def ask(self, kind: str, **content: Any) -> Any:
        """Sends a request and returns the content of kind ``kind`` that answers it."""
        request_id = str(uuid.uuid4())
        self.stream.send(rpc.StreamingMessage(request_id=request_id, **content))
        answer = self.stream.wait_for(
            lambda message: message.request_id == request_id and message.WhichOneof("content") == kind
        )
        return getattr(answer, kind)

    def init(self, **capabilities: str) -> schema.WorkerInitResponse:
        """Initialises the worker as the host does."""
        request = rpc.WorkerInitRequest(
            host_version="4.1036.0",
            function_app_directory=str(self.app),
            worker_directory=str(ROOT / "azfunc" / "worker" / "bundle"),
            capabilities={"MultiStream": "10", **capabilities},
        )
        return self.ask("worker_init_response", worker_init_request=request)

    def metadata(self) -> schema.FunctionMetadataResponse:
        """What the worker says that the app's functions are."""
        request = rpc.FunctionsMetadataRequest(function_app_directory=str(self.app))
        return self.ask("function_metadata_response", functions_metadata_request=request)

    def load(self, metadata: schema.RpcFunctionMetadata) -> schema.StatusResult:
        """Loads one function, with no more of its metadata than the host sends."""
        request = load_request(metadata)
        function_id = request.function_id
        response: schema.FunctionLoadResponse = self.ask("function_load_response", function_load_request=request)
        assert response.function_id == function_id
        self.ids[metadata.name] = function_id
        self.triggers[metadata.name] = next(
            (name for name, info in metadata.bindings.items() if info.type.lower().endswith("trigger")), ""
        )
        if response.result.status != rpc.StatusResult.Status.Success:
            self.load_errors[metadata.name] = response.result.exception
        return response.result

    def load_folders(self) -> None:
        """Loads the functions of all function.json files in the app, as the host does that has read them."""
        for file in sorted(self.app.glob("*/function.json")):
            self.load(read_function_json(file))

    def prepare(self, **capabilities: str) -> None:
        """Initialises the worker and loads all functions."""
        self.init(**capabilities)
        for function in self.metadata().function_metadata_results:
            self.load(function)

    def send(self, **content: Any) -> None:
        """Sends a message that nothing answers."""
        self.stream.send(rpc.StreamingMessage(**content))

    def is_alive(self) -> bool:
        """Whether the worker answers the host's ping."""
        self.ask("worker_status_response", worker_status_request=rpc.WorkerStatusRequest())
        return self.process.poll() is None

    def invocation(self, function: str, **inputs: schema.TypedData) -> schema.InvocationRequest:
        """A request to run a function."""
        return rpc.InvocationRequest(
            invocation_id=str(uuid.uuid4()),
            function_id=self.ids[function],
            input_data=[rpc.ParameterBinding(name=name, data=value) for name, value in inputs.items()],
        )

    def start(self, *requests: schema.InvocationRequest) -> list[str]:
        """Sends requests to run functions; returns the ids of the invocations."""
        for request in requests:
            message = rpc.StreamingMessage(request_id=str(uuid.uuid4()))
            message.invocation_request.CopyFrom(request)
            self.stream.send(message)
        return [request.invocation_id for request in requests]

    def answer(self, invocation_id: str, seconds: float = SECONDS) -> Answer:
        """Waits for the end of an invocation."""
        return answer_of(self.stream.wait_for_answer(invocation_id, seconds))

    def invoke(self, function: str, **inputs: schema.TypedData) -> Answer:
        """Runs a function and waits for its end."""
        return self.answer(self.start(self.invocation(function, **inputs))[0])

    def memory(self) -> float:
        """Bytes of memory that the process occupies."""
        text = Path(f"/proc/{self.process.pid}/smaps_rollup").read_text("ascii")
        return next(int(line.split()[1]) * 1024.0 for line in text.splitlines() if line.startswith("Pss:"))

    def logs(self) -> list[schema.RpcLog]:
        """The log records that have arrived."""
        return [message.rpc_log for message in self.stream.received if message.WhichOneof("content") == "rpc_log"]

    def wait_for_log(self, text: str) -> schema.RpcLog:
        """The first log record whose message holds a text."""
        return self.stream.wait_for(lambda message: text in message.rpc_log.message).rpc_log


def answer_of(response: schema.InvocationResponse) -> Answer:
    """An answer as tests read it."""
    return Answer(
        response.result.status,
        response.result.exception.message,
        response.result.exception.stack_trace,
        read(response.return_value) if response.HasField("return_value") else NOTHING,
        {output.name: read(output.data) for output in response.output_data},
        response,
    )
