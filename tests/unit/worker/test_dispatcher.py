"""The stream's queue, where nobody has connected yet."""

import logging
import threading

import pytest

from azfunc.errors import WorkerError
from azfunc.worker import protocol
from azfunc.worker.dispatcher import MOST_WAITING, Dispatcher
from azfunc.worker.log_records import RpcLogHandler
from azfunc.worker.options import WorkerOptions

rpc = protocol.load()


def test_records_wait_for_a_host_that_does_not_read() -> None:
    """Records beyond a number wait, so that memory does not run out; answers never do."""
    dispatcher = Dispatcher(WorkerOptions("127.0.0.1:1", "w"), rpc)
    message = rpc.StreamingMessage(request_id="r")
    for _ in range(MOST_WAITING + 1):
        dispatcher.send_record(message)
    sent = threading.Event()

    def log() -> None:
        dispatcher.send_record(message)
        sent.set()

    thread = threading.Thread(target=log)
    thread.start()
    assert not sent.wait(0.1)
    dispatcher.send(message)
    assert not dispatcher.close(0)
    assert sent.wait(10)
    thread.join()


def test_large_messages_are_refused() -> None:
    """What is larger than the host takes would break the stream."""
    dispatcher = Dispatcher(WorkerOptions("127.0.0.1:1", "w", max_message_length=100), rpc)
    dispatcher.send(rpc.StreamingMessage(request_id="x" * 98))
    with pytest.raises(WorkerError, match="has 101 bytes, where the host takes 100"):
        dispatcher.send(rpc.StreamingMessage(request_id="x" * 99))
    dispatcher.close(0)


def test_a_handler_that_cannot_send_says_so(capsys: pytest.CaptureFixture[str]) -> None:
    """A record that is too large for the host, or cannot be formatted, is told on stderr, and nothing is raised."""
    dispatcher = Dispatcher(WorkerOptions("127.0.0.1:1", "w", max_message_length=100), rpc)
    handler = RpcLogHandler(rpc, dispatcher.send_record)
    for text, arguments in (("x" * 200, ()), ("%d", ("word",))):
        handler.emit(logging.LogRecord("app", logging.INFO, __file__, 1, text, arguments, None))
    told = capsys.readouterr().err
    assert "where the host takes 100" in told
    assert "%d format" in told
    dispatcher.close(0)
