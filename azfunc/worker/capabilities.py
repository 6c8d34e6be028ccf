"""What a worker tells its host that it can do, and what it is."""

import os
import platform
import sys
from collections.abc import Mapping
from typing import Final

from azfunc import __version__
from azfunc.worker import schema
from azfunc.worker.protocol import Messages

_ALWAYS: Final[tuple[str, ...]] = (
    "RawHttpBodyBytes",
    "TypedDataCollection",
    "IncludeEmptyEntriesInMessagePayload",
    "RpcHttpBodyOnly",
    "RpcHttpTriggerMetadataRemoved",
    "UseNullableValueDictionaryForHttp",
    "WorkerStatus",
    "HandlesInvocationCancelMessage",
    "HandlesWorkerTerminateMessage",
    "HandlesWorkerWarmupMessage",
    "SupportsLoadResponseCollection",
    "EnableUserCodeException",
)
"""Each is shown by a test of the conformance suite."""

SHARED_MEMORY: Final[str] = "SharedMemoryDataTransfer"
HTTP_URI: Final[str] = "HttpUri"
ROUTE_PARAMETERS: Final[str] = "RequiresRouteParameters"
OPEN_TELEMETRY: Final[str] = "WorkerOpenTelemetryEnabled"

_TRUE: Final = "true"


def capabilities(*, shared_memory: bool, http_uri: str | None, telemetry: bool) -> Mapping[str, str]:
    """What a worker can do.

    Args:
        shared_memory: whether values may go through files in memory.
        http_uri: where its own web server listens, to which the host then hands all requests.
        telemetry: whether the app makes OpenTelemetry spans itself, so that the host shall not.
    """
    found: dict[str, str] = dict.fromkeys(_ALWAYS, _TRUE)
    if shared_memory:
        found[SHARED_MEMORY] = _TRUE
    if http_uri is not None:
        found[HTTP_URI] = http_uri
        found[ROUTE_PARAMETERS] = _TRUE
    if telemetry:
        found[OPEN_TELEMETRY] = _TRUE
    return found


def worker_metadata(messages: Messages) -> schema.WorkerMetadata:
    """What a worker is."""
    version = sys.version_info
    return messages.WorkerMetadata(
        runtime_name="python",
        runtime_version=f"{version.major}.{version.minor}",
        worker_version=__version__,
        worker_bitness=platform.machine(),
        custom_properties={"azfunc": __version__, "pid": str(os.getpid())},
    )
