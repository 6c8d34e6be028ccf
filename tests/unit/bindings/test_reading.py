"""Bindings from function.json: typed where a class stands for the type, and nothing lost."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from azfunc.bindings.binding import Binding
from azfunc.bindings.cosmosdb import CosmosDBTrigger
from azfunc.bindings.cosmosdb_v3 import CosmosDBTriggerV3
from azfunc.bindings.datum import JsonValue
from azfunc.bindings.enums import AuthLevel, DataType, Direction, HttpMethod
from azfunc.bindings.eventhub import EventHubTrigger
from azfunc.bindings.generic import GenericInput, GenericOutput, GenericTrigger
from azfunc.bindings.http import HttpTrigger
from azfunc.bindings.kafka import KafkaOutput
from azfunc.bindings.kinds import Input, Output, Trigger
from azfunc.bindings.known import classes_of, known_types
from azfunc.bindings.properties import properties_of
from azfunc.bindings.queue import QueueTrigger
from azfunc.bindings.reading import binding_from_document, completed
from azfunc.bindings.record import fields_of
from azfunc.bindings.servicebus import ServiceBusQueueTrigger, ServiceBusTopicTrigger
from azfunc.errors import AzfuncError, DocumentError

SCALARS = st.none() | st.booleans() | st.integers(-(2**60), 2**60) | st.floats(allow_nan=False) | st.text(max_size=8)
VALUES: st.SearchStrategy[Any] = st.recursive(
    SCALARS, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3)
)
NAMES = st.from_regex(r"[a-z][A-Za-z0-9]{0,8}", fullmatch=True)
DIRECTIONS = {Trigger: "in", Input: "in", Output: "out"}
RETIRED = ("manualTrigger", "documentDB", "mobileTable", "notificationHub", "token", "orchestrationClient", "weird")
CLASSES = [found for kind, type_text in known_types() for found in classes_of(kind, type_text)]


def fitting(kind: type[Binding], field: str) -> st.SearchStrategy[Any]:
    """Values for a property as a user would write them."""
    prop = next(prop for prop in properties_of(kind) if prop.field == field)
    if prop.enum is not None:
        return st.sampled_from([member.text for member in prop.enum])
    texts = st.text(min_size=1, max_size=10)
    made = {str: texts, bool: st.booleans(), int: st.integers(0, 1000)}
    return st.one_of([made[known] for known in prop.types if known in made] or [VALUES])


@st.composite
def documents(draw: st.DrawFn, kinds: list[type[Binding]] = CLASSES) -> dict[str, Any]:
    """An entry of some known type: its own properties with right and wrong values, and others."""
    kind = draw(st.sampled_from(kinds))
    document: dict[str, Any] = {"type": kind.type, "direction": kind.direction.text, "name": draw(NAMES)}
    for prop in properties_of(kind):
        if draw(st.booleans()):
            document[prop.json] = draw(fitting(kind, prop.field) if draw(st.integers(0, 4)) else VALUES)
    for key, value in draw(st.dictionaries(NAMES, VALUES, max_size=3)).items():
        document.setdefault(key, value)
    if document.get("promptArguments") == []:
        del document["promptArguments"]  # which says the same
    return document


@st.composite
def unknown_documents(draw: st.DrawFn) -> dict[str, Any]:
    """An entry of a type that nobody has declared."""
    document = draw(st.dictionaries(st.text(max_size=8), VALUES, max_size=5))
    kept = {key: value for key, value in document.items() if key.lower() not in ("type", "direction", "name")}
    head = {"type": draw(st.sampled_from(RETIRED)), "direction": draw(st.sampled_from(["in", "out", "inout"]))}
    return {**kept, **head, "name": draw(NAMES)}


def plain(value: object) -> object:
    """A value for comparing documents: texts in lower case where case says nothing, and True told from 1."""
    if isinstance(value, dict):
        return {key: plain(item) for key, item in value.items()}
    if isinstance(value, list):
        return [plain(item) for item in value]
    return (type(value).__name__, value.lower() if isinstance(value, str) else value)


def spelt_as_usual(document: dict[str, Any]) -> dict[str, Any]:
    """A document with the names of properties as the class of its type has them."""
    kind = {"out": Output}.get(document["direction"], Trigger if document["type"].endswith("rigger") else Input)
    usual = {
        prop.json.lower(): prop.json for known in classes_of(kind, document["type"]) for prop in properties_of(known)
    }
    found: dict[str, Any] = {}
    for key, value in document.items():
        name = usual.get(key.lower(), key)
        found[key if name in document or name in found else name] = value
    return found


@given(documents() | unknown_documents())
def test_read_emit_read(document: dict[str, Any]) -> None:
    """What is read gives the document back, and reading that gives the same binding."""
    binding = binding_from_document(document)
    emitted = binding.to_document()
    assert plain(emitted) == plain(spelt_as_usual(document))
    assert binding_from_document(emitted) == binding


@given(documents())
def test_completed_means_the_same(document: dict[str, Any]) -> None:
    """With the defaults of its class a binding still says what the document says, and checking it breaks nothing."""
    binding = completed(binding_from_document(document))
    emitted = binding.to_document()
    for key, value in spelt_as_usual(document).items():
        assert plain(emitted[key]) == plain(value)
    list(binding.faults())
    assert isinstance(binding.target(), object)
    list(binding.settings())


@given(VALUES | st.dictionaries(st.sampled_from(["type", "direction", "name", "Type", "x"]), VALUES))
def test_any_value(value: JsonValue) -> None:
    """Any JSON value is a binding or is refused by azfunc's own error."""
    try:
        assert isinstance(binding_from_document(value), Binding)
    except AzfuncError as error:
        assert str(error).startswith("function.json: $")


@pytest.mark.parametrize("kind", CLASSES)
def test_every_class_is_read(kind: type[Binding]) -> None:
    """A document with what a class requires becomes that class, with no more in it than was there."""
    document: dict[str, Any] = {"type": kind.type, "direction": kind.direction.text, "name": "x"}
    required = {field.name for field in fields_of(kind) if field.is_required}
    for prop in properties_of(kind):
        if prop.field in required:
            member = next(iter(prop.enum)).text if prop.enum else None
            document[prop.json] = member or (1 if prop.types == (int,) else True if prop.types == (bool,) else "text")
    binding = binding_from_document(document)
    assert type(binding) is kind
    assert (binding.to_document(), binding.extra) == (document, {})


def test_typed_fields() -> None:
    """Properties are fields: enums as members, lists as tuples, names and texts in any case."""
    binding = binding_from_document(
        {
            "Type": "HTTPTRIGGER",
            "Direction": "IN",
            "NAME": "req",
            "AUTHLEVEL": "Anonymous",
            "Methods": ["GET", "post", "brew"],
            "dataType": "BINARY",
        }
    )
    assert binding == HttpTrigger(
        arg_name="req",
        methods=(HttpMethod.GET, HttpMethod.POST, "brew"),
        auth_level=AuthLevel.ANONYMOUS,
        data_type=DataType.BINARY,
    )


@pytest.mark.parametrize(
    ("given_value", "kept"),
    [("%BATCH%", "%BATCH%"), (None, None), (["x", None], ["x", None]), ({"a": {"B": None}}, {"a": {"B": None}})],
)
def test_values_that_do_not_fit(given_value: Any, kept: Any) -> None:
    """What a field cannot take is kept as it is, and is no fault: hosts resolve settings and convert texts."""
    document = {"type": "eventHubTrigger", "name": "e", "eventHubName": "hub", "connection": "C", "cardinality": kept}
    binding = binding_from_document({**document, "cardinality": given_value})
    assert isinstance(binding, EventHubTrigger)
    assert (binding.cardinality, binding.extra) == (None, {"cardinality": kept})
    assert binding.to_document()["cardinality"] == kept
    assert list(completed(binding).faults()) == []


def test_numbers_as_names() -> None:
    """Hosts read a number as text where a name is required; it is given back as the number that it was."""
    binding = binding_from_document({"type": "queueTrigger", "name": "m", "queueName": 100, "connection": "C"})
    assert isinstance(binding, QueueTrigger)
    assert binding.target() == "100"
    assert binding.to_document()["queueName"] == 100


def test_two_spellings_of_one_name() -> None:
    """Of two spellings the usual one counts; the other is kept."""
    document = {"type": "queueTrigger", "name": "m", "QueueName": "one", "queueName": "two", "connection": "C"}
    binding = binding_from_document(document)
    assert (binding.target(), binding.extra) == ("two", {"QueueName": "one"})


def test_class_by_properties() -> None:
    """Where a type has several classes, the properties tell which is meant."""

    def kind(**properties: str) -> type[Binding]:
        return type(binding_from_document({"name": "x", **properties}))

    assert kind(type="cosmosDBTrigger", databaseName="d", containerName="c") is CosmosDBTrigger
    assert kind(type="cosmosDBTrigger", databaseName="d", collectionName="c") is CosmosDBTriggerV3
    assert kind(type="serviceBusTrigger", queueName="q") is ServiceBusQueueTrigger
    assert kind(type="serviceBusTrigger", topicName="t", subscriptionName="s") is ServiceBusTopicTrigger


def test_missing_properties() -> None:
    """A setting need not be named, since extensions have a default; what else is missing is a fault."""
    queue = completed(binding_from_document({"type": "queueTrigger", "name": "m", "queueName": "orders"}))
    assert list(queue.faults()) == []
    nothing = completed(binding_from_document({"type": "queueTrigger", "name": "m"}))
    assert [fault.rule for fault in nothing.faults()] == ["missing-argument"]
    assert nothing.to_document() == {"type": "queueTrigger", "direction": "in", "name": "m", "connection": ""}


def test_defaults_are_not_invented() -> None:
    """Defaults of a decorator are not written for a document without them, but are there for the codec."""
    document = {"type": "kafka", "direction": "out", "name": "k", "topic": "t", "brokerList": "b"}
    binding = binding_from_document(document)
    assert isinstance(binding, KafkaOutput)
    assert binding.to_document() == document
    assert completed(binding) == KafkaOutput(arg_name="k", topic="t", broker_list="b")
    assert list(completed(binding).faults()) == []


def test_generic() -> None:
    """Types that nobody declared, and the direction inout, are generic with every property as it was."""
    document = {"type": "manualTrigger", "direction": "in", "name": "m", "Some_key": None, "dataType": "string"}
    assert binding_from_document(document) == GenericTrigger(
        arg_name="m", type="manualTrigger", data_type="string"
    ).with_extra({"Some_key": None})
    assert isinstance(binding_from_document({"type": "token", "name": "t"}), GenericInput)
    assert isinstance(binding_from_document({"type": "documentDB", "direction": "Out", "name": "t"}), GenericOutput)
    both = binding_from_document({"type": "queue", "direction": "InOut", "name": "t", "queueName": "q"})
    assert both.direction is Direction.INOUT
    assert both.to_document() == {"type": "queue", "direction": "inout", "name": "t", "queueName": "q"}


@pytest.mark.parametrize(
    ("value", "told"),
    [
        (5, "f: $.bindings[1]: expected an object, {...}, found 5."),
        ([], "f: $.bindings[1]: expected an object, {...}, found a list."),
        ({}, "f: $.bindings[1].type: expected the binding's type in quotes, found nothing."),
        ({"type": None}, "f: $.bindings[1].type: expected the binding's type in quotes, found null."),
        ({"type": " "}, "f: $.bindings[1].type: expected the binding's type in quotes, found ' '."),
        (
            {"type": "x", "direction": "up"},
            "f: $.bindings[1].direction: expected 'in', 'out' or 'inout', found 'up'.",
        ),
        (
            {"type": "x", "direction": {}},
            "f: $.bindings[1].direction: expected 'in', 'out' or 'inout', found an object.",
        ),
        ({"type": "x"}, "f: $.bindings[1].name: expected the name of a parameter in quotes, found nothing."),
        ({"type": "x", "name": 5}, "f: $.bindings[1].name: expected the name of a parameter in quotes, found 5."),
    ],
)
def test_refused(value: Any, told: str) -> None:
    """What is no binding is refused with file, JSON path, what was expected and found."""
    with pytest.raises(DocumentError) as caught:
        binding_from_document(value, source="f", path="$.bindings[1]")
    assert str(caught.value) == told


def test_deep_values() -> None:
    """A value that is nested too deeply is refused, wherever it stands."""
    deep: Any = "x"
    for _ in range(100_000):
        deep = [deep]
    for document in ({"type": "x", "name": "n", "v": deep}, {"type": "httpTrigger", "name": "n", "methods": deep}):
        with pytest.raises(DocumentError, match="nested too deeply"):
            binding_from_document(document).to_document()
    while isinstance(deep, list):  # or freeing it would recurse
        deep = deep.pop()
