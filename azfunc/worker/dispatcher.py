"""`Dispatcher`: the gRPC stream between a host and this worker, and nothing else.

It has an event loop and a thread of its own, so that no handler, whatever it does, holds up what others send. One
thread that reads and writes costs a third of the context switches of grpcio's threads, which cost more than all else.
"""

import asyncio
import logging
import threading
import time
from collections import deque
from collections.abc import Callable
from importlib import import_module
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


class _Stream(Protocol):
    """What is used of a call of grpc.aio."""

    async def read(self) -> object: ...
    async def write(self, request: bytes) -> None: ...
    async def done_writing(self) -> None: ...


class _Channel(Protocol):
    """What is used of a channel of grpc.aio."""

    async def channel_ready(self) -> None: ...
    def stream_stream(self, method: str) -> Callable[[], _Stream]: ...
    async def close(self) -> None: ...


class _Grpc(Protocol):
    """What is used of grpcio, which brings no types of its own."""

    RpcError: type[Exception]


class _Aio(Protocol):
    EOF: object

    def insecure_channel(self, target: str, options: list[tuple[str, int]]) -> _Channel: ...


class Dispatcher:
    """Sends and receives messages. What is sent goes out in the order of the calls.

    Args:
        options: where the host is, and who this worker is.
        messages: the classes of messages.
    """

    def __init__(self, options: WorkerOptions, messages: Messages) -> None:
        self._options = options
        self._messages = messages
        self._loop = asyncio.new_event_loop()
        self._outgoing: deque[bytes] = deque()
        self._is_waking = False
        self._has_more = asyncio.Event()
        self._is_open = True
        self._flushed = threading.Event()
        self._ended = threading.Event()
        self._thread: int | None = None

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
        self._outgoing.append(data)
        if not self._is_waking:
            self._is_waking = True
            self.call(self._wake)

    def _wake(self) -> None:
        self._is_waking = False
        self._has_more.set()

    def call(self, callback: Callable[[], object]) -> None:
        """Calls something on the stream's thread; once that has ended, there is nobody to send to."""
        try:
            self._loop.call_soon_threadsafe(callback)
        except RuntimeError:
            self._outgoing.clear()

    def send_record(self, message: schema.StreamingMessage) -> None:
        """Sends a log record; waits while the host does not read, so that none is lost and memory does not run out."""
        while len(self._outgoing) > MOST_WAITING and self._is_open and threading.get_ident() != self._thread:
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
        self._thread = threading.get_ident()
        grpc = cast("_Grpc", import_module("grpc"))
        try:
            self._loop.run_until_complete(self._serve(receive, connected))
        except grpc.RpcError as error:
            if self._is_open:
                raise WorkerError(f"The stream with the host at {self._options.target} broke: {error}") from error
        finally:
            self._is_open = False
            self._loop.close()
            self._flushed.set()
            self._ended.set()

    async def _serve(self, receive: Callable[[schema.StreamingMessage], None], connected: Callable[[], None]) -> None:
        aio = cast("_Aio", import_module("grpc.aio"))
        length = self._options.max_message_length
        limits = [("grpc.max_send_message_length", length), ("grpc.max_receive_message_length", length)]
        channel = aio.insecure_channel(self._options.target, limits)
        writing: asyncio.Future[None] | None = None
        try:
            await self._connect(channel)
            stream = channel.stream_stream(EVENT_STREAM)()
            start = self._messages.StartStream(worker_id=self._options.worker_id)
            self._outgoing.appendleft(
                self._messages.StreamingMessage(
                    request_id=self._options.request_id, start_stream=start
                ).SerializeToString()
            )
            writing = asyncio.ensure_future(self._write(stream))
            connected()
            await self._read(stream, aio.EOF, receive)
        finally:
            if writing is not None:
                writing.cancel()
            await channel.close()

    async def _connect(self, channel: _Channel) -> None:
        try:
            await asyncio.wait_for(channel.channel_ready(), CONNECT_SECONDS)
        except TimeoutError as error:
            raise WorkerError(
                f"No host answers at {self._options.target} within {CONNECT_SECONDS:g} seconds. Hosts start workers "
                "themselves; the address on the command line is the one where the host listens."
            ) from error

    async def _read(self, stream: _Stream, end: object, receive: Callable[[schema.StreamingMessage], None]) -> None:
        parse = self._messages.StreamingMessage.FromString
        while (data := await stream.read()) is not end:
            try:
                message = parse(cast("bytes", data))
            except Exception:  # protobuf's DecodeError, whichever protobuf is used
                size = len(cast("bytes", data))
                _logger.exception("The host sent %s bytes that are no message; they are passed over.", size)
                continue
            receive(message)

    async def _write(self, stream: _Stream) -> None:
        outgoing, has_more = self._outgoing, self._has_more
        while True:
            has_more.clear()
            while outgoing:
                await stream.write(outgoing.popleft())
            if not self._is_open:
                await stream.done_writing()
                self._flushed.set()
                return
            await has_more.wait()

    def close(self, seconds: float) -> bool:
        """Ends the stream when all that was sent has gone out.

        Args:
            seconds: how long to wait for it at most.

        Returns:
            Whether the host has taken everything.
        """
        self._is_open = False
        self.call(self._wake)
        if self._thread is None:  # it has never begun
            self._loop.close()
            return not self._outgoing
        is_flushed = self._flushed.wait(seconds)
        self._ended.wait(_LEAVE_SECONDS)  # hosts end their half then, or leave it open
        return is_flushed
