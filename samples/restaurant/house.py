"""What the house knows: its settings, its menu, its clock. Handlers ask for them; tests bring their own."""

from collections.abc import Iterable, Mapping
from datetime import UTC, datetime
from typing import Annotated

from azfunc import Depends, FromSettings
from pydantic import BaseModel, Field

from orders import Dish


class RefusedError(Exception):
    """An order that is well written, and cannot be taken all the same."""


class Settings(BaseModel):
    """The app settings RESTAURANT_NAME and RESTAURANT_TABLES."""

    name: str
    tables: int = Field(ge=1)


class Menu:
    """What there is to eat, with prices in cents."""

    def __init__(self, prices: Mapping[str, int]) -> None:
        self.prices = prices

    def total(self, dishes: Iterable[Dish]) -> int:
        """What all the dishes cost together."""
        return sum(self.price(dish.name) * dish.quantity for dish in dishes)

    def price(self, name: str) -> int:
        """What one dish costs."""
        if name not in self.prices:
            raise RefusedError(f"There is no {name} today.")
        return self.prices[name]


def todays_menu() -> Menu:
    """Where a larger house would ask its database."""
    return Menu({"soup": 450, "bread": 120, "risotto": 1250, "apple pie": 580})


def now() -> datetime:
    """The moment, in UTC."""
    return datetime.now(UTC)


House = Annotated[Settings, FromSettings("RESTAURANT_")]
TodaysMenu = Annotated[Menu, Depends(todays_menu)]
Now = Annotated[datetime, Depends(now)]
