"""What the house wants to know of a day."""

from collections import Counter
from collections.abc import Iterable
from datetime import date
from typing import Self

from pydantic import BaseModel

from orders import KitchenOrder


class DayReport(BaseModel):
    """How many orders and dishes a day had, and what they came to in cents."""

    restaurant: str
    day: date
    orders: int
    dishes: dict[str, int]
    total: int

    @classmethod
    def of(cls, restaurant: str, day: date, orders: Iterable[KitchenOrder]) -> Self:
        """Counts the orders of a day."""
        known = list(orders)
        dishes = Counter[str]()
        for dish in (dish for order in known for dish in order.dishes):
            dishes[dish.name] += dish.quantity
        total = sum(order.total for order in known)
        return cls(restaurant=restaurant, day=day, orders=len(known), dishes=dishes, total=total)
