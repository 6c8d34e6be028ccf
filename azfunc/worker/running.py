"""`Running`: an invocation from its request to its answer."""

import asyncio
from typing import TYPE_CHECKING

from azfunc.bindings.context import Cancellation
from azfunc.bindings.datum import HttpRequestData
from azfunc.runtime.invocation import Invocation
from azfunc.worker import schema
from azfunc.worker.invocation_data import read_invocation
from azfunc.worker.loaded import Loaded
from azfunc.worker.shared_memory import SharedMemory

if TYPE_CHECKING:
    from azfunc.worker.http_proxy import ProxiedRequest


class Running:
    """An invocation that has not been answered.

    Args:
        loaded: its function.
        message: the request.
        proxied: its HTTP request, where the host has handed that over apart.

    Attributes:
        cancellation: whether the host has given it up.
        task: its task, where it runs on the event loop.
        has_begun: whether that task has had its first step: one that is cancelled before it runs nothing.
    """

    __slots__ = ("cancellation", "has_begun", "loaded", "proxied", "request", "request_id", "task")

    def __init__(self, loaded: Loaded, message: schema.StreamingMessage, proxied: "ProxiedRequest | None") -> None:
        self.loaded: Loaded = loaded
        self.request: schema.InvocationRequest = message.invocation_request
        self.request_id: str = message.request_id
        self.proxied: ProxiedRequest | None = proxied
        self.cancellation: Cancellation = Cancellation()
        self.task: asyncio.Task[None] | None = None
        self.has_begun: bool = False

    def invocation(self, memory: SharedMemory, proxied: HttpRequestData | None) -> Invocation:
        """What the executor takes."""
        if self.cancellation.is_requested:
            raise asyncio.CancelledError("the host cancelled the invocation before it began")
        return read_invocation(self.loaded, self.request, self.cancellation, memory, proxied)
