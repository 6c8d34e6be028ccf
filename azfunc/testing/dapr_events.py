"""Event builders of Dapr: messages of topics, which are CloudEvents, events of bindings and calls of methods."""

import datetime
import uuid
from collections.abc import Mapping
from typing import TypedDict

from azfunc.bindings.datum import Datum, JsonValue
from azfunc.testing.events import Event, json_datum, now, plain_event, to_bytes


class DaprFields(TypedDict, total=False):
    """What may be said about a message of a Dapr topic, as its CloudEvent has it."""

    id: str
    source: str
    type: str
    datacontenttype: str
    traceparent: str


def dapr_message(
    data: object, topic: str, moment: datetime.datetime | None = None, fields: DaprFields | None = None
) -> Mapping[str, object]:
    """The CloudEvent that Dapr makes of what is published.

    Args:
        data: what is published: text, bytes, or a value that is sent as JSON; a CloudEvent stays what it is.
        topic: the component of the broker and the topic, parted by a slash.
        moment: when it is published; now if left out.
        fields: attributes of the CloudEvent.
    """
    value = _plain(data)
    if isinstance(value, Mapping) and {"specversion", "type", "source"} <= value.keys():
        return value
    component, _, name = topic.partition("/")
    return {
        "specversion": "1.0",
        "id": str(uuid.uuid4()),
        "source": "azfunc-test",
        "type": "com.dapr.event.sent",
        "time": (moment or now()).isoformat(),
        "datacontenttype": "text/plain" if isinstance(value, str) else "application/json",
        "pubsubname": component,
        "topic": name,
        "data": value,
        **(fields or {}),
    }


def dapr_topic_event(
    item: object, topic: str, moment: datetime.datetime | None = None, fields: DaprFields | None = None
) -> Event:
    """A message of a topic, as a trigger gets it."""
    return plain_event(json_datum(dapr_message(item, topic, moment, fields)))


def dapr_binding_event(item: object) -> Event:
    """An event of an input binding, or the body of a call: the value as it is."""
    return plain_event(item)


def published(value: JsonValue) -> JsonValue:
    """What a ``daprPublish`` output publishes: its ``payload``, where the value is such an envelope."""
    return value["payload"] if isinstance(value, Mapping) and "payload" in value else value


def _plain(data: object) -> JsonValue:
    if isinstance(data, str):
        return data
    if isinstance(data, bytes):
        return data.decode("utf-8", "replace")
    return Datum("bytes", to_bytes(data)).parse()
