"""`Answer`: the rules of ``start_response`` and of what may follow it, as PEP 3333 has them."""

from collections.abc import Callable, Iterable
from types import TracebackType
from typing import TypeAlias

from azfunc.errors import InvocationError
from azfunc.web.exchange import Headers, checked_headers

ExcInfo: TypeAlias = tuple[type[BaseException], BaseException, TracebackType | None] | tuple[None, None, None]
"""What ``sys.exc_info()`` gives."""


class Answer:
    """One answer of a WSGI app. Its head is sent with the first bytes of the body, and may be replaced until then.

    Args:
        app: what messages call the app.
        begin: takes status and headers.
        write: takes a piece of the body.
    """

    def __init__(self, app: str, begin: Callable[[int, Headers], None], write: Callable[[bytes], None]) -> None:
        self._app = app
        self._begin = begin
        self._write = write
        self._head: tuple[int, Headers] | None = None
        self._is_begun = False

    def start_response(
        self, status: str, response_headers: Iterable[tuple[str, str]], exc_info: ExcInfo | None = None
    ) -> Callable[[bytes], None]:
        """Says status and headers; returns the function that older apps write their body with.

        Args:
            status: number and reason, such as ``200 OK``.
            response_headers: names and values, in order.
            exc_info: the exception that made the app change its answer; raised again where it is too late for that.

        Raises:
            InvocationError: it is called twice without ``exc_info``, or status or headers cannot be sent.
        """
        if exc_info is not None:
            try:
                if self._is_begun and exc_info[1] is not None:
                    raise exc_info[1].with_traceback(exc_info[2])
            finally:
                exc_info = None  # or the traceback would hold this frame
        elif self._head is not None:
            raise InvocationError(
                f"{self._app} called start_response twice. Only a call that passes exc_info may change an answer."
            )
        self._head = self._code(status), checked_headers(self._app, response_headers)
        return self.write

    def _code(self, status: object) -> int:
        number = status.partition(" ")[0] if isinstance(status, str) else ""
        if not (number.isascii() and number.isdecimal() and len(number) == 3):
            raise InvocationError(f"{self._app} answered with the status {status!r}, where '200 OK' or so is expected.")
        return int(number)

    def write(self, chunk: bytes) -> None:
        """Sends a piece of the body; an empty one begins no answer.

        Raises:
            InvocationError: ``start_response`` has not been called, or this is no bytes.
        """
        if not isinstance(chunk, bytes):
            raise InvocationError(
                f"{self._app} gave a {type(chunk).__name__} as a piece of its body, where bytes are expected. "
                "Return a list of bytes; encode text."
            )
        if chunk:
            self._send_head()
            self._write(chunk)

    def finish(self) -> None:
        """Ends the answer: one without a body is begun here.

        Raises:
            InvocationError: ``start_response`` has not been called.
        """
        self._send_head()

    def _send_head(self) -> None:
        if self._head is None:
            raise InvocationError(f"{self._app} gave a body without calling start_response.")
        if not self._is_begun:
            self._is_begun = True
            self._begin(*self._head)
