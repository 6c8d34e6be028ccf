"""Delivers what lies at a place to the functions that listen there."""

import uuid
from collections.abc import Mapping, Sequence
from typing import Final

from azfunc.bindings.datum import JsonValue
from azfunc.function import Function
from azfunc.testing.engine import Engine, Listener
from azfunc.testing.events import Event, blob_event, cosmos_db_event, queue_event, to_bytes
from azfunc.testing.invoke_events import is_many
from azfunc.testing.kafka_events import SentRecord, kafka_batch, kafka_event, record_of
from azfunc.testing.messaging_events import (
    SentEvent,
    SentMessage,
    event_hub_batch,
    event_hub_event,
    service_bus_batch,
    service_bus_event,
)
from azfunc.testing.places import Place, place_of
from azfunc.testing.result import Result
from azfunc.testing.row_events import changes_event
from azfunc.testing.stores import Delivery

MAX_DEQUEUE_COUNT: Final = 5
"""How often a host hands out a queue message before it goes to the poison queue."""


def deliver(engine: Engine, delivery: Delivery) -> list[Result]:
    """Runs every function that listens at the delivery's place."""
    results: list[Result] = []
    for listener in engine.listeners(delivery.place):
        if delivery.place.kind == "queue":
            results.append(_deliver_message(engine, listener.function, delivery))
        else:
            results += [engine.run(listener.function, event) for event in _events(engine, listener, delivery)]
    return results


def deliver_next(engine: Engine) -> list[Result] | None:
    """Delivers what has waited longest for a function that listens; None when there is nothing."""
    waiting = engine.stores.waiting
    for index, delivery in enumerate(waiting):
        if engine.listeners(delivery.place):
            del waiting[index]
            return deliver(engine, delivery)
    return None


def known_places(engine: Engine, kind: str) -> str:
    """The places of one kind that functions listen to, for messages."""
    places = (place_of(item.trigger.to_document(), engine.with_settings) for item in engine.functions.values())
    return ", ".join(dict.fromkeys(f"'{at.address}'" for at in places if at and at.kind == kind)) or "none"


def _deliver_message(engine: Engine, function: Function, delivery: Delivery) -> Result:
    """Hands a queue message out until it is taken, or until it goes to the poison queue.

    Where the client raises exceptions, the first failure is raised and the message is gone.
    """
    message_id = str(uuid.uuid4())
    data_type = function.trigger.to_document().get("dataType")
    body = delivery.items[0]
    result = Result(function.name)
    for count in range(1, MAX_DEQUEUE_COUNT + 1):
        result = engine.run(function, queue_event(body, data_type=data_type, dequeue_count=count, id=message_id))
        if result.error is None:
            return result
    name = delivery.place.address
    if not name.endswith("-poison"):
        engine.stores.waiting.append(Delivery(Place("queue", f"{name}-poison"), delivery.items))
    return result


def _events(engine: Engine, listener: Listener, delivery: Delivery) -> list[Event]:
    document = listener.function.trigger.to_document()
    kind = delivery.place.kind
    if kind == "cosmosDB":
        return [cosmos_db_event(delivery.items)]
    if kind == "blob":
        path = delivery.place.address
        blob = engine.stores.blobs.get(path)
        return [
            blob_event(
                path,
                to_bytes(delivery.items[0]),
                data_type=document.get("dataType"),
                metadata=blob.metadata if blob else None,
                captured=listener.captured,
            )
        ]
    if kind in ("sql", "mysql"):
        return [changes_event(kind, delivery.items)]
    if kind == "eventHub":
        return _event_hub_events(document, delivery.items)
    if kind == "kafka":
        return _kafka_events(document, delivery)
    return _service_bus_events(document, delivery.items)


def _event_hub_events(document: Mapping[str, JsonValue], items: Sequence[object]) -> list[Event]:
    events = [
        item if isinstance(item, SentEvent) else SentEvent(body=item, sequence_number=number)
        for number, item in enumerate(items)
    ]
    data_type = document.get("dataType")
    if is_many(document):
        return [event_hub_batch(events, data_type=data_type)]
    return [event_hub_event(event, data_type=data_type) for event in events]


def _kafka_events(document: Mapping[str, JsonValue], delivery: Delivery) -> list[Event]:
    records = [
        item if isinstance(item, SentRecord) else record_of(item, number) for number, item in enumerate(delivery.items)
    ]
    topic, data_type = delivery.place.address, document.get("dataType")
    if is_many(document):
        return [kafka_batch(records, topic=topic, data_type=data_type)]
    return [kafka_event(record, topic=topic, data_type=data_type) for record in records]


def _service_bus_events(document: Mapping[str, JsonValue], items: Sequence[object]) -> list[Event]:
    messages = [
        item if isinstance(item, SentMessage) else SentMessage(body=item, sequence_number=number)
        for number, item in enumerate(items, start=1)
    ]
    data_type = document.get("dataType")
    if is_many(document):
        return [service_bus_batch(messages, data_type=data_type)]
    return [service_bus_event(message, data_type=data_type) for message in messages]
