"""What test clients, workers and hosts need of web apps: to start and stop them, and their streaming bodies.

::

    web = middleware_of(function)
    if web is not None:
        async with web.stream(request, context) as answer:
            send(answer.status_code, answer.headers)
            async for chunk in answer.chunks:
                send(chunk)

Without this a web app's function is one like others: its handler returns the whole answer.
"""

from collections.abc import Iterable
from typing import TypeAlias

from azfunc.function import Function
from azfunc.signature import Handler
from azfunc.web.asgi import AsgiMiddleware
from azfunc.web.wsgi import WsgiMiddleware

Middleware: TypeAlias = AsgiMiddleware | WsgiMiddleware

_ATTRIBUTE = "__azfunc_web__"


def mark(handler: Handler, middleware: Middleware) -> None:
    """Remembers which middleware a handler stands for."""
    setattr(handler, _ATTRIBUTE, middleware)


def middleware_of(function: Function) -> Middleware | None:
    """What serves a function's requests, where it stands for a web app."""
    found: object = getattr(function.handler, _ATTRIBUTE, None)
    return found if isinstance(found, AsgiMiddleware | WsgiMiddleware) else None


async def start_web_apps(functions: Iterable[Function]) -> None:
    """Starts the ASGI apps among an app's functions on this event loop, as their first request would.

    Raises:
        InvocationError: one of them cannot start.
    """
    for function in functions:
        middleware = middleware_of(function)
        if isinstance(middleware, AsgiMiddleware):
            await middleware.start()


async def stop_web_apps(functions: Iterable[Function]) -> bool:
    """Stops the ASGI apps among an app's functions on this event loop; False if one told that it failed to."""
    middlewares = [middleware_of(function) for function in functions]
    stopped = [await one.notify_shutdown() for one in middlewares if isinstance(one, AsgiMiddleware)]
    return all(stopped)
