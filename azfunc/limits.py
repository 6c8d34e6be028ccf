"""What Microsoft's workers cannot do with a function, each with the reason.

``azfunc check`` warns of what neither of their workers can do; ``azfunc build`` refuses that, and what their v1 worker
cannot do, whose folders it writes. `docs/works-where.md` has the whole table.
"""

from collections.abc import Iterable, Iterator
from typing import Literal, TypeAlias

from azfunc.bindings.binding import Binding
from azfunc.bindings.blob_path import path_tokens
from azfunc.bindings.values import UnsupportedShapeError
from azfunc.errors import AppError, DefinitionError, Fault
from azfunc.function import Function
from azfunc.plan import RETURN
from azfunc.signature import code_of, unwrap

WorkerName: TypeAlias = Literal["microsoft", "azfunc"]
"""Whose worker runs an app."""

_GENERATORS = 0x20 | 0x200
"""Flags of code objects of generator functions and async ones, as `inspect` has them."""


def refuse_unworkable(functions: Iterable[Function]) -> None:
    """Makes sure that Microsoft's v1 worker can run functions.

    Raises:
        AppError: it cannot; the error has a fault for each reason.
    """
    faults = [
        DefinitionError(fault, function=function.name, where=function.where)
        for function in functions
        for fault, _ in (*worker_faults(function), *folder_faults(function))
    ]
    if faults:
        raise AppError(faults)


def worker_faults(function: Function) -> Iterator[tuple[Fault, Binding]]:
    """What neither of Microsoft's workers can do with a function, each with the binding in question."""
    returned = function.binding(RETURN)
    if returned is None:
        return
    if returned.type == "http" and may_stream(function):
        yield _streamed(), function.trigger
    if returned.type == "kafka":
        yield _kafka_return(), returned
    if returned.type == "blob" and function.signature.returned.optional:
        yield _left_out_blob(function), returned


def folder_faults(function: Function) -> Iterator[tuple[Fault, Binding]]:
    """What their v1 worker, which runs built folders, cannot do besides."""
    for binding in function.inputs:
        if getattr(binding, "deferred", False) and path_tokens(binding.target()):
            yield _without_address(binding), binding


def may_stream(function: Function) -> bool:
    """Whether the handler says that its answer comes in pieces."""
    code = code_of(unwrap(function.handler))
    if code is not None and code.co_flags & _GENERATORS:
        return True
    from azfunc.bindings.http_returns import answer_type

    try:
        return answer_type(function.signature.return_annotation).streams
    except UnsupportedShapeError:  # of a binding that takes any type
        return False


def _streamed() -> Fault:
    return Fault(
        "streamed-answer",
        "its answer comes in pieces, but Microsoft's workers take an answer whole, so that each request fails there",
        "a handler that yields, or returns an iterator or StreamedResponse",
        "a whole body in Microsoft's workers; azfunc's own worker sends pieces",
        "return the whole body, or a link to a blob that holds it; for azfunc's worker build with --worker azfunc",
    )


def _kafka_return() -> Fault:
    return Fault(
        "kafka-return",
        "its return value goes to Kafka, but Microsoft's workers have no way to send a return value there",
        "kafka_output on $return",
        "an output parameter",
        "write kafka_output(arg_name='out', ...) and out: Out[...], and call out.set(value)",
    )


def _left_out_blob(function: Function) -> Fault:
    return Fault(
        "optional-blob-return",
        "its return value, which goes to a blob, may be None, but Microsoft's workers cannot leave a blob out, so that "
        "such a call fails there",
        f"-> {function.signature.returned.describe()} | None with blob_output on $return",
        "a value each time, or an output parameter",
        "write blob_output(arg_name='out', ...) and out: Out[...], and set it where there is a blob",
    )


def _without_address(binding: Binding) -> Fault:
    return Fault(
        "client-without-address",
        f"'{binding.arg_name}' takes a client of a blob whose path has tokens, but Microsoft's v1 worker hands over "
        "content alone, so that nothing tells which blob it is",
        f"path={binding.target()!r}",
        "a path without tokens, a client of the trigger's blob, or the content",
        "deploy the app with its decorators instead of built folders, or take the blob as bytes",
    )
