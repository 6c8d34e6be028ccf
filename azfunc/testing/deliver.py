"""Delivers what lies at a place to the functions that listen there."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Final

from azfunc.bindings.datum import JsonValue
from azfunc.function import Function
from azfunc.testing.dapr_events import dapr_binding_event, dapr_topic_event
from azfunc.testing.directory import Listener
from azfunc.testing.engine import Engine
from azfunc.testing.event_hub_events import SentEvent, event_hub_batch, event_hub_event
from azfunc.testing.events import Event, blob_event, cosmos_db_event, json_datum, plain_event, to_bytes
from azfunc.testing.invoke_events import is_many
from azfunc.testing.kafka_events import SentRecord, kafka_batch, kafka_event, record_of
from azfunc.testing.places import Place
from azfunc.testing.queue_events import SentQueueMessage
from azfunc.testing.result import Result
from azfunc.testing.row_events import changes_event
from azfunc.testing.service_bus_events import SentMessage, service_bus_batch, service_bus_event
from azfunc.testing.settling import settle
from azfunc.testing.stores import Delivery

MAX_DEQUEUE_COUNT: Final = 5
"""How often a host hands out a queue message before it goes to the poison queue."""


async def deliver(engine: Engine, delivery: Delivery) -> list[Result]:
    """Runs every function that listens at the delivery's place."""
    results: list[Result] = []
    for listener in engine.receivers(delivery):
        if delivery.place.kind == "queue":
            results.append(await _deliver_queue_message(engine, listener.function, delivery))
        elif delivery.place.kind == "serviceBus":
            results += await _deliver_service_bus_messages(engine, listener.function, delivery)
        else:
            for event in _events(engine, listener, delivery):
                results.append(await engine.run(listener.function, event))
    return results


async def deliver_next(engine: Engine) -> list[Result] | None:
    """Delivers what has waited longest for a function that listens; None when there is nothing."""
    waiting = engine.stores.waiting
    for index, delivery in enumerate(waiting):
        if engine.receivers(delivery):
            del waiting[index]
            return await deliver(engine, delivery)
    return None


async def _deliver_queue_message(engine: Engine, function: Function, delivery: Delivery) -> Result:
    """Hands a queue message out until it is taken, or until it goes to the poison queue.

    Where the client raises exceptions, the first failure is raised and the message is gone.
    """
    data_type = function.trigger.to_document().get("dataType")
    message = SentQueueMessage.of(delivery.items[0]).sent_at(engine.time.now())
    result = Result(function.name)
    for count in range(message.dequeue_count, max(message.dequeue_count, MAX_DEQUEUE_COUNT) + 1):
        event = replace(message, dequeue_count=count).to_event(data_type=data_type, moment=engine.time.now())
        result = await engine.run(function, event)
        if result.error is None:
            return result
    name = delivery.place.address
    if not name.endswith("-poison"):
        poison = SentQueueMessage(body=message.body, insertion_time=engine.time.now())
        engine.stores.waiting.append(Delivery(Place("queue", f"{name}-poison"), (poison,)))
    return result


async def _deliver_service_bus_messages(engine: Engine, function: Function, delivery: Delivery) -> list[Result]:
    """Hands messages out, and does with them what the handler decides."""
    moment = engine.time.now()
    messages = [SentMessage.of(item, number).sent_at(moment) for number, item in enumerate(delivery.items, start=1)]
    document = function.trigger.to_document()
    data_type = document.get("dataType")
    results: list[Result] = []
    for group in [messages] if is_many(document) else [[message] for message in messages]:
        event = (
            service_bus_batch(group, data_type=data_type)
            if is_many(document)
            else service_bus_event(group[0], data_type=data_type)
        )
        result = await engine.run(function, event)
        settle(engine.stores, delivery.place, function.name, group, result)
        results.append(result)
    return results


def _events(engine: Engine, listener: Listener, delivery: Delivery) -> Iterator[Event]:
    document = listener.function.trigger.to_document()
    place, items = delivery.place, delivery.items
    if place.kind == "cosmosDB":
        yield from (cosmos_db_event(batch) for batch in _batches(items, document.get("maxItemsPerInvocation")))
    elif place.kind == "blob":
        yield _blob_event(engine, listener, document, delivery)
    elif place.kind in ("sql", "mysql"):
        yield changes_event(place.kind, items)
    elif place.kind == "eventHub":
        yield from _event_hub_events(engine, document, items)
    elif place.kind == "kafka":
        yield from _kafka_events(engine, document, delivery)
    elif place.kind == "daprTopic":
        yield from (dapr_topic_event(item, place.address, engine.time.now()) for item in items)
    elif place.kind == "daprBinding":
        yield from (dapr_binding_event(item) for item in items)
    else:
        yield from (plain_event(item) for item in items)


def _batches(items: Sequence[object], size: JsonValue) -> Iterator[Sequence[object]]:
    """What a change feed hands over at a time: all of it, or at most ``maxItemsPerInvocation``."""
    step = size if isinstance(size, int) and size > 0 else max(len(items), 1)
    return (items[start : start + step] for start in range(0, max(len(items), 1), step))


def _blob_event(engine: Engine, listener: Listener, document: Mapping[str, JsonValue], delivery: Delivery) -> Event:
    path = delivery.place.address
    blob = engine.stores.blobs.get(path)
    return blob_event(
        path,
        to_bytes(delivery.items[0]),
        data_type=document.get("dataType"),
        metadata=blob.metadata if blob else None,
        captured=listener.captured,
        properties={"LastModified": engine.time.now().isoformat(), **(blob.properties if blob else {})},
    )


def _event_hub_events(engine: Engine, document: Mapping[str, JsonValue], items: Sequence[object]) -> Iterator[Event]:
    moment = engine.time.now()
    events = [SentEvent.of(item, number).sent_at(moment) for number, item in enumerate(items)]
    data_type = document.get("dataType")
    if not is_many(document):
        yield from (event_hub_event(event, data_type=data_type) for event in events)
        return
    for partition in dict.fromkeys(event.partition_id for event in events):
        yield event_hub_batch([event for event in events if event.partition_id == partition], data_type=data_type)


def _kafka_events(engine: Engine, document: Mapping[str, JsonValue], delivery: Delivery) -> Iterator[Event]:
    moment = engine.time.now()
    records = [
        (item if isinstance(item, SentRecord) else record_of(item, number)).sent_at(moment)
        for number, item in enumerate(delivery.items)
    ]
    topic, data_type = delivery.place.address, document.get("dataType")
    if is_many(document):
        yield kafka_batch(records, topic=topic, data_type=data_type)
    else:
        yield from (kafka_event(record, topic=topic, data_type=data_type) for record in records)


def event_grid_events(function: Function, built: Event) -> Event:
    """An event as a function of Event Grid gets it: alone, or as a batch of one."""
    batch = is_many(function.trigger.to_document())
    return Event(json_datum([built.value.parse()]), {}) if batch else built
