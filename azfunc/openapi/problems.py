"""The answers to requests that do not fit, as `azfunc.bindings.http_problems` gives them."""

from azfunc.bindings.http_parts import HttpReading, Part
from azfunc.bindings.http_problems import MEDIA_TYPE, RequestError
from azfunc.openapi.described import Described
from azfunc.openapi.texts import Schema

PROBLEM: Schema = {
    "type": "object",
    "title": "Problem",
    "description": "What is wrong with a request, as RFC 9457 has it.",
    "required": ["type", "title", "status", "detail", "errors"],
    "properties": {
        "type": {"type": "string"},
        "title": {"type": "string"},
        "status": {"type": "integer"},
        "detail": {"type": "string"},
        "errors": {
            "type": "array",
            "items": {
                "type": "object",
                "required": ["in", "path", "loc", "message", "type"],
                "properties": {
                    "in": {"enum": ["path", "query", "header", "cookie", "body", "form", "file"]},
                    "path": {"type": "string", "description": "The place of the value, as JSONPath."},
                    "loc": {"type": "array", "items": {"type": ["string", "integer"]}},
                    "message": {"type": "string"},
                    "type": {"type": "string", "description": "A stable id of what is wrong."},
                },
            },
        },
    },
}

_WORDS = {
    400: "The body cannot be read.",
    415: "The body is of another media type, or in an unknown charset.",
    422: "Some part of the request does not fit.",
}


def problem_responses(described: Described, reference: str) -> dict[str, Schema]:
    """The answers by status; none where an exception handler of the app gives others."""
    if not described.trigger.answers or _is_handled(described):
        return {}
    content = {MEDIA_TYPE: {"schema": {"$ref": reference}}}
    return {str(status): {"description": _WORDS[status], "content": content} for status in _statuses(described.reading)}


def _is_handled(described: Described) -> bool:
    around = described.function.around
    return around is not None and any(issubclass(RequestError, kind) for kind in around.exception_handlers)


def _statuses(reading: HttpReading) -> list[int]:
    bodies = reading.at("body")
    is_form = bool(reading.at("form", "file"))
    is_bytes = reading.body_media == "application/octet-stream"
    found = [400, 415] if is_form or (bodies and not is_bytes) else []
    return [*found, 422] if any(_may_not_fit(part) for part in reading.parts) else found


def _may_not_fit(part: Part) -> bool:
    """Whether some request is refused for this part: one without it, or with another value."""
    if part.is_raw and part.place == "body":
        return bool(part.marker is not None and part.marker.constraints())
    return part.annotation is not str or (part.required and part.place != "path")
