"""`HttpRequest` and `HttpResponse`: what an HTTP function takes and gives."""

from collections.abc import Iterable, Mapping, Sequence
from functools import cached_property
from types import MappingProxyType
from typing import TypeVar, overload

from azfunc.bindings.datum import JsonValue
from azfunc.bindings.http_headers import HttpRequestHeaders, HttpResponseHeaders
from azfunc.bindings.payload import as_bytes, read_json

TYPE_CHECKING = False
if TYPE_CHECKING:
    from http import HTTPStatus

    from azfunc.bindings.form import MultiDict, UploadedFile
    from azfunc.bindings.identity import ClaimsIdentity

T = TypeVar("T")


class HttpRequest:
    """An HTTP request.

    Args:
        method: the verb, in any case.
        url: the absolute URL, with its query.
        headers: one value per name.
        params: the query's parameters, one value per name.
        route_params: values of the route's tokens.
        body: text (kept as UTF-8) or bytes.
        identities: who sent it, as far as the host's authentication knows.
    """

    def __init__(
        self,
        method: str,
        url: str,
        *,
        headers: Mapping[str, str] | None = None,
        params: Mapping[str, str] | None = None,
        route_params: Mapping[str, str] | None = None,
        body: str | bytes | None = None,
        identities: "Sequence[ClaimsIdentity]" = (),
    ) -> None:
        self._method = method
        self._url = url
        self._given_headers = headers  # read on first use: most handlers look at none
        self._params = params or {}
        self._route_params = route_params or {}
        self._body = as_bytes(body)
        self._identities = identities

    @property
    def method(self) -> str:
        """The verb in upper case."""
        return self._method.upper()

    @property
    def identities(self) -> "Sequence[ClaimsIdentity]":
        """Who sent it: the identities that the host's authentication found; empty in Microsoft's workers."""
        return self._identities

    @property
    def url(self) -> str:
        """The URL as the host gave it."""
        return self._url

    @cached_property
    def _headers(self) -> HttpRequestHeaders:
        return HttpRequestHeaders(self._given_headers)

    @property
    def headers(self) -> Mapping[str, str]:
        """The headers; names are compared without regard to case."""
        return self._headers

    @property
    def params(self) -> Mapping[str, str]:
        """The query's parameters."""
        return MappingProxyType(self._params)

    @property
    def route_params(self) -> Mapping[str, str]:
        """Values of the route's tokens."""
        return MappingProxyType(self._route_params)

    @cached_property
    def _form(self) -> "tuple[MultiDict[str], MultiDict[UploadedFile]]":
        from azfunc.bindings.form import parse_form

        return parse_form(self._headers.get("content-type", ""), self._body)

    @property
    def form(self) -> "MultiDict[str]":
        """The fields of an urlencoded or multipart body; empty for other bodies."""
        return self._form[0]

    @property
    def files(self) -> "MultiDict[UploadedFile]":
        """The files of a multipart body; empty for other bodies."""
        return self._form[1]

    def get_body(self) -> bytes:
        """The body as bytes."""
        return self._body

    @overload
    def get_json(self) -> JsonValue: ...
    @overload
    def get_json(self, model: type[T]) -> T: ...
    def get_json(self, model: type[T] | None = None) -> "JsonValue | T":
        """The body read as JSON: plain values, or an instance of ``model`` (a pydantic model, a dataclass…).

        Raises:
            ValueError: the body is not JSON, not UTF-8, or does not fit the model.
        """
        return read_json(self._body, model)

    def __repr__(self) -> str:
        return f"<azfunc.HttpRequest {self.method} {self._url}>"


class HttpResponse:
    """An HTTP response.

    Args:
        body: text or bytes.
        status_code: 200 if left out.
        headers: a mapping, or pairs where a name repeats (``Set-Cookie``).
        mimetype: ``text/plain`` if left out; a ``content-type`` header wins over it.
        charset: of a text body; ``utf-8`` if left out.
    """

    def __init__(
        self,
        body: str | bytes | None = None,
        *,
        status_code: "HTTPStatus | int | None" = None,
        headers: Mapping[str, str] | Iterable[tuple[str, str]] | None = None,
        mimetype: str | None = None,
        charset: str | None = None,
    ) -> None:
        self._status_code = 200 if status_code is None else int(status_code)
        self._mimetype = "text/plain" if mimetype is None else mimetype
        self._charset = "utf-8" if charset is None else charset
        self._headers = None if headers is None else HttpResponseHeaders(headers)
        self._body = body.encode(self._charset) if isinstance(body, str) else as_bytes(body)

    @property
    def status_code(self) -> int:
        """The status as a number."""
        return self._status_code

    @property
    def mimetype(self) -> str:
        """The media type, without parameters."""
        return self._mimetype

    @property
    def charset(self) -> str:
        """The encoding of a text body."""
        return self._charset

    @property
    def headers(self) -> HttpResponseHeaders:
        """The headers; may be changed."""
        if self._headers is None:
            self._headers = HttpResponseHeaders()
        return self._headers

    @property
    def has_headers(self) -> bool:
        """Whether there are any headers; asking ``headers`` would make them."""
        return bool(self._headers)

    def get_body(self) -> bytes:
        """The body as bytes."""
        return self._body

    def __repr__(self) -> str:
        return f"<azfunc.HttpResponse {self._status_code}>"


def content_type(response: HttpResponse) -> str:
    """The ``content-type`` of a response that has no such header: text types carry their charset."""
    if response.mimetype.startswith("text/"):
        return f"{response.mimetype}; charset={response.charset}"
    return response.mimetype
