"""Cosmos DB bindings: documents, codec, rules."""

import dataclasses
import datetime
import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import BaseModel, RootModel

import azfunc as func
from azfunc.bindings.binding import SettingName
from azfunc.bindings.cosmosdb import CosmosDBInput, CosmosDBOutput, CosmosDBTrigger
from azfunc.bindings.cosmosdb_v3 import CosmosDBInputV3, CosmosDBOutputV3, CosmosDBTriggerV3
from azfunc.bindings.datum import NOTHING, Datum
from azfunc.bindings.documents import Document, DocumentList
from azfunc.bindings.record import fields_of
from azfunc.bindings.values import Shape, UnsupportedShapeError
from azfunc.errors import DecodeError, EncodeError
from azfunc.signature import shape_of

PLACE = {"connection": "C", "database_name": "Restaurant", "container_name": "Orders"}
PLACE_V3 = {"connection_string_setting": "C", "database_name": "Restaurant", "collection_name": "Orders"}
ONE = Datum("json", '{"id": "1"}')
MANY = Datum("string", '[{"id": "1"},{"id": "2"}]')

JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=8,
)
OBJECTS = st.dictionaries(st.text(max_size=5), JSON, max_size=4)


class Order(BaseModel):
    """A pydantic model of the tests."""

    id: str


class Orders(RootModel[list[Order]]):
    """A model of a list."""


@dataclasses.dataclass
class Plate:
    """A dataclass of the tests."""

    id: str


def cosmos_input(**fields: Any) -> CosmosDBInput:
    return CosmosDBInput(arg_name="d", **PLACE, **fields)


def trigger(**fields: Any) -> CosmosDBTrigger:
    return CosmosDBTrigger(**{"arg_name": "d", **PLACE, **fields})


def output() -> CosmosDBOutput:
    return CosmosDBOutput(arg_name="d", **PLACE)


@given(OBJECTS)
def test_documents_keep_their_values(value: dict[str, Any]) -> None:
    """A document made of a dict or of JSON text is that mapping, and gives it back."""
    document = Document.from_dict(value)
    assert document == value
    assert document.to_dict() == value
    assert json.loads(document.to_json()) == value
    assert Document.from_json(document.to_json()) == document


def test_document_is_a_mapping() -> None:
    """It is read and changed like a dict, and its text tells of no content."""
    document = Document({"id": "1"}, total=2)
    document["open"] = True
    assert document.pop("total") == 2
    assert (document.get("none"), "open" in document, list(document)) == (None, True, ["id", "open"])
    assert repr(document).startswith("<azfunc.Document")
    assert Document({"at": datetime.datetime(2024, 1, 1, tzinfo=datetime.UTC)}).to_json() == (
        '{"at": "2024-01-01T00:00:00Z"}'
    )


@pytest.mark.parametrize("text", ["[1]", "5", "null", "{"])
def test_document_of_bad_json(text: str) -> None:
    """JSON that is no object is a ValueError of ours."""
    with pytest.raises(DecodeError):
        Document.from_json(text)


def test_document_list() -> None:
    """It is a list; documents, dicts, empty ones and null are written as they are."""
    documents = DocumentList([Document({"a": 1}), {"b": 2}, Document(), None])
    assert documents[0]["a"] == 1
    assert documents.to_dict() == [{"a": 1}, {"b": 2}, {}, None]
    assert documents.to_json() == '[{"a": 1}, {"b": 2}, {}, null]'
    assert not DocumentList()
    assert isinstance(documents[1:], DocumentList)


@given(st.lists(OBJECTS, max_size=3), st.sampled_from(["json", "string", "bytes"]))
def test_decode_list(values: list[dict[str, Any]], kind: Any) -> None:
    """A JSON list becomes as many documents, in whatever kind it travels."""
    text = json.dumps(values)
    documents = trigger().decode(Datum(kind, text.encode() if kind == "bytes" else text), {})
    assert isinstance(documents, DocumentList)
    assert all(isinstance(document, Document) for document in documents)
    assert documents.to_dict() == values


def test_decode_other_shapes() -> None:
    """One object is a list of one, null among documents stays, nothing is None, and single values are refused."""
    for binding in (cosmos_input(), trigger(), CosmosDBTriggerV3(**PLACE_V3), CosmosDBInputV3(**PLACE_V3)):
        assert binding.decode(ONE, {}) == [{"id": "1"}]
        assert binding.decode(Datum("json", '[{"a": 1}, null]'), {}) == [{"a": 1}, None]
        assert binding.decode(NOTHING, {}) is None
        assert binding.decode(Datum("json", "null"), {}) is None
        with pytest.raises(DecodeError, match=r"list\[str\]"):
            binding.decode(Datum("json", '["a"]'), {})
        with pytest.raises(DecodeError, match="valid JSON"):
            binding.decode(Datum("string", "abc"), {})


@pytest.mark.parametrize(
    ("annotation", "one", "many", "nothing"),
    [
        (DocumentList, [{"id": "1"}], [{"id": "1"}, {"id": "2"}], None),
        (DocumentList | None, [{"id": "1"}], [{"id": "1"}, {"id": "2"}], None),
        (Any, [{"id": "1"}], [{"id": "1"}, {"id": "2"}], None),
        (list[Document], [{"id": "1"}], [{"id": "1"}, {"id": "2"}], []),
        (list[Document] | None, [{"id": "1"}], [{"id": "1"}, {"id": "2"}], None),
        (list[dict[str, str]], [{"id": "1"}], [{"id": "1"}, {"id": "2"}], []),
        (list, [{"id": "1"}], [{"id": "1"}, {"id": "2"}], []),
        (list[Order], [Order(id="1")], [Order(id="1"), Order(id="2")], []),
        (list[Order] | None, [Order(id="1")], [Order(id="1"), Order(id="2")], None),
        (Document, {"id": "1"}, None, None),
        (Order, Order(id="1"), None, None),
        (Plate | None, Plate("1"), None, None),
        (dict, {"id": "1"}, None, None),
        (str, '{"id": "1"}', '[{"id": "1"},{"id": "2"}]', None),
        (bytes, b'{"id": "1"}', b'[{"id": "1"},{"id": "2"}]', None),
    ],
)
def test_input_by_annotation(annotation: object, one: object, many: object, nothing: object) -> None:
    """An input gives what the annotation says: one document, several, or the text; one of several is an error."""
    decode = cosmos_input().decoder(shape_of(annotation))
    assert decode(ONE, {}) == one
    assert decode(NOTHING, {}) == nothing
    if many is None:
        assert decode(Datum("json", '[{"id": "1"}]'), {}) == one
        assert decode(Datum("json", "[]"), {}) is None
        with pytest.raises(DecodeError, match="2 documents arrived where one is asked for"):
            decode(MANY, {})
    else:
        assert decode(MANY, {}) == many


def test_single_values_of_a_query() -> None:
    """SELECT VALUE gives scalars, which a list of their type takes."""
    assert cosmos_input().decoder(shape_of(list[str]))(Datum("json", '["a", "b"]'), {}) == ["a", "b"]


def test_documents_of_their_class() -> None:
    """list[Document] and Document give Document objects, not dicts."""
    documents: Any = cosmos_input().decoder(shape_of(list[Document]))(MANY, {})
    assert [type(document) for document in documents] == [Document, Document]
    assert type(documents) is list
    assert type(cosmos_input().decoder(shape_of(Document))(ONE, {})) is Document


@pytest.mark.parametrize("annotation", [Document, Order, dict, Plate])
def test_trigger_of_one(annotation: object) -> None:
    """A batch cannot be one document, unless the trigger takes one at a time."""
    for make, place in ((CosmosDBTrigger, PLACE), (CosmosDBTriggerV3, PLACE_V3)):
        with pytest.raises(UnsupportedShapeError, match="max_items_per_invocation=1"):
            make(**place).decoder(shape_of(annotation))
        decode = make(**place, max_items_per_invocation=1).decoder(shape_of(annotation))
        made = decode(Datum("string", '[{"id": "1"}]'), {})
        assert made in ({"id": "1"}, Order(id="1"), Plate("1"))
    assert trigger().decoder(shape_of(Orders))(MANY, {}) == Orders([Order(id="1"), Order(id="2")])


def test_foreign_payloads() -> None:
    """The payload classes of other services are refused, alone and in lists."""
    for annotation in (func.QueueMessage, list[func.QueueMessage]):
        with pytest.raises(UnsupportedShapeError, match="DocumentList or Document"):
            trigger().decoder(shape_of(annotation))
        with pytest.raises(UnsupportedShapeError, match="Document, DocumentList"):
            output().encoder(shape_of(annotation))
    for good in (Document, DocumentList, list[Document], dict, str):
        assert output().encoder(shape_of(good))({"a": 1}) == Datum("json", '[{"a": 1}]')


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (Document({"a": 1}), '[{"a": 1}]'),
        (DocumentList([Document({"a": 1})]), '[{"a": 1}]'),
        ([Document({"a": 1}), {"b": "\u00e9"}], '[{"a": 1}, {"b": "\u00e9"}]'),
        ({"a": Document({"b": 1})}, '[{"a": {"b": 1}}]'),
        (Order(id="1"), '[{"id":"1"}]'),
        ((Plate("1"), Order(id="2")), '[{"id": "1"}, {"id":"2"}]'),
        ('{"a": 1}', '[{"a": 1}]'),
        ('[{"a": 1}]', '[{"a": 1}]'),
        (b'{"a": 1}', '[{"a": 1}]'),
        ([], "[]"),
    ],
)
def test_encode(value: object, text: str) -> None:
    """Documents, dicts, models, lists of them and JSON text are sent as one JSON list, by both outputs."""
    assert output().encode(value) == Datum("json", text)
    assert CosmosDBOutputV3(**PLACE_V3).encode(value) == Datum("json", text)


@pytest.mark.parametrize("value", [5, "5", [5], "text", [None], b"\xff"])
def test_encode_refuses_what_is_no_document(value: object) -> None:
    """Anything else is refused before it is sent."""
    with pytest.raises(EncodeError, match="Give a dict"):
        output().encode(value)


def test_trigger_document() -> None:
    """Every property of both triggers is written by its name of function.json."""
    fields = fields_of(CosmosDBTrigger)
    values = {field.name: field.name for field in fields if field.name not in ("extra", "data_type")}
    values |= {"arg_name": "d", "start_from_beginning": True, "change_feed_mode": "AllVersionsAndDeletes"}
    document = CosmosDBTrigger(**values).to_document()
    assert {key: document.pop(key) for key in ("type", "direction", "name")} == {
        "type": "cosmosDBTrigger",
        "direction": "in",
        "name": "d",
    }
    assert " ".join(document) == (
        "connection databaseName containerName leaseConnection leaseDatabaseName leaseContainerName "
        "createLeaseContainerIfNotExists leasesContainerThroughput leaseContainerPrefix feedPollDelay "
        "leaseAcquireInterval leaseExpirationInterval leaseRenewInterval maxItemsPerInvocation startFromBeginning "
        "startFromTime preferredLocations changeFeedMode"
    )
    assert document["changeFeedMode"] == "AllVersionsAndDeletes"
    v3 = [field.name for field in fields_of(CosmosDBTriggerV3) if field.name not in ("extra", "arg_name")]
    assert " ".join(v3) == (
        "database_name collection_name connection_string_setting lease_collection_name "
        "lease_connection_string_setting lease_database_name create_lease_collection_if_not_exists "
        "leases_collection_throughput lease_collection_prefix checkpoint_interval checkpoint_document_count "
        "feed_poll_delay lease_renew_interval lease_acquire_interval lease_expiration_interval "
        "max_items_per_invocation start_from_beginning preferred_locations data_type start_from_time "
        "use_multiple_write_locations"
    )


def test_input_and_output_documents() -> None:
    """Inputs and outputs of both spellings have the type cosmosDB and their own properties."""
    made = [
        CosmosDBInput(arg_name="d", **PLACE, partition_key="{p}", id="{id}"),
        CosmosDBInputV3(arg_name="d", **PLACE_V3, sql_query="SELECT * FROM c"),
        CosmosDBOutput(arg_name="d", **PLACE, create_if_not_exists=True, partition_key="/p", container_throughput=400),
        CosmosDBOutputV3(arg_name="d", **PLACE_V3, use_multiple_write_locations=True, collection_throughput=400),
    ]
    v4 = {"type": "cosmosDB", "name": "d", "connection": "C", "databaseName": "Restaurant", "containerName": "Orders"}
    v3 = {"type": "cosmosDB", "name": "d", "connectionStringSetting": "C", "databaseName": "Restaurant"}
    v3 |= {"collectionName": "Orders"}
    assert [binding.to_document() for binding in made] == [
        {**v4, "direction": "in", "partitionKey": "{p}", "id": "{id}"},
        {**v3, "direction": "in", "sqlQuery": "SELECT * FROM c"},
        {**v4, "direction": "out", "createIfNotExists": True, "partitionKey": "/p", "containerThroughput": 400},
        {**v3, "direction": "out", "useMultipleWriteLocations": True, "collectionThroughput": 400},
    ]
    assert {binding.target() for binding in made} == {"Restaurant/Orders"}
    assert {trigger().target(), CosmosDBTriggerV3(**PLACE_V3).target()} == {"Restaurant/Orders"}
    assert all(list(binding.faults()) == [] for binding in made)


@pytest.mark.parametrize(
    ("fields", "rules"),
    [
        ({}, []),
        ({"container_name": "%CONTAINER%"}, []),
        ({"container_name": "a/b"}, ["bad-container-name"]),
        ({"lease_database_name": "a?"}, ["bad-container-name"]),
        ({"container_name": "leases"}, ["lease-in-watched-container"]),
        ({"lease_container_name": "Orders"}, ["lease-in-watched-container"]),
        ({"lease_container_name": "Orders", "lease_database_name": "Other"}, []),
        ({"lease_container_name": "Orders", "lease_connection": "Other"}, []),
        ({"start_from_beginning": True, "start_from_time": "2024-02-16T14:19:29Z"}, ["two-starts"]),
        ({"start_from_beginning": False, "start_from_time": "2024-02-16T14:19:29Z"}, []),
        ({"start_from_time": "%START%"}, []),
        ({"start_from_time": "tomorrow"}, ["bad-start-time"]),
        ({"start_from_time": datetime.time(1, 2, 3)}, ["wrong-argument-type"]),
        ({"start_from_beginning": datetime.time(1, 2, 3)}, ["wrong-argument-type"]),
        ({"change_feed_mode": "nonsense"}, ["unknown-enum-text"]),
        ({"container_name": None}, ["missing-argument"]),
    ],
)
def test_trigger_rules(fields: dict[str, Any], rules: list[str]) -> None:
    """Bad names, leases in the watched container, two starts and bad times are faults."""
    assert [fault.rule for fault in trigger(**fields).faults()] == rules


def test_rules_of_the_others() -> None:
    """The older trigger, inputs and outputs are checked alike."""
    leases = CosmosDBTriggerV3(**PLACE_V3, lease_collection_name="Orders")
    [fault] = leases.faults()
    assert (fault.rule, "lease_collection_name" in fault.fix) == ("lease-in-watched-container", True)
    for made in (
        CosmosDBInput(**PLACE, id="1", sql_query="SELECT * FROM c"),
        CosmosDBInputV3(**PLACE_V3, id="1", sql_query="SELECT * FROM c"),
    ):
        assert [fault.rule for fault in made.faults()] == ["id-with-query"]
    for bad in (
        CosmosDBOutput(**{**PLACE, "container_name": "a#"}),
        CosmosDBOutputV3(**{**PLACE_V3, "collection_name": "a#"}),
    ):
        assert [fault.rule for fault in bad.faults()] == ["bad-container-name"]


def test_in_an_app() -> None:
    """Decorators of both spellings declare them, and the plan decodes and encodes."""
    app = func.FunctionApp()

    @app.cosmos_db_trigger("changes", "C", "Restaurant", "Orders")
    @app.cosmos_db_input(arg_name="menu", **PLACE, id="menu")
    @app.cosmos_db_output(arg_name="$return", **PLACE)
    def record(changes: list[Order], menu: Document | None) -> list[Order]:
        """Records."""
        return changes

    @app.cosmos_db_trigger_v3(**PLACE_V3)
    @app.cosmos_db_output_v3(**PLACE_V3)
    def older(changes: DocumentList, out: func.Out[Document]) -> None:
        """Records."""

    plan = app.functions["record"].plan
    arguments = plan.decode({"changes": MANY, "menu": NOTHING}, {})
    assert arguments == {"changes": [Order(id="1"), Order(id="2")], "menu": None}
    assert plan.encode(plan.call(arguments), {}).return_value == Datum("json", '[{"id":"1"}, {"id":"2"}]')
    assert app.functions["record"].trigger.retries
    assert [binding.type for binding in app.functions["older"].bindings] == ["cosmosDBTrigger", "cosmosDB"]


def test_trigger_of_one_in_an_app() -> None:
    """The fault of a batch on one document names what may stand there."""
    app = func.FunctionApp()

    @app.cosmos_db_trigger(**PLACE)
    def record(change: Order) -> None:
        """Records."""

    with pytest.raises(func.AppError) as caught:
        app.functions["record"]
    [fault] = caught.value.exceptions
    assert fault.rule == "unsupported-type"
    assert "DocumentList or list[Order]" in fault.expected


def test_shape_without_annotation() -> None:
    """A parameter without annotation gets the DocumentList."""
    assert isinstance(trigger().decoder(Shape())(MANY, {}), DocumentList)


def test_start_of_the_older_trigger() -> None:
    """Extension 3 knows a start time too, with the same rules; nothing of it is written by default."""
    trigger = CosmosDBTriggerV3(arg_name="d", **PLACE_V3, start_from_time="2024-02-16T14:19:29Z")
    assert list(trigger.faults()) == []
    assert trigger.to_document()["startFromTime"] == "2024-02-16T14:19:29Z"
    wrong = trigger.with_fields(start_from_time="yesterday", start_from_beginning=True)
    assert [fault.rule for fault in wrong.faults()] == ["two-starts", "bad-start-time"]
    assert list(CosmosDBTriggerV3(arg_name="d", **PLACE_V3).to_document())[3:] == [
        "databaseName",
        "collectionName",
        "connectionStringSetting",
    ]


def test_settings_of_the_older_spelling() -> None:
    """Extension 3 takes app settings with connection strings; extension 4 takes prefixes too."""
    trigger = CosmosDBTriggerV3(
        database_name="d",
        collection_name="c",
        connection_string_setting="Cosmos",
        lease_connection_string_setting="Leases",
    )
    assert list(trigger.settings()) == [
        SettingName("connection_string_setting", "Cosmos", False),
        SettingName("lease_connection_string_setting", "Leases", False),
    ]
    for kind in (CosmosDBInputV3, CosmosDBOutputV3):
        (setting,) = kind(database_name="d", collection_name="c", connection_string_setting="Cosmos").settings()
        assert setting == SettingName("connection_string_setting", "Cosmos", False)
    newer = CosmosDBTrigger(connection="Cosmos", database_name="d", container_name="c", lease_connection="Leases")
    assert [(setting.name, setting.is_connection) for setting in newer.settings()] == [
        ("Cosmos", True),
        ("Leases", True),
    ]
