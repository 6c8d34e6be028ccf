"""`WorkerProcess`: a language worker's event loop on the main thread, its stream on another, and how it ends."""

import asyncio
import gc
import logging
import os
import signal
import sys
import threading
import traceback
from collections.abc import Callable, Sequence
from contextlib import suppress
from typing import Final, NoReturn

from azfunc.errors import WorkerError
from azfunc.worker.core import WorkerCore
from azfunc.worker.dispatcher import Dispatcher
from azfunc.worker.ending import GRACE
from azfunc.worker.log_records import ConsoleHandler, RpcLogHandler
from azfunc.worker.options import WorkerOptions, read_options
from azfunc.worker.own_packages import OwnPackages
from azfunc.worker.protocol import load

_logger: Final = logging.getLogger("azfunc.worker")

EXIT_TERMINATED: Final = 0
"""The host has asked for the end: it starts no other worker."""

EXIT_LOST: Final = 1
"""The worker could not start, or has lost its host."""

EXIT_ENDED_BY_APP: Final = 70
"""The app ended the process with the code 0, after which a host would start no other worker."""

_PACKAGES: Final = ("grpc", "google.protobuf.message_factory", "google.protobuf.internal.enum_type_wrapper")
"""What the worker is made with; loaded before anything of an app can be in its place."""

_FLUSH_SECONDS: Final = 5.0
_LOST_SECONDS: Final = 2.0
_exit_now: Final = os._exit  # pyright: ignore[reportPrivateUsage]  # its documented name


class WorkerProcess:
    """One run of a worker.

    Args:
        options: what the host says on the command line.
    """

    def __init__(self, options: WorkerOptions) -> None:
        own = OwnPackages()
        for name in _PACKAGES:
            try:
                own.load(name)
            except ModuleNotFoundError as error:
                raise WorkerError(
                    f'The worker needs grpcio and protobuf ({error}): pip install "azfunc[worker]".'
                ) from error
        messages = load()
        self._loop = asyncio.new_event_loop()
        self._dispatcher = Dispatcher(options, messages)
        self._core = WorkerCore(messages, self._loop, self._dispatcher.send, self._end_within, own)
        self._console = _console(options)
        self._records = RpcLogHandler(messages, self._dispatcher.send_record, self._core.invocations.is_running)
        self._error: WorkerError | None = None
        self._stopping: asyncio.Task[None] | None = None
        self._is_ending = False
        gc.freeze()  # what has been made so far lives as long as the process: it need not be looked at again
        gc.enable()

    def run(self) -> int:
        """Serves the host until the end; returns the exit code."""
        asyncio.set_event_loop(self._loop)
        self._watch_signals()
        _guard_exit()
        root = logging.getLogger()
        root.setLevel(logging.INFO)
        root.addHandler(self._console)
        stream = threading.Thread(target=self._read, name="azfunc-worker-stream", daemon=True)
        serving = self._loop.create_task(self._core.serve())
        stream.start()
        self._run_loop()
        serving.cancel()
        if self._core.terminated.is_set():
            self._dispatcher.close(_FLUSH_SECONDS)
            return EXIT_TERMINATED
        root.removeHandler(self._records)
        root.addHandler(self._console)
        _logger.error("%s", self._error or "The host has ended the stream without asking the worker to end.")
        return EXIT_LOST

    def _read(self) -> None:
        """The stream, on its thread."""
        try:
            self._dispatcher.run(self._core.receive, self._take_records)
        except WorkerError as error:
            self._error = error
        if not self._is_ending:  # else the app gets its time, though nobody waits for its answers any more
            self._loop.call_soon_threadsafe(self._loop.stop)
            _exit_after(_LOST_SECONDS, EXIT_LOST)

    def _end_within(self, seconds: float) -> None:
        """Ends the process in time, also where a handler blocks the event loop; called on the stream's thread."""
        self._is_ending = True
        _exit_after(seconds, EXIT_TERMINATED, lambda: self._dispatcher.close(_FLUSH_SECONDS))

    def _take_records(self) -> None:
        """Sends log records to the host from now on."""
        root = logging.getLogger()
        root.addHandler(self._records)
        root.removeHandler(self._console)

    def _run_loop(self) -> None:
        """Runs the loop to its end; tasks of the app that try to end the process do not end it."""
        waiting = self._loop.create_task(self._core.terminated.wait())
        waiting.add_done_callback(lambda _: self._loop.stop())
        while True:
            try:
                self._loop.run_forever()
            except (SystemExit, KeyboardInterrupt) as error:
                _logger.error("A task of the app raised %r, which would have ended the worker.", error, exc_info=error)
            else:
                return

    def _watch_signals(self) -> None:
        """SIGTERM ends the worker as its host would; SIGINT is left to the host, which gets it too."""

        def stop() -> None:
            self._stopping = self._loop.create_task(self._core.stop(GRACE))

        def terminate(_number: int, _frame: object) -> None:
            self._dispatcher.call(lambda: self._end_within(GRACE))  # this thread may hold what a new one needs
            self._loop.call_soon_threadsafe(stop)

        signal.signal(signal.SIGTERM, terminate)  # not the loop's own: handlers may block it
        signal.signal(signal.SIGINT, lambda _number, _frame: None)


def _console(options: WorkerOptions) -> logging.Handler:
    handler = logging.FileHandler(options.log_to, encoding="utf-8") if options.log_to else ConsoleHandler()
    handler.setLevel(options.log_level)
    return handler


def _exit_after(seconds: float, code: int, last: Callable[[], object] | None = None) -> None:
    """Ends the process unless it has ended by then."""

    def end() -> None:
        if last is not None:
            last()
        _exit_now(code)

    timer = threading.Timer(seconds, end)
    timer.daemon = True
    timer.start()


def _guard_exit() -> None:
    """Lets no handler end this process with the code 0, which hosts take for an end that they have asked for."""
    process = os.getpid()

    def exit_process(status: int) -> None:
        _exit_now(EXIT_ENDED_BY_APP if status == 0 and os.getpid() == process else status)

    setattr(os, "_exit", exit_process)  # noqa: B010 - a function is not assigned to


def run_worker(arguments: Sequence[str]) -> int:
    """Runs a worker as a host starts it; returns the exit code.

    Args:
        arguments: the command line without the program.
    """
    try:
        process = WorkerProcess(read_options(arguments))
    except WorkerError as error:
        sys.stderr.write(f"azfunc worker: {error}\n")
        return 2
    return process.run()


def main(arguments: Sequence[str]) -> NoReturn:
    """Runs the worker, and ends this process, whatever threads of the app still run.

    Args:
        arguments: the command line without the program.
    """
    code = EXIT_LOST
    try:
        code = run_worker(arguments)
    except BaseException:
        traceback.print_exc()
    for stream in (sys.stdout, sys.stderr):
        with suppress(Exception):  # handlers may close them
            stream.flush()
    _exit_now(code)
