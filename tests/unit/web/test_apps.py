"""`AsgiFunctionApp`, `WsgiFunctionApp` and their base: what they declare, and what they refuse."""

import inspect
from collections.abc import Iterable
from pathlib import Path

import pytest

from azfunc import AppError, AuthLevel, Context, FunctionApp, HttpRequest, HttpResponse, TimerRequest
from azfunc.errors import RegistrationError
from azfunc.official import OfficialFunction
from azfunc.testing import TestClient
from azfunc.web.apps import AsgiFunctionApp, ExternalHttpFunctionApp, WsgiFunctionApp
from azfunc.web.asgi import AsgiMiddleware
from azfunc.web.serving import middleware_of
from azfunc.web.wsgi import WsgiMiddleware

METHODS = ["get", "post", "delete", "head", "patch", "put", "options", "query"]


async def asgi_app(scope: object, receive: object, send: object) -> None:
    """Never called here."""


def wsgi_app(environ: dict[str, str], start: object) -> Iterable[bytes]:
    """Tells the path."""
    assert callable(start)
    start("200 OK", [])
    return [f"{environ['SCRIPT_NAME']}|{environ['PATH_INFO']}".encode()]


@pytest.mark.parametrize(
    ("app", "name", "level", "http_type"),
    [
        (AsgiFunctionApp(asgi_app), "http_app_func", "function", "asgi"),
        (AsgiFunctionApp(asgi_app, AuthLevel.ANONYMOUS, "api"), "api", "anonymous", "asgi"),
        (AsgiFunctionApp(app=asgi_app, http_auth_level="anonymous"), "http_app_func", "anonymous", "asgi"),
        (WsgiFunctionApp(wsgi_app), "http_app_func", "function", "wsgi"),
        (WsgiFunctionApp(app=wsgi_app, http_auth_level="ANONYMOUS", function_name="api"), "api", "anonymous", "wsgi"),
    ],
)
def test_declaration(app: FunctionApp, name: str, level: str, http_type: str) -> None:
    """One function answers every path and method that azure.functions passes on, with the same metadata."""
    function = app.functions[name]
    assert (list(app.functions), function.http_type) == ([name], http_type)
    trigger = {"type": "httpTrigger", "direction": "in", "name": "req", "methods": METHODS, "authLevel": level}
    answer = {"type": "http", "direction": "out", "name": "$return"}
    assert function.to_documents() == [{**trigger, "route": "/{*route}"}, answer]
    [official] = app.get_functions()
    assert isinstance(official, OfficialFunction)
    assert official.http_type == http_type
    assert inspect.iscoroutinefunction(official.get_user_function()) is (http_type == "asgi")


def test_place() -> None:
    """The function stands where the app was made, not in azfunc."""
    app = AsgiFunctionApp(asgi_app)
    line = inspect.currentframe().f_lineno - 1  # type: ignore[union-attr]  # CPython has frames
    where = app.functions["http_app_func"].where
    assert (where.file, where.line) == (__file__, line)


def test_faults_are_told_there() -> None:
    """A wrong name or level is told with the line that makes the app."""
    app = WsgiFunctionApp(wsgi_app, "everyone", "no name")  # type: ignore[arg-type]  # this is what the test is about
    with pytest.raises(AppError) as caught:
        assert app.functions
    assert {fault.rule for fault in caught.value.exceptions} == {"unknown-enum-text", "bad-function-name"}
    assert {Path(fault.where.file) for fault in caught.value.exceptions} == {Path(__file__)}


def test_other_functions_beside_it() -> None:
    """A web app's function app takes other triggers, and routes that come first by name, as hosts order them."""
    app = WsgiFunctionApp(wsgi_app, "anonymous")
    ran: list[str] = []

    @app.timer_trigger(schedule="0 0 * * * *")
    def clean(timer: TimerRequest) -> None:
        ran.append("clean")

    @app.route("health")
    def health(req: HttpRequest) -> str:
        return "well"

    with TestClient(app) as client:
        client.timer("clean").fire()
        assert client.get("/api/health").text == "well"
        assert client.get("/api/soup").text == "|/api/soup"
    assert ran == ["clean"]


@pytest.mark.parametrize(
    ("prefix", "path", "mounted", "told"),
    [
        ("api", "/api/soup/1", False, "|/api/soup/1"),
        ("api", "/api/soup/1", True, "/api|/soup/1"),
        ("api", "/api", True, "/api|"),
        ("", "/soup", True, "|/soup"),
        ("", "/", False, "|/"),
        ("v1/shop", "/v1/shop/soup", True, "/v1/shop|/soup"),
    ],
)
def test_route_prefix(prefix: str, path: str, mounted: bool, told: str) -> None:
    """An app sees whole paths, or those below the route prefix where it is mounted, whatever the prefix is."""
    with TestClient(WsgiFunctionApp(wsgi_app, mounted=mounted), route_prefix=prefix) as client:
        assert client.get(path).text == told


def test_streaming_seam() -> None:
    """A function that stands for a web app leads to its middleware; others lead to none."""
    asgi, wsgi, plain = AsgiFunctionApp(asgi_app), WsgiFunctionApp(wsgi_app), FunctionApp()

    @plain.route("hello")
    def hello(req: HttpRequest) -> str:
        return "hello"

    assert middleware_of(asgi.functions["http_app_func"]) is asgi.middleware
    assert middleware_of(wsgi.functions["http_app_func"]) is wsgi.middleware
    assert middleware_of(plain.functions["hello"]) is None


def test_base_is_abstract() -> None:
    """The base says what it lacks, instead of making an app that serves nothing."""
    with pytest.raises(RegistrationError, match="ExternalHttpFunctionApp is abstract: it has no _add_http_app"):
        ExternalHttpFunctionApp(auth_level="FUNCTION")  # type: ignore[abstract]  # this is what the test is about


def test_wrong_middleware() -> None:
    """Each app takes the middleware of its own kind, and names the other one."""
    with pytest.raises(RegistrationError, match="got WsgiMiddleware, where AsgiMiddleware is expected"):
        AsgiFunctionApp(asgi_app)._add_http_app(WsgiMiddleware(wsgi_app))
    with pytest.raises(RegistrationError, match="got AsgiMiddleware, where WsgiMiddleware is expected"):
        WsgiFunctionApp(wsgi_app)._add_http_app(AsgiMiddleware(asgi_app))


def test_framework_of_ones_own() -> None:
    """A third party brings in another framework with the decorators that every app has."""

    class EchoApp(ExternalHttpFunctionApp):
        def __init__(self) -> None:
            super().__init__(auth_level=AuthLevel.ANONYMOUS)
            self._add_http_app(WsgiMiddleware(wsgi_app))

        def _add_http_app(
            self, http_middleware: AsgiMiddleware | WsgiMiddleware, function_name: str = "http_app_func"
        ) -> None:
            assert isinstance(http_middleware, WsgiMiddleware)

            @self.function_name(function_name)
            @self.route("site/{*rest}")
            def site(req: HttpRequest, context: Context) -> HttpResponse:
                return http_middleware.handle(req, context)

    with TestClient(EchoApp()) as client:
        assert client.get("/api/site/soup").text == "|/api/site/soup"
