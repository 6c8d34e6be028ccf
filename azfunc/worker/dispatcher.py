"""`Dispatcher`: the gRPC stream between a host and this worker, and nothing else."""

import logging
import threading
import time
from collections.abc import Callable, Iterator
from importlib import import_module
from queue import SimpleQueue
from typing import Final, Protocol, cast

from azfunc.errors import WorkerError
from azfunc.worker import schema
from azfunc.worker.options import WorkerOptions
from azfunc.worker.protocol import EVENT_STREAM, Messages

_logger: Final = logging.getLogger("azfunc.worker")

CONNECT_SECONDS: Final = 5.0
"""How long a host may take to accept the connection."""

MOST_WAITING: Final = 50_000
"""Messages that may wait to be sent before log records wait for the host to read."""

_LEAVE_SECONDS: Final = 0.2
_PAUSE: Final = 0.01


class _Ready(Protocol):
    def result(self, timeout: float) -> None: ...


class _Channel(Protocol):
    """What is used of a gRPC channel."""

    def stream_stream(self, method: str) -> Callable[[Iterator[bytes]], Iterator[bytes]]: ...
    def close(self) -> None: ...


class _Grpc(Protocol):
    """What is used of grpcio, which brings no types of its own."""

    RpcError: type[Exception]
    FutureTimeoutError: type[Exception]

    def insecure_channel(self, target: str, options: list[tuple[str, int]]) -> _Channel: ...
    def channel_ready_future(self, channel: _Channel) -> _Ready: ...


class Dispatcher:
    """Sends and receives messages. What is sent goes out in the order of the calls.

    Args:
        options: where the host is, and who this worker is.
        messages: the classes of messages.
    """

    def __init__(self, options: WorkerOptions, messages: Messages) -> None:
        self._options = options
        self._messages = messages
        self._outgoing: SimpleQueue[bytes | None] = SimpleQueue()
        self._is_open = True
        self._flushed = threading.Event()
        self._ended = threading.Event()

    def send(self, message: schema.StreamingMessage) -> None:
        """Sends a message; may be called on any thread.

        Raises:
            WorkerError: it is larger than the host takes; sending it would break the stream.
        """
        data = message.SerializeToString()
        limit = self._options.max_message_length
        if 0 < limit < len(data):
            raise WorkerError(
                f"This message has {len(data):,} bytes, where the host takes {limit:,}. Write what is large to a blob, "
                "and answer with its name."
            )
        self._outgoing.put(data)

    def send_record(self, message: schema.StreamingMessage) -> None:
        """Sends a log record; waits while the host does not read, so that none is lost and memory does not run out."""
        while self._outgoing.qsize() > MOST_WAITING and self._is_open:
            time.sleep(_PAUSE)
        self.send(message)

    def run(self, receive: Callable[[schema.StreamingMessage], None], connected: Callable[[], None]) -> None:
        """Connects, introduces the worker, and hands over what arrives until the stream ends.

        Args:
            receive: takes each message, on this thread; it is not to raise.
            connected: called once the host takes messages.

        Raises:
            WorkerError: the host does not answer, or the stream breaks.
        """
        grpc = cast("_Grpc", import_module("grpc"))
        length = self._options.max_message_length
        limits = [("grpc.max_send_message_length", length), ("grpc.max_receive_message_length", length)]
        channel = grpc.insecure_channel(self._options.target, limits)
        try:
            try:
                grpc.channel_ready_future(channel).result(timeout=CONNECT_SECONDS)
            except grpc.FutureTimeoutError as error:
                raise WorkerError(
                    f"No host answers at {self._options.target} within {CONNECT_SECONDS:g} seconds. Hosts start "
                    "workers themselves; the address on the command line is the one where the host listens."
                ) from error
            self._introduce()
            connected()
            self._receive(channel.stream_stream(EVENT_STREAM)(self._sent()), receive)
        except grpc.RpcError as error:
            if self._is_open:
                raise WorkerError(f"The stream with the host at {self._options.target} broke: {error}") from error
        finally:
            self._is_open = False
            self._outgoing.put(None)
            channel.close()
            self._flushed.set()
            self._ended.set()

    def _sent(self) -> Iterator[bytes]:
        """What goes out; gRPC asks for a message when the one before has gone."""
        yield from iter(self._outgoing.get, None)
        self._flushed.set()

    def _introduce(self) -> None:
        """The first message of a stream: without it a host serves none."""
        start = self._messages.StartStream(worker_id=self._options.worker_id)
        self.send(self._messages.StreamingMessage(request_id=self._options.request_id, start_stream=start))

    def _receive(self, stream: Iterator[bytes], receive: Callable[[schema.StreamingMessage], None]) -> None:
        parse = self._messages.StreamingMessage.FromString
        for data in stream:
            try:
                message = parse(data)
            except Exception:  # protobuf's DecodeError, whichever protobuf is used
                _logger.exception("The host sent %s bytes that are no message; they are passed over.", len(data))
                continue
            receive(message)

    def close(self, seconds: float) -> bool:
        """Ends the stream when all that was sent has gone out.

        Args:
            seconds: how long to wait for it at most.

        Returns:
            Whether the host has taken everything.
        """
        self._is_open = False
        self._outgoing.put(None)
        is_flushed = self._flushed.wait(seconds)
        self._ended.wait(_LEAVE_SECONDS)  # hosts end their half then, or leave it open
        return is_flushed
