"""An HTTP trigger on a handler whose parameters are the parts of the request."""

from collections.abc import Collection, Iterator
from contextlib import suppress
from itertools import count

from azfunc.bindings.http import HttpTrigger, request_of
from azfunc.bindings.http_answers import AnswerEncoder
from azfunc.bindings.http_parts import HttpReading, Operation
from azfunc.bindings.http_places import Placing
from azfunc.bindings.http_problems import answer_unreadable
from azfunc.bindings.http_reader import RequestReader
from azfunc.bindings.http_returns import answer_type
from azfunc.bindings.http_types import bare, is_plain
from azfunc.bindings.route_template import RouteError, Token, parse_route
from azfunc.bindings.spread import Handled, Spread
from azfunc.bindings.values import UNANNOTATED, UnsupportedShapeError, describe_type
from azfunc.errors import Fault

_NAME = "req"
"""The name of the trigger, as azure.functions writes it."""

_WITHOUT_BODY = frozenset(("GET", "HEAD", "DELETE"))


def spread_http(trigger: HttpTrigger, handled: Handled) -> Spread:
    """The trigger, completed by the handler's signature."""
    placing = Placing(handled.asked, _tokens(trigger), handled.handler)
    operation = trigger.operation
    reading = _reading(placing, handled, operation)
    completed = trigger.with_fields(arg_name=_free_name(handled.taken), reading=reading)
    faults = [*placing.faults, *_unsupported(reading)]
    decode = completed.decode if faults else RequestReader(reading, request_of).decode
    returns = None
    if trigger.answers:
        with suppress(UnsupportedShapeError):  # told of the http output, whose type it is
            returns = AnswerEncoder(handled.return_annotation, operation.status_code).encode
    return Spread(
        trigger=completed,
        asked=handled.asked,
        decode=decode,
        returns=returns,
        faults=faults,
        warnings=list(_warnings(trigger, reading)),
        unreadable=answer_unreadable if trigger.answers else None,
    )


def _reading(placing: Placing, handled: Handled, operation: Operation) -> HttpReading:
    try:
        answer = answer_type(handled.return_annotation)
    except UnsupportedShapeError:
        answer = answer_type(UNANNOTATED)
    return HttpReading(
        parts=tuple(placing.parts),
        returns=answer.body,
        status=operation.status_code,
        embedded=placing.is_embedded,
        body_media=placing.body_media,
        answer_media=answer.media,
        streams=answer.streams,
        takes_request=tuple(placing.requests),
    )


def _tokens(trigger: HttpTrigger) -> list[Token] | None:
    """The tokens of the route; None where it is no template, which is told elsewhere."""
    try:
        return list(parse_route(trigger.route or "").tokens)
    except RouteError:
        return None


def _free_name(taken: Collection[str]) -> str:
    if _NAME not in taken:
        return _NAME
    return next(name for number in count(1) if (name := f"request{number}") not in taken)


def _unsupported(reading: HttpReading) -> Iterator[Fault]:
    """A fault for each type that pydantic cannot make values of."""
    for part in reading.parts:
        if part.place == "file" or is_plain(part.annotation):
            continue
        from azfunc.bindings.http_adapters import adapter_of

        try:
            adapter_of(part.annotation)
        except UnsupportedShapeError as error:
            yield Fault(
                "unsupported-type",
                f"parameter '{part.key}' is annotated with a type that no part of an HTTP request can become",
                describe_type(bare(part.annotation)),
                error.expected,
                f"annotate parameter '{part.key}' with such a type, or bind it with a decorator of its own",
            )


def _warnings(trigger: HttpTrigger, reading: HttpReading) -> Iterator[str]:
    verbs = {verb.upper() for verb in trigger.method_texts()}
    bodies = [part.key for part in reading.at("body", "form", "file")]
    if bodies and verbs and verbs <= _WITHOUT_BODY:
        yield (
            f"{', '.join(bodies)} is read from the body, but its route answers {', '.join(sorted(verbs))} alone, and "
            "clients and proxies drop the bodies of those. Take it from the query with Query(), or answer POST."
        )
