"""Middleware, dependencies, settings, a lifespan and exception handlers: the same in every worker."""

import asyncio
import json
from collections.abc import AsyncIterator, Iterator
from dataclasses import dataclass
from typing import Annotated

from azfunc import (
    AsyncCallNext,
    AuthLevel,
    Blueprint,
    Call,
    CallNext,
    Context,
    Depends,
    FromSettings,
    FunctionApp,
    HttpRequest,
    HttpResponse,
    Out,
    QueueOutput,
    QueueTrigger,
)

app = FunctionApp(http_auth_level=AuthLevel.ANONYMOUS)
events: list[str] = []


@dataclass
class Settings:
    greeting: str


@dataclass
class Order:
    id: str
    dish: str


class Closed(Exception):
    """The restaurant is closed."""


@app.lifespan
async def lifespan() -> AsyncIterator[None]:
    await asyncio.sleep(0)
    events.append("started")
    yield


@app.add_middleware
def count(call: Call) -> Iterator[None]:
    events.append(f"{call.function.name}:{call.context.function_name}")
    yield


@app.exception_handler(Closed)
def closed(error: Closed, call: Call) -> HttpResponse:
    return HttpResponse(f"closed: {error}", status_code=503)


def pool() -> Iterator[str]:
    events.append("pool")
    yield "pool"


async def session(pool: Annotated[str, Depends(pool, scope="app")], context: Context) -> AsyncIterator[str]:
    events.append("open")
    yield f"session of {pool} for {context.function_name}"
    events.append("close")


@app.route("greet")
def greet(
    req: HttpRequest,
    settings: Annotated[Settings, FromSettings("SHOP_")],
    session: Annotated[str, Depends(session)],
) -> HttpResponse:
    if req.params.get("late"):
        raise Closed("come tomorrow")
    return HttpResponse(f"{settings.greeting}, {session}")


@app.route("told")
async def told(req: HttpRequest) -> HttpResponse:
    return HttpResponse(json.dumps(events), mimetype="application/json")


kitchen = Blueprint()
app.register_functions(kitchen)


@kitchen.add_middleware
async def upper(call: Call, call_next: AsyncCallNext) -> object:
    order = call.arguments["order"]
    assert isinstance(order, Order)
    order.dish = order.dish.upper()
    return await call_next(call)


@kitchen.add_middleware
async def follow(call: Call) -> AsyncIterator[None]:
    order = call.arguments["order"]
    assert isinstance(order, Order)
    events.append(f"order {order.id} begins")
    yield
    events.append(f"order {order.id} is done")


def twice(call: Call, call_next: CallNext) -> object:
    call_next(call)
    return call_next(call)


@kitchen.use(twice)
@kitchen.function
def cook(
    order: Annotated[Order, QueueTrigger(queue_name="orders", connection="Storage")],
    out: Annotated[Out[Order], QueueOutput(queue_name="done", connection="Storage")],
) -> None:
    events.append(f"cooked {order.dish}")
    out.set(order)
