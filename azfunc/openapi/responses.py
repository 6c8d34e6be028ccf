"""The answers of operations: from the return annotation, and from what the route says beside it."""

import re
from collections.abc import Mapping, Sequence
from copy import deepcopy
from http import HTTPStatus
from typing import cast

from azfunc.bindings.http_returns import JSON, LINES, TEXT, UNTYPED, Alternative, media_of, stream_media
from azfunc.errors import Fault
from azfunc.openapi.book import SchemaBook
from azfunc.openapi.described import Described, model_of
from azfunc.openapi.paths import PathVariant
from azfunc.openapi.problems import problem_responses
from azfunc.openapi.security import needed_key
from azfunc.openapi.texts import Schema

_STATUS = re.compile(r"[1-5](XX|\d\d)|default")
_ANY = "*/*"


def responses_of(described: Described, variant: PathVariant, book: SchemaBook, problem: str) -> dict[str, Schema]:
    """The answers by status.

    Args:
        described: the function.
        variant: the path.
        book: the schemas of its types.
        problem: a reference to the schema of problems.
    """
    found = {status: _response(status, answers, described, book) for status, answers in _by_status(described).items()}
    found.update((status, one) for status, one in problem_responses(described, problem).items() if status not in found)
    if needed_key(described.trigger):
        found.setdefault("401", {"description": "The key is missing or wrong."})
    if any(token.constraints for token in variant.tokens):
        found.setdefault("404", {"description": "The path does not fit the route."})
    for status, given in described.responses.items():
        key = str(int(status)) if isinstance(status, int) else str(status).upper().replace("DEFAULT", "default")
        found[key] = _given(key, given, found.get(key, {}), book)
    return {status: found[status] for status in sorted(found)}


def response_faults(described: Described) -> list[Fault]:
    """A fault for each item of ``responses`` that is none."""
    return [
        Fault(
            "bad-response",
            "one of its responses is under no status",
            f"responses={{{status!r}: ...}}",
            "a status from 100 to 599, a range such as '4XX', or 'default'",
            "write the status as a number",
        )
        for status in described.responses
        if not _STATUS.fullmatch(str(int(status)) if isinstance(status, int) else str(status))
    ]


def _by_status(described: Described) -> dict[str, list[Alternative]]:
    """The alternatives of the answer by the status that they have."""
    found: dict[str, list[Alternative]] = {}
    for answer in described.answers:
        for status in _statuses(answer, described):
            found.setdefault(status, []).append(answer)
    return found


def _statuses(answer: Alternative, described: Described) -> Sequence[str]:
    said = described.operation.status_code
    if answer.kind in ("response", "streamed") or answer.statuses is None:
        return ("default",)
    if answer.statuses:
        return [str(status) for status in answer.statuses]
    if answer.kind != "nothing":
        return (str(said),)
    if described.is_typed or described.trigger.reading is not None:
        return ("204" if said == 200 else str(said),)
    # without a typed answer hosts send 200 for nothing at all, and 204 where other outputs were set
    return ("200", "204") if len(described.function.outputs) > 1 else ("200",)


def _response(status: str, answers: Sequence[Alternative], described: Described, book: SchemaBook) -> Schema:
    is_only = status == "default" and all(one.kind in ("response", "streamed") for one in described.answers)
    response: Schema = {"description": "What the function answers." if is_only else _phrase(status)}
    content: dict[str, list[Schema]] = {}
    for answer in answers:
        if answer.kind in ("body", "stream"):
            media, schema = _content(answer, described, book)
            content.setdefault(_bare(media), []).append(schema)
    if content:
        response["content"] = {media: _media(schemas) for media, schemas in content.items()}
    return response


def _bare(media: str) -> str:
    """A media type without its charset."""
    return media.partition(";")[0]


def _media(schemas: Sequence[Schema]) -> Schema:
    if len(schemas) == 1:
        return {"schema": schemas[0]} if schemas[0] else {}
    return {"schema": {"anyOf": list(schemas)}} if all(schemas) else {}


def _content(answer: Alternative, described: Described, book: SchemaBook) -> tuple[str, Schema]:
    """Media type and schema of a body."""
    if answer.kind == "stream":
        media = stream_media(answer.type)
        if media != LINES:
            return media, {"type": "string"} if media == TEXT else {}
        item = book.schema(answer.type, "serialization")
        return media, {"type": "string", "description": "One JSON value a line.", "x-itemSchema": item}
    if answer.type in UNTYPED:
        return _ANY, {}
    if not described.is_typed:
        return TEXT, {"type": "string"}  # hosts write JSON that was returned as text anew, and as text
    media = media_of(answer.type) or _ANY
    schema = book.schema(answer.type, "serialization")
    return media, schema if media in (JSON, TEXT) else {}


def _phrase(status: str) -> str:
    if status == "default":
        return "Any other answer."
    try:
        return HTTPStatus(int(status)).phrase
    except ValueError:
        return "Answer."


def _given(status: str, given: object, earlier: Schema, book: SchemaBook) -> Schema:
    """An item of ``responses`` over what is known already."""
    response: Schema = {"description": _phrase(status), **earlier}
    model = model_of(given)
    if isinstance(given, str):
        response["description"] = given
    elif isinstance(given, Mapping):
        said = cast("Mapping[str, object]", given)
        response.update((name, deepcopy(value)) for name, value in said.items() if name != "model")
    if model is not None:
        schema = book.schema(model, "serialization")
        response["content"] = {
            **response.get("content", {}),
            _bare(media_of(model) or JSON): {"schema": schema},
        }
    return response
