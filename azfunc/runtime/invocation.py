"""`Invocation`: one call of a function, as a transport hands it over."""

from collections.abc import Mapping
from typing import Final
from uuid import uuid4

from azfunc.bindings.context import Cancellation, RetryContext, TraceContext
from azfunc.bindings.datum import Datum, Metadata

_NOTHING: Final[Mapping[str, Datum]] = {}
NO_TRACE: Final = TraceContext()
"""The trace context of an invocation that has none, or whose function does not look at it."""
NO_RETRY: Final = RetryContext()
"""The same for the attempt."""


def new_invocation_id() -> str:
    """A fresh id, in the form that hosts give: a lower-case UUID."""
    return str(uuid4())


class Invocation:
    """One call of a function.

    Attributes:
        function: the function's name.
        inputs: what arrived for each parameter: the trigger's value, and those of input bindings.
        metadata: what the trigger tells about its value, by the host's names.
        id: the invocation's id.
        trace: W3C trace context.
        retry: which attempt this is.
        cancellation: whether it shall end early.
    """

    __slots__ = ("cancellation", "function", "id", "inputs", "metadata", "retry", "trace")

    def __init__(
        self,
        *,
        function: str,
        inputs: Mapping[str, Datum] = _NOTHING,
        metadata: Metadata = _NOTHING,
        id: str | None = None,
        trace: TraceContext = NO_TRACE,
        retry: RetryContext = NO_RETRY,
        cancellation: Cancellation | None = None,
    ) -> None:
        self.function: str = function
        self.inputs: Mapping[str, Datum] = inputs
        self.metadata: Metadata = metadata
        self.id: str = new_invocation_id() if id is None else id
        self.trace: TraceContext = trace
        self.retry: RetryContext = retry
        self.cancellation: Cancellation = cancellation or Cancellation()
