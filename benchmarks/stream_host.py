"""The host's side of worker streams: sends requests of one kind as fast as answers come back, over real gRPC."""

import subprocess
import threading
import time
import uuid
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from queue import Empty, SimpleQueue

import grpc

from azfunc.worker import protocol, schema
from benchmarks.measure import UnavailableError

messages = protocol.load()
_OPTIONS = [("grpc.max_receive_message_length", -1), ("grpc.max_send_message_length", -1)]
_ANSWERS = ("invocation_response", "invocation_request")
"""What counts as an answer: an echo gives requests back."""

SECONDS = 60.0


class StreamHost:
    """A gRPC server; each worker that connects has a `Peer`."""

    def __init__(self) -> None:
        self._peers: dict[str, StreamPeer] = {}
        self._server = grpc.server(ThreadPoolExecutor(16), options=_OPTIONS)
        methods = {"EventStream": grpc.stream_stream_rpc_method_handler(self._serve)}
        self._server.add_generic_rpc_handlers((grpc.method_handlers_generic_handler(protocol.SERVICE, methods),))
        self.port: int = self._server.add_insecure_port("127.0.0.1:0")
        self._server.start()

    def _serve(self, arriving: Iterator[bytes], _context: object) -> Iterator[bytes]:
        first = messages.StreamingMessage.FromString(next(arriving))
        found = self._peers[first.start_stream.worker_id]
        threading.Thread(target=found.read, args=(arriving,), daemon=True).start()
        yield from iter(found.outgoing.get, None)

    def start(self, command: Sequence[str], folder: Path, environment: Mapping[str, str]) -> "StreamPeer":
        """Starts a worker process."""
        worker_id = str(uuid.uuid4())
        flags = ["--host", "127.0.0.1", "--port", str(self.port), "--workerId", worker_id, "--requestId", "start"]
        found = self._peers[worker_id] = StreamPeer([*command, *flags], folder, environment)
        return found

    def close(self) -> None:
        """Ends all workers and the server."""
        for found in self._peers.values():
            found.close()
        self._server.stop(0)


class StreamPeer:
    """A worker process at the other end of a stream."""

    def __init__(self, command: Sequence[str], folder: Path, environment: Mapping[str, str]) -> None:
        self.outgoing: SimpleQueue[bytes | None] = SimpleQueue()
        self._answers: SimpleQueue[schema.StreamingMessage] = SimpleQueue()
        self._folder = folder
        self.started = time.perf_counter()
        self.process = subprocess.Popen(
            command, cwd=folder, env=dict(environment), stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
        )
        self._ids: dict[str, str] = {}

    def read(self, arriving: Iterator[bytes]) -> None:
        """Takes what the worker sends."""
        try:
            for data in arriving:
                message = messages.StreamingMessage.FromString(data)
                if message.WhichOneof("content") != "rpc_log":
                    self._answers.put(message)
        except grpc.RpcError:
            return

    def _ask(self, **content: object) -> schema.StreamingMessage:
        self.outgoing.put(messages.StreamingMessage(request_id="r", **content).SerializeToString())
        return self._next()

    def _next(self) -> schema.StreamingMessage:
        try:
            return self._answers.get(timeout=SECONDS)
        except Empty:
            raise UnavailableError(f"{self.process.args} did not answer in {SECONDS:g} seconds") from None

    def index(self) -> Sequence[schema.RpcFunctionMetadata]:
        """Initialises the worker and asks for its functions."""
        folder = str(self._folder)
        self._ask(worker_init_request=messages.WorkerInitRequest(host_version="4", function_app_directory=folder))
        asked = messages.FunctionsMetadataRequest(function_app_directory=folder)
        found = self._ask(functions_metadata_request=asked).function_metadata_response.function_metadata_results
        if not found:
            raise UnavailableError(f"{self.process.args} found no functions")
        return found

    def load(self) -> None:
        """Initialises the worker and loads its functions."""
        for function in self.index():
            request = messages.FunctionLoadRequest(function_id=function.function_id, metadata=function)
            self._ask(function_load_request=request)
            self._ids[function.name] = function.function_id

    def invocations(self, function: str, inputs: Mapping[str, schema.TypedData], count: int) -> list[bytes]:
        """Requests of a function, each with an id of its own."""
        parameters = [messages.ParameterBinding(name=name, data=value) for name, value in inputs.items()]
        trace = messages.RpcTraceContext(trace_parent="00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01")
        return [
            messages.StreamingMessage(
                request_id="r",
                invocation_request=messages.InvocationRequest(
                    invocation_id=str(uuid.uuid4()),
                    function_id=self._ids.get(function, ""),
                    input_data=parameters,
                    trace_context=trace,
                ),
            ).SerializeToString()
            for _ in range(count)
        ]

    def rate(self, requests: Sequence[bytes], in_flight: int = 32) -> float:
        """Answers a second where so many requests are always under way."""
        waiting = iter(requests)
        start = time.perf_counter()
        for _ in range(in_flight):
            self.outgoing.put(next(waiting))
        for number in range(len(requests)):
            answer = self._next()
            if answer.WhichOneof("content") not in _ANSWERS or (
                answer.HasField("invocation_response") and answer.invocation_response.result.status != 1
            ):
                raise UnavailableError(f"{self.process.args} answered {answer}")
            if number + in_flight < len(requests):
                self.outgoing.put(next(waiting))
        return len(requests) / (time.perf_counter() - start)

    def memory(self) -> float:
        """Bytes of memory that the process alone occupies: private pages, and its part of shared ones."""
        text = Path(f"/proc/{self.process.pid}/smaps_rollup").read_text("ascii")
        return next(int(line.split()[1]) * 1024.0 for line in text.splitlines() if line.startswith("Pss:"))

    def close(self) -> None:
        """Ends the process."""
        self.outgoing.put(None)
        self.process.kill()
        self.process.wait()
