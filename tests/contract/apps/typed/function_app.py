"""Payloads by annotation: each service gives what the handler's types say, and each output takes it."""

import datetime
import enum
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from typing import Annotated, NamedTuple, TypedDict
from uuid import UUID

from pydantic import BaseModel, Field

from azfunc import (
    CloudEvent,
    Context,
    Depends,
    EventGridEvent,
    EventGridOutputEvent,
    EventHubEvent,
    FunctionApp,
    KafkaEvent,
    Out,
    QueueMessage,
    QueueOutput,
    QueueTrigger,
    ServiceBusMessage,
    TimerRequest,
)

app = FunctionApp()

STORAGE = "AzureWebJobsStorage"
COSMOS = {"connection": "Cosmos", "database_name": "shop", "container_name": "orders"}
seen = app.queue_output(arg_name="seen", queue_name="seen", connection=STORAGE)


class Size(enum.Enum):
    SMALL = "small"
    LARGE = "large"


class Order(BaseModel):
    id: str
    dish: str = Field(alias="dishName")
    count: Annotated[int, Field(ge=1)] = 1
    size: Size = Size.SMALL


@dataclass
class Ticket:
    id: str
    tries: int | None = None


class Row(TypedDict):
    PartitionKey: str
    RowKey: str
    price: int


class Point(NamedTuple):
    x: int
    y: int


class Event(BaseModel):
    made: datetime.datetime
    price: Decimal


@app.queue_trigger(queue_name="orders", connection=STORAGE)
@app.queue_output(arg_name="one", queue_name="one", connection=STORAGE)
@app.queue_output(arg_name="several", queue_name="several", connection=STORAGE)
@app.cosmos_db_output(arg_name="$return", **COSMOS)
def queue_value(order: QueueMessage[Order], one: Out[Order], several: Out[list[Ticket]]) -> Order:
    one.set(order.value)
    several.set([Ticket(order.value.id, order.dequeue_count)] * order.value.count)
    return order.value


@app.queue_trigger(queue_name="models", connection=STORAGE)
@seen
async def queue_model(order: Order | Ticket, seen: Out[list[str]]) -> None:
    seen.set([type(order).__name__, order.id])


@app.queue_trigger(queue_name="ids", connection=STORAGE)
@seen
def queue_scalar(id: UUID, seen: Out[str]) -> None:
    seen.set(f"{id.version} {id}")


@app.queue_trigger(queue_name="maybe", connection=STORAGE)
@seen
def queue_optional(order: Ticket | None, seen: Out[str]) -> None:
    seen.set("nothing" if order is None else order.id)


@app.function
def in_annotations(
    order: Annotated[Ticket, QueueTrigger(queue_name="annotated", connection=STORAGE)],
    done: Annotated[Out[list[Ticket]], QueueOutput(queue_name="done", connection=STORAGE)],
) -> Annotated[Ticket, QueueOutput(queue_name="returned", connection=STORAGE)]:
    done.set([order, order])
    return order


@app.queue_trigger(queue_name="wrong", connection=STORAGE)
@app.queue_output(arg_name="out", queue_name="out", connection=STORAGE)
def wrong_output(word: str, out: Out[Ticket]) -> None:
    out.set({"dish": word})  # type: ignore[arg-type]  # it is refused


def ticket_for(word: str) -> Ticket | None:
    return None if word == "nobody" else Ticket(word)


@app.queue_trigger(queue_name="perhaps", connection=STORAGE)
@app.queue_output(arg_name="$return", queue_name="tickets", connection=STORAGE)
def perhaps_queue(word: str) -> Ticket | None:
    return ticket_for(word)


@app.queue_trigger(queue_name="perhaps", connection=STORAGE)
@app.service_bus_queue_output(arg_name="$return", queue_name="tickets", connection="Bus")
async def perhaps_bus(word: str) -> Ticket | None:
    return ticket_for(word)


@app.queue_trigger(queue_name="perhaps", connection=STORAGE)
@app.event_hub_output(arg_name="$return", event_hub_name="tickets", connection="Hub")
def perhaps_hub(word: str) -> Ticket | None:
    return ticket_for(word)


@app.queue_trigger(queue_name="perhaps", connection=STORAGE)
@app.cosmos_db_output(arg_name="$return", **COSMOS)
def perhaps_document(word: str) -> Ticket | None:
    return ticket_for(word)


@app.queue_trigger(queue_name="perhaps", connection=STORAGE)
@app.table_output(arg_name="$return", table_name="Prices", connection=STORAGE)
def perhaps_row(word: str) -> Row | None:
    return None if word == "nobody" else {"PartitionKey": "p", "RowKey": word, "price": 1}


@app.queue_trigger(queue_name="perhaps", connection=STORAGE)
@app.event_grid_output(arg_name="$return", topic_endpoint_uri="TOPIC", topic_key_setting="KEY")
def perhaps_event(word: str) -> EventGridOutputEvent | None:
    if word == "nobody":
        return None
    time = datetime.datetime(2030, 1, 1, tzinfo=datetime.UTC)
    known = {"subject": "ticket", "event_type": "made", "data_version": "1"}
    return EventGridOutputEvent(id="e1", data={"word": word}, event_time=time, **known)


@app.queue_trigger(queue_name="leaving", connection=STORAGE)
async def leave(word: str) -> None:
    raise SystemExit(word)


@app.queue_trigger(queue_name="leaving", connection=STORAGE)
def leave_thread(word: str) -> None:
    raise SystemExit(word)


def held() -> Iterator[str]:
    yield "held"


@app.queue_trigger(queue_name="leaving", connection=STORAGE)
async def leave_around(word: str, dependency: Annotated[str, Depends(held)]) -> None:
    raise SystemExit(word)


@app.queue_trigger(queue_name="leaving", connection=STORAGE)
def leave_thread_around(word: str, dependency: Annotated[str, Depends(held)]) -> None:
    raise KeyboardInterrupt(word)


@app.service_bus_queue_trigger(queue_name="orders", connection="Bus")
@app.service_bus_queue_output(arg_name="$return", queue_name="next", connection="Bus")
def bus_value(message: ServiceBusMessage[Order]) -> list[Ticket]:
    return [Ticket(message.value.id, message.delivery_count), Ticket(message.message_id)]


@app.service_bus_topic_trigger(topic_name="news", subscription_name="all", connection="Bus")
@app.service_bus_topic_output(arg_name="out", topic_name="more", connection="Bus")
async def bus_model(ticket: Ticket, out: Out[Ticket]) -> None:
    out.set(ticket)


@app.event_hub_message_trigger(event_hub_name="orders", connection="Hub")
@app.event_hub_output(arg_name="$return", event_hub_name="next", connection="Hub")
def hub_value(event: EventHubEvent[Point]) -> Point:
    return Point(event.value.y, event.sequence_number or 0)


@app.event_hub_message_trigger(event_hub_name="points", connection="Hub")
@app.event_hub_output(arg_name="out", event_hub_name="next", connection="Hub")
async def hub_model(event: Order, out: Out[list[Order]]) -> None:
    out.set([event, event])


@app.kafka_trigger(topic="orders", broker_list="%Brokers%")
@app.kafka_output(arg_name="out", topic="next", broker_list="%Brokers%")
def kafka_value(event: KafkaEvent[Order], out: Out[Ticket]) -> None:
    out.set(Ticket(f"{event.key}: {event.value.id}", event.partition))


@app.event_grid_trigger()
@app.event_grid_output(arg_name="out", topic_endpoint_uri="TOPIC", topic_key_setting="KEY")
def grid_value(event: EventGridEvent[Event], out: Out[dict[str, object]]) -> None:
    data = {"price": str(event.value.price), "year": event.value.made.year}
    known = {"id": event.id, "subject": event.subject, "eventType": event.event_type, "dataVersion": "1"}
    out.set({**known, "eventTime": "2030-01-01T10:00:00Z", "data": data})


@app.event_grid_trigger()
@seen
async def cloud_value(event: CloudEvent[Event], seen: Out[dict[str, str]]) -> None:
    seen.set({"source": event.source, "price": str(event.value.price)})


@app.cosmos_db_trigger(**COSMOS)
@app.cosmos_db_output(arg_name="$return", **COSMOS)
def documents(docs: list[Order]) -> list[Order]:
    return [doc.model_copy(update={"id": f"copy of {doc.id}"}) for doc in docs]


@app.timer_trigger(schedule="0 0 5 * * *")
@app.blob_input(arg_name="menu", path="menus/today.json", connection=STORAGE)
@app.cosmos_db_input(arg_name="orders", sql_query="SELECT * FROM c", **COSMOS)
@app.table_input(arg_name="row", table_name="Prices", partition_key="p", row_key="r", connection=STORAGE)
@app.table_output(arg_name="rows", table_name="Prices", connection=STORAGE)
@app.blob_output(arg_name="$return", path="menus/next.json", connection=STORAGE)
def inputs(
    timer: TimerRequest, menu: list[Ticket] | None, orders: list[Order], row: Row, rows: Out[list[Row]]
) -> list[Order]:
    rows.set([row, {**row, "RowKey": "late" if timer.past_due else "in time"}])
    return [order for order in orders if menu and order.id == menu[0].id]


@app.queue_trigger(queue_name="find", connection=STORAGE)
@app.cosmos_db_input(arg_name="order", id="{queueTrigger}", partition_key="{queueTrigger}", **COSMOS)
@seen
def one_document(name: str, order: Order | None, seen: Out[str]) -> None:
    seen.set(f"{name}: {order.dish if order else None}")


@app.retry(strategy="fixed_delay", max_retry_count="3", delay_interval="00:00:05")
@app.timer_trigger(schedule="0 0 6 * * *")
@seen
def attempt(timer: TimerRequest, context: Context, seen: Out[dict[str, object]]) -> None:
    retry = context.retry_context
    error = retry.exception.message if retry.exception else None
    seen.set({"count": retry.retry_count, "max": retry.max_retry_count, "error": error})
