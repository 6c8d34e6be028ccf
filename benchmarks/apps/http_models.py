"""The same route twice: a path token, a JSON model of five fields, and the model as answer."""

from typing import TYPE_CHECKING

from pydantic import BaseModel

import azfunc

if TYPE_CHECKING:
    from fastapi import FastAPI


class Order(BaseModel):
    """What is ordered at a table."""

    dish: str
    amount: int
    price: float
    spicy: bool = False
    notes: list[str] = []


async def answer(table: int, order: Order) -> Order:
    """Answers with the order that was sent."""
    assert table == 7
    return order


def answer_sync(table: int, order: Order) -> Order:
    """The same without async."""
    assert table == 7
    return order


def azfunc_app() -> azfunc.FunctionApp:
    """The routes in azfunc."""
    app = azfunc.FunctionApp()
    for name, handler in (("async", answer), ("sync", answer_sync)):
        route = app.route(f"{name}/{{table}}", methods=["POST"], status_code=201)
        app.function_name(name)(route(handler))
    return app


def fastapi_app() -> "FastAPI":
    """The routes in FastAPI."""
    from fastapi import FastAPI

    app = FastAPI()
    for name, handler in (("async", answer), ("sync", answer_sync)):
        app.post(f"/api/{name}/{{table}}", status_code=201)(handler)
    return app
