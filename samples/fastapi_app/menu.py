"""The menu of a restaurant as a FastAPI app, which knows nothing of Azure Functions."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from fastapi import FastAPI, HTTPException, Request
from fastapi.responses import StreamingResponse
from pydantic import BaseModel, Field


class Dish(BaseModel):
    """A dish of the menu; its price is in cents."""

    name: str = Field(min_length=1)
    price: int = Field(ge=0)


class Menu:
    """What there is to eat, by name."""

    def __init__(self) -> None:
        self.dishes: dict[str, Dish] = {"soup": Dish(name="soup", price=450)}


@asynccontextmanager
async def open_menu(_app: FastAPI) -> AsyncIterator[dict[str, Menu]]:
    """Makes the menu before the first request; a real app would open its database here, and close it afterwards."""
    yield {"menu": Menu()}


web = FastAPI(title="Menu", lifespan=open_menu)


@web.get("/dishes/{name}")
async def read_dish(name: str, request: Request) -> Dish:
    """One dish."""
    menu: Menu = request.state.menu
    if name not in menu.dishes:
        raise HTTPException(404, f"There is no {name} today.")
    return menu.dishes[name]


@web.put("/dishes/{name}", status_code=201)
async def add_dish(name: str, dish: Dish, request: Request) -> Dish:
    """Puts a dish on the menu."""
    menu: Menu = request.state.menu
    menu.dishes[name] = dish
    return dish


@web.get("/card")
async def card(request: Request) -> StreamingResponse:
    """The whole menu, line by line."""
    menu: Menu = request.state.menu

    async def lines() -> AsyncIterator[str]:
        for dish in menu.dishes.values():
            yield f"{dish.name}: {dish.price / 100:.2f}\n"

    return StreamingResponse(lines(), media_type="text/plain")
