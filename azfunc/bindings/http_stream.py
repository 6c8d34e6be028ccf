"""Answers that come in pieces."""

from collections.abc import AsyncIterable, AsyncIterator, Callable, Iterable, Mapping
from typing import TYPE_CHECKING, TypeAlias, cast

from azfunc.bindings.datum import HttpResponseData
from azfunc.bindings.http_headers import HttpResponseHeaders
from azfunc.bindings.values import dump_json

if TYPE_CHECKING:
    from http import HTTPStatus

Chunks: TypeAlias = "Iterable[object] | AsyncIterable[object]"
"""The pieces of an answer: ``bytes`` and ``str`` as they are, other values as lines of JSON."""

_END = object()


class StreamedResponse:
    """An answer that is sent piece by piece, as an iterator or async iterator gives it.

    Microsoft's workers cannot send one; see docs/http-by-signature.md.

    Args:
        content: the pieces: ``bytes``, ``str`` (sent as UTF-8), or values that become a line of JSON each.
        status_code: 200 if left out.
        headers: a mapping, or pairs where a name repeats.
        media_type: the content type, such as ``text/event-stream``; ``application/octet-stream`` if left out.
    """

    def __init__(
        self,
        content: Chunks,
        *,
        status_code: "HTTPStatus | int" = 200,
        headers: Mapping[str, str] | Iterable[tuple[str, str]] | None = None,
        media_type: str | None = None,
    ) -> None:
        self.content: Chunks = content
        self.status_code: int = int(status_code)
        self.headers: HttpResponseHeaders = HttpResponseHeaders(headers)
        self.media_type: str = media_type or "application/octet-stream"

    def data(self, write: "Callable[[object], bytes] | None" = None) -> "StreamedData":
        """The answer as a transport sends it; ``write`` makes bytes of a piece."""
        headers = self.headers.multi_items()
        if not any(name.lower() == "content-type" for name, _ in headers):
            headers.append(("content-type", self.media_type))
        return StreamedData(self.status_code, tuple(headers)).of(self.content, write or write_chunk)

    def __repr__(self) -> str:
        return f"<azfunc.StreamedResponse {self.status_code} {self.media_type}>"


class StreamedData(HttpResponseData):
    """A response whose body comes in pieces; ``body`` is empty.

    A transport sends what ``chunks()`` gives, and one that can only send it whole ``await``s ``collected()``.
    """

    _content: Chunks = ()
    _write: Callable[[object], bytes]

    def of(self, content: Chunks, write: Callable[[object], bytes]) -> "StreamedData":
        """The response with these pieces."""
        self._content = content
        self._write = write
        return self

    def with_headers(self, headers: Iterable[tuple[str, str]]) -> "StreamedData":
        """The same pieces under other headers."""
        return StreamedData(self.status_code, tuple(headers)).of(self._content, self._write)

    async def chunks(self) -> AsyncIterator[bytes]:
        """The pieces; a sync iterator runs on a thread, so that it may block.

        Raises:
            EncodeError: a piece has no JSON form. What the iterator itself raises is raised from here, unchanged.
        """
        write = self._write
        if isinstance(self._content, AsyncIterable):
            async for chunk in self._content:
                yield write(chunk)
            return
        from asyncio import to_thread

        pieces = iter(self._content)
        try:
            while (chunk := await to_thread(cast("Callable[..., object]", next), pieces, _END)) is not _END:
                yield write(chunk)
        finally:
            close: Callable[[], None] | None = getattr(pieces, "close", None)
            if close is not None:
                await to_thread(close)

    async def collected(self) -> HttpResponseData:
        """The response with its whole body."""
        body = b"".join([chunk async for chunk in self.chunks()])
        return HttpResponseData(self.status_code, self.headers, body)


def is_stream(value: object) -> bool:
    """Whether a value that a handler returned gives pieces: an iterator, async or not, but no list."""
    return hasattr(value, "__anext__") or hasattr(value, "__next__") or hasattr(value, "__aiter__")


def write_chunk(chunk: object) -> bytes:
    """A piece as bytes.

    Raises:
        EncodeError: it has no JSON form.
    """
    if isinstance(chunk, bytes | bytearray | memoryview):
        return bytes(cast("bytes", chunk))
    if isinstance(chunk, str):
        return chunk.encode("utf-8", "replace")
    dump: object = getattr(chunk, "model_dump_json", None)
    text = cast("Callable[..., str]", dump)(by_alias=True) if callable(dump) else dump_json(chunk)
    return text.encode("utf-8", "replace") + b"\n"
