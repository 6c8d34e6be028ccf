"""Every trigger, input and output of the catalogue that carries data: models in, models out."""

import json
from dataclasses import dataclass
from typing import Any, TypedDict

import pytest
from pydantic import BaseModel, Field

from azfunc.bindings.binding import Binding
from azfunc.bindings.datum import Datum
from azfunc.bindings.decoding import Reading
from azfunc.bindings.kinds import Input, Output, Trigger
from azfunc.bindings.known import INPUTS, OUTPUTS, TRIGGERS, classes_of
from azfunc.bindings.record import fields_of
from azfunc.bindings.values import Shape, UnsupportedShapeError
from azfunc.errors import DecodeError, EncodeError
from azfunc.signature import shape_of


class Order(BaseModel):
    """A model whose name in JSON differs from Python's."""

    dish: str
    table_number: int = Field(default=1, alias="tableNumber")


@dataclass
class Dish:
    """A dataclass."""

    dish: str


class Row(TypedDict):
    """A TypedDict."""

    dish: str


OTHERS = ("http", "mcp", "timer", "warmup", "blob", "entity", "orchestration")
"""Beginnings of types whose values are requests, ticks, streams or states."""

LISTS = ("cosmosdbtrigger", "mysqltrigger", "sqltrigger", "table")
"""Types that bring several objects at a time."""

OBJECT = '{"dish": "soup", "tableNumber": 7}'


def bindings_of(kind: type[Binding], table: Any) -> list[Any]:
    """One binding of each class of a table, its required fields filled."""
    found: list[Binding] = []
    for type_text in table:
        if not type_text.lower().startswith(OTHERS):
            for made in classes_of(kind, type_text):
                required = {field.name: "orders" for field in fields_of(made) if field.is_required}
                found.append(made(**{"arg_name": "value", **required}))
    return found


def name_of(value: object) -> str:
    """The class of a binding, as the id of a test."""
    return type(value).__name__


READINGS = [*bindings_of(Trigger, TRIGGERS), *bindings_of(Input, INPUTS)]
OUTPUT_BINDINGS = bindings_of(Output, OUTPUTS)


def is_list_only(binding: Reading) -> bool:
    """Whether a call brings several objects, so that one of them cannot be asked for."""
    return binding.type.lower() in LISTS and (binding.type != "cosmosDBTrigger" or isinstance(binding, Trigger))


def read(binding: Reading, annotation: object, text: str) -> object:
    """What a handler with this annotation gets of a JSON text; triggers with a cardinality bring a list of it."""
    shape = shape_of(annotation)
    fitted = binding.fitted(shape)
    datum = Datum("collection_string", json_items(text)) if fitted.is_many() else Datum("json", text)
    return fitted.decoder(shape)(datum, {})


def json_items(text: str) -> list[str]:
    """The items of a JSON list, each as its text."""
    return [json.dumps(item) for item in json.loads(text)]


@pytest.mark.parametrize("binding", READINGS, ids=name_of)
def test_lists_of_models(binding: Reading) -> None:
    """A list of a model, a dataclass, a TypedDict or dicts is read from every trigger and input."""
    text = f"[{OBJECT}]"
    assert read(binding, list[Order], text) == [Order(dish="soup", tableNumber=7)]
    assert read(binding, list[Dish], '[{"dish": "soup"}]') == [Dish("soup")]
    assert read(binding, list[Row], '[{"dish": "soup"}]') == [{"dish": "soup"}]
    assert read(binding, list[dict[str, object]], text) == [{"dish": "soup", "tableNumber": 7}]


@pytest.mark.parametrize("binding", READINGS, ids=name_of)
def test_one_model(binding: Reading) -> None:
    """One model is read where a call brings one object, and refused with the list to write where it brings several."""
    if is_list_only(binding):
        with pytest.raises(UnsupportedShapeError, match=r"list\[Order\]"):
            read(binding, Order, OBJECT)
        return
    assert read(binding, Order, OBJECT) == Order(dish="soup", tableNumber=7)
    assert read(binding, Order | None, OBJECT) == Order(dish="soup", tableNumber=7)
    assert read(binding, Dish, '{"dish": "soup"}') == Dish("soup")
    assert read(binding, dict, OBJECT) == {"dish": "soup", "tableNumber": 7}


@pytest.mark.parametrize("binding", READINGS, ids=name_of)
def test_wrong_models(binding: Reading) -> None:
    """What is no such model is a DecodeError with the JSON path, never another exception."""
    with pytest.raises(DecodeError, match=r"\$.*dish: Field required"):
        read(binding, list[Order], '[{"fish": 1}]')


@pytest.mark.parametrize("binding", OUTPUT_BINDINGS, ids=name_of)
def test_models_out(binding: Output) -> None:
    """A model, a dataclass, a TypedDict and lists of them are sent as JSON, by their names there."""
    order = Order(dish="soup", tableNumber=7)
    expected = json.loads(OBJECT)
    assert sent(binding, Order, order) == [expected]
    assert sent(binding, list[Order], [order, order]) == [expected, expected]
    assert sent(binding, Dish, Dish("soup")) == [{"dish": "soup"}]
    assert sent(binding, Row, {"dish": "soup"}) == [{"dish": "soup"}]
    assert sent(binding, Order | Dish, Dish("soup")) == [{"dish": "soup"}]


def sent(binding: Output, annotation: object, value: object) -> list[object]:
    """The objects that are sent for a value of an annotated output."""
    datum = binding.encoder(shape_of(annotation))(value)
    assert datum.kind == "json"
    found = json.loads(str(datum.value))
    return found if isinstance(found, list) else [found]


@pytest.mark.parametrize("binding", OUTPUT_BINDINGS, ids=name_of)
@pytest.mark.parametrize(
    ("annotation", "value", "words"),
    [
        (Order, Dish("soup"), "The annotation says Order, but a Dish was given"),
        (Order, {"dish": "soup"}, r"but a dict was given. Order.model_validate\(...\) makes one"),
        (Order, "soup", "but a str was given"),
        (list[Order], [Order(dish="a"), Dish("b")], "a list with a Dish as item 1"),
        (list[Order], Order(dish="a"), r"says list\[Order\], but an Order was given"),
        (Row, {"fish": 1}, "a dict without dish"),
        (Dish, Order(dish="a"), "says Dish"),
        (str, 5, "says str, but an int was given"),
        (dict[str, int], {"a": "b"}, "a dict with a str as 'a'"),
    ],
)
def test_wrong_values_out(binding: Output, annotation: object, value: object, words: str) -> None:
    """A value of another type than the annotation's is refused before anything is sent."""
    with pytest.raises(EncodeError, match=words):
        binding.encoder(shape_of(annotation))(value)


@pytest.mark.parametrize("binding", OUTPUT_BINDINGS, ids=name_of)
def test_nothing_out(binding: Output) -> None:
    """A handler that returns None where it is annotated to return a model or None sends nothing."""
    shape = shape_of(Order | None)
    assert shape == Shape(Order, None, optional=True)
    if binding.encode_return(None).kind == "none":
        assert binding.encoder(shape)(Order(dish="soup")).kind == "json"
