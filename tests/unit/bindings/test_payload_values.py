"""Payload classes with a typed value: ``QueueMessage[Order]``, made by a trigger and made by hand."""

import copy
import datetime
import pickle
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, NamedTuple, TypedDict

import pytest
from pydantic import BaseModel

from azfunc.bindings.datum import Datum
from azfunc.bindings.eventgrid import CloudEvent, EventGridEvent, EventGridOutputEvent, EventGridTrigger
from azfunc.bindings.eventhub import EventHubEvent, EventHubTrigger
from azfunc.bindings.kafka import KafkaEvent, KafkaTrigger
from azfunc.bindings.kafka_payload import write_envelope
from azfunc.bindings.kinds import Trigger
from azfunc.bindings.queue import QueueMessage, QueueTrigger
from azfunc.bindings.servicebus import ServiceBusMessage, ServiceBusQueueTrigger, ServiceBusTopicTrigger
from azfunc.bindings.valued import ValuePayload
from azfunc.bindings.values import Shape, UnsupportedShapeError, describe_type
from azfunc.errors import DecodeError, EncodeError
from azfunc.signature import read_signature, shape_of


class Order(BaseModel):
    """A model."""

    dish: str
    count: int = 1


@dataclass
class Dish:
    """A dataclass."""

    dish: str


class Row(TypedDict):
    """A TypedDict."""

    dish: str


class Pair(NamedTuple):
    """A NamedTuple."""

    dish: str
    count: int = 1


class Odd:
    """A class that pydantic knows nothing about."""


QUEUE = QueueTrigger(arg_name="m", queue_name="orders", connection="Storage")
BUS = ServiceBusQueueTrigger(arg_name="m", queue_name="orders", connection="Bus")
TOPIC = ServiceBusTopicTrigger(arg_name="m", topic_name="orders", subscription_name="all", connection="Bus")
HUB = EventHubTrigger(arg_name="m", event_hub_name="orders", connection="Hub")
KAFKA = KafkaTrigger(arg_name="m", topic="orders", broker_list="localhost:9092")
GRID = EventGridTrigger(arg_name="m")
TEXT = '{"dish": "soup"}'
TRIGGERS: list[tuple[Trigger, Any, str]] = [
    (QUEUE, QueueMessage, TEXT),
    (BUS, ServiceBusMessage, TEXT),
    (TOPIC, ServiceBusMessage, TEXT),
    (HUB, EventHubEvent, TEXT),
    (KAFKA, KafkaEvent, TEXT),
    (KAFKA, KafkaEvent, write_envelope(TEXT, key="7")),
    (GRID, EventGridEvent, '{"id": "1", "data": {"dish": "soup"}}'),
    (GRID, CloudEvent, '{"specversion": "1.0", "id": "1", "data": {"dish": "soup"}}'),
    (GRID, CloudEvent, '{"specversion": "1.0", "id": "1", "data_base64": "eyJkaXNoIjogInNvdXAifQ=="}'),
]


@pytest.mark.parametrize(("trigger", "kind", "text"), TRIGGERS)
@pytest.mark.parametrize(
    ("wanted", "expected"),
    [
        (Order, Order(dish="soup")),
        (Dish, Dish("soup")),
        (Row, {"dish": "soup"}),
        (Pair, Pair("soup")),
        (dict, {"dish": "soup"}),
        (dict[str, str], {"dish": "soup"}),
        (Order | Dish, Order(dish="soup")),
    ],
    ids=lambda value: value.__name__ if isinstance(value, type) else "",
)
def test_value_of_each_trigger(trigger: Trigger, kind: Any, text: str, wanted: Any, expected: object) -> None:
    """Every trigger with a payload class reads its typed value, and keeps the metadata beside it."""
    decode = trigger.decoder(shape_of(kind[wanted]))
    payload = decode(Datum("string", text), {})
    assert isinstance(payload, kind)
    assert payload.value == expected


@pytest.mark.parametrize(("trigger", "kind", "text"), TRIGGERS)
def test_values_are_read_before_the_handler_runs(trigger: Trigger, kind: Any, text: str) -> None:
    """A message whose value is wrong is no argument at all."""
    decode = trigger.decoder(shape_of(kind[Order]))
    with pytest.raises(DecodeError, match=r"\$\.dish: Field required"):
        decode(Datum("string", text.replace("dish", "fish").replace("eyJkaXNoIjogInNvdXAifQ==", "e30=")), {})


@pytest.mark.parametrize(
    ("body", "value"),
    [
        (TEXT, {"dish": "soup"}),
        ("[1, 2]", [1, 2]),
        ("007", "007"),
        ('"quoted"', '"quoted"'),
        ("{no json", "{no json"),
        ("", ""),
        (b"\xff\xfe", b"\xff\xfe"),
        (b'{"a": 1}', {"a": 1}),
    ],
)
def test_plain_values(body: str | bytes, value: object) -> None:
    """Without a type the value is plain: a JSON object or list as such, all else as text, or bytes."""
    assert QueueMessage(body=body).value == value
    assert QUEUE.decoder(Shape(QueueMessage))(Datum("bytes", body if isinstance(body, bytes) else body.encode()), {})


@pytest.mark.parametrize(
    ("data", "value"),
    [({"a": 1}, {"a": 1}), ("text", "text"), (5, 5), (None, None), (b"\xff", b"\xff"), ([1], [1]), (True, True)],
)
def test_plain_values_of_events(data: object, value: object) -> None:
    """An event's data is its value as it is."""
    assert EventGridEvent(data=data).value == value


def test_made_with_a_type() -> None:
    """A payload made by hand reads its value when it is asked for, once."""
    message = QueueMessage[Order](body=TEXT)
    assert message.value == Order(dish="soup")
    assert message.value is message.value
    with pytest.raises(DecodeError, match="no Order"):
        _ = QueueMessage[Order](body="[]").value


@pytest.mark.parametrize(
    ("make", "body"),
    [
        (lambda value: QueueMessage.of(value, dequeue_count=2), TEXT.replace(" ", "")),
        (lambda value: ServiceBusMessage.of(value, session_id="7"), TEXT.replace(" ", "")),
        (lambda value: EventHubEvent.of(value, partition_key="7"), TEXT.replace(" ", "")),
        (lambda value: KafkaEvent.of(value, key="7"), TEXT.replace(" ", "")),
    ],
)
def test_made_of_a_value(make: Callable[[object], Any], body: str) -> None:
    """``of`` makes a message of a value, with the body that the value has on its way."""
    order = Order(dish="soup")
    message = make(order)
    assert message.value is order
    assert message.get_body().decode() == body.replace("}", ',"count":1}')
    assert make("text").get_body() == b"text"
    assert make(b"\xff").get_body() == b"\xff"
    assert make(None).get_body() == b""


def test_events_made_of_a_value() -> None:
    """``of`` makes events whose data is the JSON of the value."""
    order = Order(dish="soup")
    assert EventGridEvent.of(order, subject="orders/7").get_json() == {"dish": "soup", "count": 1}
    assert CloudEvent.of(order, id="1", source="/shop", type="new").value is order
    made = EventGridOutputEvent.of(Pair("soup"), id="1", subject="7", event_type="new")
    assert made.get_json() == {"dish": "soup", "count": 1}
    with pytest.raises(EncodeError):
        EventGridEvent.of(object())


@pytest.mark.parametrize("copied", [copy.copy, copy.deepcopy, lambda one: pickle.loads(pickle.dumps(one))])
def test_copies(copied: Callable[[object], Any]) -> None:
    """Payloads are copied and pickled with their values, read or not."""
    read = copied(QueueMessage.of(Order(dish="soup"), dequeue_count=2))
    assert (read.value, read.dequeue_count) == (Order(dish="soup"), 2)
    assert copied(QueueMessage[Order](body=TEXT)).value == Order(dish="soup")


def test_scalars() -> None:
    """A value may be a text, bytes, a number or a moment; such may come without the quotes of JSON."""
    read = QueueMessage[datetime.date](body="2024-01-02").value
    assert read == datetime.date(2024, 1, 2)
    assert QueueMessage[str](body='"quoted"').value == '"quoted"'
    assert QueueMessage[bytes](body="x").value == b"x"
    assert QueueMessage[int](body="5").value == 5


def test_lists() -> None:
    """Batches of payloads have typed values too."""
    many = HUB.fitted(shape_of(list[EventHubEvent[Order]]))
    events = many.decoder(shape_of(list[EventHubEvent[Order]]))(Datum("collection_string", [TEXT, TEXT]), {})
    assert isinstance(events, list)
    assert [event.value for event in events] == [Order(dish="soup")] * 2


def test_unions_of_events() -> None:
    """Each schema of Event Grid has the value of its own type; another schema than asked for is refused."""
    decode = GRID.decoder(shape_of(EventGridEvent[Order] | CloudEvent[Dish]))
    event: Any = decode(Datum("json", '{"id": "1", "data": {"dish": "soup"}}'), {})
    assert event.value == Order(dish="soup")
    cloud: Any = decode(Datum("json", '{"specversion": "1.0", "id": "1", "data": {"dish": "soup"}}'), {})
    assert cloud.value == Dish("soup")
    with pytest.raises(DecodeError, match="event 1: An event in the Event Grid schema arrived, where CloudEvent"):
        GRID.decoder(shape_of(CloudEvent[Dish]))(Datum("json", '{"id": "1"}'), {})


def test_names_for_checkers() -> None:
    """A type argument that exists only for checkers says nothing: the value is plain."""

    def handler(message: "QueueMessage[Missing]") -> None:  # type: ignore[name-defined]  # noqa: F821 - that is meant
        """Its annotation is what counts."""

    shape = read_signature(handler).parameters["message"].shape
    message = QUEUE.decoder(shape)(Datum("string", TEXT), {})
    assert isinstance(message, QueueMessage)
    assert message.value == {"dish": "soup"}


def test_foreign_payloads() -> None:
    """The payload class of another service is refused, typed or not; so is a type that cannot be read."""
    for annotation in (ServiceBusMessage[Order], list[ServiceBusMessage[Order]]):
        with pytest.raises(UnsupportedShapeError, match="QueueMessage, str, bytes, dict or a model"):
            QUEUE.decoder(shape_of(annotation))
    with pytest.raises(UnsupportedShapeError, match=r"QueueMessage\[\.\.\.\] of a type that pydantic"):
        QUEUE.decoder(shape_of(QueueMessage[Odd]))


def test_names_in_messages() -> None:
    """Messages name the types as source has them."""
    assert describe_type(QueueMessage[Order]) == "QueueMessage[Order]"
    assert describe_type(list[QueueMessage[Order]]) == "list[QueueMessage[Order]]"
    assert isinstance(QueueMessage[Order](body=""), ValuePayload)
