"""`WsgiMiddleware` with apps that speak WSGI without a framework."""

import asyncio
import contextvars
import logging
import sys
import threading
from collections.abc import Callable, Iterable, Iterator
from typing import Any
from wsgiref.validate import validator

import pytest

from azfunc import Context, HttpRequest, HttpResponse
from azfunc.web.exchange import BrokenAnswerError, ClientDisconnectedError
from azfunc.web.wsgi import WsgiMiddleware

Environ = dict[str, Any]
Start = Callable[..., Callable[[bytes], object]]
App = Callable[[Environ, Start], Iterable[bytes]]

GET = HttpRequest("GET", "http://localhost:7071/api/soup")


def serve(app: App, request: HttpRequest = GET, *, mounted: bool = False) -> HttpResponse:
    """The answer of an app to one request."""
    return WsgiMiddleware(app, mounted=mounted).handle(request, Context(invocation_id="i1"))


def environ_of(request: HttpRequest, *, mounted: bool = False) -> Environ:
    """What an app sees of a request."""
    seen: list[Environ] = []

    def app(environ: Environ, start: Start) -> Iterable[bytes]:
        seen.append(environ)
        start("200 OK", [])
        return []

    serve(app, request, mounted=mounted)
    return seen[0]


def test_environ() -> None:
    """Every variable of PEP 3333 is there; texts hold bytes, one code point each."""
    headers = {
        "Content-Type": "text/plain",
        "Content-Length": "999",
        "X-Name": "grün",
        "X-Forwarded-For": "203.0.113.5:99",
        "X-Forwarded-Proto": "https",
    }
    url = "http://shop.example/api/caf%C3%A9?q=a%20b"
    environ = environ_of(HttpRequest("post", url, headers=headers, body="grüße"))
    expected = {
        "REQUEST_METHOD": "POST",
        "SCRIPT_NAME": "",
        "PATH_INFO": "/api/café".encode().decode("latin-1"),
        "QUERY_STRING": "q=a%20b",
        "CONTENT_TYPE": "text/plain",
        "CONTENT_LENGTH": "7",
        "SERVER_NAME": "shop.example",
        "SERVER_PORT": "443",
        "SERVER_PROTOCOL": "HTTP/1.1",
        "REMOTE_ADDR": "203.0.113.5",
        "REMOTE_PORT": "99",
        "HTTP_X_NAME": "grün".encode().decode("latin-1"),
        "wsgi.version": (1, 0),
        "wsgi.url_scheme": "https",
        "wsgi.multithread": True,
        "wsgi.run_once": False,
        "azure_functions.invocation_id": "i1",
    }
    assert {name: environ.get(name) for name in expected} == expected
    assert environ["wsgi.input"].read() == "grüße".encode()
    assert not environ.keys() & {"HTTP_CONTENT_TYPE", "HTTP_CONTENT_LENGTH"}


def test_mounted() -> None:
    """A mounted app's root is SCRIPT_NAME, and not a part of PATH_INFO."""
    request = HttpRequest("GET", "http://localhost/api/soup/1", route_params={"route": "soup/1"})
    environ = environ_of(request, mounted=True)
    assert (environ["SCRIPT_NAME"], environ["PATH_INFO"]) == ("/api", "/soup/1")


@pytest.mark.parametrize("names", [("x_user", "x-user"), ("x-user", "x_user")])
def test_underscores_in_headers(names: tuple[str, str]) -> None:
    """A header with an underscore cannot stand in for one with a hyphen, whichever comes first."""
    headers = {name: "forged" if "_" in name else "true" for name in names}
    assert environ_of(HttpRequest("GET", "http://x/", headers=headers))["HTTP_X_USER"] == "true"
    assert "HTTP_CONTENT_LENGTH" not in environ_of(HttpRequest("GET", "http://x/", headers={"content_length": "1"}))


@pytest.mark.parametrize("path", ["/", "", "/api/caf%C3%A9/", "/a%2Fb"])
@pytest.mark.parametrize("mounted", [False, True])
def test_validator(path: str, mounted: bool) -> None:
    """The standard library's validator of WSGI finds nothing wrong."""

    def app(environ: Environ, start: Start) -> Iterable[bytes]:
        environ["wsgi.input"].read(10)
        environ["wsgi.errors"].write("")
        start("200 OK", [("Content-Type", "text/plain")])
        return [b"fine"]

    checked: App = validator(app)  # type: ignore[assignment, arg-type]  # typeshed knows WSGI by other names
    request = HttpRequest("POST", f"http://localhost{path}", body=b"abc", headers={"content-type": "a/b"})
    assert serve(checked, request, mounted=mounted).get_body() == b"fine"


def test_answer() -> None:
    """Status, headers with repeated names, what write() was given, and the iterable, in this order."""

    def app(environ: Environ, start: Start) -> Iterable[bytes]:
        headers = [("Content-Type", "text/html; charset=latin-1"), ("Set-Cookie", "a=1"), ("Set-Cookie", "b=2")]
        write = start("404 Not Found", headers)
        write(b"1")
        return iter([b"2", b"", b"3"])

    response = serve(app)
    assert (response.status_code, response.get_body(), response.mimetype) == (404, b"123", "text/html")
    assert response.headers.get_all("set-cookie") == ["a=1", "b=2"]


def test_head() -> None:
    """An answer to HEAD has no body, whatever the app gives."""

    def app(environ: Environ, start: Start) -> Iterable[bytes]:
        start("200 OK", [("Content-Length", "4")])
        return [b"soup"]

    response = serve(app, HttpRequest("HEAD", "http://x/"))
    assert (response.get_body(), response.headers["content-length"]) == (b"", "4")


class Pieces:
    """An iterable that notes whether it was closed."""

    def __init__(self, *pieces: bytes | Exception) -> None:
        self.pieces = pieces
        self.closed = 0

    def __iter__(self) -> Iterator[bytes]:
        for piece in self.pieces:
            if isinstance(piece, Exception):
                raise piece
            yield piece

    def close(self) -> None:
        """Notes it."""
        self.closed += 1


def errors(caplog: pytest.LogCaptureFixture) -> str:
    """What the log holds of errors, tracebacks included."""
    return "\n".join(logging.Formatter().format(record) for record in caplog.records if record.levelno >= logging.ERROR)


@pytest.mark.parametrize(
    ("pieces", "status"), [((b"a", b"b"), 200), ((LookupError("no soup"),), 500), ((b"a", LookupError("no soup")), 500)]
)
def test_close(pieces: tuple[bytes | Exception, ...], status: int, caplog: pytest.LogCaptureFixture) -> None:
    """The iterable is closed once, also where the app raises: that is answered with 500, and logged."""
    result = Pieces(*pieces)

    def app(environ: Environ, start: Start) -> Iterable[bytes]:
        start("200 OK", [])
        return result

    response = serve(app)
    assert (response.status_code, result.closed) == (status, 1)
    assert ("no soup" in errors(caplog)) is (status == 500)
    assert response.get_body() == (b"ab" if status == 200 else b"Internal Server Error")


def test_app_that_raises(caplog: pytest.LogCaptureFixture) -> None:
    """An app that raises before anything is answered for with 500."""

    def app(environ: Environ, start: Start) -> Iterable[bytes]:
        raise LookupError("no soup")

    assert serve(app).status_code == 500
    assert "GET /api/soup" in errors(caplog)
    assert "no soup" in errors(caplog)


def test_close_that_raises(caplog: pytest.LogCaptureFixture) -> None:
    """An answer that is complete is kept when closing it fails."""

    class Stuck(Pieces):
        def close(self) -> None:
            raise LookupError("stuck")

    def app(environ: Environ, start: Start) -> Iterable[bytes]:
        start("200 OK", [])
        return Stuck(b"soup")

    assert serve(app).get_body() == b"soup"
    assert "stuck" in errors(caplog)


def test_status_of_failure_is_an_answer(caplog: pytest.LogCaptureFixture) -> None:
    """A status of 500 or more, with its body, goes to the client as it is."""

    def app(environ: Environ, start: Start) -> Iterable[bytes]:
        start("503 Sold Out", [])
        return [b"tomorrow"]

    response = serve(app)
    assert (response.status_code, response.get_body()) == (503, b"tomorrow")
    assert not caplog.records


def test_errors_are_logged(caplog: pytest.LogCaptureFixture) -> None:
    """Lines written to wsgi.errors are logged, the last one without its end too, and change no answer."""

    def app(environ: Environ, start: Start) -> Iterable[bytes]:
        print("no", "salt", file=environ["wsgi.errors"])
        environ["wsgi.errors"].write("\nno pep")
        environ["wsgi.errors"].write("per")
        start("200 OK", [])
        return [b"soup"]

    for _ in range(2):
        assert serve(app).get_body() == b"soup"
    lines = [record.getMessage().partition(": ")[2] for record in caplog.records]
    assert lines == ["no salt", "no pepper"] * 2


def test_log_that_writes_to_errors(capsys: pytest.CaptureFixture[str]) -> None:
    """A log handler on wsgi.errors, as Flask's documentation has one, does not write to itself for ever."""
    stream: list[Any] = []

    class ToErrors(logging.Handler):
        def emit(self, record: logging.LogRecord) -> None:
            stream[0].write(f"logged: {record.getMessage()}\n")

    def app(environ: Environ, start: Start) -> Iterable[bytes]:
        stream.append(environ["wsgi.errors"])
        environ["wsgi.errors"].write("no salt\n")
        start("200 OK", [])
        return []

    handler = ToErrors()
    logging.getLogger("azfunc.web").addHandler(handler)
    try:
        assert serve(app).status_code == 200
    finally:
        logging.getLogger("azfunc.web").removeHandler(handler)
    assert capsys.readouterr().err == "logged: The WSGI app app: no salt\n"


def test_exc_info_before_the_body() -> None:
    """An app may change its answer as long as nothing of it has been sent."""

    def app(environ: Environ, start: Start) -> Iterable[bytes]:
        start("200 OK", [("X-Name", "a")])
        yield b""
        try:
            raise LookupError("no soup")
        except LookupError:
            start("404 Not Found", [], sys.exc_info())
        yield b"none"

    response = serve(app)
    assert (response.status_code, response.get_body(), response.has_headers) == (404, b"none", False)


def test_exc_info_after_the_body(caplog: pytest.LogCaptureFixture) -> None:
    """Once a part of the answer has been sent, the app's own exception is raised again."""

    def app(environ: Environ, start: Start) -> Iterable[bytes]:
        write = start("200 OK", [])
        write(b"so")
        try:
            raise LookupError("no soup")
        except LookupError:
            start("404 Not Found", [], sys.exc_info())
        return []

    assert serve(app).status_code == 500
    assert "no soup" in errors(caplog)


def _twice(environ: Environ, start: Start) -> Iterable[bytes]:
    start("200 OK", [])
    start("200 OK", [])
    return []


def _never(environ: Environ, start: Start) -> Iterable[bytes]:
    return [b"soup"]


def _number(environ: Environ, start: Start) -> Iterable[bytes]:
    start(200, [])
    return []


def _text(environ: Environ, start: Start) -> Iterable[bytes]:
    start("200 OK", [])
    return ["soup"]  # type: ignore[list-item]  # this is what the test is about


def _line_break(environ: Environ, start: Start) -> Iterable[bytes]:
    start("200 OK", [("X-Name", "a\nSet-Cookie: b=1")])
    return []


@pytest.mark.parametrize(
    ("app", "told"),
    [
        (_twice, "called start_response twice"),
        (_never, "without calling start_response"),
        (_number, "the status 200"),
        (_text, "gave a str"),
        (_line_break, "line break"),
    ],
)
def test_app_that_breaks_the_rules(app: App, told: str, caplog: pytest.LogCaptureFixture) -> None:
    """An app that is no WSGI app is answered for with 500, and the log says which rule it broke."""
    assert serve(app).status_code == 500
    assert told in errors(caplog)


def test_main() -> None:
    """``main`` serves as ``handle`` does, for apps that name it as an entry point."""

    def app(environ: Environ, start: Start) -> Iterable[bytes]:
        start("200 OK", [])
        return [b"soup"]

    assert WsgiMiddleware(app).main(GET).get_body() == b"soup"


def test_stream() -> None:
    """Pieces are read while the app makes them, on one thread and in one context that has the caller's variables."""
    variable: contextvars.ContextVar[str] = contextvars.ContextVar("variable")
    seen: list[tuple[int, str]] = []

    def app(environ: Environ, start: Start) -> Iterable[bytes]:
        start("200 OK", [("Content-Type", "text/plain")])
        token = variable.set(f"{variable.get()}!")
        for number in range(50):
            seen.append((threading.get_ident(), variable.get()))
            yield b"%d" % number
        variable.reset(token)

    async def read() -> list[tuple[bytes, int]]:
        variable.set("i1")
        async with WsgiMiddleware(app).stream(GET) as answer:
            assert (answer.status_code, answer.headers) == (200, [("Content-Type", "text/plain")])
            return [(chunk, len(seen)) async for chunk in answer.chunks]

    pieces = asyncio.run(read())
    assert [chunk for chunk, _ in pieces] == [b"%d" % number for number in range(50)]
    assert all(ahead <= number + 2 for number, (_, ahead) in enumerate(pieces))
    assert len(set(seen)) == 1
    assert seen[0][0] != threading.get_ident()
    assert seen[0][1] == "i1!"


def test_stream_that_breaks_off() -> None:
    """A reader gets what was sent, and then an error."""

    def app(environ: Environ, start: Start) -> Iterable[bytes]:
        start("200 OK", [])
        return Pieces(b"half", LookupError("no soup"))

    async def read() -> list[bytes]:
        got: list[bytes] = []
        with pytest.raises(BrokenAnswerError, match="no soup"):
            async with WsgiMiddleware(app).stream(GET) as answer:
                async for chunk in answer.chunks:
                    got.append(chunk)
        return got

    assert asyncio.run(read()) == [b"half"]


def test_reader_that_leaves() -> None:
    """An app whose reader is gone is not read on, and its iterable is closed."""
    seen: list[BaseException | str] = []

    def app(environ: Environ, start: Start) -> Iterable[bytes]:
        start("200 OK", [])
        try:
            while True:
                yield b"tick"
        finally:
            seen.append("closed")

    def tell(environ: Environ, start: Start) -> Iterable[bytes]:
        write = start("200 OK", [])
        try:
            while True:
                write(b"tick")
        except OSError as error:
            seen.append(error)
        return []

    async def read(served: App) -> None:
        async with WsgiMiddleware(served).stream(GET) as answer:
            assert await anext(answer.chunks) == b"tick"

    asyncio.run(read(app))
    asyncio.run(read(tell))
    assert seen[0] == "closed"
    assert isinstance(seen[1], ClientDisconnectedError)
