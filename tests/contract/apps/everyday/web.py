"""HTTP, warm-up and context."""

import asyncio
import contextvars
import functools
import json
import os
import threading
from typing import TYPE_CHECKING, Any

from models import Order

import azfunc as func

if TYPE_CHECKING:
    from collections.abc import Callable

    from azfunc import HttpRequest, HttpResponse

bp = func.Blueprint()
current = contextvars.ContextVar("current", default="")


@bp.route(route="echo/{name}/{page:int?}", methods=["GET", "POST"])
def Echo(req: func.HttpRequest) -> func.HttpResponse:
    seen = {
        "method": req.method,
        "url": req.url,
        "params": dict(req.params),
        "route": dict(req.route_params),
        "agent": req.headers.get("User-Agent"),
        "body": req.get_body().decode(),
    }
    return func.HttpResponse(json.dumps(seen), mimetype="application/json", headers={"x-seen": "yes"})


@bp.route(route="text")
async def Text(req: func.HttpRequest) -> str:
    await asyncio.sleep(0)
    return f"hello {req.params.get('name', 'nobody')}"


@bp.route(route="unannotated")
def Unannotated(req):
    return func.HttpResponse(body=req.get_body()[::-1], status_code=201, mimetype="application/octet-stream")


@bp.route(route="optional")
def OptionalAnswer(req: "func.HttpRequest") -> "func.HttpResponse | None":
    return func.HttpResponse(status_code=204) if req.params.get("answer") else None


@bp.route(route="hidden")
async def HiddenTypes(req: "HttpRequest") -> "HttpResponse":
    return func.HttpResponse(type(req).__name__)


@bp.route(route="cookies")
def Cookies(req: func.HttpRequest) -> func.HttpResponse:
    response = func.HttpResponse("crumbs")
    response.headers.add("Set-Cookie", "a=1; Path=/; HttpOnly")
    response.headers.add("Set-Cookie", "b=2; Secure; SameSite=Lax; Max-Age=60")
    return response


@bp.route(route="out", binding_arg_name="res")
def HttpOut(req: func.HttpRequest, res: func.Out[func.HttpResponse]) -> None:
    res.set(func.HttpResponse("through out", status_code=202))


@bp.route(route="order", methods=["POST"])
@bp.queue_output(arg_name="kitchen", queue_name="kitchen-queue", connection="AzureWebJobsStorage")
@bp.queue_output(arg_name="audit", queue_name="audit-queue", connection="AzureWebJobsStorage")
def PlaceOrder(
    req: func.HttpRequest, kitchen: func.Out[Order], audit: func.Out[list[dict[str, str]]]
) -> func.HttpResponse:
    order = Order.model_validate_json(req.get_body())
    kitchen.set(order)
    audit.set([{"dish": dish} for dish in order.dishes])
    return func.HttpResponse(order.id, status_code=202)


@bp.function_name("who-am-i")
@bp.route(route="who")
def who(req: func.HttpRequest, context: func.Context) -> str:
    return json.dumps(_told(context))


@bp.route(route="who-async")
async def WhoAsync(req: func.HttpRequest, told: func.Context) -> str:
    return json.dumps(_told(told))


def _told(context: func.Context) -> dict[str, Any]:
    return {
        "function": context.function_name,
        "directory": os.path.realpath(context.function_directory),
        "invocation": context.invocation_id,
        "parent": context.trace_context.trace_parent,
        "state": context.trace_context.trace_state,
        "attributes": dict(context.trace_context.attributes),
        "retry": [context.retry_context.retry_count, context.retry_context.max_retry_count],
        "error": context.retry_context.exception and context.retry_context.exception.message,
        "thread": context.thread_local_storage.invocation_id,
    }


def audited(handler: "Callable[..., Any]") -> "Callable[..., Any]":
    @functools.wraps(handler)
    def wrapper(*args: Any, **kwargs: Any) -> Any:
        current.set("audited")
        return handler(*args, **kwargs)

    return wrapper


@bp.route(route="wrapped")
@audited
def Wrapped(req: func.HttpRequest) -> str:
    return f"{current.get()} in {'a thread' if threading.current_thread() is not threading.main_thread() else 'main'}"


@bp.route(route="raise")
def Raises(req: func.HttpRequest) -> str:
    return cook(req.params["dish"])


@bp.route(route="raise-async")
async def RaisesAsync(req: func.HttpRequest) -> str:
    return cook(req.params["dish"])


def cook(dish: str) -> str:
    try:
        return {}[dish]
    except KeyError as error:
        raise LookupError(f"no recipe for {dish}") from error


@bp.route(route="wrong")
def WrongAnswer(req: func.HttpRequest):
    return {"a": "dict"}


@bp.route(route="rendezvous")
async def Rendezvous(req: func.HttpRequest) -> str:
    """Ends when a second call has come, so it shows that calls run at the same time."""
    global meeting
    if meeting is None:
        meeting = asyncio.Event()
        await meeting.wait()
        return "first"
    meeting.set()
    return "second"


meeting: asyncio.Event | None = None


@bp.warm_up_trigger(arg_name="warmup")
def Warm(warmup: func.WarmUpContext) -> None:
    assert isinstance(warmup, func.WarmUpContext)
