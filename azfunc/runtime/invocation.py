"""`Invocation`: one call of a function, as a transport hands it over."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from uuid import uuid4

from azfunc.bindings.context import Cancellation, RetryContext, TraceContext
from azfunc.bindings.datum import Datum, Metadata


def new_invocation_id() -> str:
    """A fresh id, in the form that hosts give: a lower-case UUID."""
    return str(uuid4())


@dataclass(frozen=True, slots=True, kw_only=True)
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

    function: str
    inputs: Mapping[str, Datum] = field(default_factory=dict[str, Datum])
    metadata: Metadata = field(default_factory=dict[str, Datum])
    id: str = field(default_factory=new_invocation_id)
    trace: TraceContext = field(default_factory=TraceContext)
    retry: RetryContext = field(default_factory=RetryContext)
    cancellation: Cancellation = field(default_factory=Cancellation)
