"""`Context`: what a handler can learn of the invocation that it serves."""

from collections.abc import Mapping
from typing import TYPE_CHECKING

from azfunc.bindings.record import binding_class, field, record

if TYPE_CHECKING:
    import threading


@record
class RpcException:
    """The error of an earlier attempt, as the host passes it on."""

    source: str = ""
    stack_trace: str = ""
    message: str = ""


@record
class TraceContext:
    """W3C trace context of an invocation."""

    trace_parent: str = ""
    trace_state: str = ""
    attributes: Mapping[str, str] = field(factory=dict[str, str])

    @property
    def Traceparent(self) -> str:  # noqa: N802 - azure.functions spells it so
        """Older spelling of ``trace_parent``."""
        return self.trace_parent

    @property
    def Tracestate(self) -> str:  # noqa: N802 - azure.functions spells it so
        """Older spelling of ``trace_state``."""
        return self.trace_state

    @property
    def Attributes(self) -> Mapping[str, str]:  # noqa: N802 - azure.functions spells it so
        """Older spelling of ``attributes``."""
        return self.attributes


@record
class RetryContext:
    """Which attempt this is, under a retry policy."""

    retry_count: int = 0
    """0 on the first attempt, then 1, 2, …"""
    max_retry_count: int = 0
    """How many retries the policy allows; -1 for ever."""
    exception: RpcException | None = None
    """The error of the previous attempt; None on the first."""

    @property
    def rpc_exception(self) -> RpcException | None:
        """``exception``, by the name that Microsoft's worker gives it."""
        return self.exception


def _new_storage() -> "threading.local":
    import threading  # apps are read without threads

    return threading.local()


class Cancellation:
    """Whether the host has asked for an invocation to end early; set once, from any thread."""

    __slots__ = ("is_requested",)

    def __init__(self) -> None:
        self.is_requested: bool = False

    def request(self) -> None:
        """Asks for the end."""
        self.is_requested = True


@binding_class
class Context:
    """What a handler can learn of its invocation: take it as a parameter named or annotated ``Context``.

    In a test make one with ``Context(function_name="f")``.

    Attributes:
        invocation_id: id of this call.
        function_name: name of the function.
        function_directory: folder of the function's source.
        trace_context: W3C trace context.
        retry_context: which attempt this is.
        thread_local_storage: set its ``invocation_id`` in threads of your own to tie their logs to the call.
        cancellation: see `is_cancelled`.
    """

    invocation_id: str = "00000000-0000-0000-0000-000000000000"
    function_name: str = ""
    function_directory: str = ""
    trace_context: TraceContext = TraceContext()
    retry_context: RetryContext = RetryContext()
    thread_local_storage: "threading.local" = field(factory=_new_storage)
    cancellation: Cancellation = field(factory=Cancellation)

    @property
    def is_cancelled(self) -> bool:
        """Whether the host wants the invocation to end early: sync handlers that run long may look at it.

        An async handler is cancelled besides, as asyncio does it. Microsoft's workers do not tell.
        """
        return self.cancellation.is_requested
