"""A handler's return annotation, as the type of an HTTP answer's body."""

from collections import abc
from typing import Annotated, Any, NamedTuple, Union, get_args, get_origin

from azfunc.bindings.http_response import is_response
from azfunc.bindings.http_stream import StreamedResponse
from azfunc.bindings.http_types import bare
from azfunc.bindings.values import UNANNOTATED, Payload, UnsupportedShapeError, members_of

JSON = "application/json"
TEXT = "text/plain; charset=utf-8"
BYTES = "application/octet-stream"
LINES = "application/jsonl"
UNTYPED = (UNANNOTATED, Any, object)

_STREAMS = (abc.Iterator, abc.Generator, abc.AsyncIterator, abc.AsyncGenerator, abc.AsyncIterable)


class AnswerType(NamedTuple):
    """What a handler's return annotation says.

    Attributes:
        body: the type of the body, or of its pieces; UNANNOTATED where nothing is said, None where there is no body.
        media: the content type; empty where it is not known before, or there is no body.
        streams: whether the body comes in pieces.
    """

    body: object
    media: str
    streams: bool


def answer_type(annotation: object) -> AnswerType:
    """Takes a return annotation apart: ``Order | None``, ``tuple[Order, int]``, ``HttpResponse``, ``Iterator[str]``…

    Raises:
        UnsupportedShapeError: it mixes streams and values, or names a payload of another service.
    """
    if annotation is None:
        return AnswerType(None, "", streams=False)
    if annotation in UNTYPED:
        return AnswerType(UNANNOTATED, "", streams=False)
    bodies, streams, has_response = _bodies(annotation)
    if streams and (bodies or len(streams) > 1):
        raise UnsupportedShapeError("either a stream or a value: return a StreamedResponse where it is one of both")
    if streams:
        return AnswerType(streams[0], _stream_media(streams[0]), streams=True)
    if not bodies:
        return AnswerType(UNANNOTATED if has_response else None, "", streams=has_response == "stream")
    for body in bodies:
        inner = bare(body)
        if isinstance(inner, type) and issubclass(inner, Payload) and not issubclass(inner, abc.Mapping):
            raise UnsupportedShapeError("a model, dict, list, str, bytes, HttpResponse or StreamedResponse")
    body = bodies[0] if len(bodies) == 1 else Union[tuple(bodies)]  # noqa: UP007 - made of a list
    return AnswerType(body, _media(body), streams=False)


def _bodies(annotation: object) -> tuple[list[object], list[object], str]:
    """The types of bodies, of pieces, and which class of response is among them."""
    bodies: list[object] = []
    streams: list[object] = []
    response = ""
    for member in _members(annotation):
        origin = get_origin(member)
        if member is type(None):
            continue
        if isinstance(member, type) and issubclass(member, StreamedResponse):
            response = "stream"
        elif isinstance(member, type) and is_response(member):
            response = response or "whole"
        elif origin in _STREAMS or member in _STREAMS:
            streams.append(next(iter(get_args(member)), UNANNOTATED))
        elif _is_answer_tuple(member):
            inner = _bodies(get_args(member)[0])
            bodies += inner[0]
            streams += inner[1]
        else:
            bodies.append(member)
    return bodies, streams, response


def _members(annotation: object) -> list[object]:
    """The types of a union, at any depth; what is around the whole is kept at a type that is alone."""
    inner = annotation
    while type(inner).__name__ == "TypeAliasType":
        inner = getattr(inner, "__value__", None)
    if get_origin(inner) is Annotated:
        wrapped = get_args(inner)[0]
        found = _members(wrapped)
        return [inner] if found == [wrapped] and not _is_special(wrapped) else found
    members = members_of(inner)
    return [inner] if members == (inner,) else [one for member in members for one in _members(member)]


def _is_special(kind: object) -> bool:
    return _is_answer_tuple(kind) or get_origin(kind) in _STREAMS or (isinstance(kind, type) and is_response(kind))


def _is_answer_tuple(kind: object) -> bool:
    """Whether a type is ``tuple[Order, int]``, with headers or without: a body with its status."""
    arguments = get_args(kind)
    if get_origin(kind) is not tuple or len(arguments) not in (2, 3) or Ellipsis in arguments:
        return False
    status = bare(arguments[1])
    values = get_args(status) or (status,)
    return all(value is int or type(value) is int or _is_status_class(value) for value in values)


def _is_status_class(kind: object) -> bool:
    return isinstance(kind, type) and kind.__name__ == "HTTPStatus"


def _media(body: object) -> str:
    media = {_media_of_one(member) for member in members_of(bare(body))}
    return media.pop() if len(media) == 1 else ""


def _media_of_one(kind: object) -> str:
    inner = bare(kind)
    if inner in UNTYPED:
        return ""
    if inner is str or (get_args(inner) and all(type(value) is str for value in get_args(inner))):
        return TEXT
    return BYTES if inner is bytes else JSON


def _stream_media(item: object) -> str:
    inner = bare(item)
    return TEXT if inner is str else BYTES if inner is bytes or inner in UNTYPED else LINES
