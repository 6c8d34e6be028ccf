"""Table bindings: codec, rules, and the codec of JSON objects that Cosmos DB shares."""

import dataclasses
import json

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import BaseModel, RootModel
from typing_extensions import TypedDict

import azfunc as func
from azfunc.bindings.datum import NOTHING, Datum
from azfunc.bindings.objects import is_object_type, objects_text
from azfunc.bindings.table import TableInput, TableOutput
from azfunc.bindings.values import Shape, UnsupportedShapeError
from azfunc.errors import DecodeError, EncodeError
from azfunc.signature import shape_of


class Dish(BaseModel):
    """A pydantic model of the tests."""

    RowKey: str
    Price: int = 0


@dataclasses.dataclass
class Plate:
    """A dataclass of the tests."""

    RowKey: str


class Typed(TypedDict):
    """A TypedDict of the tests."""

    RowKey: str


class Menu(RootModel[list[Dish]]):
    """A model of a list."""


ONE = Datum("json", '{"RowKey": "1"}')
MANY = Datum("json", '[{"RowKey": "1"}, {"RowKey": "2"}]')


def one_entity() -> TableInput:
    return TableInput(arg_name="t", connection="S", table_name="Dishes", partition_key="p", row_key="1")


def several(take: int | None = None) -> TableInput:
    return TableInput(arg_name="t", connection="S", table_name="Dishes", take=take)


def output() -> TableOutput:
    return TableOutput(arg_name="t", connection="S", table_name="Dishes")


@pytest.mark.parametrize("shape", [Shape(), Shape(str)])
def test_text(shape: Shape) -> None:
    """Without annotation, and as str, the JSON text arrives as it is; nothing is None."""
    decode = one_entity().decoder(shape)
    assert decode(ONE, {}) == '{"RowKey": "1"}'
    assert decode(Datum("string", "[]"), {}) == "[]"
    assert decode(NOTHING, {}) is None


@pytest.mark.parametrize(
    ("annotation", "expected"),
    [
        (dict, {"RowKey": "1"}),
        (dict[str, str], {"RowKey": "1"}),
        (Typed, {"RowKey": "1"}),
        (Plate, Plate("1")),
        (Dish, Dish(RowKey="1")),
        (list, [{"RowKey": "1"}]),
        (list[Dish], [Dish(RowKey="1")]),
        (Menu, None),
    ],
)
def test_one_entity(annotation: object, expected: object) -> None:
    """One entity becomes the annotated type, in a list where one is asked for."""
    decode = one_entity().decoder(shape_of(annotation))
    if expected is None:
        with pytest.raises(DecodeError, match="Menu"):
            decode(ONE, {})
    else:
        assert decode(ONE, {}) == expected


def test_several_entities() -> None:
    """A query's list becomes a list; a type of one entity is refused, unless one is taken at most."""
    assert several().decoder(shape_of(list[Plate]))(MANY, {}) == [Plate("1"), Plate("2")]
    assert several().decoder(shape_of(Menu))(MANY, {}) == Menu([Dish(RowKey="1"), Dish(RowKey="2")])
    with pytest.raises(UnsupportedShapeError, match=r"list\[Dish\]"):
        several().decoder(shape_of(Dish))
    decode = several(take=1).decoder(shape_of(Dish))
    assert decode(Datum("json", '[{"RowKey": "1"}]'), {}) == Dish(RowKey="1")
    assert decode(Datum("json", "[]"), {}) is None
    with pytest.raises(DecodeError, match="2 entities arrived where one is asked for"):
        decode(MANY, {})


def test_nothing_found() -> None:
    """Nothing is None, or an empty list where the annotation is a list that cannot be None."""
    for datum in (NOTHING, Datum("json", "null")):
        assert one_entity().decoder(shape_of(Dish | None))(datum, {}) is None
        assert one_entity().decoder(shape_of(list[Dish]))(datum, {}) == []
        assert one_entity().decoder(shape_of(list[Dish] | None))(datum, {}) is None


def test_foreign_payload() -> None:
    """The payload class of another service is refused."""
    with pytest.raises(UnsupportedShapeError, match="dict or a model"):
        one_entity().decoder(Shape(func.QueueMessage))


@pytest.mark.parametrize(
    ("annotation", "expected"),
    [
        (dict, True),
        (dict[str, int], True),
        (Typed, True),
        (Plate, True),
        (Dish, True),
        (Dish | Plate, True),
        (func.Document, True),
        (Menu, False),
        (list, False),
        (list[Dish], False),
        (int, False),
        (Dish | str, False),
        ("text", False),
    ],
)
def test_types_of_one_object(annotation: object, expected: bool) -> None:
    """Mappings, models and unions of them stand for one object."""
    assert is_object_type(annotation) is expected


@pytest.mark.parametrize(
    ("value", "text"),
    [
        ({"RowKey": "1"}, '{"RowKey": "1"}'),
        ([{"RowKey": "1"}, Plate("2")], '[{"RowKey": "1"}, {"RowKey": "2"}]'),
        (({"RowKey": key} for key in "1"), '[{"RowKey": "1"}]'),
        (Dish(RowKey="1"), '{"RowKey":"1","Price":0}'),
        (Menu([Dish(RowKey="1")]), '[{"RowKey":"1","Price":0}]'),
        (func.Document({"RowKey": "1"}), '{"RowKey": "1"}'),
        (' {"RowKey": "1"}\n', '{"RowKey": "1"}'),
        (b'[{"RowKey": "1"}]', '[{"RowKey": "1"}]'),
        (['{"RowKey": "1"}'], '[{"RowKey": "1"}]'),
        ([], "[]"),
    ],
)
def test_encode(value: object, text: str) -> None:
    """Dicts, models, lists of them and their JSON text are sent as JSON."""
    assert output().encode(value) == Datum("json", text)


@given(
    st.lists(
        st.dictionaries(
            st.text(max_size=5), st.none() | st.booleans() | st.integers() | st.text(max_size=9), max_size=3
        ),
        max_size=3,
    )
)
def test_objects_keep_their_values(values: list[dict[str, object]]) -> None:
    """What is sent reads back as what was given, as Python values and as their JSON text alike."""
    assert json.loads(objects_text(values, "entity")) == values
    assert json.loads(objects_text(json.dumps(values), "entity")) == values


@pytest.mark.parametrize("value", [5, "5", "[1]", [1], [None], [[{}]], ['[{"a": 1}]'], True, "null"])
def test_encode_refuses_what_is_no_object(value: object) -> None:
    """Anything but objects is refused before it is sent, with what may be given."""
    with pytest.raises(EncodeError, match="An entity is a JSON object, but a value of type"):
        output().encode(value)


def test_encode_refuses_bad_json() -> None:
    """Text that is no JSON is refused, and so are bytes that are no text."""
    for value in ("{", b"\xff"):
        with pytest.raises(EncodeError, match="not valid JSON"):
            output().encode(value)


def test_documents() -> None:
    """Every property is written by its name of function.json."""
    binding = TableInput(
        arg_name="t",
        connection="S",
        table_name="Dishes",
        partition_key="p",
        take=5,
        filter="Price gt 10",
        data_type="string",
    )
    assert binding.to_document() == {
        "type": "table",
        "direction": "in",
        "name": "t",
        "connection": "S",
        "tableName": "Dishes",
        "partitionKey": "p",
        "take": 5,
        "filter": "Price gt 10",
        "dataType": "string",
    }
    assert binding.target() == "Dishes"
    written = TableOutput(arg_name="t", connection="S", table_name="Dishes", row_key="r", partition_key="p")
    assert written.to_document() == {
        "type": "table",
        "direction": "out",
        "name": "t",
        "connection": "S",
        "tableName": "Dishes",
        "rowKey": "r",
        "partitionKey": "p",
    }


def test_rules() -> None:
    """Bad names, a row key without its partition, and queries beside a row key are faults."""

    def rules(**fields: object) -> list[str]:
        values: dict[str, object] = {"arg_name": "t", "connection": "S", "table_name": "Dishes", **fields}
        return [fault.rule for fault in TableInput(**values).faults()]

    assert rules() == []
    assert rules(partition_key="p", row_key="r") == []
    assert rules(table_name="{name}") == []
    assert rules(table_name="my-table") == ["bad-table-name"]
    assert rules(row_key="r") == ["row-key-without-partition-key"]
    assert rules(partition_key="p", row_key="r", take=1, filter="x") == ["query-beside-row-key"] * 2
    assert rules(take=True) == ["wrong-argument-type"]
    assert [
        fault.rule for fault in TableOutput(arg_name="t", connection="S", table_name="1", row_key="r").faults()
    ] == ["bad-table-name"]


def test_in_an_app() -> None:
    """Bindings by position, and a return value that the host takes without a $return binding."""
    app = func.FunctionApp()

    @app.timer_trigger(arg_name="timer", schedule="0 0 * * * *")
    @app.table_input("menu", "S", "Dishes")
    @app.table_output(connection="S", table_name="Orders")
    def order(timer: func.TimerRequest, menu: list[Dish], out: func.Out[Dish]) -> str:
        """Orders."""
        return "x"

    function = app.functions["order"]
    arguments = function.plan.decode({"timer": Datum("json", "{}"), "menu": MANY}, {})
    assert arguments["menu"] == [Dish(RowKey="1"), Dish(RowKey="2")]
    out = func.Out[object]()
    out.set(Dish(RowKey="7"))
    outcome = function.plan.encode("x", {"out": out})
    assert outcome.outputs == {"out": Datum("json", '{"RowKey":"7","Price":0}')}
    assert outcome.return_value == Datum("string", "x")
