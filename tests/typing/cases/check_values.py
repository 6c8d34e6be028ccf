"""Typed values: payload classes with a value, batches, outputs, and what tests make of them."""

# ruff: noqa: B018  # an expression alone is what is checked

from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple, TypedDict, assert_type

from azfunc import (
    Abandon,
    Batch,
    BatchItem,
    Blueprint,
    CloudEvent,
    DeadLetter,
    Defer,
    EventGridEvent,
    EventGridOutputEvent,
    EventHubEvent,
    FunctionApp,
    KafkaEvent,
    Out,
    QueueMessage,
    ServiceBusMessage,
)
from azfunc.bindings.datum import JsonValue
from azfunc.bindings.settlement import Settlement

app = FunctionApp()
bp = Blueprint()


@dataclass
class Order:
    """What customers send."""

    dish: str


class Ticket(TypedDict):
    """What the kitchen sees."""

    dish: str
    count: int


class Row(NamedTuple):
    """What the counter sees."""

    dish: str


# Messages with a value: as parameters, and made for tests.


@app.queue_trigger(queue_name="orders", connection="Storage")
def from_queue(message: QueueMessage[Order]) -> str:
    assert_type(message.value, Order)
    assert_type(message.get_json(), JsonValue)
    assert_type(message.dequeue_count, int | None)
    message.value.price  # E: attr-defined | reportAttributeAccessIssue
    return message.value.dish


@app.service_bus_queue_trigger(queue_name="orders", connection="Bus")
async def from_bus(message: ServiceBusMessage[list[Ticket]]) -> int:
    assert_type(message.value, list[Ticket])
    assert_type(message.value[0]["count"], int)
    assert_type(message.session_id, str | None)
    message.value[0]["price"]  # E: typeddict-item | reportGeneralTypeIssues
    return len(message.value)


@app.event_hub_message_trigger(event_hub_name="orders", connection="Hub")
def from_hub(events: list[EventHubEvent[Order]]) -> list[str]:
    assert_type(events[0].value, Order)
    assert_type(events[0].partition_key, str | None)
    return [event.value.dish for event in events]


@app.event_grid_trigger()
def from_grid(event: EventGridEvent[Order | None]) -> str:
    assert_type(event.value, Order | None)
    assert_type(event.subject, str)
    return event.id


@bp.event_grid_trigger()
def from_cloud(event: CloudEvent[Row]) -> str:
    assert_type(event.value, Row)
    return event.value.dish


@bp.kafka_trigger(topic="orders", broker_list="%BROKERS%")
def from_kafka(event: KafkaEvent[Order]) -> str:
    assert_type(event.value, Order)
    return event.value.dish


assert_type(QueueMessage.of(Order("soup"), dequeue_count=2), QueueMessage[Order])
assert_type(QueueMessage.of(Order("soup")).value, Order)
assert_type(ServiceBusMessage.of([Order("soup")], session_id="7", lock_token="1"), ServiceBusMessage[list[Order]])
assert_type(EventHubEvent.of(Row("soup"), partition_key="7"), EventHubEvent[Row])
assert_type(EventGridEvent.of(Order("soup"), subject="orders/7"), EventGridEvent[Order])
assert_type(EventGridOutputEvent.of(Order("soup"), id="1", subject="7", event_type="Ordered").value, Order)
assert_type(CloudEvent.of(Order("soup"), id="1", source="/shop", type="Ordered").value, Order)
assert_type(KafkaEvent.of("soup", key="7"), KafkaEvent[str])
assert_type(QueueMessage(body="soup").value, JsonValue | bytes)

assert_type(from_queue(QueueMessage.of(Order("soup"))), str)
assert_type(from_hub([EventHubEvent.of(Order("soup"))]), list[str])

from_queue(Order("soup"))  # E: arg-type | reportArgumentType
from_queue(QueueMessage.of("soup"))  # E: arg-type | reportArgumentType
from_hub([EventHubEvent.of("soup")])  # E: arg-type | reportArgumentType
from_grid(EventGridEvent.of("soup"))  # E: arg-type | reportArgumentType
QueueMessage.of()  # E: call-arg | reportCallIssue
QueueMessage.of(Order("soup"), dequeue_counts=2)  # E: call-arg | reportCallIssue
QueueMessage.of(Order("soup"), dequeue_count="2")  # E: arg-type | reportArgumentType
ServiceBusMessage.of(Order("soup"), session=7)  # E: call-arg | reportCallIssue
EventHubEvent.of(Order("soup"), partition_key=7)  # E: arg-type | reportArgumentType
EventGridOutputEvent.of(Order("soup"), id="1")  # E: call-arg | reportCallIssue
CloudEvent.of(Order("soup"), id="1", source="/shop")  # E: call-arg | reportCallIssue


# Outputs take what they are annotated with.


@app.queue_trigger(queue_name="orders", connection="Storage")
@app.queue_output(arg_name="one", queue_name="one", connection="Storage")
@app.queue_output(arg_name="many", queue_name="many", connection="Storage")
@app.queue_output(arg_name="ticket", queue_name="tickets", connection="Storage")
@app.queue_output(arg_name="maybe", queue_name="maybe", connection="Storage")
def send(order: Order, one: Out[Order], many: Out[list[Order]], ticket: Out[Ticket], maybe: Out[Order | None]) -> None:
    one.set(order)
    many.set([order, order])
    ticket.set({"dish": "soup", "count": 1})
    maybe.set(None)
    assert_type(one.get(), Order | None)
    assert_type(many.get(), list[Order] | None)
    one.set([order])  # E: arg-type | reportArgumentType
    one.set({"dish": "soup"})  # E: arg-type | reportArgumentType
    one.set("soup")  # E: arg-type | reportArgumentType
    one.set(None)  # E: arg-type | reportArgumentType
    many.set(order)  # E: arg-type | reportArgumentType
    many.set(["soup"])  # E: list-item | reportArgumentType
    ticket.set({"dish": "soup"})  # E: typeddict-item | reportArgumentType
    one.set()  # E: call-arg | reportCallIssue
    one.add(order)  # E: attr-defined | reportAttributeAccessIssue


# Batches: items with value, message and outcome.


@app.service_bus_queue_trigger(queue_name="orders", connection="Bus")
def settle(orders: Batch[Order]) -> int:
    assert_type(orders[0], BatchItem[Order])
    assert_type(orders[1:], Sequence[BatchItem[Order]])
    assert_type(orders.values, list[Order])
    assert_type(len(orders), int)
    for item in orders:
        assert_type(item, BatchItem[Order])
        assert_type(item.value, Order)
        assert_type(item.message, ServiceBusMessage[Order])
        assert_type(item.message.delivery_count, int | None)
        assert_type(item.index, int)
        assert_type(item.outcome, str)
        assert_type(item.complete(), None)
        item.abandon({"tries": 1})
        item.dead_letter("not food", "nobody can cook it")
        item.defer(properties={"until": "monday"})
        item.dead_letter()  # E: call-arg | reportCallIssue
        item.abandon("later")  # E: arg-type | reportArgumentType
        item.reject()  # E: attr-defined | reportAttributeAccessIssue
        item.value = Order("tea")  # E: misc | reportAttributeAccessIssue
    return len(orders)


batch = Batch.of(ServiceBusMessage.of(Order("soup"), lock_token="1"))
assert_type(batch, Batch[Order])
assert_type(batch.settlements(), list[Settlement])
assert_type(batch.settlements(otherwise=Abandon())[0].lock_token, str)
assert_type(settle(batch), int)
settle([Order("soup")])  # E: arg-type | reportArgumentType
settle(Batch.of(ServiceBusMessage.of("soup")))  # E: arg-type | reportArgumentType
Batch.of(Order("soup"))  # E: arg-type | reportArgumentType


@app.on_invalid("dead_letter")
@app.service_bus_topic_trigger(topic_name="news", subscription_name="me", connection="Bus")
def one_by_one(order: Order) -> bool:
    if order.dish == "stone":
        raise DeadLetter("not food", description="nobody can cook it", properties={"dish": order.dish})
    if order.dish == "ice":
        raise Abandon({"tries": 2})
    raise Defer()


assert_type(one_by_one(Order("soup")), bool)
DeadLetter()  # E: call-arg | reportCallIssue
DeadLetter("not food", properties=7)  # E: arg-type | reportArgumentType
