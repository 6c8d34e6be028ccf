"""An ASGI app without a framework, which tells what it sees and waits when it is asked to."""

import asyncio
import json
from collections.abc import Awaitable, Callable, MutableMapping
from typing import Any

from azfunc import AsgiFunctionApp, AuthLevel, QueueMessage

Message = MutableMapping[str, Any]

starts: list[str] = []


async def live(scope: Message, receive: Callable[[], Awaitable[Message]], send: Callable[[Message], Awaitable[None]]):
    """Starts the app."""
    starts.append((await receive())["type"])
    scope["state"]["starts"] = starts
    await send({"type": "lifespan.startup.complete"})
    await receive()


async def web(scope: Message, receive: Callable[[], Awaitable[Message]], send: Callable[[Message], Awaitable[None]]):
    """Tells what it sees."""
    if scope["type"] == "lifespan":
        await live(scope, receive, send)
        return
    if scope["path"].endswith("/broken"):
        raise LookupError("no soup")
    if scope["path"].endswith("/slow"):
        await asyncio.sleep(1)
    told = {
        "method": scope["method"],
        "path": scope["path"],
        "raw": scope["raw_path"].decode(),
        "root": scope["root_path"],
        "query": scope["query_string"].decode(),
        "agent": dict(scope["headers"])[b"user-agent"].decode(),
        "body": (await receive())["body"].decode(),
        "function": scope["azure_functions.function_name"],
        "invocation": scope["azure_functions.invocation_id"],
        "starts": scope["state"]["starts"],
    }
    headers = [(b"content-type", b"application/json"), (b"set-cookie", b"a=1"), (b"set-cookie", b"b=2")]
    await send({"type": "http.response.start", "status": 201, "headers": headers})
    await send({"type": "http.response.body", "body": json.dumps(told).encode()[:10], "more_body": True})
    await send({"type": "http.response.body", "body": json.dumps(told).encode()[10:]})


app = AsgiFunctionApp(app=web, http_auth_level=AuthLevel.ANONYMOUS, function_name="Web", mounted=True)


@app.queue_trigger(queue_name="soup", connection="AzureWebJobsStorage")
def cook(msg: QueueMessage) -> None:
    """Stands beside the web app."""
