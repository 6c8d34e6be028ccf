"""Batches, settlement, and messages that cannot be read."""

from pydantic import BaseModel

from azfunc import (
    Abandon,
    Batch,
    DeadLetter,
    Defer,
    EventHubEvent,
    FunctionApp,
    KafkaEvent,
    Out,
    QueueMessage,
    ServiceBusMessage,
)

app = FunctionApp()
seen = app.queue_output(arg_name="seen", queue_name="seen", connection="AzureWebJobsStorage")


class Order(BaseModel):
    dish: str
    count: int = 1


@app.event_hub_message_trigger(event_hub_name="orders", connection="Hub")
@seen
def hub(orders: list[EventHubEvent[Order]], seen: Out[list[str]]) -> None:
    seen.set([f"{order.sequence_number}: {order.value.dish}" for order in orders])


@app.event_hub_message_trigger(event_hub_name="models", connection="Hub")
@app.event_hub_output(arg_name="$return", event_hub_name="next", connection="Hub")
async def hub_models(orders: list[Order]) -> list[Order]:
    return orders[::-1]


@app.kafka_trigger(topic="orders", broker_list="%Brokers%")
@seen
def kafka(orders: list[KafkaEvent[Order]], seen: Out[list[str]]) -> None:
    seen.set([f"{order.key}: {order.value.dish}" for order in orders])


@app.service_bus_queue_trigger(queue_name="messages", connection="Bus")
@seen
async def bus(orders: list[ServiceBusMessage[Order]], seen: Out[list[str]]) -> None:
    seen.set([f"{order.message_id} {order.delivery_count}: {order.value.dish}" for order in orders])


@app.service_bus_queue_trigger(queue_name="items", connection="Bus")
def items(orders: Batch[Order]) -> None:
    settle(orders)


@app.service_bus_topic_trigger(topic_name="items", subscription_name="all", connection="Bus")
async def items_async(orders: Batch[Order]) -> None:
    settle(orders)


def settle(orders: Batch[Order]) -> None:
    for item in orders:
        if item.value.dish == "stone":
            item.dead_letter("not food", "a stone")
        elif item.value.dish == "ice":
            item.abandon()
        elif item.value.dish == "cheese":
            item.defer()
        elif item.value.dish == "air":
            raise ValueError("air cannot be cooked")


@app.service_bus_queue_trigger(queue_name="single", connection="Bus")
def single(order: Order) -> None:
    if order.dish == "stone":
        raise DeadLetter("hard")
    if order.dish == "ice":
        raise Abandon
    if order.dish == "cheese":
        raise Defer
    if order.dish == "air":
        raise ValueError("air cannot be cooked")


@app.service_bus_topic_trigger(topic_name="single", subscription_name="all", connection="Bus")
async def single_async(order: Order) -> None:
    if order.dish == "stone":
        raise DeadLetter("hard")
    if order.dish == "air":
        raise ValueError("air cannot be cooked")


@app.on_invalid("skip")
@app.queue_trigger(queue_name="skipped", connection="AzureWebJobsStorage")
@seen
def skip(order: QueueMessage[Order], seen: Out[str]) -> None:
    seen.set(order.value.dish)


@app.on_invalid("skip")
@app.event_hub_message_trigger(event_hub_name="skipped", connection="Hub")
@seen
async def skip_some(orders: list[Order], seen: Out[list[str]]) -> None:
    seen.set([order.dish for order in orders])


@app.on_invalid("dead_letter")
@app.service_bus_queue_trigger(queue_name="invalid", connection="Bus")
@seen
def dead_letter(orders: list[Order], seen: Out[list[str]]) -> None:
    seen.set([order.dish for order in orders])


@app.on_invalid("dead_letter")
@app.service_bus_queue_trigger(queue_name="invalid-one", connection="Bus")
@seen
async def dead_letter_one(order: Order, seen: Out[str]) -> None:
    seen.set(order.dish)


@app.on_invalid("raise")
@app.queue_trigger(queue_name="raising", connection="AzureWebJobsStorage")
@seen
def fail(order: Order, seen: Out[str]) -> None:
    seen.set(order.dish)
