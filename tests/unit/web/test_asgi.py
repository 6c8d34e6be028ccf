"""`AsgiMiddleware` with apps that speak ASGI without a framework."""

import asyncio
import logging
import time
from collections.abc import Awaitable, Callable, Mapping, MutableMapping
from typing import Any

import pytest

from azfunc import Context, HttpRequest, HttpResponse
from azfunc.errors import InvocationError
from azfunc.web import exchange as exchange_module
from azfunc.web.asgi import AsgiMiddleware
from azfunc.web.exchange import BrokenAnswerError, ClientDisconnectedError

Message = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]
Talk = Callable[[Message, Receive, Send], Awaitable[None]]


def http_app(talk: Talk) -> Talk:
    """An app without a lifespan."""

    async def app(scope: Message, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            raise NotImplementedError(scope["type"])
        await talk(scope, receive, send)

    return app


def serve(talk: Talk, request: HttpRequest | None = None, context: Context | None = None) -> HttpResponse:
    """The answer of an app to one request."""
    middleware = AsgiMiddleware(http_app(talk))
    return asyncio.run(middleware.handle_async(request or HttpRequest("GET", "http://localhost/"), context))


async def start(send: Send, status: int = 200, *headers: tuple[bytes, bytes]) -> None:
    """Begins an answer."""
    await send({"type": "http.response.start", "status": status, "headers": list(headers)})


async def body(send: Send, data: bytes = b"", *, more: bool = False) -> None:
    """Sends a piece of an answer."""
    await send({"type": "http.response.body", "body": data, "more_body": more})


def test_scope() -> None:
    """The scope is that of ASGI 3: headers, query and raw path as bytes, names in lower case, the version as a dict."""
    scopes: list[Mapping[str, Any]] = []

    async def talk(scope: Message, receive: Receive, send: Send) -> None:
        scopes.append(scope)
        await start(send)
        await body(send)

    headers = {"X-Name": "grün", "X-Forwarded-For": "203.0.113.5:99", "X-Forwarded-Proto": "https"}
    request = HttpRequest("post", "http://localhost:7071/api/a%20b?q=1&q=2", headers=headers)
    serve(talk, request, Context(invocation_id="i1"))
    [scope] = scopes
    assert scope["asgi"] == {"version": "3.0", "spec_version": "2.4"}
    assert (scope["type"], scope["http_version"], scope["method"], scope["scheme"]) == ("http", "1.1", "POST", "https")
    assert (scope["path"], scope["raw_path"], scope["root_path"]) == ("/api/a b", b"/api/a%20b", "")
    assert scope["query_string"] == b"q=1&q=2"
    assert (b"x-name", "grün".encode()) in scope["headers"]
    assert (scope["client"], scope["server"]) == (("203.0.113.5", 99), ("localhost", 7071))
    assert scope["azure_functions.invocation_id"] == "i1"
    assert scope["state"] == {}


def test_answer() -> None:
    """Status, headers with repeated names and all pieces of the body make the response."""

    async def talk(scope: Message, receive: Receive, send: Send) -> None:
        message = await receive()
        assert message == {"type": "http.request", "body": b"ping", "more_body": False}
        cookies = [(b"Set-Cookie", b"a=1"), (b"set-cookie", b"b=2")]
        await start(send, 201, (b"content-type", b"application/json; charset=utf-8"), *cookies)
        await body(send, b"po", more=True)
        await body(send, b"", more=True)
        await body(send, b"ng")

    response = serve(talk, HttpRequest("POST", "http://localhost/", body=b"ping"))
    assert (response.status_code, response.get_body(), response.mimetype) == (201, b"pong", "application/json")
    assert response.headers.get_all("set-cookie") == ["a=1", "b=2"]


def test_empty_answer() -> None:
    """An answer needs no headers and no body; status enums are numbers."""
    from http import HTTPStatus

    async def talk(scope: Message, receive: Receive, send: Send) -> None:
        await send({"type": "http.response.start", "status": HTTPStatus.NO_CONTENT})
        await send({"type": "http.response.body"})

    response = serve(talk)
    assert (response.status_code, response.get_body(), response.has_headers) == (204, b"", False)


@pytest.mark.parametrize(("method", "status"), [("HEAD", 200), ("GET", 204), ("GET", 304)])
def test_answers_without_a_body(method: str, status: int) -> None:
    """The body of an answer that has none is dropped; the headers stay."""

    async def talk(scope: Message, receive: Receive, send: Send) -> None:
        await start(send, status, (b"content-length", b"4"))
        await body(send, b"pi", more=True)
        await body(send, b"ng")

    response = serve(talk, HttpRequest(method, "http://localhost/"))
    assert (response.status_code, response.get_body(), response.headers["content-length"]) == (status, b"", "4")


def test_disconnect_after_the_answer() -> None:
    """Once the answer is complete, the app is told that the client is gone, and what it still does is waited for."""
    seen: list[str] = []

    async def talk(scope: Message, receive: Receive, send: Send) -> None:
        await receive()
        waiting = asyncio.create_task(receive())  # type: ignore[arg-type]  # any awaitable of this test is a coroutine
        await asyncio.sleep(0)
        assert not waiting.done()
        await start(send)
        await body(send, b"done")
        seen.append((await waiting)["type"])

    assert serve(talk).get_body() == b"done"
    assert seen == ["http.disconnect"]


def errors(caplog: pytest.LogCaptureFixture) -> str:
    """What the log holds of errors, tracebacks included."""
    return "\n".join(logging.Formatter().format(record) for record in caplog.records if record.levelno >= logging.ERROR)


async def fail(scope: Message, receive: Receive, send: Send) -> None:
    """Raises before the answer."""
    raise LookupError("no soup")


async def fail_later(scope: Message, receive: Receive, send: Send) -> None:
    """Raises after a part of the answer."""
    await start(send)
    await body(send, b"half", more=True)
    raise LookupError("no soup")


async def fail_between(scope: Message, receive: Receive, send: Send) -> None:
    """Raises when status and headers have been said, but nothing has been sent."""
    await start(send, 200, (b"x-name", b"value"))
    raise LookupError("no soup")


async def leave(scope: Message, receive: Receive, send: Send) -> None:
    """Raises what would end the process."""
    raise SystemExit("no soup")


async def give_up(scope: Message, receive: Receive, send: Send) -> None:
    """Raises what looks like a cancellation."""
    raise asyncio.CancelledError("no soup")


@pytest.mark.parametrize("talk", [fail, fail_later, fail_between, leave, give_up])
def test_app_that_raises(talk: Talk, caplog: pytest.LogCaptureFixture) -> None:
    """An app that raises is answered for with 500, and its error is in the log."""
    response = serve(talk)
    assert (response.status_code, response.get_body()) == (500, b"Internal Server Error")
    assert "no soup" in errors(caplog)
    assert not response.headers.get("x-name")


def test_app_that_raises_after_its_answer(caplog: pytest.LogCaptureFixture) -> None:
    """An answer that is complete is kept when the app raises afterwards, as frameworks do behind error pages."""

    async def talk(scope: Message, receive: Receive, send: Send) -> None:
        await start(send, 503)
        await body(send, b"sold out")
        raise LookupError("no soup")

    response = serve(talk)
    assert (response.status_code, response.get_body()) == (503, b"sold out")
    assert "no soup" in errors(caplog)


async def silent(scope: Message, receive: Receive, send: Send) -> None:
    """Returns without an answer."""


async def unfinished(scope: Message, receive: Receive, send: Send) -> None:
    """Returns in the middle of an answer."""
    await start(send)
    await body(send, b"half", more=True)


@pytest.mark.parametrize(
    ("talk", "told"), [(silent, "without an answer"), (unfinished, "before its answer was complete")]
)
def test_app_that_does_not_answer(talk: Talk, told: str, caplog: pytest.LogCaptureFixture) -> None:
    """An app that leaves its answer open is answered for with 500, and the log says what it did."""
    assert serve(talk).status_code == 500
    assert told in errors(caplog)


@pytest.mark.parametrize(
    ("messages", "told"),
    [
        ([{"type": "http.response.body"}], "before its status"),
        ([{"type": "http.response.start", "status": 200}] * 2, "twice"),
        ([{"type": "http.response.start", "status": "200 OK"}], "'200 OK'"),
        ([{"type": "http.response.start", "status": 200}, {"type": "http.response.body", "body": "text"}], "a str"),
        ([{"type": "http.response.nonsense"}], "nonsense"),
    ],
)
def test_messages_out_of_order(messages: list[Message], told: str, caplog: pytest.LogCaptureFixture) -> None:
    """Messages that ASGI does not know, or not here, are refused with what is wrong."""

    async def talk(scope: Message, receive: Receive, send: Send) -> None:
        for message in messages:
            await send(message)

    assert serve(talk).status_code == 500
    assert told in errors(caplog)


def test_body_after_the_end() -> None:
    """A piece after the last one is refused, and the answer kept."""
    refused: list[InvocationError] = []

    async def talk(scope: Message, receive: Receive, send: Send) -> None:
        await start(send)
        await body(send, b"all")
        with pytest.raises(InvocationError, match="after its end") as caught:
            await body(send, b"more")
        refused.append(caught.value)

    assert serve(talk).get_body() == b"all"
    assert len(refused) == 1


def test_headers_that_would_begin_another(caplog: pytest.LogCaptureFixture) -> None:
    """A line break in a header cannot make another header; the app is answered for with 500."""

    async def talk(scope: Message, receive: Receive, send: Send) -> None:
        await start(send, 200, (b"x-name", b"a\r\nset-cookie: b=1"))
        await body(send)

    response = serve(talk)
    assert (response.status_code, response.headers.get("set-cookie")) == (500, None)
    assert "line break" in errors(caplog)


def test_fifty_at_once() -> None:
    """Fifty requests that each wait a second are answered in less than two."""

    async def talk(scope: Message, receive: Receive, send: Send) -> None:
        await asyncio.sleep(1)
        await start(send)
        await body(send, scope["query_string"])

    middleware = AsgiMiddleware(http_app(talk))

    async def all_of_them() -> list[HttpResponse]:
        requests = [HttpRequest("GET", f"http://localhost/?{number}") for number in range(50)]
        return await asyncio.gather(*(middleware.handle_async(request) for request in requests))

    begin = time.monotonic()
    responses = asyncio.run(all_of_them())
    assert time.monotonic() - begin < 2
    assert [response.get_body() for response in responses] == [str(number).encode() for number in range(50)]


def test_stream_is_not_collected() -> None:
    """Pieces are read while the app still runs, and the app does not run ahead of the reader."""
    made: list[int] = []

    async def talk(scope: Message, receive: Receive, send: Send) -> None:
        await start(send, 200, (b"content-type", b"text/event-stream"))
        for number in range(1000):
            made.append(number)
            await body(send, b"%d" % number, more=True)
        await body(send)

    async def read() -> list[tuple[bytes, int]]:
        middleware = AsgiMiddleware(http_app(talk))
        async with middleware.stream(HttpRequest("GET", "http://localhost/")) as answer:
            assert answer.status_code == 200
            assert answer.headers == [("content-type", "text/event-stream")]
            return [(chunk, len(made)) async for chunk in answer.chunks]

    pieces = asyncio.run(read())
    assert b"".join(chunk for chunk, _ in pieces) == b"".join(b"%d" % number for number in range(1000))
    assert all(ahead <= number + 2 for number, (_, ahead) in enumerate(pieces))


def test_stream_that_breaks_off() -> None:
    """A reader gets what was sent, and then an error: a broken answer must not look like a whole one."""

    async def read() -> list[bytes]:
        got: list[bytes] = []
        with pytest.raises(BrokenAnswerError, match="no soup"):
            async with AsgiMiddleware(http_app(fail_later)).stream(HttpRequest("GET", "http://localhost/")) as answer:
                async for chunk in answer.chunks:
                    got.append(chunk)
        return got

    assert asyncio.run(read()) == [b"half"]


def test_reader_that_leaves() -> None:
    """An app whose reader is gone gets http.disconnect, and OSError from the next piece that it sends."""
    seen: list[object] = []

    async def talk(scope: Message, receive: Receive, send: Send) -> None:
        await receive()
        await start(send)
        try:
            while True:
                await body(send, b"tick", more=True)
        except OSError as error:
            seen.append(error)
        seen.append((await receive())["type"])

    async def read() -> None:
        async with AsgiMiddleware(http_app(talk)).stream(HttpRequest("GET", "http://localhost/")) as answer:
            async for _ in answer.chunks:
                break

    asyncio.run(read())
    assert isinstance(seen[0], ClientDisconnectedError)
    assert seen[1] == "http.disconnect"


def test_app_that_does_not_notice(monkeypatch: pytest.MonkeyPatch) -> None:
    """An app that goes on although its reader is gone is cancelled."""
    monkeypatch.setattr(exchange_module, "LEAVE_SECONDS", 0.01)
    seen: list[str] = []

    async def talk(scope: Message, receive: Receive, send: Send) -> None:
        await start(send)
        await body(send, b"first", more=True)
        try:
            await asyncio.Event().wait()
        finally:
            seen.append("cancelled")

    async def read() -> None:
        async with AsgiMiddleware(http_app(talk)).stream(HttpRequest("GET", "http://localhost/")) as answer:
            assert await anext(answer.chunks) == b"first"
            await asyncio.sleep(0)

    asyncio.run(read())
    assert seen == ["cancelled"]


def test_cancelled_invocation() -> None:
    """An invocation that is cancelled cancels its app at once, and stays cancelled."""
    seen: list[str] = []

    async def talk(scope: Message, receive: Receive, send: Send) -> None:
        seen.append("begun")
        try:
            await asyncio.Event().wait()
        finally:
            seen.append("cancelled")

    async def cancel() -> None:
        middleware = AsgiMiddleware(http_app(talk))
        task = asyncio.create_task(middleware.handle_async(HttpRequest("GET", "http://localhost/")))
        while not seen:
            await asyncio.sleep(0)
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task

    asyncio.run(cancel())
    assert seen == ["begun", "cancelled"]


async def answer_ok(scope: Message, receive: Receive, send: Send) -> None:
    """Answers."""
    await start(send)
    await body(send, b"ok")


def test_main() -> None:
    """``main`` serves as ``handle_async`` does, for apps that name it as an entry point."""
    middleware = AsgiMiddleware(http_app(answer_ok))
    assert asyncio.run(middleware.main(HttpRequest("GET", "http://localhost/"))).get_body() == b"ok"


def test_handle_is_deprecated() -> None:
    """``handle`` warns and serves on a loop of its own; async code is told what to call instead."""
    middleware = AsgiMiddleware(http_app(answer_ok))
    request = HttpRequest("GET", "http://localhost/")
    with pytest.warns(DeprecationWarning, match="handle_async"):
        assert middleware.handle(request).get_body() == b"ok"

    async def inside() -> None:
        with pytest.warns(DeprecationWarning), pytest.raises(InvocationError, match="Await handle_async"):
            middleware.handle(request)

    asyncio.run(inside())
