"""`Call`: one invocation as middleware and exception handlers see it."""

from collections.abc import Mapping
from typing import Protocol

from azfunc.bindings.context import Context
from azfunc.bindings.datum import Datum, Metadata
from azfunc.function import Function


class Arrived(Protocol):
    """What a transport brings for one invocation."""

    def arguments(self) -> dict[str, object]:
        """The decoded arguments.

        Raises:
            DecodeError: a value does not fit its parameter.
        """
        ...

    def data(self) -> tuple[Mapping[str, Datum], Metadata]:
        """The values as they came, and what the trigger tells about its own."""
        ...


class Call:
    """One invocation of a function.

    Attributes:
        function: the function, with its bindings.
        context: what the host tells of the invocation.
        arguments: the handler's arguments by parameter, read by its types; middleware may change them. Dependencies
            are added when the handler is about to run.
        state: whatever middleware, exception handlers and the like hand on to each other.
        arrived: what was brought for it, as it came; None for a call that nothing was brought for.
        error: the exception that an exception handler of the app has answered; None without one.
    """

    __slots__ = ("arguments", "arrived", "context", "error", "function", "state")

    def __init__(
        self, function: Function, context: Context, arguments: dict[str, object], arrived: Arrived | None = None
    ) -> None:
        self.function: Function = function
        self.context: Context = context
        self.arguments: dict[str, object] = arguments
        self.state: dict[str, object] = {}
        self.arrived: Arrived | None = arrived
        self.error: Exception | None = None

    def __repr__(self) -> str:
        return f"<azfunc.Call {self.function.name} {self.context.invocation_id}>"
