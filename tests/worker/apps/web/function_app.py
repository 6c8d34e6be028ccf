"""A web app that answers in pieces."""

import asyncio
import sys
from collections.abc import Awaitable, Callable, Mapping

from azfunc import AsgiFunctionApp, AuthLevel

gate = asyncio.Event()
Send = Callable[[Mapping[str, object]], Awaitable[None]]


async def site(scope: Mapping[str, object], receive: Callable[[], Awaitable[object]], send: Send) -> None:
    """Sends one piece, and the next when another request has come."""
    if scope["type"] == "lifespan":
        await receive()
        await send({"type": "lifespan.startup.complete"})
        await receive()
        sys.stdout.write("the site is closed\n")
        await send({"type": "lifespan.shutdown.complete"})
        return
    await send({"type": "http.response.start", "status": 200, "headers": [(b"content-type", b"text/plain")]})
    if scope["path"] == "/api/open":
        gate.set()
        await send({"type": "http.response.body", "body": b"opened"})
        return
    await send({"type": "http.response.body", "body": b"first\n", "more_body": True})
    await gate.wait()
    await send({"type": "http.response.body", "body": b"second\n"})


app = AsgiFunctionApp(site, http_auth_level=AuthLevel.ANONYMOUS)
