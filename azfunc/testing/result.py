"""`Result` and `Output`: what came of an invocation."""

from collections.abc import Sequence
from typing import NamedTuple

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
    """

    function: str
    return_value: object = None
    outputs: Sequence[Output] = ()
    response: Response | None = None
    error: Exception | None = None
