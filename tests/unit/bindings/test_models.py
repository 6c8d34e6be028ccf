"""Models: what pydantic reads, a handler may ask for; on every supported Python."""

import dataclasses
from typing import Literal, NotRequired, TypedDict

import pydantic
import pytest

from azfunc.bindings.datum import NOTHING, Datum
from azfunc.bindings.values import UnsupportedShapeError, value_decoder
from azfunc.errors import DecodeError


class Order(pydantic.BaseModel):
    """A pydantic model."""

    dish: str
    seats: int = 1


@dataclasses.dataclass
class Bill:
    """A dataclass."""

    total: float


class Seat(TypedDict):
    """A TypedDict inside another."""

    number: int


class Table(TypedDict):
    """A TypedDict of the standard library, which older pydantic refuses."""

    seats: list[Seat]
    name: NotRequired[str]


class Room(Table, total=False):
    """A TypedDict with optional keys."""

    tables: dict[str, Table | None]


@pytest.mark.parametrize(
    ("annotation", "text", "value"),
    [
        (Order, '{"dish": "soup"}', Order(dish="soup")),
        (list[Order], '[{"dish": "soup", "seats": 2}]', [Order(dish="soup", seats=2)]),
        (Bill, '{"total": 3}', Bill(3.0)),
        (Table, '{"seats": [{"number": 1}]}', {"seats": [{"number": 1}]}),
        (list[Table], '[{"seats": [], "name": "a"}]', [{"seats": [], "name": "a"}]),
        (Room, '{"seats": [], "tables": {"x": null}}', {"seats": [], "tables": {"x": None}}),
        (Table | None, "null", None),
        (dict[str, int], '{"a": 1}', {"a": 1}),
        (Literal["a", "b"], '"b"', "b"),
        (int | str, '"b"', "b"),
    ],
    ids=str,
)
def test_models_are_read_from_json(annotation: object, text: str, value: object) -> None:
    """pydantic models, dataclasses, TypedDicts and what is made of them, from text and from bytes."""
    decode = value_decoder(annotation)
    assert decode(Datum("string", text)) == value
    assert decode(Datum("bytes", text.encode())) == value
    assert decode(NOTHING) is None


@pytest.mark.parametrize(
    ("annotation", "text", "why"),
    [
        (Order, '{"seats": 2}', "dish"),
        (Room, '{"tables": {}}', "seats"),
        (Table, '{"seats": [{"number": "x"}]}', "number"),
        (list[Order], "{}", "list"),
        (Bill, "not json", "JSON"),
    ],
)
def test_what_does_not_fit_is_told(annotation: object, text: str, why: str) -> None:
    """The error names the type and the place in the data."""
    with pytest.raises(DecodeError, match=r"This value is no .*") as caught:
        value_decoder(annotation)(Datum("string", text))
    assert why in str(caught.value)


def test_types_without_a_json_form_are_refused_early() -> None:
    """A class that pydantic knows nothing of is refused when the function is declared."""

    class Kitchen: ...

    with pytest.raises(UnsupportedShapeError, match="pydantic can validate"):
        value_decoder(Kitchen)
