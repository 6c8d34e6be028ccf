"""An app behind a socket: a WSGI app that hands requests to the test client, and a server of it on the loopback."""

import threading
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from urllib.parse import quote
from wsgiref.simple_server import WSGIRequestHandler, make_server
from wsgiref.types import StartResponse, WSGIEnvironment

from azfunc import FunctionApp
from azfunc.testing import TestClient


class Wsgi:
    """An app of azfunc as a WSGI app."""

    def __init__(self, client: TestClient) -> None:
        self._client = client

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        # WSGI decodes the path, and a host takes it as it was sent
        path = environ.get("REQUEST_URI") or quote(environ["PATH_INFO"].encode("latin-1"))
        query = environ.get("QUERY_STRING", "")
        path = path.partition("?")[0] + (f"?{query}" if query else "")
        headers = {
            name.removeprefix("HTTP_").replace("_", "-").lower(): value
            for name, value in environ.items()
            if name.startswith("HTTP_") or (name == "CONTENT_TYPE" and value)
        }
        body = environ["wsgi.input"].read(int(environ.get("CONTENT_LENGTH") or 0))
        answer = self._client.request(environ["REQUEST_METHOD"], path, headers=headers, content=body or None)
        fields = [(name, value) for name, value in answer.headers.multi_items() if name.lower() != "content-length"]
        reason = answer.reason or "Answer"
        start_response(f"{answer.status_code} {reason}", [*fields, ("content-length", str(len(answer.content)))])
        return [answer.content]


class _Quiet(WSGIRequestHandler):
    def get_environ(self) -> WSGIEnvironment:
        environ = super().get_environ()
        environ["REQUEST_URI"] = self.path
        return environ

    def log_message(self, format: str, *args: object) -> None: ...


@contextmanager
def served(app: FunctionApp) -> Iterator[str]:
    """The base URL of an app on a free port."""
    with TestClient(app) as client, make_server("127.0.0.1", 0, Wsgi(client), handler_class=_Quiet) as server:
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05})
        thread.start()
        try:
            yield f"http://127.0.0.1:{server.server_port}"
        finally:
            server.shutdown()
            thread.join()
