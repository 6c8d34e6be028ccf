"""`Batch`: a typed sequence of items, read from what a host sends, refused where nothing can be settled."""

import pytest
from pydantic import BaseModel

from azfunc.bindings.batch import Batch, BatchItem
from azfunc.bindings.datum import Datum
from azfunc.bindings.decoding import Reading
from azfunc.bindings.eventhub import EventHubTrigger
from azfunc.bindings.items import ItemsError
from azfunc.bindings.kafka import KafkaTrigger
from azfunc.bindings.queue import QueueTrigger
from azfunc.bindings.rabbitmq import RabbitMQTrigger
from azfunc.bindings.servicebus import ServiceBusMessage, ServiceBusQueueTrigger
from azfunc.bindings.sql import SqlTrigger
from azfunc.bindings.values import UnsupportedShapeError
from azfunc.errors import InvocationError
from azfunc.signature import shape_of


class Order(BaseModel):
    """A model."""

    dish: str


METADATA = {
    "MessageIdArray": Datum("json", '["m1", "m2", "m3"]'),
    "LockTokenArray": Datum("json", '["t1", "t2", "t3"]'),
    "DeliveryCountArray": Datum("json", "[1, 2, 3]"),
}
TRIGGER = ServiceBusQueueTrigger(arg_name="orders", queue_name="orders", connection="Bus")


def batch_of(annotation: object, *bodies: str) -> Batch[object]:
    """What a handler with this annotation gets."""
    shape = shape_of(annotation)
    made = TRIGGER.fitted(shape).decoder(shape)(Datum("collection_string", bodies), METADATA)
    assert isinstance(made, Batch)
    return made


def test_items() -> None:
    """Items have their typed value, their message with its own metadata, and their place."""
    batch = batch_of(Batch[Order], '{"dish": "soup"}', '{"dish": "rice"}')
    assert len(batch) == 2
    assert batch.values == [Order(dish="soup"), Order(dish="rice")]
    assert [item.message.message_id for item in batch] == ["m1", "m2"]
    assert [item.message.delivery_count for item in batch] == [1, 2]
    assert batch[1].message.value is batch[1].value
    assert isinstance(batch[0], BatchItem)
    assert [item.index for item in batch[:1]] == [0]
    assert repr(batch) == "<azfunc.Batch of 2>"


@pytest.mark.parametrize(
    ("annotation", "value"),
    [(Batch, {"dish": "soup"}), (Batch[str], '{"dish": "soup"}'), (Batch[dict], {"dish": "soup"})],
)
def test_values(annotation: object, value: object) -> None:
    """The type of the values is any that one message can be read as; without one they are plain."""
    assert batch_of(annotation, '{"dish": "soup"}').values == [value]


def test_payload_as_value() -> None:
    """Asked for messages, the items have these as values."""
    (item,) = batch_of(Batch[ServiceBusMessage[Order]], '{"dish": "soup"}')
    assert item.value is item.message


def test_bad_items_are_named() -> None:
    """A message that cannot be read is named by its place and id, with what is wrong; the others are kept."""
    with pytest.raises(ItemsError) as caught:
        batch_of(Batch[Order], '{"dish": "soup"}', "{}", "nope")
    error = caught.value
    assert "2 of 3 messages of the batch cannot be read: item 1 (message m2): " in str(error)
    assert "$.dish: Field required" in str(error)
    assert [(fault.item, fault.message) for fault in error.faults] == [(1, "message m2"), (2, "message m3")]
    assert (error.indexes, error.count, len(error.items)) == ((0,), 3, 1)


def test_outcomes() -> None:
    """The last word about an item counts; without a lock token it cannot be settled, which is told."""
    (item,) = batch_of(Batch[str], "x")
    assert item.outcome == ""
    item.abandon({"try": 2})
    assert (item.outcome, item.settlement().properties) == ("abandon", {"try": 2})
    item.complete()
    assert (item.outcome, item.settlement().lock_token) == ("complete", "t1")
    (unlocked,) = Batch.of(ServiceBusMessage.of("x", message_id="7"))
    with pytest.raises(InvocationError, match="has no lock token, so it cannot be settled"):
        unlocked.settlement()


@pytest.mark.parametrize(
    ("trigger", "instead"),
    [
        (QueueTrigger(arg_name="m", queue_name="orders", connection="S"), r"QueueMessage\[Order\].*Storage queues"),
        (EventHubTrigger(arg_name="m", event_hub_name="o", connection="H"), r"list\[EventHubEvent\[Order\]\].*stream"),
        (KafkaTrigger(arg_name="m", topic="o", broker_list="b"), r"list\[KafkaEvent\[Order\]\].*commits"),
        (
            RabbitMQTrigger(arg_name="m", queue_name="o", connection_string_setting="R"),
            "Batch is for Service Bus alone",
        ),
        (SqlTrigger(arg_name="m", table_name="o", connection_string_setting="S"), "Batch is for Service Bus"),
    ],
)
def test_refused_elsewhere(trigger: Reading, instead: str) -> None:
    """Triggers whose platform settles by itself refuse a `Batch`, with the reason and what to write instead."""
    with pytest.raises(UnsupportedShapeError, match=instead):
        trigger.decoder(shape_of(Batch[Order]))
