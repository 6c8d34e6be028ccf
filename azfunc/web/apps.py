"""`AsgiFunctionApp` and `WsgiFunctionApp`: a whole web app as one HTTP function that answers every path."""

from abc import ABC, abstractmethod
from types import FunctionType
from typing import TYPE_CHECKING, Self

from azfunc.app import FunctionApp
from azfunc.bindings.context import Context
from azfunc.bindings.enums import AuthLevel, AuthLevelLike, HttpMethod
from azfunc.bindings.http import HttpOutput, HttpTrigger
from azfunc.bindings.http_payload import HttpRequest, HttpResponse
from azfunc.bindings.route_template import EVERY_PATH
from azfunc.declare import caller
from azfunc.errors import RegistrationError
from azfunc.function import HttpType
from azfunc.signature import Handler, put_at
from azfunc.web.asgi import AsgiMiddleware
from azfunc.web.lifespan import AsgiApp
from azfunc.web.serving import mark
from azfunc.web.wsgi import WsgiApp, WsgiMiddleware

FUNCTION_NAME = "http_app_func"
"""The name of the function that stands for a web app, unless another is given."""

_METHODS = tuple(method for method in HttpMethod if method is not HttpMethod.TRACE)
"""The verbs that azure.functions passes on to web apps."""


class ExternalHttpFunctionApp(FunctionApp, ABC):
    """Base of function apps that hand every HTTP request to an app of another framework.

    Derive from it to bring in a framework that speaks neither ASGI nor WSGI, and implement ``_add_http_app``.
    Functions with other triggers are declared on it as on any `FunctionApp`.

    Args:
        auth_level: the key that callers need.

    Raises:
        RegistrationError: this class itself is called, not one that implements ``_add_http_app``.
    """

    if not TYPE_CHECKING:  # checkers read the parameters of __init__, and know what is abstract

        def __new__(cls, *_args: object, **_kwargs: object) -> Self:
            if cls.__abstractmethods__:
                raise RegistrationError(
                    f"{cls.__name__} is abstract: it has no {', '.join(sorted(cls.__abstractmethods__))}. Make an "
                    "AsgiFunctionApp or a WsgiFunctionApp, or derive a class that implements it."
                )
            return super().__new__(cls)

    def __init__(self, auth_level: AuthLevelLike = AuthLevel.FUNCTION) -> None:
        super().__init__(auth_level)

    @abstractmethod
    def _add_http_app(
        self, http_middleware: AsgiMiddleware | WsgiMiddleware, function_name: str = FUNCTION_NAME
    ) -> None:
        """Adds the function that hands requests to a middleware.

        Args:
            http_middleware: what serves the requests.
            function_name: the function's name in the host.
        """

    def _add_catch_all(
        self, handler: Handler, http_type: HttpType, middleware: AsgiMiddleware | WsgiMiddleware, function_name: str
    ) -> None:
        where = caller()
        assert isinstance(handler, FunctionType)
        put_at(handler, where.location)
        mark(handler, middleware)
        draft = self.registry.draft(handler)
        draft.name, draft.http_type = function_name, http_type
        draft.bindings += [
            (HttpOutput(), where),
            (HttpTrigger(arg_name="req", route=EVERY_PATH, methods=_METHODS), where),
        ]


class AsgiFunctionApp(ExternalHttpFunctionApp):
    """A function app that hands every HTTP request to an ASGI app: FastAPI, Starlette, Django…

    ::

        app = AsgiFunctionApp(app=fastapi_app, http_auth_level=AuthLevel.ANONYMOUS)

    The app's lifespan is started before its first request. Hosts put the route prefix ``api`` before every path: set
    ``extensions.http.routePrefix`` in host.json to ``""`` to answer at the root, or mount the app.
    https://learn.microsoft.com/azure/azure-functions/functions-reference-python#web-frameworks

    Args:
        app: the ASGI app.
        http_auth_level: the key that callers need.
        function_name: the name of the function that stands for the app.
        mounted: False to let the app see whole paths, route prefix included, as azure.functions does. True to mount it
            at the route prefix: ``/api`` is its ``root_path``, and ``/api/orders`` its route ``/orders``.
    """

    def __init__(
        self,
        app: AsgiApp,
        http_auth_level: AuthLevelLike = AuthLevel.FUNCTION,
        function_name: str = FUNCTION_NAME,
        *,
        mounted: bool = False,
    ) -> None:
        super().__init__(http_auth_level)
        self.middleware: AsgiMiddleware = AsgiMiddleware(app, mounted=mounted)
        self._add_http_app(self.middleware, function_name)

    def _add_http_app(
        self, http_middleware: AsgiMiddleware | WsgiMiddleware, function_name: str = FUNCTION_NAME
    ) -> None:
        if not isinstance(http_middleware, AsgiMiddleware):
            raise _wrong_middleware(self, http_middleware, AsgiMiddleware)
        serve = http_middleware.handle_async

        # on one line, since it is put on one line of the user's file
        async def http_app_func(req: HttpRequest, context: Context) -> HttpResponse: return await serve(req, context)  # fmt: skip  # noqa: E501

        self._add_catch_all(http_app_func, "asgi", http_middleware, function_name)


class WsgiFunctionApp(ExternalHttpFunctionApp):
    """A function app that hands every HTTP request to a WSGI app: Flask, Django, Bottle…

    ::

        app = WsgiFunctionApp(app=flask_app.wsgi_app, http_auth_level=AuthLevel.ANONYMOUS)

    Hosts put the route prefix ``api`` before every path: set ``extensions.http.routePrefix`` in host.json to ``""``
    to answer at the root, or mount the app.
    https://learn.microsoft.com/azure/azure-functions/functions-reference-python#web-frameworks

    Args:
        app: the WSGI app.
        http_auth_level: the key that callers need.
        function_name: the name of the function that stands for the app.
        mounted: False to let the app see whole paths, route prefix included, as azure.functions does. True to mount it
            at the route prefix: ``/api`` is its ``SCRIPT_NAME``, and ``/api/orders`` its route ``/orders``.
    """

    def __init__(
        self,
        app: WsgiApp,
        http_auth_level: AuthLevelLike = AuthLevel.FUNCTION,
        function_name: str = FUNCTION_NAME,
        *,
        mounted: bool = False,
    ) -> None:
        super().__init__(http_auth_level)
        self.middleware: WsgiMiddleware = WsgiMiddleware(app, mounted=mounted)
        self._add_http_app(self.middleware, function_name)

    def _add_http_app(
        self, http_middleware: AsgiMiddleware | WsgiMiddleware, function_name: str = FUNCTION_NAME
    ) -> None:
        if not isinstance(http_middleware, WsgiMiddleware):
            raise _wrong_middleware(self, http_middleware, WsgiMiddleware)
        serve = http_middleware.handle

        # on one line, since it is put on one line of the user's file
        def http_app_func(req: HttpRequest, context: Context) -> HttpResponse: return serve(req, context)  # fmt: skip

        self._add_catch_all(http_app_func, "wsgi", http_middleware, function_name)


def _wrong_middleware(app: ExternalHttpFunctionApp, given: object, expected: type) -> RegistrationError:
    return RegistrationError(
        f"{type(app).__name__} at {caller()} got {type(given).__name__}, where {expected.__name__} is expected. "
        "AsgiFunctionApp serves ASGI apps, WsgiFunctionApp serves WSGI apps."
    )
