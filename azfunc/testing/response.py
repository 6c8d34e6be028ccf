"""`Response`: an HTTP answer as a test reads it."""

import json
from collections.abc import Iterator, Sequence
from http import HTTPStatus
from typing import Self, TypeVar, overload

from azfunc.bindings.datum import HttpResponseData, JsonValue
from azfunc.bindings.http_headers import HttpResponseHeaders
from azfunc.bindings.http_stream import StreamedData
from azfunc.bindings.payload import read_json
from azfunc.errors import InvocationError

T = TypeVar("T")


class StatusError(InvocationError):
    """An answer whose status is 400 or higher, where a test expected success.

    Attributes:
        response: the answer.
    """

    def __init__(self, message: str, response: "Response") -> None:
        super().__init__(message)
        self.response = response


class Response:
    """An HTTP answer.

    Attributes:
        status_code: the status as a number.
        headers: look-ups without regard to case; ``get_all`` for repeated names such as ``set-cookie``.
        content: the body as bytes; of a streamed answer all pieces together.
        text: the body as text, by the charset of its content type, otherwise UTF-8.
        is_streamed: whether the function sent it piece by piece.
        method, url: the request that it answers; empty where no request was sent.
    """

    def __init__(self, data: HttpResponseData, chunks: Sequence[bytes] | None = None) -> None:
        body = data.body.encode("utf-8") if isinstance(data.body, str) else data.body
        self.status_code: int = data.status_code
        self.headers: HttpResponseHeaders = HttpResponseHeaders(data.headers)
        self.content: bytes = body if chunks is None else b"".join(chunks)
        self.is_streamed: bool = chunks is not None
        self._chunks: Sequence[bytes] = ([body] if body else []) if chunks is None else chunks
        self.method: str = ""
        self.url: str = ""

    @property
    def text(self) -> str:
        charset = self.headers.get("content-type", "").lower().partition("charset=")[2].partition(";")[0].strip(" \"'")
        try:
            return self.content.decode(charset or "utf-8", "replace")
        except LookupError:  # a charset that Python does not know
            return self.content.decode("utf-8", "replace")

    @property
    def ok(self) -> bool:
        """Whether the status is below 400."""
        return self.status_code < 400

    @property
    def reason(self) -> str:
        """What the status is called, such as ``Not Found``; empty for a number without a name."""
        try:
            return HTTPStatus(self.status_code).phrase
        except ValueError:
            return ""

    @overload
    def json(self) -> JsonValue: ...
    @overload
    def json(self, model: type[T]) -> T: ...
    def json(self, model: type[T] | None = None) -> JsonValue | T:
        """The body read as JSON: plain values, or an instance of ``model`` (a pydantic model, a dataclass…).

        Raises:
            ValueError: the body is not JSON, or does not fit the model.
        """
        return read_json(self.content, model)

    def iter_bytes(self) -> Iterator[bytes]:
        """The pieces of the body as the function sent them; a body that was sent whole is one piece."""
        return iter(self._chunks)

    def iter_lines(self) -> Iterator[str]:
        """The lines of the body, without their ends."""
        return iter(self.text.splitlines())

    def raise_for_status(self) -> Self:
        """The answer itself, if its status is below 400.

        Raises:
            StatusError: it is not; the message shows the beginning of the body.
        """
        if self.ok:
            return self
        asked = f"{self.method} {self.url}".strip() or "The request"
        raise StatusError(
            f"{asked} was answered with {self.status_code} {self.reason}: {_shortened(self.text, 500)}", self
        )

    def without_body(self) -> Self:
        """The answer to a HEAD request."""
        self.content, self._chunks = b"", ()
        return self

    def to(self, method: str, url: str) -> Self:
        """The answer with the request that it answers."""
        self.method, self.url = method, url
        return self

    def __repr__(self) -> str:
        return f"<azfunc.testing.Response {self.status_code} {json.dumps(_shortened(self.text), ensure_ascii=False)}>"


async def collect(data: HttpResponseData) -> Response:
    """An answer with all of its pieces, which are awaited here."""
    if not isinstance(data, StreamedData):
        return Response(data)
    return Response(data, [chunk async for chunk in data.chunks()])


def _shortened(text: str, limit: int = 60) -> str:
    return text if len(text) <= limit else f"{text[: limit - 1]}…"
