"""Whatever arrives: a value, or a DecodeError; never another exception."""

import datetime
import enum
import json
from decimal import Decimal
from typing import Any
from uuid import UUID

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pydantic import BaseModel

from azfunc.bindings.cosmosdb import CosmosDBTrigger
from azfunc.bindings.datum import Datum
from azfunc.bindings.decoding import Reading
from azfunc.bindings.eventgrid import CloudEvent, EventGridEvent, EventGridTrigger
from azfunc.bindings.eventhub import EventHubEvent, EventHubTrigger
from azfunc.bindings.kafka import KafkaEvent, KafkaTrigger
from azfunc.bindings.queue import QueueMessage, QueueTrigger
from azfunc.bindings.servicebus import ServiceBusMessage, ServiceBusQueueTrigger
from azfunc.bindings.sql import SqlTrigger
from azfunc.errors import DecodeError
from azfunc.signature import shape_of


class Order(BaseModel):
    """A model that refers to itself."""

    dish: str
    count: int = 1
    price: float = 0.0
    parts: list["Order"] = []


class Kind(enum.Enum):
    """An enum of texts."""

    SOUP = "soup"


QUEUE = QueueTrigger(arg_name="m", queue_name="orders", connection="Storage")
BUS = ServiceBusQueueTrigger(arg_name="m", queue_name="orders", connection="Bus")
HUB = EventHubTrigger(arg_name="m", event_hub_name="orders", connection="Hub")
KAFKA = KafkaTrigger(arg_name="m", topic="orders", broker_list="b")
GRID = EventGridTrigger(arg_name="m")
COSMOS = CosmosDBTrigger(arg_name="m", connection="C", database_name="d", container_name="c")
SQL = SqlTrigger(arg_name="m", table_name="t", connection_string_setting="S")

SINGLE = [Order, dict, list, int, float, bool, str, bytes, list[Order], dict[str, Order], Order | int, UUID, Decimal]
SCALARS = [datetime.datetime, datetime.timedelta, Kind]
ASKED: list[tuple[Reading, Any]] = [
    *((QUEUE, annotation) for annotation in (*SINGLE, *SCALARS, QueueMessage, QueueMessage[Order], QueueMessage[int])),
    (BUS, ServiceBusMessage[Order]),
    (HUB, EventHubEvent[Order]),
    (HUB, list[EventHubEvent[Order]]),
    (HUB, list[Order]),
    (BUS, list[ServiceBusMessage]),
    (KAFKA, KafkaEvent[Order]),
    (KAFKA, list[KafkaEvent[Order]]),
    (KAFKA, Order),
    (GRID, EventGridEvent[Order]),
    (GRID, CloudEvent),
    (COSMOS, list[Order]),
    (COSMOS, list[dict[str, object]]),
    (SQL, list[Order]),
]
DECODERS = [(binding.fitted(shape_of(asked)).decoder(shape_of(asked)), asked) for binding, asked in ASKED]

DEEP = 100_000
HOSTILE = [
    "", " ", "null", "{", "[", '{"dish": ', "nope", "NaN", "Infinity", "-Infinity", '{"dish": NaN}', "\ufeff{}",
    "9" * 5_000, "-" + "9" * 400, f'{{"count": {"9" * 5_000}}}', "1e400", "1e-400", "1" * 400 + ".5",
    "[" * DEEP, "[" * DEEP + "]" * DEEP, '{"parts": [' * 2_000, '{"dish": "a", "parts": [' * 900 + "]}" * 900,
    '"\\ud800"', '{"dish": "\\ud800"}', '["\\ud800"]', '{"\\ud800": 1}', "\ud800", '{"dish": "\ud800"}',
    '{"Offset": 1, "Partition": 1, "Topic": "t", "Timestamp": "t", "Value": "\\ud800"}',
    '{"Offset": 1, "Partition": 1, "Topic": "t", "Timestamp": "t", "Value": {"a": [}}',
    '{"specversion": "1.0", "data_base64": "%%%"}', '{"data": {"dish": "\\udfff"}}', '{"eventTime": "never"}',
    '{"a": 1, "a": 2}', "\x00", "[null]", "[[]]", '{"dish": "' + "x" * 100_000 + '"}',
]  # fmt: skip
HOSTILE_BYTES = [b"\xff\xfe{\x00}\x00", b"\xef\xbb\xbf{}", b"\xff", b"{\xff}", '{"dish": "é"}'.encode("latin-1"), b""]


def decoded(decoder: Any, datum: Datum, metadata: Any = None) -> None:
    """Decodes; only a DecodeError may be raised, and its text can be written."""
    try:
        decoder(datum, metadata or {})
    except DecodeError as error:
        text = str(error)
        assert "errors.pydantic.dev" not in text
        assert len(text) < 5_000


@pytest.mark.parametrize(("decoder", "asked"), DECODERS, ids=[str(asked) for _, asked in DECODERS])
def test_hostile_values(decoder: Any, asked: object) -> None:
    """Malformed, huge, deep, wrongly encoded: each is a value or a DecodeError, alone and in batches."""
    assert asked is not None
    for text in HOSTILE:
        decoded(decoder, Datum("string", text))
        decoded(decoder, Datum("json", text))
        decoded(decoder, Datum("collection_string", [text]))
    for body in HOSTILE_BYTES:
        decoded(decoder, Datum("bytes", body))
        decoded(decoder, Datum("collection_bytes", [body]))
    for number in (0, -1, 2**63, 1.5, float("inf"), float("nan")):
        decoded(decoder, Datum("int" if isinstance(number, int) else "double", number))
    decoded(decoder, Datum("none"))


SCALAR_VALUES = st.none() | st.booleans() | st.integers() | st.floats() | st.text()
VALUES = st.recursive(
    SCALAR_VALUES,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=8,
)
SHAPED = st.fixed_dictionaries(
    {}, optional={"dish": VALUES, "count": VALUES, "price": VALUES, "parts": VALUES, "data": VALUES, "Value": VALUES}
)


@pytest.mark.parametrize(("decoder", "asked"), DECODERS, ids=[str(asked) for _, asked in DECODERS])
@settings(deadline=None, max_examples=60)  # machines that do other things besides
@given(text=st.one_of((SHAPED | VALUES).map(json.dumps), st.text(max_size=30)), data=st.data())
def test_any_value(decoder: Any, asked: object, text: str, data: st.DataObject) -> None:
    """Any JSON and any text, also cut in the middle, with any metadata: a value or a DecodeError."""
    assert asked is not None
    cut = text[: data.draw(st.integers(0, len(text)))]
    metadata = {"MessageId": Datum("json", cut), "SequenceNumberArray": Datum("string", cut)}
    for one in (text, cut):
        decoded(decoder, Datum("json", one), metadata)
        decoded(decoder, Datum("collection_string", [one, one]), metadata)


@settings(deadline=None, max_examples=60)
@given(body=st.binary(max_size=40))
def test_any_bytes(body: bytes) -> None:
    """Any bytes: a value or a DecodeError."""
    for decoder, _ in DECODERS:
        decoded(decoder, Datum("bytes", body))
