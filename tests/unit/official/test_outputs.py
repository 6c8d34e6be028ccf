"""What Microsoft's converters are given where they need more than a value; tests/contract has the workers."""

import sys
from collections import UserDict, UserList
from types import ModuleType
from typing import Generic, TypeVar

import pytest

from azfunc.bindings.datum import NOTHING, Datum
from azfunc.errors import EncodeError
from azfunc.official.outputs import annotations_of, to_official, to_official_return

T = TypeVar("T")


class Out(Generic[T]):
    """Stands for their output parameter."""


class SqlRow(UserDict[str, object]):
    """Stands for their row."""


class SqlRowList(UserList[SqlRow]):
    """Stands for their rows."""


@pytest.fixture
def azure_functions(monkeypatch: pytest.MonkeyPatch) -> ModuleType:
    """A package with the names that are used of theirs, which needs a newer Python than azfunc."""
    module = ModuleType("azure.functions")
    vars(module).update(Out=Out, SqlRow=SqlRow, SqlRowList=SqlRowList)
    monkeypatch.setitem(sys.modules, "azure.functions", module)
    return module


def test_kafka_outputs_are_annotated(azure_functions: ModuleType) -> None:
    """Their Kafka converter sends nothing, so parameters go past it as text; others need no annotation."""
    outputs = {"events": "kafka", "$return": "kafka", "queue": "queue"}
    assert annotations_of(outputs) == {"events": Out[str]}
    assert annotations_of({"queue": "queue"}) == {}


def test_entries_outside_of_workers(monkeypatch: pytest.MonkeyPatch) -> None:
    """Where azure.functions is not installed nothing is annotated, and nothing fails."""
    monkeypatch.setitem(sys.modules, "azure.functions", None)
    assert annotations_of({"events": "kafka"}) == {}


def test_rows_become_their_rows(azure_functions: ModuleType) -> None:
    """Their converter takes objects of their own classes alone, one or several."""
    for text in ('[{"a": 1}]', '{"a": 1}'):
        rows = to_official("sql", Datum("json", text))
        assert isinstance(rows, SqlRowList)
        assert rows == [{"a": 1}]
        assert isinstance(rows[0], SqlRow)
    assert to_official("sql", NOTHING) is None


@pytest.mark.parametrize(
    ("binding_type", "datum", "given"),
    [
        ("activityTrigger", Datum("json", '"5"'), "5"),
        ("activityTrigger", Datum("json", "null"), None),
        ("activityTrigger", Datum("json", "[1]"), [1]),
        ("orchestrationTrigger", Datum("json", '{"a": 1}'), '{"a": 1}'),
        ("mcpToolTrigger", Datum("string", "text"), "text"),
        ("rabbitMQTrigger", Datum("json", '{"a": 1}'), {"a": 1}),
        ("kafka", NOTHING, None),
    ],
)
def test_return_values(binding_type: str, datum: Datum, given: object) -> None:
    """Each converter gets what it turns into the same data."""
    assert to_official_return(binding_type, datum) == given


def test_return_value_for_kafka() -> None:
    """No way leads past their converter for a return value, so the error says what to do instead."""
    with pytest.raises(EncodeError, match="Bind an output parameter instead"):
        to_official_return("kafka", Datum("string", "lost"))


def test_nothing_returned(azure_functions: ModuleType) -> None:
    """Of an empty list hosts send nothing; a blob cannot be left out, and the error says what to do."""
    for binding_type in ("queue", "serviceBus", "eventGrid"):
        assert to_official_return(binding_type, NOTHING) == "[]"
    assert to_official_return("sql", NOTHING) == SqlRowList()
    for binding_type in ("kafka", "eventHub", "table", "activityTrigger"):
        assert to_official_return(binding_type, NOTHING) is None
    with pytest.raises(EncodeError, match="Bind an output parameter instead"):
        to_official_return("blob", NOTHING)
