"""Real apps of FastAPI, Starlette, Flask and Django, behind the test client and behind the streaming seam."""

import asyncio
import logging
import time
from collections.abc import AsyncIterator, Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import asynccontextmanager
from typing import Any

import django
import flask
import pytest
from django.conf import settings
from django.core.handlers.asgi import ASGIHandler
from django.core.handlers.wsgi import WSGIHandler
from django.http import HttpRequest as DjangoRequest
from django.http import HttpResponse as DjangoResponse
from django.http import StreamingHttpResponse
from django.urls import path
from fastapi import BackgroundTasks, FastAPI, HTTPException, Request
from pydantic import BaseModel
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.middleware.base import BaseHTTPMiddleware, RequestResponseEndpoint
from starlette.requests import Request as StarletteRequest
from starlette.responses import JSONResponse, PlainTextResponse, Response, StreamingResponse
from starlette.routing import Route

from azfunc import AuthLevel, HttpRequest
from azfunc.errors import InvocationError
from azfunc.testing import TestClient
from azfunc.web.apps import AsgiFunctionApp, WsgiFunctionApp
from azfunc.web.asgi import AsgiMiddleware
from azfunc.web.wsgi import WsgiMiddleware


class Order(BaseModel):
    """An order."""

    dish: str
    quantity: int = 1


class Shop:
    """A FastAPI app, and what happened in it."""

    def __init__(self, *, broken: bool = False) -> None:
        self.seen: list[str] = []
        self.broken = broken
        self.app = FastAPI(lifespan=self.lifespan)
        self.add_routes()

    @asynccontextmanager
    async def lifespan(self, _app: FastAPI) -> AsyncIterator[dict[str, object]]:
        """Opens and closes the shop."""
        if self.broken:
            raise LookupError("no key")
        self.seen.append("open")
        yield {"greeting": "welcome"}
        self.seen.append("closed")

    def add_routes(self) -> None:
        """Declares what the shop answers."""

        @self.app.post("/orders", status_code=201)
        async def order(order: Order) -> Order:
            return order

        @self.app.get("/orders/{number}")
        async def read(number: int, request: Request) -> dict[str, object]:
            if number == 0:
                raise HTTPException(404, "no such order")
            where = {"root": request.scope["root_path"], "url": str(request.url_for("read", number=number))}
            return {"number": number, "greeting": request.state.greeting, **where}

        @self.app.get("/slow")
        async def slow() -> str:
            await asyncio.sleep(1)
            return "done"

        @self.app.get("/later")
        async def later(tasks: BackgroundTasks) -> str:
            tasks.add_task(self.seen.append, "later")
            return "soon"

        @self.app.get("/broken")
        async def broken() -> str:
            raise LookupError("no soup")


def test_fastapi() -> None:
    """Validation, status, path parameters and the state of the lifespan work as under any server."""
    shop = Shop()
    with TestClient(AsgiFunctionApp(shop.app, AuthLevel.ANONYMOUS), route_prefix="") as client:
        assert shop.seen == ["open"]
        response = client.post("/orders", json={"dish": "soup"})
        assert (response.status_code, response.json()) == (201, {"dish": "soup", "quantity": 1})
        assert client.post("/orders", json={"dish": 1}).status_code == 422
        assert client.get("/orders/0").json() == {"detail": "no such order"}
        told = {"number": 7, "greeting": "welcome", "root": "", "url": "http://localhost:7071/orders/7"}
        assert client.get("/orders/7").json() == told
        assert client.get("/openapi.json").status_code == 200
        assert client.request("QUERY", "/orders/7").status_code == 405
    assert shop.seen == ["open", "closed"]


def test_fastapi_mounted() -> None:
    """A mounted app finds its routes below the route prefix, and the URLs that it makes have the prefix."""
    with TestClient(AsgiFunctionApp(Shop().app, mounted=True)) as client:
        told = {"number": 7, "greeting": "welcome", "root": "/api", "url": "http://localhost:7071/api/orders/7"}
        assert client.get("/api/orders/7").json() == told


def test_fastapi_without_context_manager() -> None:
    """A client that is never entered starts the app with the first request, and stops it when closed."""
    shop = Shop()
    client = TestClient(AsgiFunctionApp(shop.app), route_prefix="")
    assert shop.seen == []
    assert client.get("/orders/7").ok
    client.close()
    client.close()
    assert shop.seen == ["open", "closed"]


def test_fastapi_that_cannot_start() -> None:
    """An app that fails in its lifespan fails the test at its beginning, with the reason, and not by waiting."""
    app = AsgiFunctionApp(Shop(broken=True).app)
    with pytest.raises(InvocationError, match=r"FastAPI failed to start(.|\n)*no key"), TestClient(app):
        pass


def test_fifty_at_once() -> None:
    """Fifty requests to a route that sleeps for a second take less than two."""
    with TestClient(AsgiFunctionApp(Shop().app), route_prefix="") as client, ThreadPoolExecutor(50) as pool:
        begin = time.monotonic()
        answers = list(pool.map(lambda _: client.get("/slow").json(), range(50)))
        assert time.monotonic() - begin < 2
    assert answers == ["done"] * 50


def test_background_task() -> None:
    """Background tasks are done when the invocation ends: a host may stop the process then."""
    shop = Shop()
    with TestClient(AsgiFunctionApp(shop.app), route_prefix="") as client:
        assert client.get("/later").json() == "soon"
        assert shop.seen == ["open", "later"]


def test_error_in_fastapi(caplog: pytest.LogCaptureFixture) -> None:
    """The framework's own answer to an error reaches the client, and the error the log."""
    with TestClient(AsgiFunctionApp(Shop().app), route_prefix="") as client:
        response = client.get("/broken")
    assert (response.status_code, response.text) == (500, "Internal Server Error")
    assert "no soup" in "".join(logging.Formatter().format(record) for record in caplog.records)


class Header(BaseHTTPMiddleware):
    """Adds a header to each answer."""

    async def dispatch(self, request: StarletteRequest, call_next: RequestResponseEndpoint) -> Response:
        """Adds it."""
        response = await call_next(request)
        response.headers["x-seen"] = "yes"
        return response


async def count(request: StarletteRequest) -> Response:
    """Answers in pieces."""

    async def numbers() -> AsyncIterator[bytes]:
        for number in range(int(request.query_params["to"])):
            yield b"%d," % number

    return StreamingResponse(numbers(), media_type="text/plain")


async def cookies(_request: StarletteRequest) -> Response:
    """Sets two cookies."""
    response = PlainTextResponse("set")
    response.set_cookie("a", "1")
    response.set_cookie("b", "2")
    return response


async def echo(request: StarletteRequest) -> Response:
    """Tells what arrived."""
    body = (await request.body()).decode()
    query = request.query_params.multi_items()
    return JSONResponse({"body": body, "query": query, "type": request.headers["Content-Type"]})


async def ticks(_request: StarletteRequest) -> Response:
    """Answers without an end."""

    async def forever() -> AsyncIterator[bytes]:
        while True:
            yield b"tick"

    return StreamingResponse(forever())


STARLETTE = Starlette(
    routes=[
        Route("/count", count),
        Route("/cookies", cookies),
        Route("/echo", echo, methods=["GET", "POST"]),
        Route("/ticks", ticks),
    ],
    middleware=[Middleware(Header)],
)


def test_starlette() -> None:
    """Streams, middleware, cookies, bodies and repeated query parameters pass."""
    with TestClient(AsgiFunctionApp(STARLETTE), route_prefix="") as client:
        response = client.get("/count?to=3")
        assert (response.text, response.headers["x-seen"]) == ("0,1,2,", "yes")
        assert len(client.get("/cookies").headers.get_all("set-cookie")) == 2
        told = client.post("/echo?a=1&a=2&b=", content="grün", headers={"content-type": "text/plain"}).json()
        assert told == {"body": "grün", "query": [["a", "1"], ["a", "2"], ["b", ""]], "type": "text/plain"}
        head = client.head("/count?to=3")
        assert (head.status_code, head.content) == (200, b"")


def test_starlette_stream_that_is_left() -> None:
    """An endless answer is read as far as wanted; the app ends when its reader is gone."""

    async def read() -> list[bytes]:
        got: list[bytes] = []
        async with AsgiMiddleware(STARLETTE).stream(HttpRequest("GET", "http://localhost/ticks")) as answer:
            async for chunk in answer.chunks:
                got.append(chunk)
                if len(got) == 3:
                    break
        return got

    assert asyncio.run(read()) == [b"tick"] * 3


def flask_app() -> flask.Flask:
    """A Flask app."""
    app = flask.Flask("shop")

    @app.post("/orders")
    def order() -> tuple[dict[str, object], int]:
        return {"dish": flask.request.get_json()["dish"], "url": flask.url_for("order")}, 201

    @app.get("/count/<int:to>")
    def count(to: int) -> flask.Response:
        def numbers() -> Iterator[str]:
            for number in range(to):
                yield f"{number}{flask.request.args['end']}"

        return flask.Response(flask.stream_with_context(numbers()), mimetype="text/plain")

    @app.get("/broken")
    def broken() -> str:
        raise LookupError("no soup")

    @app.get("/cookies")
    def cookies() -> flask.Response:
        response = flask.make_response(flask.request.environ["azure_functions.function_name"])
        response.set_cookie("a", "1")
        response.set_cookie("b", "ü")
        return response

    return app


def test_flask(caplog: pytest.LogCaptureFixture) -> None:
    """Bodies, streams that use the request, cookies and errors work as under any server."""
    with TestClient(WsgiFunctionApp(flask_app().wsgi_app), route_prefix="") as client:
        response = client.post("/orders", json={"dish": "soup"})
        assert (response.status_code, response.json()) == (201, {"dish": "soup", "url": "/orders"})
        assert client.get("/count/3?end=;").text == "0;1;2;"
        answer = client.get("/cookies")
        assert (answer.text, len(answer.headers.get_all("set-cookie"))) == ("http_app_func", 2)
        assert client.get("/nothing").status_code == 404
        assert client.get("/broken").status_code == 500
    assert "no soup" in "".join(logging.Formatter().format(record) for record in caplog.records)


def test_flask_mounted() -> None:
    """A mounted app finds its routes below the route prefix, and the URLs that it makes have the prefix."""
    with TestClient(WsgiFunctionApp(flask_app(), mounted=True)) as client:
        assert client.post("/api/orders", json={"dish": "soup"}).json() == {"dish": "soup", "url": "/api/orders"}


def test_flask_stream() -> None:
    """A generator that uses Flask's request streams: all its pieces are made in one context."""

    async def read() -> list[bytes]:
        request = HttpRequest("GET", "http://localhost/count/3?end=;")
        async with WsgiMiddleware(flask_app()).stream(request) as answer:
            return [chunk async for chunk in answer.chunks]

    assert asyncio.run(read()) == [b"0;", b"1;", b"2;"]


def django_hello(request: DjangoRequest) -> DjangoResponse:
    """Tells what arrived."""
    name = request.GET.get("name", "nobody")
    return DjangoResponse(f"{request.method} {request.path} {request.path_info} {name} {request.body.decode()}")


def django_stream(request: DjangoRequest) -> StreamingHttpResponse:
    """Answers in pieces."""
    return StreamingHttpResponse(iter([b"a", b"b"]), content_type="text/plain")


async def django_async_stream(request: DjangoRequest) -> StreamingHttpResponse:
    """Answers in pieces, on the loop."""

    async def pieces() -> AsyncIterator[bytes]:
        yield b"a"
        yield b"b"

    return StreamingHttpResponse(pieces(), content_type="text/plain")


urlpatterns = [path("hello", django_hello), path("stream", django_stream), path("async-stream", django_async_stream)]


@pytest.fixture(scope="module")
def configured() -> None:
    """Django is configured once in a process; the URLs are those of this module."""
    if not settings.configured:
        settings.configure(ALLOWED_HOSTS=["*"], SECRET_KEY="not-secret", ROOT_URLCONF=tuple(urlpatterns), LOGGING={})
        django.setup()


Make = Callable[[], Any]


@pytest.mark.usefixtures("configured")
@pytest.mark.parametrize("make", [lambda: WsgiFunctionApp(WSGIHandler()), lambda: AsgiFunctionApp(ASGIHandler())])
def test_django(make: Make) -> None:
    """Django answers, as a WSGI app and as an ASGI app, which has no lifespan."""
    with TestClient(make(), route_prefix="") as client:
        assert client.post("/hello?name=%C3%BC", content="grün").text == "POST /hello /hello ü grün"
        assert client.get("/nothing").status_code == 404


@pytest.mark.usefixtures("configured")
@pytest.mark.parametrize(
    "make", [lambda: WsgiFunctionApp(WSGIHandler(), mounted=True), lambda: AsgiFunctionApp(ASGIHandler(), mounted=True)]
)
def test_django_mounted(make: Make) -> None:
    """A mounted Django finds its URLs below the route prefix."""
    with TestClient(make()) as client:
        assert client.get("/api/hello").text == "GET /api/hello /hello nobody "


@pytest.mark.usefixtures("configured")
def test_django_stream() -> None:
    """Django's streams arrive whole: a sync one by WSGI, an async one by ASGI."""
    with TestClient(WsgiFunctionApp(WSGIHandler()), route_prefix="") as client:
        assert client.get("/stream").text == "ab"
    with TestClient(AsgiFunctionApp(ASGIHandler()), route_prefix="") as client:
        assert client.get("/async-stream").text == "ab"
