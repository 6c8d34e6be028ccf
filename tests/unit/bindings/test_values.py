"""Plain values: text, bytes, JSON and models in and out of a datum."""

import dataclasses
import datetime
import decimal
import json
import uuid
from collections.abc import Mapping, Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import BaseModel, Field
from typing_extensions import TypedDict

from azfunc.bindings.datum import NOTHING, Datum
from azfunc.bindings.values import (
    UNANNOTATED,
    Payload,
    Shape,
    UnsupportedShapeError,
    decode_raw,
    describe_type,
    dump_json,
    encode_items,
    encode_value,
    is_model,
    is_plain_iterable,
    json_item,
    value_decoder,
)
from azfunc.errors import DecodeError, EncodeError

JSON_VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=8,
)


class Dish(BaseModel):
    """A pydantic model with a name of its own in JSON."""

    name: str = Field(alias="dishName")


@dataclasses.dataclass
class Plate:
    """A dataclass."""

    dish: str
    served: datetime.date


class Row(TypedDict):
    """A TypedDict."""

    a: int


class Box:
    """A class that nothing can make from JSON."""


class Note(Payload):
    """A payload class."""

    def to_dict(self) -> dict[str, str]:
        return {"note": "x"}


@pytest.mark.parametrize(
    ("annotation", "text", "value"),
    [
        (str, "hé", "hé"),
        (bytes, "hé", "hé".encode()),
        (dict, '{"a": 1}', {"a": 1}),
        (list, "[1]", [1]),
        (int, "5", 5),
        (float, "5", 5.0),
        (float, "1.5", 1.5),
        (bool, "true", True),
        (Dish, '{"dishName": "soup"}', Dish(dishName="soup")),
        (Plate, '{"dish": "soup", "served": "2024-01-02"}', Plate("soup", datetime.date(2024, 1, 2))),
        (Row, '{"a": 1}', {"a": 1}),
        (list[int], "[1, 2]", [1, 2]),
        (dict[str, float], '{"a": 1}', {"a": 1.0}),
        (int | str, '"x"', "x"),
        (uuid.UUID, '"12345678123456781234567812345678"', uuid.UUID("12345678123456781234567812345678")),
    ],
)
def test_decoded_types(annotation: object, text: str, value: object) -> None:
    """Each annotation gives its value, from text and from bytes alike."""
    decode = value_decoder(annotation)
    for datum in (Datum("string", text), Datum("json", text), Datum("bytes", text.encode())):
        found = decode(datum)
        assert found == value
        assert type(found) is type(value)


@pytest.mark.parametrize("annotation", [str, bytes, dict, int, Dish, list[int]])
def test_nothing_is_none(annotation: object) -> None:
    """What the host did not send is None for every type."""
    assert value_decoder(annotation)(NOTHING) is None


def test_numbers_may_come_as_numbers() -> None:
    """An int or double datum is taken as it is."""
    assert value_decoder(int)(Datum("int", 5)) == 5
    assert value_decoder(float)(Datum("double", 1.5)) == 1.5


@pytest.mark.parametrize(
    ("annotation", "text", "words"),
    [
        (dict, "[1]", "dict is asked for, but a list of 1 item"),
        (list, "{}", "list is asked for"),
        (int, "true", "int is asked for, but true"),
        (int, "1.5", "int is asked for"),
        (bool, "1", "bool is asked for"),
        (int, '"' + "9" * 100 + '"', "…"),
        (dict, "nope", "not valid JSON"),
        (Dish, "{}", "no Dish"),
        (Dish, "nope", "no Dish"),
        (list[int], '["x"]', "no list[int]"),
    ],
)
def test_values_that_do_not_fit(annotation: object, text: str, words: str) -> None:
    """A value of another type is a DecodeError that says what is asked for and what came."""
    with pytest.raises(DecodeError) as caught:
        value_decoder(annotation)(Datum("string", text))
    assert words in str(caught.value)


def test_types_that_nothing_can_make() -> None:
    """A class that pydantic cannot validate is refused when the decoder is made, not at the first message."""
    with pytest.raises(UnsupportedShapeError, match="pydantic"):
        value_decoder(Box)


@pytest.mark.parametrize(
    ("value", "datum"),
    [
        (None, NOTHING),
        ("a", Datum("string", "a")),
        (b"\xff", Datum("bytes", b"\xff")),
        (bytearray(b"a"), Datum("bytes", b"a")),
        (True, Datum("json", "true")),
        (1.5, Datum("json", "1.5")),
        ([1, "é"], Datum("json", '[1, "é"]')),
        (Dish(dishName="soup"), Datum("json", '{"dishName":"soup"}')),
        (Plate("soup", datetime.date(2024, 1, 2)), Datum("json", '{"dish": "soup", "served": "2024-01-02"}')),
        ({"at": datetime.datetime(2024, 1, 2, tzinfo=datetime.UTC)}, Datum("json", '{"at": "2024-01-02T00:00:00Z"}')),
        ({"d": Dish(dishName="x"), "n": [Note()]}, Datum("json", '{"d": {"dishName": "x"}, "n": [{"note": "x"}]}')),
        (decimal.Decimal("1.10"), Datum("json", '"1.10"')),
    ],
)
def test_encoded_values(value: object, datum: Datum) -> None:
    """Text and bytes go as they are, everything else as JSON, models by their aliases."""
    assert encode_value(value) == datum


@given(JSON_VALUES)
def test_json_values_survive(value: object) -> None:
    """What JSON can express comes back the same."""
    assert json.loads(dump_json(value)) == value


@pytest.mark.parametrize("value", [Box(), {"a": Box()}, float("inf"), {(1, 2): 3}, {"a": b"\xff"}])
def test_values_without_json_form(value: object) -> None:
    """What has no JSON form is an EncodeError that names the type of the value."""
    with pytest.raises(EncodeError, match=type(value).__name__):
        dump_json(value)


def test_endless_value() -> None:
    """A list that contains itself is an EncodeError."""
    value: list[object] = []
    value.append(value)
    with pytest.raises(EncodeError, match="list"):
        dump_json(value)


def test_items_of_a_list() -> None:
    """Several values become one JSON list; bytes are text there."""
    assert encode_items(["a", b"b", {"c": 1}, Dish(dishName="d"), 5, None], json_item) == Datum(
        "json", '["a", "b", {"c": 1}, {"dishName": "d"}, 5, null]'
    )
    with pytest.raises(EncodeError, match="one at a time"):
        json_item(b"\xff")


@pytest.mark.parametrize("value", [[], (), set(), iter(()), range(3), {"a": 1}.values()])
def test_several_values(value: object) -> None:
    """Lists, tuples, sets, generators and views are several values."""
    assert is_plain_iterable(value)


@pytest.mark.parametrize("value", ["a", b"a", bytearray(b"a"), {"a": 1}, Dish(dishName="x"), 5, None])
def test_one_value(value: object) -> None:
    """Text, bytes, mappings and models are one value, although some can be iterated over."""
    assert not is_plain_iterable(value)


def test_models() -> None:
    """Models are pydantic models and dataclasses, as class and as instance."""
    assert is_model(Dish)
    assert is_model(Dish(dishName="x"))
    assert is_model(Plate)
    assert not is_model({"a": 1})
    assert not is_model(Box())


@pytest.mark.parametrize(
    ("annotation", "text"),
    [
        (str, "str"),
        (Dish, "Dish"),
        (list[str], "list[str]"),
        (Mapping[str, int], "collections.abc.Mapping[str, int]"),
        (UNANNOTATED, "no annotation"),
    ],
)
def test_types_in_messages(annotation: object, text: str) -> None:
    """A type is named as it stands in source."""
    assert describe_type(annotation) == text
    assert Shape(annotation).describe() == text


def test_shapes() -> None:
    """A shape says whether it is annotated and whether it is a list."""
    assert not Shape().is_annotated
    assert Shape(str).is_annotated
    assert not Shape(str).is_list
    assert Shape(Sequence[str], str).is_list


def test_raw_value_and_payload_json() -> None:
    """Without annotation some bindings give the value as it came; payloads have JSON text."""
    assert decode_raw(Datum("json", "{}")) == "{}"
    assert Note().to_json() == '{"note": "x"}'
    with pytest.raises(NotImplementedError):
        Payload().to_dict()
