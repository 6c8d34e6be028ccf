"""`Exchange`: the answer of a web app on its way, chunk by chunk, from the app to whoever reads it.

This is the seam that a worker or a host reads streaming bodies at: ``async with middleware.stream(...) as answer``.
A chunk is handed over before the app goes on, so that memory stays flat and nothing waits in a buffer.
"""

import asyncio
import logging
from collections.abc import AsyncIterator, Iterable, Sequence
from typing import Final, NamedTuple

from azfunc.bindings.http_headers import HttpResponseHeaders
from azfunc.bindings.http_payload import HttpResponse
from azfunc.errors import InvocationError

logger: Final = logging.getLogger("azfunc.web")

LEAVE_SECONDS = 5.0
"""How long an app may go on after its client has left, before it is cancelled."""

Headers = Sequence[tuple[str, str]]

_PLAIN: Headers = (("content-type", "text/plain; charset=utf-8"),)
_FAILURE = b"Internal Server Error"
_WITHOUT_BODY = (204, 304)


class ClientDisconnectedError(InvocationError, OSError):
    """An app goes on answering a client that has gone."""


class BrokenAnswerError(InvocationError):
    """An app failed when a part of its answer was on its way."""


class StreamedResponse(NamedTuple):
    """An answer whose body is still on its way."""

    status_code: int
    headers: Headers
    """In order, repeated names kept."""
    chunks: AsyncIterator[bytes]
    """The body; iterate it once. It raises `BrokenAnswerError` where the app fails on the way."""

    async def collect(self) -> HttpResponse:
        """The whole answer."""
        return whole_response(self.status_code, self.headers, b"".join([chunk async for chunk in self.chunks]))


def checked_headers(app: str, headers: Iterable[tuple[str, str]]) -> Headers:
    """The headers of an answer.

    Raises:
        InvocationError: one of them holds a line break, which would begin another.
    """
    try:
        return HttpResponseHeaders(headers).multi_items()
    except ValueError as error:
        raise InvocationError(f"{app} answered with headers that cannot be sent: {error}") from error


def whole_response(status_code: int, headers: Headers, body: bytes) -> HttpResponse:
    """An answer whose body is complete."""
    media = next((value for name, value in headers if name.lower() == "content-type"), None)
    mimetype = media.partition(";")[0].strip() if media else None
    return HttpResponse(body, status_code=status_code, headers=headers, mimetype=mimetype)


def failure_response() -> HttpResponse:
    """The answer in place of one that an app failed to give."""
    return whole_response(500, _PLAIN, _FAILURE)


class Exchange:
    """One answer: the app's side writes, the reader's side takes.

    All calls come from one event loop.

    Args:
        app: what messages call the app.
        request: what messages call the request, such as ``GET /orders``.
        is_head: whether the request was HEAD, whose answer has no body.
    """

    def __init__(self, app: str, request: str, *, is_head: bool = False) -> None:
        self._app = app
        self._request = request
        self._is_head = is_head
        self._head: tuple[int, Headers] | None = None
        self._error: BrokenAnswerError | None = None
        self._chunk = b""
        self._news = asyncio.Event()
        self._taken = asyncio.Event()
        self._over = asyncio.Event()
        self._sent: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._is_left = False
        self.is_complete: bool = False

    def begin(self, status_code: int, headers: Iterable[tuple[str, str]]) -> None:
        """Says status and headers; they are sent with the first piece of the body.

        Raises:
            InvocationError: the app has said them already, or a header cannot be sent.
        """
        if self._head is not None:
            raise InvocationError(f"{self._app} began its answer to {self._request} twice.")
        self._head = status_code, checked_headers(self._app, headers)

    async def write(self, chunk: bytes, *, more: bool) -> None:
        """Hands over a piece of the body, and returns when it has been taken.

        Raises:
            InvocationError: the answer has not begun, or is complete.
            ClientDisconnectedError: nobody reads it any more.
        """
        if self._head is None or self.is_complete:
            state = "before its status and headers" if self._head is None else "after its end"
            raise InvocationError(f"{self._app} sent a piece of its answer to {self._request} {state}.")
        self._check_reader()
        if not (self._is_head or self._head[0] in _WITHOUT_BODY):
            self._chunk = chunk
        if not more:
            self._complete()
        self._tell()
        while self._chunk and more:
            self._taken.clear()
            await self._taken.wait()
            self._check_reader()

    def _check_reader(self) -> None:
        if self._is_left:
            raise ClientDisconnectedError(f"The client of {self._request} is gone; its answer goes nowhere.")

    def _complete(self) -> None:
        self.is_complete = True
        self._over.set()

    def _tell(self) -> None:
        self._news.set()
        if not self._sent.done():
            self._sent.set_result(None)

    def failed(self, error: BaseException) -> None:
        """Ends the answer because the app raised: with 500 where nothing has been sent, and always in the log."""
        if self._is_left and not self.is_complete:
            logger.debug("%s ended after the client of %s was gone: %r", self._app, self._request, error)
        elif self.is_complete:
            logger.error("%s raised after its answer to %s.", self._app, self._request, exc_info=error)
        else:
            logger.error("%s raised while it answered %s.", self._app, self._request, exc_info=error)
            self._break_off(f"{self._app} raised {error!r} in the middle of its answer to {self._request}.")

    def returned(self) -> None:
        """Ends the answer because the app is done; an answer that is not complete by then is a fault of the app."""
        if self.is_complete or self._is_left:
            return
        what = "without an answer" if self._head is None else "before its answer was complete"
        text = f"{self._app} returned {what} to {self._request}."
        logger.error(text)
        self._break_off(text)

    def _break_off(self, text: str) -> None:
        if not self._sent.done():
            self._head = 500, _PLAIN
            self._chunk = b"" if self._is_head else _FAILURE
        else:
            self._error = BrokenAnswerError(text)
        self._complete()
        self._tell()

    async def response(self) -> StreamedResponse:
        """The answer, as soon as the first piece of its body is there."""
        await self._sent
        assert self._head is not None
        return StreamedResponse(*self._head, self._read())

    async def _read(self) -> AsyncIterator[bytes]:
        while True:
            chunk, self._chunk = self._chunk, b""
            self._taken.set()
            if chunk:
                yield chunk
            elif self._error is not None:
                raise self._error
            elif self.is_complete:
                return
            else:
                self._news.clear()
                await self._news.wait()

    async def over(self) -> None:
        """Waits until the answer is complete or nobody reads it any more."""
        await self._over.wait()

    async def leave(self, running: "asyncio.Future[None]", *, at_once: bool = False) -> None:
        """Ends the reader's side, and waits for the app: for as long as it takes where the answer is complete.

        Args:
            running: the app's task.
            at_once: whether the app is cancelled without being given time.
        """
        self._is_left = True
        self._over.set()
        self._taken.set()
        if not self._sent.done():
            self._sent.cancel()
        try:
            if not at_once:
                await asyncio.wait((running,), timeout=None if self.is_complete else LEAVE_SECONDS)
        finally:
            if not running.done():
                running.cancel()
                await asyncio.wait((running,), timeout=LEAVE_SECONDS)
