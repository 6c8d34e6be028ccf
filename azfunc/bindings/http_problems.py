"""Requests that do not fit: `RequestError`, and the ``application/problem+json`` that answers them.

Follows https://www.rfc-editor.org/rfc/rfc9457.
"""

import json
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, cast

from azfunc.bindings.datum import Datum, HttpResponseData
from azfunc.bindings.http_parts import Part, Place
from azfunc.bindings.record import record
from azfunc.errors import DecodeError

if TYPE_CHECKING:
    from azfunc.bindings.validation import ValidationError

MEDIA_TYPE = "application/problem+json"

_MOST_PROBLEMS = 100
_LONGEST_MESSAGE = 200
_LONGEST_NAME = 60

_TITLES = {
    400: "Bad Request",
    413: "Content Too Large",
    415: "Unsupported Media Type",
    422: "Unprocessable Content",
}


@record
class Problem:
    """One thing that is wrong with a request. The value that was sent is never part of it.

    Attributes:
        place: the part of the request.
        loc: names and indexes that lead to the value, as pydantic gives them, the place first.
        message: what is wrong.
        type: a stable id of it, as pydantic has them: ``missing``, ``int_parsing``…
        path: the value's place as JSONPath, ``$.items[2].price``.
    """

    place: Place
    loc: tuple[str | int, ...]
    message: str
    type: str
    path: str = "$"

    def to_dict(self) -> dict[str, object]:
        """As an item of ``errors`` of the answer."""
        return {
            "in": self.place,
            "path": self.path,
            "loc": list(self.loc),
            "message": self.message,
            "type": self.type,
        }


class RequestError(DecodeError):
    """A request does not fit its handler; ``@app.exception_handler(RequestError)`` may answer it in another way.

    Attributes:
        problems: all that is wrong, up to a hundred.
        status: the status that fits: 422, or 400, 413 or 415 where the body cannot be read at all.
    """

    def __init__(self, problems: Sequence[Problem], status: int = 422) -> None:
        self.problems: tuple[Problem, ...] = tuple(problems[:_MOST_PROBLEMS])
        self.status: int = status
        shown = "; ".join(f"{one.place} {one.path}: {one.message}" for one in self.problems[:5])
        more = len(problems) - 5
        super().__init__(f"The request does not fit: {shown}" + (f"; and {more} more" if more > 0 else ""))

    def __reduce__(self) -> tuple[object, ...]:
        return (RequestError, (self.problems, self.status))

    def to_dict(self) -> dict[str, object]:
        """The problem details of RFC 9457."""
        count = len(self.problems)
        detail = self.problems[0].message if count == 1 else f"{count} parts of the request do not fit."
        return {
            "type": "about:blank",
            "title": _TITLES.get(self.status, "Bad Request"),
            "status": self.status,
            "detail": detail,
            "errors": [problem.to_dict() for problem in self.problems],
        }

    def answer(self) -> HttpResponseData:
        """The answer to the request."""
        body = json.dumps(self.to_dict(), ensure_ascii=False).encode("utf-8", "replace")
        return HttpResponseData(self.status, (("content-type", MEDIA_TYPE),), body)


def answer_unreadable(error: DecodeError) -> Datum:
    """The answer where the arguments could not be decoded; an error that is not the caller's is raised again."""
    found: BaseException | None = error
    while found is not None and not isinstance(found, RequestError):
        found = found.__cause__
    if found is None:
        raise error
    return Datum("http", found.answer())


def missing(place: Place, name: str) -> Problem:
    """A required part is not there."""
    path, loc = ("$", (place,)) if not name else (json_path([name]), (place, name))
    return Problem(place, loc, "Field required", "missing", path)


def leave_out(part: Part, arguments: dict[str, object], problems: list[Problem]) -> None:
    """What becomes of a part that the request does not have: its default, or a problem."""
    if part.required:
        name = "" if part.place == "body" else part.name
        problems.append(missing(part.place, name))
    elif part.default is None:
        arguments[part.key] = None


def validation_error(error: ValueError) -> "ValidationError":
    """The error of pydantic; another ValueError is a mistake of a validator, and not of the caller.

    pydantic makes its own of the ValueErrors that validators raise.
    """
    from azfunc.bindings.validation import ValidationError

    if isinstance(error, ValidationError):
        return error
    raise error


def problems_of(
    error: "ValidationError", place: Place, prefix: Sequence[str | int] = (), value: object = None
) -> list[Problem]:
    """What pydantic found, with paths.

    Args:
        error: what it raised.
        place: the part of the request.
        prefix: names that lead to what was validated.
        value: the plain value that was validated, where it has structure: names in ``loc`` that are none of it, such as
            those of the types of a union, stay out of the path.
    """
    found: list[Problem] = []
    for one in error.errors(include_url=False, include_context=False, include_input=False)[:_MOST_PROBLEMS]:
        loc = [_cut(part, _LONGEST_NAME) if isinstance(part, str) else part for part in one["loc"]]
        path = [*prefix, *_real(one["loc"], value, is_missing=one["type"] == "missing")]
        found.append(
            Problem(place, (place, *prefix, *loc), _cut(one["msg"], _LONGEST_MESSAGE), one["type"], json_path(path))
        )
    return found


def _real(loc: Sequence[str | int], value: object, *, is_missing: bool) -> list[str | int]:
    """The parts of a location that are names and indexes of the value."""
    if value is None:
        return list(loc)
    real: list[str | int] = []
    for number, part in enumerate(loc):
        is_last = number == len(loc) - 1
        if isinstance(value, Mapping) and part in (fields := cast("Mapping[object, object]", value)):
            value = fields[part]
            real.append(part)
        elif isinstance(value, list) and isinstance(part, int) and part < len(items := cast("list[object]", value)):
            value = items[part]
            real.append(part)
        elif is_last and is_missing:
            real.append(part)
    return real


def json_path(parts: Sequence[str | int]) -> str:
    """Names and indexes as JSONPath (RFC 9535)."""
    return "$" + "".join(_step(part) for part in parts)


def _step(part: str | int) -> str:
    if isinstance(part, int):
        return f"[{part}]"
    part = _cut(part, _LONGEST_NAME)
    if part.isidentifier():
        return f".{part}"
    quoted = json.dumps(part, ensure_ascii=False)[1:-1].replace('\\"', '"').replace("'", "\\'")
    return f"['{quoted}']"


def _cut(text: str, limit: int) -> str:
    return text if len(text) <= limit else f"{text[: limit - 1]}…"
