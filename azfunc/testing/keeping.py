"""Keeps what functions give to outputs where it belongs; functions that listen there get it later."""

import datetime
from collections.abc import Mapping

from azfunc.bindings.datum import Datum, JsonValue
from azfunc.errors import InvocationError
from azfunc.testing.collector import json_items, message_items
from azfunc.testing.dapr_events import dapr_message, published
from azfunc.testing.places import Place
from azfunc.testing.queue_events import SentQueueMessage
from azfunc.testing.stores import Blob, Delivery, Stores, as_object

_STREAMS = ("eventHub", "serviceBus", "kafka")
"""What one call sends there travels together."""


def keep_value(
    stores: Stores, place: Place, datum: Datum, keys: Mapping[str, JsonValue], moment: datetime.datetime
) -> None:
    """Puts an output's value where it belongs.

    Args:
        stores: where it is kept.
        place: where it goes.
        datum: the value.
        keys: ``partitionKey`` and ``rowKey`` of a table's binding.
        moment: when it is sent.

    Raises:
        InvocationError: its service refuses it.
    """
    if place.kind == "queue":
        messages = (SentQueueMessage(body=item, insertion_time=moment) for item in message_items(datum))
        stores.waiting += [Delivery(place, (message,)) for message in messages]
    elif place.kind in _STREAMS:
        stores.waiting.append(Delivery(place, tuple(message_items(datum))))
    elif place.kind in ("rabbitMQ", "daprBinding"):
        stores.waiting += [Delivery(place, (item,)) for item in message_items(datum)]
    elif place.kind == "daprTopic":
        message = dapr_message(published(_json_or_text(datum)), place.address, moment)
        stores.waiting.append(Delivery(place, (message,)))
    elif place.kind == "blob":
        content = datum.data()
        stores.blobs[place.address] = Blob(content, {})
        stores.waiting.append(Delivery(place, (content,)))
    else:
        _keep_objects(stores, place, datum, keys)


def _keep_objects(stores: Stores, place: Place, datum: Datum, keys: Mapping[str, JsonValue]) -> None:
    objects = _objects(place, datum)
    if place.kind == "eventGrid":
        stores.events += objects
        stores.waiting += [Delivery(place, (event,)) for event in objects]
    elif place.kind == "cosmosDB":
        stored = stores.upsert_documents(place.address, objects)
        stores.waiting.append(Delivery(place, tuple(stored)))
    elif place.kind in ("sql", "mysql", "cosmosDBMongo"):
        rows = [as_object(row, "document" if place.kind == "cosmosDBMongo" else "row") for row in objects]
        stores.rows.setdefault(place, []).extend(rows)
        stores.waiting.append(Delivery(place, tuple(rows)))
    elif place.kind == "table":
        defaults = {"PartitionKey": keys.get("partitionKey"), "RowKey": keys.get("rowKey")}
        for entity in objects:
            stores.add_entity(place.address, entity, defaults)


def _json_or_text(datum: Datum) -> JsonValue:
    items = json_items(datum)
    if items is None:
        return datum.text() if isinstance(datum.value, str | bytes) else str(datum.value)
    return datum.parse() if isinstance(datum.value, str | bytes) else items


def _objects(place: Place, datum: Datum) -> list[JsonValue]:
    items = json_items(Datum("string", datum.text()) if isinstance(datum.value, bytes) else datum)
    if items is None:
        raise InvocationError(f"{place} takes JSON objects, but the value is {datum.value!r}. Give a dict or a model.")
    return items
