"""What a handler returns as an HTTP answer: models, plain values, text, bytes, streams, and a status beside them."""

from collections.abc import Callable, Iterable, Mapping
from typing import cast

from azfunc.bindings.datum import Datum, HttpResponseData
from azfunc.bindings.http_headers import HttpResponseHeaders
from azfunc.bindings.http_payload import HttpResponse
from azfunc.bindings.http_response import is_response, response_data
from azfunc.bindings.http_returns import BYTES, JSON, TEXT, UNTYPED, answer_type
from azfunc.bindings.http_stream import StreamedResponse, is_stream, write_chunk
from azfunc.bindings.http_types import bare, is_plain
from azfunc.bindings.values import UNANNOTATED, Payload, describe_type, encode_value
from azfunc.errors import EncodeError


class AnswerEncoder:
    """Makes answers of what one handler returns.

    Args:
        annotation: its return annotation as it stands.
        status: the status where it names none.

    Raises:
        UnsupportedShapeError: no answer can be made of such a type.
    """

    def __init__(self, annotation: object, status: int = 200) -> None:
        self._status = status
        self._type = answer_type(annotation)
        self._plain: set[type] = set()
        """Classes of values that are neither responses nor streams: models take long to say so."""
        self._write: Callable[[object], tuple[bytes, str]] | None = None
        body = self._type.body
        if body is None or body is UNANNOTATED:
            self._write = _write_any
        elif not is_plain(body):
            self._write = self._typed()

    def encode(self, value: object) -> Datum:
        """The answer.

        Raises:
            EncodeError: the value does not fit the annotation, or has no form that can be sent.
        """
        if value is None:
            return Datum("http", HttpResponseData(204 if self._status == 200 else self._status))
        if type(value) is tuple and _has_status(cast("tuple[object, ...]", value)):
            return self._with_status(cast("tuple[object, ...]", value))
        return self._encode(value, self._status, ())  # pyright: ignore[reportUnknownArgumentType]  # narrowed above

    def _with_status(self, value: tuple[object, ...]) -> Datum:
        status = int(cast("int", value[1]))
        if not 100 <= status <= 599:
            raise EncodeError(f"{status} is no HTTP status; return (body, status) with one from 100 to 599.")
        given = value[2] if len(value) == 3 else None
        headers = tuple(_headers(given)) if given is not None else ()
        if value[0] is None:
            return Datum("http", HttpResponseData(status, headers))
        if is_response(value[0]) or isinstance(value[0], StreamedResponse):
            raise EncodeError(f"A {type(value[0]).__name__} says its status itself: return it alone.")
        return self._encode(value[0], status, headers)

    def _encode(self, value: object, status: int, headers: tuple[tuple[str, str], ...]) -> Datum:
        if type(value) not in self._plain:
            if is_response(value):
                return Datum("http", response_data(cast("HttpResponse", value)))
            if isinstance(value, StreamedResponse):
                return Datum("http", value.data())
            if self._type.streams or is_stream(value):
                return self._streamed(value, status, headers)
            self._plain.add(type(value))
        body, media = (self._write or self._compiled())(value)
        if headers and any(name.lower() == "content-type" for name, _ in headers):
            return Datum("http", HttpResponseData(status, headers, body))
        return Datum("http", HttpResponseData(status, (*headers, ("content-type", media)), body))

    def _streamed(self, value: object, status: int, headers: tuple[tuple[str, str], ...]) -> Datum:
        if not is_stream(value):
            raise EncodeError(f"A {type(value).__name__} was returned where an iterator is annotated.")
        if not self._type.streams and self._type.body is not UNANNOTATED:
            raise EncodeError("An iterator was returned where a value is annotated. Annotate it as Iterator[...].")
        media = self._type.media or BYTES
        pieces = cast("Iterable[object]", value)
        response = StreamedResponse(pieces, status_code=status, headers=headers, media_type=media)
        item = self._type.body
        write = write_chunk if item in UNTYPED or bare(item) is str or bare(item) is bytes else self._line
        return Datum("http", response.data(write))

    def _line(self, chunk: object) -> bytes:
        return (self._write or self._compiled())(chunk)[0] + b"\n"

    def _compiled(self) -> Callable[[object], tuple[bytes, str]]:
        body = self._type.body
        simple = bare(body)
        self._write = _write_builtin(simple) if body is simple and simple in _BUILTINS else self._typed()
        return self._write

    def _typed(self) -> Callable[[object], tuple[bytes, str]]:
        from azfunc.bindings.http_adapters import body_writer

        return body_writer(self._type.body)


_BUILTINS: tuple[object, ...] = (str, bytes, dict, list, int, float, bool)


def _write_builtin(kind: object) -> Callable[[object], tuple[bytes, str]]:
    """Checks plain values without pydantic."""
    accepted = (int, float) if kind is float else cast("type", kind)

    def write(value: object) -> tuple[bytes, str]:
        if not isinstance(value, accepted):
            raise EncodeError(f"A {type(value).__name__} was returned where {describe_type(kind)} is annotated.")
        return _write_any(value)

    return write


def _write_any(value: object) -> tuple[bytes, str]:
    """A value of a type that nothing is said about."""
    if isinstance(value, Payload) and not isinstance(value, Mapping):
        raise EncodeError(f"A {type(value).__name__} is no HTTP answer. Return what it holds.")
    if isinstance(value, str):
        return value.encode("utf-8", "replace"), TEXT
    if isinstance(value, bytes | bytearray):
        return bytes(value), BYTES
    datum = encode_value(value)
    return datum.text().encode("utf-8", "replace"), JSON


def _has_status(value: tuple[object, ...]) -> bool:
    return len(value) in (2, 3) and isinstance(value[1], int) and not isinstance(value[1], bool)


def _headers(given: object) -> list[tuple[str, str]]:
    if not isinstance(given, Mapping | list | tuple | HttpResponseHeaders):
        raise EncodeError(f"Headers are a dict or a list of pairs, not a {type(given).__name__}.")
    try:
        return HttpResponseHeaders(cast("Mapping[str, str]", given)).multi_items()
    except (ValueError, TypeError, AttributeError) as error:
        raise EncodeError(f"These headers cannot be sent: {error}") from error
