"""Log records as RpcLog: what the app and the worker log, with the invocation that each record belongs to."""

import logging
import sys
import traceback
from collections.abc import Callable
from typing import Final

from azfunc import current
from azfunc.worker import schema
from azfunc.worker.failure import sendable, told
from azfunc.worker.protocol import Messages

SYSTEM_LOGGERS: Final = ("azfunc.worker", "azfunc.host", "azure.functions", "azure_functions_worker")
"""Names of loggers, with those below them, whose records are the platform's and not the user's."""

CONSOLE_PREFIX: Final = "LanguageWorkerConsoleLog"
"""What a line on the console begins with that a host takes for a record of the worker."""

DEBUG_SETTING: Final = "PYTHON_ENABLE_DEBUG_LOGGING"
"""The setting that lets debug records through."""

_USER, _SYSTEM = 0, 1
_LEVELS: Final = (
    (logging.CRITICAL, 5),
    (logging.ERROR, 4),
    (logging.WARNING, 3),
    (logging.INFO, 2),
    (logging.DEBUG, 1),
)
_NONE: Final = 6


def rpc_level(level: int) -> int:
    """The level of a record as hosts count it; what is below DEBUG is none."""
    return next((number for least, number in _LEVELS if level >= least), _NONE)


def is_system(name: str) -> bool:
    """Whether the records of a logger are the platform's."""
    return any(name == system or name.startswith(f"{system}.") for system in SYSTEM_LOGGERS)


class RpcLogHandler(logging.Handler):
    """Sends log records to the host.

    Args:
        messages: the classes of messages.
        send: sends a message; may be called on any thread.
        is_running: whether an invocation has not been answered. Hosts drop a user's record of any other invocation,
            or of none, so that these are sent as the platform's.
    """

    def __init__(
        self,
        messages: Messages,
        send: Callable[[schema.StreamingMessage], None],
        is_running: Callable[[str], bool] | None = None,
    ) -> None:
        super().__init__()
        self._messages = messages
        self._send = send
        self._is_running = is_running

    def emit(self, record: logging.LogRecord) -> None:
        """Sends a record; one that cannot be formatted is told on stderr, as logging does it."""
        try:
            self._send(self.message(record))
        except Exception:
            self.handleError(record)

    def message(self, record: logging.LogRecord) -> schema.StreamingMessage:
        """A record as it is sent."""
        message = self._messages.StreamingMessage()
        log = message.rpc_log
        invocation_id = sendable(str(getattr(record, "invocation_id", None) or current.invocation_id() or ""))
        is_lost = self._is_running is not None and not self._is_running(invocation_id)
        log.invocation_id = invocation_id
        log.category = sendable(record.name)
        log.level = rpc_level(record.levelno)
        log.log_category = _SYSTEM if is_lost or is_system(record.name) else _USER
        log.message = sendable(self.format(record))
        error = record.exc_info[1] if record.exc_info else None
        if error is not None:
            log.exception.message = sendable(f"{type(error).__name__}: {told(error)}")
            log.exception.stack_trace = sendable("".join(traceback.format_exception(error)))
        return message


class ConsoleHandler(logging.Handler):
    """Writes records of the worker where a host reads them while there is no stream yet."""

    def emit(self, record: logging.LogRecord) -> None:
        """Writes a record: errors to stderr, others to stdout; each of its lines is marked for the host."""
        stream = sys.stderr if record.levelno >= logging.ERROR else sys.stdout
        for line in self.format(record).splitlines():
            stream.write(f"{CONSOLE_PREFIX} {record.levelname}: {line}\n")
        stream.flush()
