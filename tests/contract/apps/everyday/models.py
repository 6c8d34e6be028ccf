"""The shapes of what the functions take and give."""

import dataclasses
from typing import TypedDict

from pydantic import BaseModel


class Order(BaseModel):
    """What a customer wants."""

    id: str
    dishes: list[str] = []
    table: int | None = None


class Line(TypedDict):
    """One line of a bill."""

    dish: str
    price: float


@dataclasses.dataclass
class Point:
    """A place."""

    x: int
    y: int
