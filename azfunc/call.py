"""`Call`: one invocation as middleware and exception handlers see it."""

from azfunc.bindings.context import Context
from azfunc.function import Function


class Call:
    """One invocation of a function.

    Attributes:
        function: the function, with its bindings.
        context: what the host tells of the invocation.
        arguments: the handler's arguments by parameter, read by its types; middleware may change them. Dependencies
            are added when the handler is about to run.
        state: whatever middleware, exception handlers and the like hand on to each other.
    """

    __slots__ = ("arguments", "context", "function", "state")

    def __init__(self, function: Function, context: Context, arguments: dict[str, object]) -> None:
        self.function: Function = function
        self.context: Context = context
        self.arguments: dict[str, object] = arguments
        self.state: dict[str, object] = {}

    def __repr__(self) -> str:
        return f"<azfunc.Call {self.function.name} {self.context.invocation_id}>"
