"""The body of a request as bytes that a handler's types can be read from."""

from azfunc.bindings.datum import HttpRequestData
from azfunc.bindings.http_parts import Place
from azfunc.bindings.http_problems import Problem, RequestError

_CHARSETS = {
    "utf-8": "utf-8",
    "utf8": "utf-8",
    "us-ascii": "utf-8",
    "ascii": "utf-8",
    "utf-16": "utf-16",
    "utf-16le": "utf-16-le",
    "utf-16be": "utf-16-be",
    "utf-32": "utf-32",
    "iso-8859-1": "latin-1",
    "latin-1": "latin-1",
    "latin1": "latin-1",
    "windows-1252": "cp1252",
}
"""Charsets that clients really send, with Python's name; other codecs of Python are no charsets, or none for JSON."""

_JSON = "application/json"
_BOM = b"\xef\xbb\xbf"


def header_of(data: HttpRequestData, name: str) -> str | None:
    """A header by its name in lower case; hosts give most names so."""
    value = data.headers.get(name)
    if value is not None:
        return value
    return next((value for key, value in data.headers.items() if key.lower() == name), None)


def body_bytes(data: HttpRequestData) -> bytes:
    """The body as it was sent."""
    body = data.body
    return body if isinstance(body, bytes) else body.encode("utf-8", "surrogatepass")


def json_body(data: HttpRequestData) -> bytes:
    """The body as JSON in UTF-8; empty where none was sent.

    Raises:
        RequestError: it is of another media type, or in a charset that JSON is not read in.
    """
    body = body_bytes(data)
    media = header_of(data, "content-type")
    if media is not None and media != _JSON and body:
        kind, charset = split_media_type(media)
        if kind != _JSON and not kind.endswith("+json"):
            raise unsupported_media(kind, _JSON)
        if charset is not None:
            body = _recoded(body, charset)
    if b"NaN" in body or b"Infinity" in body:
        _refuse_non_numbers(body)
    return body


def text_body(data: HttpRequestData) -> str:
    """The body as text, by the charset of its content type, otherwise UTF-8.

    Raises:
        RequestError: it is in another charset than it says, or in an unknown one.
    """
    body = body_bytes(data)
    charset = split_media_type(header_of(data, "content-type") or "")[1]
    return _decoded(body, charset or "utf-8")


def _recoded(body: bytes, charset: str) -> bytes:
    """A body of another charset in UTF-8; invalid UTF-8 is left to those that read it."""
    if _CHARSETS.get(charset) == "utf-8":
        return body
    return _decoded(body, charset).encode("utf-8", "surrogatepass")


def _decoded(body: bytes, charset: str) -> str:
    known = _CHARSETS.get(charset)
    if known is None:
        shown = charset if len(charset) <= 60 else f"{charset[:59]}…"
        raise RequestError([_body_problem(f"The charset {shown!r} is not known; send UTF-8", "charset")], status=415)
    try:
        return body.decode(known)
    except UnicodeDecodeError:
        raise unreadable_body(f"The body is no text in {known}", "encoding") from None


def split_media_type(header: str) -> tuple[str, str | None]:
    """The media type of a ``content-type`` in lower case, and its charset."""
    kind, *parameters = header.split(";")
    charset = None
    for parameter in parameters:
        name, _, value = parameter.partition("=")
        if name.strip().lower() == "charset":
            charset = value.strip().strip("\"'").lower()
    return kind.strip().lower(), charset


def unsupported_media(found: str, expected: str) -> RequestError:
    """The body is of another media type than the handler asks for."""
    shown = found if len(found) <= 60 else f"{found[:59]}…"
    message = f"The body is {shown or 'of no media type'}, where {expected} is expected"
    return RequestError([_body_problem(message, "media_type")], status=415)


def unreadable_body(message: str, kind: str) -> RequestError:
    """The body cannot be read at all."""
    return RequestError([_body_problem(message, kind)], status=400)


def _body_problem(message: str, kind: str) -> Problem:
    place: Place = "body"
    return Problem(place, (place,), message, kind)


def _refuse_non_numbers(body: bytes) -> None:
    """Python writes NaN and Infinity into what it calls JSON, and pydantic reads them; JSON has no such numbers."""
    import json

    def refuse(text: str) -> object:
        raise RequestError([_body_problem(f"Invalid JSON: {text} is no JSON value", "json_invalid")])

    try:
        json.loads(body, parse_constant=refuse)
    except RequestError:
        raise
    except (ValueError, RecursionError):  # told, with the place, by the validation that follows
        return


def without_mark(body: bytes) -> bytes:
    """A body without the byte order mark that some clients write before it."""
    return body.removeprefix(_BOM)
