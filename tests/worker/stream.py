"""`Stream`: one worker's stream as the host sees it, and all that has come on it."""

import threading
import time
from collections.abc import Callable, Iterator
from queue import SimpleQueue

import grpc

from azfunc.worker import schema
from tests.contract.values import rpc

SECONDS = 30.0
"""How long a worker may take for one answer; a machine that does much besides is slow."""


class WorkerEndedError(Exception):
    """A worker's stream ended while an answer was waited for."""


class Stream:
    """One worker's stream, as the host sees it.

    Attributes:
        received: every message, in the order of arrival.
        answers: the responses to each invocation, by its id.
        reading: cleared, the host does not read what the worker sends.
        taker: gets each message in the place of both, where it is set.
    """

    def __init__(self) -> None:
        self.received: list[schema.StreamingMessage] = []
        self.answers: dict[str, list[schema.InvocationResponse]] = {}
        self.taker: Callable[[schema.StreamingMessage], None] | None = None
        self.reading = threading.Event()
        self.reading.set()
        self.ended = threading.Event()
        self._outgoing: SimpleQueue[bytes | None] = SimpleQueue()
        self._changed = threading.Condition()

    def send(self, message: schema.StreamingMessage) -> None:
        """Sends a message."""
        self._outgoing.put(message.SerializeToString())

    def send_bytes(self, data: bytes) -> None:
        """Sends what may be no message."""
        self._outgoing.put(data)

    def close(self) -> None:
        """Ends the host's half of the stream."""
        self._outgoing.put(None)

    def outgoing(self) -> Iterator[bytes]:
        """What goes to the worker."""
        return iter(self._outgoing.get, None)

    def read(self, messages: Iterator[bytes]) -> None:
        """Takes what comes from the worker, until it ends."""
        try:
            for data in messages:
                self.reading.wait()
                self._take(rpc.StreamingMessage.FromString(data))
        except grpc.RpcError:
            pass
        finally:
            self.ended.set()
            with self._changed:
                self._changed.notify_all()

    def _take(self, message: schema.StreamingMessage) -> None:
        if self.taker is not None:
            self.taker(message)
            return
        with self._changed:
            if message.WhichOneof("content") == "invocation_response":
                response = message.invocation_response
                self.answers.setdefault(response.invocation_id, []).append(response)
            self.received.append(message)
            self._changed.notify_all()

    def wait_for_answer(self, invocation_id: str, seconds: float = SECONDS) -> schema.InvocationResponse:
        """The response to an invocation, the first one if there are several."""
        with self._changed:
            if not self._changed.wait_for(lambda: invocation_id in self.answers or self.ended.is_set(), seconds):
                raise TimeoutError(f"no answer in {seconds:g} seconds")
            if invocation_id not in self.answers:
                raise WorkerEndedError("the worker's stream has ended")
            return self.answers[invocation_id][0]

    def wait_for(
        self, is_it: Callable[[schema.StreamingMessage], bool], seconds: float = SECONDS
    ) -> schema.StreamingMessage:
        """The first message that is it, whether it has come already or not."""
        deadline = time.monotonic() + seconds
        seen = 0
        with self._changed:
            while True:
                for message in self.received[seen:]:
                    if is_it(message):
                        return message
                seen = len(self.received)
                if self.ended.is_set():
                    raise WorkerEndedError("the worker's stream has ended")
                left = deadline - time.monotonic()
                if left <= 0:
                    raise TimeoutError(f"no such message in {seconds:g} seconds; got {seen}")
                self._changed.wait(left)
