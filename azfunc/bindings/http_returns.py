"""A handler's return annotation, as the type of an HTTP answer's body."""

from collections import abc
from typing import Annotated, Any, Literal, NamedTuple, Union, get_args, get_origin

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


class Alternative(NamedTuple):
    """One of the types that a return annotation is a union of.

    Attributes:
        kind: ``nothing`` for None; ``response`` and ``streamed`` for classes of responses, which say everything
            themselves; ``stream`` for a body in pieces; ``body`` for any other.
        type: the type of the body, or of its pieces.
        statuses: the statuses that a tuple says beside the body; empty where the route says it, None where it may be
            any.
    """

    kind: Literal["nothing", "response", "streamed", "stream", "body"]
    type: object = None
    statuses: tuple[int, ...] | None = ()


def answer_type(annotation: object) -> AnswerType:
    """Takes a return annotation apart: ``Order | None``, ``tuple[Order, int]``, ``HttpResponse``, ``Iterator[str]``…

    Raises:
        UnsupportedShapeError: it mixes streams and values, or names a payload of another service.
    """
    if annotation is None:
        return AnswerType(None, "", streams=False)
    if annotation in UNTYPED:
        return AnswerType(UNANNOTATED, "", streams=False)
    found = alternatives(annotation)
    bodies = [one.type for one in found if one.kind == "body"]
    streams = [one.type for one in found if one.kind == "stream"]
    if streams and (bodies or len(streams) > 1):
        raise UnsupportedShapeError("either a stream or a value: return a StreamedResponse where it is one of both")
    if streams:
        return AnswerType(streams[0], stream_media(streams[0]), streams=True)
    if not bodies:
        responses = {one.kind for one in found if one.kind != "nothing"}
        return AnswerType(UNANNOTATED if responses else None, "", streams="streamed" in responses)
    for body in bodies:
        inner = bare(body)
        if isinstance(inner, type) and issubclass(inner, Payload) and not issubclass(inner, abc.Mapping):
            raise UnsupportedShapeError("a model, dict, list, str, bytes, HttpResponse or StreamedResponse")
    body = bodies[0] if len(bodies) == 1 else Union[tuple(bodies)]  # noqa: UP007 - made of a list
    return AnswerType(body, _media(body), streams=False)


def alternatives(annotation: object) -> list[Alternative]:
    """The types that a return annotation is a union of, in its order."""
    found: list[Alternative] = []
    for member in _members(annotation):
        if member is None or member is type(None):
            found.append(Alternative("nothing"))
        elif isinstance(member, type) and issubclass(member, StreamedResponse):
            found.append(Alternative("streamed"))
        elif isinstance(member, type) and is_response(member):
            found.append(Alternative("response"))
        elif get_origin(member) in _STREAMS or member in _STREAMS:
            found.append(Alternative("stream", next(iter(get_args(member)), UNANNOTATED)))
        elif _is_answer_tuple(member):
            inner, status = get_args(member)[:2]
            found += [one._replace(statuses=_statuses(status)) for one in alternatives(inner)]
        else:
            found.append(Alternative("body", member))
    return found


def _statuses(kind: object) -> tuple[int, ...] | None:
    """The statuses that ``Literal[200, 404]`` names; None for ``int``."""
    return tuple(int(value) for value in get_args(bare(kind)) if isinstance(value, int)) or None


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
    media = {media_of(member) for member in members_of(bare(body))}
    return media.pop() if len(media) == 1 else ""


def media_of(kind: object) -> str:
    """The content type of a body of one type that is no union; empty where it is not known before."""
    inner = bare(kind)
    if inner in UNTYPED:
        return ""
    if inner is str or (get_args(inner) and all(type(value) is str for value in get_args(inner))):
        return TEXT
    return BYTES if inner is bytes else JSON


def stream_media(item: object) -> str:
    """The content type of a body that comes in pieces of a type."""
    inner = bare(item)
    return TEXT if inner is str else BYTES if inner is bytes or inner in UNTYPED else LINES
