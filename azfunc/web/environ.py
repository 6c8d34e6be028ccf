"""The environ of a WSGI request, as PEP 3333 has it: texts that hold bytes, one code point each."""

import io
import sys

from azfunc.web.exchange import logger
from azfunc.web.request import WebRequest

_OWN_VARIABLES = ("content-type", "content-length")
"""Headers that have variables without HTTP_ before them."""


def make_environ(request: WebRequest, errors: "ErrorLog") -> dict[str, object]:
    """The environ of a request.

    Args:
        request: the request.
        errors: what ``wsgi.errors`` is.
    """
    headers = dict(request.headers)
    host, port = request.server or (_latin(headers.get("host", "localhost").encode()), 80)
    client, client_port = request.client or ("", 0)
    environ: dict[str, object] = {
        "REQUEST_METHOD": request.method,
        "SCRIPT_NAME": _latin(request.root_path.encode()),
        "PATH_INFO": _latin(request.path_below_root),
        "QUERY_STRING": _latin(request.query),
        "CONTENT_TYPE": _latin(headers.get("content-type", "").encode()),
        "CONTENT_LENGTH": str(len(request.body)),
        "SERVER_NAME": host,
        "SERVER_PORT": str(port),
        "SERVER_PROTOCOL": "HTTP/1.1",
        "REMOTE_ADDR": client,
        "REMOTE_PORT": str(client_port or ""),
        "wsgi.version": (1, 0),
        "wsgi.url_scheme": request.scheme,
        "wsgi.input": io.BytesIO(request.body),
        "wsgi.errors": errors,
        "wsgi.multithread": True,
        "wsgi.multiprocess": True,
        "wsgi.run_once": False,
    }
    # names with an underscore first, so that none of them can stand in for one with a hyphen
    for name, value in sorted(request.headers, key=lambda header: "_" not in header[0]):
        if name.replace("_", "-") not in _OWN_VARIABLES:
            environ[f"HTTP_{name.upper().replace('-', '_')}"] = _latin(value.encode())
    return environ


def _latin(data: bytes) -> str:
    return data.decode("latin-1")


class ErrorLog(io.TextIOBase):
    """``wsgi.errors``: whole lines go to the log as errors.

    A log whose own handler writes to ``wsgi.errors``, as Flask's documentation proposes, writes to stderr instead.

    Args:
        app: what the log calls the app.
    """

    def __init__(self, app: str) -> None:
        super().__init__()
        self._app = app
        self._line = ""
        self._is_logging = False

    def writable(self) -> bool:
        return True

    def write(self, text: str, /) -> int:
        *lines, self._line = (self._line + text).split("\n")
        for line in lines:
            self._log(line)
        return len(text)

    def flush(self) -> None:
        line, self._line = self._line, ""
        self._log(line)

    def _log(self, line: str) -> None:
        if self._is_logging:
            sys.stderr.write(f"{line}\n")
        elif line.strip():
            self._is_logging = True
            try:
                logger.error("%s: %s", self._app, line)
            finally:
                self._is_logging = False
