"""`WorkerOptions`: what a host says on the command line of the worker that it starts.

Follows https://github.com/Azure/azure-functions-host/blob/dev/src/WebJobs.Script/Workers/ProcessManagement/WorkerProcessArguments.cs:
hosts pass each value under an older and a newer name, and may add what a worker does not know.
"""

from collections.abc import Iterator, Sequence
from typing import Final, NamedTuple

from azfunc.errors import WorkerError

_FLAGS: Final = {
    "host": "host",
    "port": "port",
    "workerid": "worker_id",
    "requestid": "request_id",
    "grpcmaxmessagelength": "max_message_length",
    "functions-uri": "uri",
    "functions-worker-id": "worker_id",
    "functions-request-id": "request_id",
    "functions-grpc-max-message-length": "max_message_length",
    "log-level": "log_level",
    "log-to": "log_to",
}

_LEVELS: Final = {"TRACE": "DEBUG", "INFO": "INFO", "WARNING": "WARNING", "ERROR": "ERROR"}


class WorkerOptions(NamedTuple):
    """What the command line of a worker says.

    Attributes:
        target: ``host:port`` of the host's gRPC server.
        worker_id: the id by which the host knows this worker.
        request_id: the id that the first message carries.
        max_message_length: bytes that one message may have; -1 for no limit.
        log_level: from which level on the worker's own records are written before the host takes them.
        log_to: a file that these are written to; empty for the console.
    """

    target: str
    worker_id: str
    request_id: str = ""
    max_message_length: int = -1
    log_level: str = "INFO"
    log_to: str = ""


def read_options(arguments: Sequence[str]) -> WorkerOptions:
    """Reads a command line; what is not known is passed over.

    Raises:
        WorkerError: it is not that of a host.
    """
    said = dict(_pairs(arguments))
    target = _target(said)
    worker_id = said.get("worker_id", "")
    if not target or not worker_id:
        raise WorkerError(
            "A language worker is started by a Functions host, which tells where it listens and the worker's id: "
            "azfunc worker --host 127.0.0.1 --port PORT --workerId ID --requestId ID (or --functions-uri URI "
            "--functions-worker-id ID). To run an app without a host use azfunc.testing or 'azfunc invoke'."
        )
    length = said.get("max_message_length", "")
    return WorkerOptions(
        target,
        worker_id,
        said.get("request_id", ""),
        int(length) if length.isdecimal() and int(length) > 0 else -1,
        _LEVELS.get(said.get("log_level", "").upper(), "INFO"),
        said.get("log_to", ""),
    )


def _pairs(arguments: Sequence[str]) -> Iterator[tuple[str, str]]:
    """Known flags with their values, as ``--flag value`` or ``--flag=value``, in any case."""
    rest = iter(arguments)
    for argument in rest:
        flag, equals, value = argument.removeprefix("--").partition("=")
        name = _FLAGS.get(flag.lower()) if argument.startswith("--") else None
        if name is not None:
            yield name, value if equals else next(rest, "")


def _target(said: dict[str, str]) -> str:
    uri = said.get("uri", "")
    if uri:
        return uri.rpartition("//")[2].partition("/")[0]
    host, port = said.get("host", ""), said.get("port", "")
    return f"{host}:{port}" if host and port else ""
