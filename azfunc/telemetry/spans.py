"""What a span says of an invocation: its kind, its attributes, the status of its answer.

Follows https://opentelemetry.io/docs/specs/semconv/faas/faas-spans/, and the conventions for HTTP and messaging.
"""

import os
from collections.abc import Mapping
from typing import Literal, NamedTuple, TypeAlias
from urllib.parse import urlsplit

from azfunc.bindings.datum import Metadata
from azfunc.bindings.http import HttpTrigger
from azfunc.bindings.kinds import Trigger
from azfunc.bindings.metadata import read_text
from azfunc.call import Call
from azfunc.errors import DecodeError
from azfunc.plan import Outcome
from azfunc.telemetry.arrival import arrived_data, request_of
from azfunc.telemetry.messages import messages_of

Attributes: TypeAlias = dict[str, str | int | bool]

SpanKindName: TypeAlias = Literal["SERVER", "CONSUMER", "INTERNAL"]


class _Source(NamedTuple):
    """What the conventions call a kind of trigger."""

    faas: Literal["datasource", "http", "pubsub", "timer", "other"]
    system: str = ""
    """The messaging system; empty for what is none."""
    message_id: str = ""
    """The metadata that names a message."""
    group: str = ""
    """The field of the trigger that names its group of consumers."""


_OTHER = _Source("other")
_SOURCES: Mapping[str, _Source] = {
    "httpTrigger": _Source("http"),
    "timerTrigger": _Source("timer"),
    "queueTrigger": _Source("pubsub", "azure_queue_storage", "Id"),
    "serviceBusTrigger": _Source("pubsub", "servicebus", "MessageId", "subscription_name"),
    "eventHubTrigger": _Source("pubsub", "eventhubs", "", "consumer_group"),
    "eventGridTrigger": _Source("pubsub", "eventgrid"),
    "kafkaTrigger": _Source("pubsub", "kafka", "", "consumer_group"),
    "rabbitMQTrigger": _Source("pubsub", "rabbitmq", "MessageId"),
    "redisPubSubTrigger": _Source("pubsub", "redis"),
    "redisListTrigger": _Source("pubsub", "redis"),
    "redisStreamTrigger": _Source("pubsub", "redis"),
    "daprTopicTrigger": _Source("pubsub", "dapr"),
    "blobTrigger": _Source("datasource"),
    "cosmosDBTrigger": _Source("datasource"),
    "cosmosDBMongoTrigger": _Source("datasource"),
    "sqlTrigger": _Source("datasource"),
    "mysqlTrigger": _Source("datasource"),
}


def kind_of(trigger: Trigger) -> SpanKindName:
    """The kind of the span of an invocation that this trigger starts."""
    faas = _SOURCES.get(trigger.type, _OTHER).faas
    if faas == "http":
        return "SERVER"
    return "CONSUMER" if faas in ("pubsub", "datasource") else "INTERNAL"


def attributes_of(call: Call) -> Attributes:
    """What is known of an invocation before its handler runs."""
    trigger = call.function.trigger
    source = _SOURCES.get(trigger.type, _OTHER)
    found: Attributes = {
        "faas.trigger": source.faas,
        "faas.name": call.function.name,
        "faas.invocation_id": call.context.invocation_id,
    }
    found.update((f"azfunc.host.{name}", text) for name, text in call.context.trace_context.attributes.items())
    if source.faas == "http":
        found.update(_of_request(call))
    elif source.faas == "pubsub":
        found.update(_of_messages(call, source))
    elif source.faas == "datasource" and trigger.target():
        found["faas.document.collection"] = _resolved(trigger.target())
    elif source.faas == "timer":
        found["faas.cron"] = _resolved(trigger.target())
    return found


def _of_request(call: Call) -> Attributes:
    """What is known of a request; not its query, which may hold a key."""
    found: Attributes = {}
    trigger, request = call.function.trigger, request_of(call)
    route = trigger.route if isinstance(trigger, HttpTrigger) else None
    if request is None:
        methods = trigger.method_texts() if isinstance(trigger, HttpTrigger) else []
        if len(methods) == 1:
            found["http.request.method"] = methods[0].upper()
        if route is not None:
            found["http.route"] = f"/{route}"
        return found
    url = urlsplit(request.url)
    found["http.request.method"] = request.method
    found["url.path"] = url.path or "/"
    if url.scheme:
        found["url.scheme"] = url.scheme
    if url.hostname:
        found["server.address"] = url.hostname
    if route is not None:
        found["http.route"] = _whole_route(route, url.path)
    return found


def _whole_route(route: str, path: str) -> str:
    """A route with the prefix that the host puts before it, as far as the path tells it."""
    segments, parts = [one for one in route.split("/") if one], [one for one in path.split("/") if one]
    is_open = any(mark in route for mark in ("?}", "*", "="))
    prefix = [] if is_open or len(parts) < len(segments) else parts[: len(parts) - len(segments)]
    return "/" + "/".join([*prefix, *segments])


def _of_messages(call: Call, source: _Source) -> Attributes:
    trigger = call.function.trigger
    found: Attributes = {
        "messaging.system": source.system,
        "messaging.operation.name": "process",
        "messaging.operation.type": "process",
    }
    if trigger.target():
        found["messaging.destination.name"] = _resolved(_destination(trigger))
    group: object = getattr(trigger, source.group, None) if source.group else None
    if isinstance(group, str):
        name = "messaging.destination.subscription.name" if source.system == "servicebus" else _CONSUMERS
        found[name] = _resolved(group)
    datum, metadata = arrived_data(call)
    if datum.kind == "none":
        return found
    if trigger.is_many():
        found["messaging.batch.message_count"] = len(messages_of(trigger, datum))
    elif source.message_id:
        found.update(_message_id(metadata, source.message_id))
    return found


_CONSUMERS = "messaging.consumer.group.name"


def _destination(trigger: Trigger) -> str:
    """The queue, topic or hub by itself: what a topic's subscription is called stands in another attribute."""
    topic: object = getattr(trigger, "topic_name", None)
    return topic if isinstance(topic, str) else trigger.target()


def _message_id(metadata: Metadata, name: str) -> Attributes:
    try:
        text = read_text(metadata, name)
    except DecodeError:
        return {}
    return {"messaging.message.id": text} if text else {}


def _resolved(text: str) -> str:
    """A name with the app settings that it asks for; one that is not set stays as it is written."""
    pieces = text.split("%")
    for index in range(1, len(pieces) - 1, 2):
        name = pieces[index]
        pieces[index] = os.environ.get(name, f"%{name}%")
    if len(pieces) % 2 == 0:
        pieces[-1] = f"%{pieces[-1]}"
    return "".join(pieces)


def status_code(call: Call, outcome: object) -> int | None:
    """The HTTP status that an invocation ends with; None where it answers no request, or with nothing."""
    if call.function.trigger.type != "httpTrigger" or not isinstance(outcome, Outcome):
        return None
    answer = outcome.return_value
    if answer.kind == "none":
        return None
    said: object = getattr(answer.value, "status_code", None)
    return int(said) if isinstance(said, int) else 200
