"""What travels from the customer to the kitchen and into the history."""

from datetime import datetime
from uuid import uuid4

from pydantic import BaseModel, Field


class Dish(BaseModel):
    """A dish, and how many of it."""

    name: str = Field(min_length=1)
    quantity: int = Field(default=1, ge=1)


class CustomerOrder(BaseModel):
    """What a customer sends."""

    customer: str = Field(min_length=1)
    table: int = Field(ge=1)
    dishes: list[Dish] = Field(min_length=1)


class KitchenOrder(CustomerOrder):
    """An order that the restaurant has taken; its total is in cents."""

    id: str = Field(default_factory=lambda: uuid4().hex)
    received_at: datetime
    total: int
