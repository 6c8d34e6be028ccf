"""What travels between the functions."""

from pydantic import BaseModel


class Order(BaseModel):
    """An order of the restaurant."""

    id: str
    dishes: list[str]
