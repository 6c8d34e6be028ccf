"""JSON of durable functions: envelopes of objects, plain values, and strict mode."""

import dataclasses
import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from azfunc import QueueMessage
from azfunc.bindings.durable_json import dump_durable, has_codec, load_durable, mentions_codec
from azfunc.errors import DecodeError, EncodeError

STRICT = "AZURE_FUNCTIONS_DURABLE_STRICT_TYPING"


class Dish:
    """A class that says itself how its objects are written and read."""

    def __init__(self, name: str, side: "Dish | None" = None) -> None:
        self.name = name
        self.side = side

    @staticmethod
    def to_json(dish: "Dish") -> object:
        return {"name": dish.name, "side": dish.side}

    @staticmethod
    def from_json(data: "dict[str, object]") -> "Dish":
        side = data["side"]
        return Dish(str(data["name"]), side if isinstance(side, Dish) else None)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Dish) and (self.name, self.side) == (other.name, other.side)

    __hash__ = None  # type: ignore[assignment]  # compared alone


class Burnt(Dish):
    """A class whose objects cannot be read."""

    @staticmethod
    def from_json(data: "dict[str, object]") -> Dish:
        raise KeyError(*data)


class WriteOnly:
    """A class that is written, but not read."""

    def to_json(self) -> str:
        return "{}"


@dataclasses.dataclass
class Table:
    """A plain dataclass."""

    number: int


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
)


def envelope(kind: str = "Dish", module: str = __name__) -> str:
    """An object as it travels."""
    return json.dumps({"__class__": kind, "__module__": module, "__data__": {"name": "soup", "side": None}})


@given(JSON)
def test_plain_values_survive(value: object) -> None:
    """What JSON can hold comes back as it went."""
    assert load_durable(dump_durable(value)) == value


@given(st.lists(st.builds(Dish, st.text(), st.none() | st.builds(Dish, st.text()))))
def test_objects_survive(dishes: list[Dish]) -> None:
    """Objects come back at any depth, inside others too."""
    assert load_durable(dump_durable({"dishes": dishes})) == {"dishes": dishes}


def test_envelope_is_that_of_azure_functions_durable() -> None:
    """The envelope has the names that the durable package writes and reads."""
    assert json.loads(dump_durable(Dish("soup"))) == json.loads(envelope())


def test_values_of_other_kinds_are_plain_json() -> None:
    """Dataclasses and payloads, which no ``from_json`` would read again, are written as what they hold."""
    assert json.loads(dump_durable([Table(4)])) == [{"number": 4}]
    assert json.loads(dump_durable(QueueMessage(body="x")))["body"] == "x"


@pytest.mark.parametrize("value", [object(), {"a": WriteOnly()}, float("nan"), [b"\xff"]])
def test_values_without_json_form(value: object) -> None:
    """A value that could not be read again is refused where it is written."""
    with pytest.raises(EncodeError):
        dump_durable(value)


def test_text_that_is_no_json() -> None:
    """The caller decides what such text means."""
    with pytest.raises(json.JSONDecodeError):
        load_durable("nope")


@pytest.mark.parametrize(
    ("text", "told"),
    [
        (envelope(module="no.such"), "no module 'no.such' has been imported"),
        (envelope(kind="Nothing"), "no such class"),
        (envelope(kind="Table"), "no such class with to_json and from_json"),
        (envelope(kind="Burnt"), "from_json raised KeyError"),
        ('{"__class__": 1, "__module__": [], "__data__": null}', "has been imported"),
        (json.dumps({"__class__": 1, "__module__": __name__, "__data__": None}), "no such class"),
    ],
)
def test_envelopes_that_cannot_be_opened(text: str, told: str) -> None:
    """Each names the class and why no object can be made."""
    with pytest.raises(DecodeError, match=told):
        load_durable(text)


@pytest.mark.parametrize("flag", ["1", "true", " YES "])
def test_strict_mode(monkeypatch: pytest.MonkeyPatch, flag: str) -> None:
    """In strict mode no message chooses a class: one that is annotated is made, others are refused."""
    monkeypatch.setenv(STRICT, flag)
    assert load_durable(envelope(), Dish) == Dish("soup")
    assert load_durable('{"a": 1}', Dish) == {"a": 1}
    for expected in (None, Burnt, Table, dict):
        with pytest.raises(DecodeError, match=STRICT):
            load_durable(envelope(), expected)


def test_types_with_a_codec() -> None:
    """A class with both methods has a codec, also inside a list or a union."""
    assert has_codec(Dish)
    assert not any(map(has_codec, (WriteOnly, Table, dict, None, "Dish", list[Dish])))
    assert mentions_codec(list[Dish | None])
    assert not mentions_codec(list[Table])
