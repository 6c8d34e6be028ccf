"""`Result`, `Output` and `Outputs`: what came of invocations."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, NamedTuple

from azfunc.errors import InvocationError

if TYPE_CHECKING:
    from azfunc.bindings.settlement import Settlement
    from azfunc.testing.http import Response


class Output(NamedTuple):
    """A value that a function gave to an output binding; the answer to an HTTP request is none.

    Attributes:
        function: name of the function.
        binding: type of the binding, such as ``queue``.
        name: the parameter, or ``$return``.
        value: what was sent: text, bytes, or JSON as plain values.
        target: where it went, such as the name of the queue, with all expressions resolved.
    """

    function: str
    binding: str
    name: str
    value: object
    target: str


class Result(NamedTuple):
    """What came of one invocation.

    Attributes:
        function: name of the function.
        return_value: what the handler returned, as it was sent; None for nothing and for an HTTP answer.
        outputs: what it gave to its output bindings, its return value included.
        response: the answer of an HTTP function.
        error: what the handler raised, where the client does not raise exceptions.
        declared: the names of the function's output bindings.
        settlements: what the handler decided about its messages.
        invocation_id: the id of the invocation, as log records have it.
    """

    function: str
    return_value: object = None
    outputs: Sequence[Output] = ()
    response: "Response | None" = None
    error: Exception | None = None
    declared: Sequence[str] = ()
    settlements: "Sequence[Settlement]" = ()
    invocation_id: str = ""

    def output(self, name: str) -> object:
        """What the function gave to one of its outputs.

        Args:
            name: the parameter, or ``$return``.

        Raises:
            InvocationError: it gave nothing to it, or has no such output; the message says what it did set.
        """
        found = next((output for output in self.outputs if output.name == name), None)
        if found is not None:
            return found.value
        failed = f" It failed: {self.error!r}." if self.error is not None else ""
        done = _summary(self.outputs)
        if name not in self.declared:
            names = ", ".join(f"'{known}'" for known in self.declared) or "none"
            raise InvocationError(
                f"Function '{self.function}' has no output '{name}'; its outputs are: {names}.{failed}"
            )
        raise InvocationError(
            f"Function '{self.function}' ran, but set nothing for its output '{name}'; it set: {done}.{failed}"
        )


class Outputs(list[Output]):
    """Every value that functions gave to output bindings, in order."""

    def of(self, function: str, name: str | None = None) -> list[object]:
        """The values that a function gave to its outputs, or to one of them.

        Args:
            function: name of the function.
            name: the parameter, or ``$return``; None for all.

        Raises:
            InvocationError: there are none; the message says what has been set.
        """
        found = [item.value for item in self if item.function == function and name in (None, item.name)]
        if not found:
            what = "no output" if name is None else f"no output '{name}'"
            raise InvocationError(f"Function '{function}' has set {what}. What has been set: {_summary(self)}.")
        return found


def _summary(outputs: Sequence[Output]) -> str:
    """Who set what, for messages."""
    told = (f"'{item.name}' of {item.function} ({item.binding} {item.target}".rstrip() + ")" for item in outputs)
    return ", ".join(dict.fromkeys(told)) or "nothing"
