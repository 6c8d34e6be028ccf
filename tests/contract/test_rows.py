"""Kafka, SQL and MySQL in Microsoft's v2 worker as the app stands, and in their v1 worker as it is built."""

import json
from typing import Any

import pytest

from azfunc.worker import schema

from .conftest import APPS, StartWorker
from .values import NOTHING, Value, blobs, data, http, json_value, rpc, text, texts
from .worker import Result, Worker, build_app

pytestmark = [pytest.mark.microsoft, pytest.mark.timeout(600)]

APP = APPS / "rows"
FUNCTIONS = {
    *("KafkaOne", "KafkaMany", "KafkaModels", "KafkaOut", "MySqlRows", "SqlChangeRows", "SqlChanges"),
    *("SqlRows", "SqlText"),
}
CHANGES = [{"Operation": 0, "Item": {"id": 1}}, {"Operation": 2, "Item": {"id": 2}}]
HEADERS = [{"Key": "h", "Value": "dg=="}]
METADATA = {
    "Timestamp": json_value("2030-01-01T10:00:00Z"),
    "Key": text("table-1"),
    "Partition": json_value(3),
    "Offset": json_value(7),
    "Topic": text("orders"),
    "Headers": json_value(HEADERS),
}


def envelope(value: str) -> str:
    """A text message as the host's extension hands it over."""
    return json.dumps(
        {"Offset": 7, "Partition": 3, "Topic": "orders", "Timestamp": "2030-01-01T10:00:00Z", "Value": value}
    )


def metadata_of_many() -> dict[str, schema.TypedData]:
    """What the host tells about a batch of two messages."""
    return {
        "TimestampArray": json_value(["2030-01-01T10:00:00Z", "2030-01-01T10:00:01Z"]),
        "KeyArray": json_value(["table-1", None]),
        "PartitionArray": json_value([3, 4]),
        "OffsetArray": rpc.TypedData(collection_sint64=rpc.CollectionSInt64(sint64=[7, 8])),
        "TopicArray": texts("orders", "orders"),
        "HeadersArray": json_value([HEADERS, []]),
    }


@pytest.fixture(scope="module", params=["v2", "v1"])
def worker(request: pytest.FixtureRequest, start: StartWorker, tmp_path_factory: pytest.TempPathFactory) -> Worker:
    """The app in each of the two workers."""
    if request.param == "v2":
        return start("v2", APP)
    return start("v1", build_app(APP, tmp_path_factory.mktemp("built") / "out"))


def seen(result: Result) -> Any:
    """What a function told through its queue output, read as JSON."""
    assert result.ok, result.stack
    told = result.outputs["seen"].value
    return json.loads(told) if isinstance(told, str | bytes) else told


def test_all_functions_load(worker: Worker) -> None:
    """Each function of the app is known to the worker and loads."""
    assert worker.load_errors == {}
    assert worker.functions == FUNCTIONS


def test_kafka_one(worker: Worker) -> None:
    """A message arrives with its key, place and headers, its envelope as body, and the value in it."""
    told = seen(worker.invoke("KafkaOne", {"event": text(envelope("soup"))}, metadata=METADATA))
    assert (told["key"], told["partition"], told["offset"], told["topic"]) == ("table-1", 3, 7, "orders")
    assert (told["timestamp"], told["headers"]) == ("2030-01-01T10:00:00Z", HEADERS)
    assert (told["body"], told["value"]) == (envelope("soup"), "soup")
    assert told["told"]["Timestamp"] == '"2030-01-01T10:00:00Z"'


@pytest.mark.parametrize("events", [texts("a", "b"), blobs(b"a", b"b")])
def test_kafka_many(worker: Worker, events: schema.TypedData) -> None:
    """A batch arrives as a list, each message with its own key, place and headers."""
    first, second = seen(worker.invoke("KafkaMany", {"events": events}, metadata=metadata_of_many()))
    assert first == {
        "body": "a",
        "key": "table-1",
        "offset": 7,
        "partition": 3,
        "topic": "orders",
        "timestamp": "2030-01-01T10:00:00Z",
        "headers": HEADERS,
    }
    assert (second["body"], second["key"], second["offset"], second["partition"]) == ("b", None, 8, 4)


def test_kafka_models(worker: Worker) -> None:
    """``list[Model]`` is read from the messages in their envelopes."""
    events = texts(envelope('{"id": 2}'), envelope('{"id": 3}'))
    assert seen(worker.invoke("KafkaModels", {"orders": events}, metadata=metadata_of_many())) == 5


@pytest.mark.parametrize(
    ("kind", "sent"),
    [
        ("text", Value("string", "plain")),
        ("bytes", Value("bytes", b"\xff")),
        ("dict", Value("string", '{"id": 1}')),
        ("list", Value("string", '["a", "b"]')),
    ],
)
def test_kafka_output(worker: Worker, kind: str, sent: Value) -> None:
    """Text, bytes and JSON are sent to Kafka through an output parameter, which azure.functions cannot do for JSON."""
    result = worker.invoke("KafkaOut", {"req": http(query={"kind": kind})})
    assert result.ok, result.stack
    assert result.outputs["out"] == sent


def test_sql_changes(worker: Worker) -> None:
    """Changes of a table arrive as models, as rows, and as JSON text where nothing is said."""
    changes = {"changes": text(json.dumps(CHANGES))}
    assert seen(worker.invoke("SqlChanges", changes)) == [1, 2]
    assert seen(worker.invoke("SqlText", changes)) == 2
    assert seen(worker.invoke("SqlChangeRows", changes)) == CHANGES


@pytest.mark.parametrize("found", [True, False])
def test_sql_rows(worker: Worker, found: bool) -> None:
    """Rows that queries find arrive, one or several, and a returned dict is written as a row."""
    row = [{"id": 9}] if found else []
    inputs = {"msg": text("m"), "rows": data(b'[{"id": 1}, {"id": 2}]'), "row": text(json.dumps(row))}
    result = worker.invoke("SqlRows", inputs)
    assert (result.ok, result.value) == (True, Value("json", [{"count": 2, "id": 9 if found else None}])), result.stack


def test_mysql_rows(worker: Worker) -> None:
    """Changes and rows of MySQL arrive, and models are written as rows."""
    inputs = {"changes": text(json.dumps(CHANGES)), "dishes": text('[{"name": "pie"}]')}
    result = worker.invoke("MySqlRows", inputs)
    assert result.ok, result.stack
    assert result.value == NOTHING
    assert result.outputs["out"] == Value("json", [{"name": "pie"}, {"name": "2"}])
