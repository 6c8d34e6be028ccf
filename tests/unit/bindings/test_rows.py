"""SQL and MySQL: rows, the codecs of triggers, inputs and outputs, the properties and rules of both services."""

import datetime
import decimal
import json
from dataclasses import dataclass
from typing import Any, TypedDict

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import BaseModel

from azfunc import Document, MySqlRow, MySqlRowList, SqlRow, SqlRowList
from azfunc.bindings.datum import NOTHING, Datum
from azfunc.bindings.mysql import MySqlInput, MySqlOutput, MySqlTrigger
from azfunc.bindings.rows import CommandType
from azfunc.bindings.sql import SqlInput, SqlOutput, SqlTrigger
from azfunc.bindings.values import UNANNOTATED, Shape, UnsupportedShapeError
from azfunc.errors import DecodeError, EncodeError

WATCH: dict[str, Any] = {"table_name": "dbo.Orders", "connection_string_setting": "SqlConnection"}
QUERY: dict[str, Any] = {"command_text": "SELECT * FROM dbo.Orders", "connection_string_setting": "SqlConnection"}
TRIGGERS = (SqlTrigger, MySqlTrigger)
INPUTS = (SqlInput, MySqlInput)
OUTPUTS = (SqlOutput, MySqlOutput)
ROWS = ((SqlRow, SqlRowList), (MySqlRow, MySqlRowList))
CHANGES = '[{"Operation": 0, "Item": {"id": 1}}, {"Operation": 2, "Item": {"id": 2}}]'
VALUES = st.none() | st.booleans() | st.integers() | st.text()


class Order(BaseModel):
    """A row as a model."""

    id: int


class Change(TypedDict):
    """A change as a TypedDict."""

    Operation: int
    Item: Order


@dataclass
class Dish:
    """A row as a dataclass."""

    name: str


@given(st.dictionaries(st.text(), VALUES, max_size=4))
def test_rows_keep_their_values(columns: dict[str, Any]) -> None:
    """A row made of a dict or of JSON text is that mapping, and gives it back."""
    for kind, _ in ROWS:
        row = kind.from_dict(columns)
        assert row == columns
        assert row.to_dict() == columns
        assert kind.from_json(row.to_json()) == row


def test_rows_of_other_values() -> None:
    """Moments, decimals and bytes stay what they are in the row, and have a JSON form."""
    row = SqlRow({"at": datetime.datetime(2024, 1, 1), "price": decimal.Decimal("1.50"), "name": b"x"})
    assert row["price"] == decimal.Decimal("1.50")
    assert row.to_dict() == {"at": "2024-01-01T00:00:00", "price": "1.50", "name": "x"}
    assert json.loads(row.to_json()) == row.to_dict()
    with pytest.raises(EncodeError, match="cannot be written as JSON"):
        SqlRow({"a": object()}).to_dict()
    with pytest.raises(EncodeError):
        MySqlRow({"a": b"\xff"}).to_json()


@pytest.mark.parametrize(("kind", "several"), ROWS)
def test_lists_of_rows(kind: Any, several: Any) -> None:
    """A list of rows is a list; rows, dicts and null are written as they are."""
    rows = several([kind({"a": 1}), {"b": 2}, None])
    assert rows[0]["a"] == 1
    assert rows.to_dict() == [{"a": 1}, {"b": 2}, None]
    assert rows.to_json() == '[{"a": 1}, {"b": 2}, null]'
    assert isinstance(rows[1:], several)
    assert repr(kind({"secret": 1})).startswith(f"<azfunc.{kind.__name__} at")


def test_rows_are_no_documents() -> None:
    """The classes share code, and nothing that a user could mistake."""
    assert not isinstance(SqlRow(), Document | MySqlRow)
    with pytest.raises(DecodeError, match=r"A row is a JSON object.*SqlRow\.from_json"):
        SqlRow.from_json("[1]")


@pytest.mark.parametrize("make", INPUTS)
def test_input_without_annotation(make: Any) -> None:
    """An input gives its rows, whatever kind they travel in; one object is a list of one, and nothing is None."""
    decode = make(**QUERY).decoder(Shape(UNANNOTATED))
    for datum in (Datum("string", '[{"a": 1}, null]'), Datum("json", '[{"a": 1}, null]'), Datum("bytes", b'[{"a":1}]')):
        assert decode(datum, {}).to_dict()[0] == {"a": 1}
    assert decode(Datum("json", '{"a": 1}'), {}) == [{"a": 1}]
    assert decode(Datum("json", "[]"), {}) == []
    assert decode(NOTHING, {}) is None
    with pytest.raises(DecodeError, match="A row is a JSON object"):
        decode(Datum("json", "[5]"), {})
    with pytest.raises(DecodeError, match="valid JSON"):
        decode(Datum("string", "abc"), {})


@pytest.mark.parametrize(
    ("annotation", "item", "found", "nothing"),
    [
        (SqlRowList, None, [{"id": 1}], []),
        (SqlRow, None, {"id": 1}, None),
        (list[SqlRow], SqlRow, [{"id": 1}], []),
        (list[Order], Order, [Order(id=1)], []),
        (Order, None, Order(id=1), None),
        (dict, None, {"id": 1}, None),
        (str, None, '[{"id": 1}]', "[]"),
    ],
)
def test_input_by_annotation(annotation: object, item: object, found: object, nothing: object) -> None:
    """An input gives what the annotation says: one row, several, or the text."""
    decode = SqlInput(**QUERY).decoder(Shape(annotation, item))
    assert decode(Datum("json", '[{"id": 1}]'), {}) == found
    assert decode(Datum("json", "[]"), {}) == nothing


def test_input_of_several_rows_for_one() -> None:
    """Two rows where one is asked for are an error that says what to do."""
    with pytest.raises(DecodeError, match="2 rows arrived where one is asked for"):
        SqlInput(**QUERY).decoder(Shape(SqlRow))(Datum("json", '[{"id": 1}, {"id": 2}]'), {})


@pytest.mark.parametrize(("make", "several"), [(SqlTrigger, SqlRowList), (MySqlTrigger, MySqlRowList)])
def test_trigger_by_annotation(make: Any, several: Any) -> None:
    """Changes become rows with ``Operation`` and ``Item``, TypedDicts, dicts, or text."""
    changes, trigger = Datum("string", CHANGES), make(**WATCH)
    rows = trigger.decoder(Shape(several))(changes, {})
    assert (type(rows), rows.to_dict()) == (several, json.loads(CHANGES))
    typed = trigger.decoder(Shape(list[Change], Change))(changes, {})
    assert [(change["Operation"], change["Item"].id) for change in typed] == [(0, 1), (2, 2)]
    assert trigger.decoder(Shape(list[dict[str, Any]], dict[str, Any]))(changes, {}) == json.loads(CHANGES)
    assert trigger.decoder(Shape(str))(changes, {}) == CHANGES


def test_trigger_without_annotation() -> None:
    """SQL's changes are text, as azure.functions has no converter for them; MySQL's are rows."""
    changes = Datum("string", CHANGES)
    assert SqlTrigger(**WATCH).decoder(Shape(UNANNOTATED))(changes, {}) == CHANGES
    assert MySqlTrigger(**WATCH).decoder(Shape(UNANNOTATED))(changes, {}) == json.loads(CHANGES)
    assert (SqlTrigger.implicit_return, MySqlTrigger.implicit_return) == (True, False)


@pytest.mark.parametrize("annotation", [SqlRow, dict, Order, Dish])
def test_trigger_of_one(annotation: object) -> None:
    """A batch of changes cannot be one object."""
    with pytest.raises(UnsupportedShapeError, match="since a call brings several rows"):
        SqlTrigger(**WATCH).decoder(Shape(annotation))


def test_payloads_of_other_services() -> None:
    """Rows of MySQL are none of SQL, in either direction."""
    with pytest.raises(UnsupportedShapeError, match="SqlRowList or SqlRow"):
        SqlInput(**QUERY).decoder(Shape(MySqlRowList))
    with pytest.raises(UnsupportedShapeError, match="SqlRow, SqlRowList"):
        SqlOutput(**QUERY).encoder(Shape(MySqlRow))


@pytest.mark.parametrize("make", OUTPUTS)
@pytest.mark.parametrize(
    ("value", "text"),
    [
        ({"a": 1}, '[{"a": 1}]'),
        (SqlRow({"a": 1}), '[{"a": 1}]'),
        (SqlRowList([SqlRow({"a": 1}), SqlRow()]), '[{"a": 1}, {}]'),
        ([Order(id=1), Dish("pie")], '[{"id":1}, {"name": "pie"}]'),
        ('{"a": 1}', '[{"a": 1}]'),
        (SqlRow({"at": datetime.date(2024, 1, 1)}), '[{"at": "2024-01-01"}]'),
        ([], "[]"),
    ],
)
def test_output(make: Any, value: object, text: str) -> None:
    """Rows, dicts, models, lists of them and JSON text are sent as one JSON list, moments included."""
    assert make(**QUERY).encode(value) == Datum("json", text)


@pytest.mark.parametrize("value", [5, "5", "text", [5], [None], b"\xff"])
def test_output_refuses_what_is_no_row(value: object) -> None:
    """Anything else is refused before it is sent."""
    with pytest.raises(EncodeError, match="row"):
        SqlOutput(**QUERY).encode(value)


def test_documents() -> None:
    """Every property is written by its name of function.json; a command is a query if nothing else is said."""
    watch = {"tableName": "dbo.Orders", "connectionStringSetting": "SqlConnection"}
    head = {"direction": "in", "name": "x"}
    for make, kind in zip(TRIGGERS, ("sqlTrigger", "mysqlTrigger"), strict=True):
        trigger = make(**WATCH, arg_name="x", leases_table_name="L", data_type="string")
        assert trigger.to_document() == {
            "type": kind,
            **head,
            **watch,
            "leasesTableName": "L",
            "dataType": "string",
        }
    query = {"commandText": QUERY["command_text"], "connectionStringSetting": "SqlConnection"}
    for make, kind in zip(INPUTS, ("sql", "mysql"), strict=True):
        assert make(**QUERY, arg_name="x").to_document() == {"type": kind, **head, **query, "commandType": "Text"}
        procedure = make(**QUERY, arg_name="x", command_type=CommandType.STORED_PROCEDURE, parameters="@a=1")
        assert procedure.to_document()["commandType"] == "StoredProcedure"
        assert "commandType" not in make(**QUERY, command_type=None).to_document()
    for make, kind in zip(OUTPUTS, ("sql", "mysql"), strict=True):
        assert make(**QUERY, arg_name="x").to_document() == {"type": kind, "direction": "out", "name": "x", **query}


def test_settings_and_targets() -> None:
    """The connection string is one app setting; what a binding is connected to is its table or its command."""
    for make, arguments, target in ((SqlTrigger, WATCH, "dbo.Orders"), (MySqlInput, QUERY, QUERY["command_text"])):
        binding = make(**arguments)
        assert [(setting.name, setting.is_connection) for setting in binding.settings()] == [("SqlConnection", False)]
        assert binding.target() == target


@pytest.mark.parametrize("text", ["@a=1", "@a={id},@b=null", "@a=,", ",,@a=1, @b=2,", "%PARAMETERS%", "@a=%A%", ""])
def test_good_parameters(text: str) -> None:
    """Pairs as the extensions read them: empty values, surplus commas, settings and tokens."""
    for make in INPUTS:
        assert list(make(**QUERY, parameters=text).faults()) == []


@pytest.mark.parametrize("text", ["a=1", "@a", "@a=1=2", "@a=1,2", "@a=1,b=2"])
def test_bad_parameters(text: str) -> None:
    """Anything else fails in the host at every call, so it is a fault."""
    for make in INPUTS:
        assert [fault.rule for fault in make(**QUERY, parameters=text).faults()] == ["bad-sql-parameters"]


def test_bad_command_type() -> None:
    """The extensions know two types of commands."""
    assert [fault.rule for fault in SqlInput(**QUERY, command_type="View").faults()] == ["unknown-enum-text"]
