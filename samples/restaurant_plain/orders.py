"""What travels from the customer to the kitchen and into the history."""

from datetime import UTC, datetime
from uuid import uuid4

from pydantic import BaseModel, ConfigDict, Field
from pydantic.alias_generators import to_camel


class Dish(BaseModel):
    """A dish, and how many of it."""

    name: str = Field(min_length=1)
    quantity: int = Field(default=1, ge=1)


class CustomerOrder(BaseModel):
    """What a customer sends."""

    model_config = ConfigDict(alias_generator=to_camel, populate_by_name=True)

    customer: str = Field(min_length=1)
    table: int = Field(ge=1)
    dishes: list[Dish] = Field(min_length=1)


class KitchenOrder(CustomerOrder):
    """An order that the restaurant has taken; ``receivedAt`` tells the order of orders."""

    id: str = Field(default_factory=lambda: uuid4().hex)
    received_at: datetime = Field(default_factory=lambda: datetime.now(UTC))
