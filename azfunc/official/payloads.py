"""Microsoft's payload objects as data.

Their objects are recognised by what they offer, not by their classes, so that any version of azure.functions serves.
"""

import json
import threading
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from typing import Protocol, TypeAlias, cast

from azfunc.bindings.binding import Binding
from azfunc.bindings.context import Context, RetryContext, RpcException, TraceContext
from azfunc.bindings.datum import NOTHING, Datum, HttpRequestData, JsonValue, Metadata
from azfunc.bindings.http_payload import HttpRequest
from azfunc.bindings.queue import QueueMessage
from azfunc.current import Running
from azfunc.errors import DecodeError

Received: TypeAlias = tuple[Datum, Metadata]
"""What an object of theirs says: its value, and the trigger's metadata."""

Reader: TypeAlias = Callable[[object], Received]

_NO_METADATA: Metadata = {}


class _Fields(Protocol):
    """Any of their objects; attributes are read by name."""

    def __getattr__(self, name: str) -> object: ...


class _Context(Protocol):
    """Their context, as far as every invocation needs it."""

    @property
    def invocation_id(self) -> str: ...
    @property
    def thread_local_storage(self) -> "threading.local": ...


class _Body(_Fields, Protocol):
    """Any of their objects that has a body."""

    def get_body(self) -> bytes: ...


class _Request(Protocol):
    """Their HTTP request."""

    method: str
    url: str
    headers: Mapping[str, str]
    params: Mapping[str, str]
    route_params: Mapping[str, str]

    def get_body(self) -> bytes: ...


class _QueueMessage(Protocol):
    """Their queue message."""

    id: str | None
    dequeue_count: int | None
    expiration_time: datetime | None
    insertion_time: datetime | None
    time_next_visible: datetime | None
    pop_receipt: str | None

    def get_body(self) -> bytes: ...


def reader(binding: Binding) -> Reader:
    """What makes data of the objects that their converter gives for a binding."""
    read = _READERS.get(binding.type, _read_plain)
    if getattr(binding, "deferred", False):
        return _read_blob_address
    if binding.type == "cosmosDB" and getattr(binding, "id", None) is not None:
        return _read_single_document
    return read


def _read_http(value: object) -> Received:
    theirs = cast("_Request", value)
    data = HttpRequestData(
        method=theirs.method,
        url=theirs.url,
        headers=theirs.headers,
        query=theirs.params,
        route_params=theirs.route_params,
        body=theirs.get_body(),
    )
    return Datum("http", data), _NO_METADATA


def _read_timer(value: object) -> Received:
    timer = cast("_Fields", value)
    document = {
        "IsPastDue": timer.past_due,
        "Schedule": getattr(value, "schedule", None),
        "ScheduleStatus": getattr(value, "schedule_status", None),
    }
    return Datum("json", json.dumps(document)), _NO_METADATA


_QUEUE_FIELDS = {
    "Id": "id",
    "DequeueCount": "dequeue_count",
    "ExpirationTime": "expiration_time",
    "InsertionTime": "insertion_time",
    "NextVisibleTime": "time_next_visible",
    "PopReceipt": "pop_receipt",
}
_BLOB_FIELDS = {"BlobTrigger": "name", "Uri": "uri", "Properties": "blob_properties", "Metadata": "metadata"}


def _read_queue(value: object) -> Received:
    return Datum("bytes", cast("_Body", value).get_body()), _fields(value, _QUEUE_FIELDS)


def _read_blob(value: object) -> Received:
    if value is None:
        return NOTHING, _NO_METADATA
    read = cast("Callable[[], bytes]", cast("_Fields", value).read)
    return Datum("bytes", read()), _fields(value, _BLOB_FIELDS)


def _read_blob_address(value: object) -> Received:
    """Where a blob is: model data, a client of their own package, or the stream of a worker that knows no clients."""
    if hasattr(value, "blob_name"):
        client = cast("_Fields", value)
        address = {"ContainerName": client.container_name, "BlobName": client.blob_name}
        return Datum("model", json.dumps(address)), _NO_METADATA
    if hasattr(value, "content"):
        return Datum("model", value), _NO_METADATA
    return NOTHING, _fields(value, {"BlobTrigger": "name"})


def _fields(value: object, names: Mapping[str, str]) -> Metadata:
    """Metadata made of attributes; those that are None are left out."""
    found = ((key, getattr(value, name, None)) for key, name in names.items())
    return {key: _as_datum(item) for key, item in found if item is not None}


def _as_datum(value: object) -> Datum:
    """A Python value as a datum that reads back as the same value."""
    if isinstance(value, str):
        return Datum("string", value)
    if isinstance(value, Mapping | list):
        return Datum("json", json.dumps(value))
    return Datum("model", value)


def _read_messages(value: object) -> Received:
    """A message or a list of them, with the metadata that each message keeps of the whole call."""
    if isinstance(value, list):
        messages = cast("Sequence[_Body]", value)
        told = _call_metadata(messages[0]) if messages else _NO_METADATA
        return Datum("collection_bytes", [message.get_body() for message in messages]), told
    return Datum("bytes", cast("_Body", value).get_body()), _call_metadata(value)


def _call_metadata(message: object) -> Metadata:
    metadata = cast("Mapping[str, object] | None", getattr(message, "metadata", None))
    return {name: _as_datum(item) for name, item in (metadata or {}).items() if item is not None}


_KAFKA_JSON = {"Timestamp": "timestamp", "Partition": "partition", "Offset": "offset", "Headers": "headers"}
_KAFKA_TEXT = {"Key": "key", "Topic": "topic"}


def _read_kafka(value: object) -> Received:
    """A Kafka event or a list of them; a batch's own metadata holds objects that nobody else can read."""
    datum, told = _read_messages(value)
    if isinstance(value, list):
        events = cast("Sequence[object]", value)
        names = {**_KAFKA_JSON, **_KAFKA_TEXT}
        columns = {key: [getattr(event, name, None) for event in events] for key, name in names.items()}
        return datum, {**told, **{f"{key}Array": _json(column) for key, column in columns.items()}}
    numbers = {key: getattr(value, name, None) for key, name in _KAFKA_JSON.items()}
    known = {key: _json(item) for key, item in numbers.items() if item is not None}
    return datum, {**told, **known, **_fields(value, _KAFKA_TEXT)}


def _json(value: object) -> Datum:
    return Datum("json", json.dumps(value))


def _read_event_grid(value: object) -> Received:
    event = cast("_Fields", value)
    data = cast("Callable[[], JsonValue]", event.get_json)()
    if hasattr(value, "specversion"):
        names = ("id", "source", "type", "specversion", "subject", "datacontenttype", "dataschema")
        extra = cast("Mapping[str, JsonValue]", event.extension_attrs)
        document = {**{name: getattr(value, name, None) for name in names}, "time": _iso(event.time), **extra}
        document = {name: item for name, item in document.items() if item is not None}
        return Datum("json", json.dumps({**document, "data": data})), _NO_METADATA
    document = {
        "id": event.id,
        "topic": event.topic,
        "subject": event.subject,
        "eventType": event.event_type,
        "eventTime": _iso(event.event_time),
        "data": data,
        "dataVersion": event.data_version,
    }
    return Datum("json", json.dumps(document)), _NO_METADATA


def _iso(moment: object) -> str | None:
    return None if moment is None else cast("Callable[[], str]", cast("_Fields", moment).isoformat)()


def _read_objects(value: object) -> Received:
    """Documents or rows."""
    if value is None:
        return NOTHING, _NO_METADATA
    objects = cast("Sequence[Mapping[str, JsonValue] | None]", value)
    return _json([None if item is None else dict(item) for item in objects]), _NO_METADATA


def _read_single_document(value: object) -> Received:
    """The one document of a look-up by id, which their converter wraps in a list."""
    documents = cast("Sequence[Mapping[str, JsonValue] | None]", value or ())
    if not documents or documents[0] is None:
        return NOTHING, _NO_METADATA
    return Datum("json", json.dumps(dict(documents[0]))), _NO_METADATA


def _read_nothing(_value: object) -> Received:
    return NOTHING, _NO_METADATA


_PROMPT_FIELDS = ("name", "arguments", "sessionid", "transport")


def _read_prompt(value: object) -> Received:
    """A request for an MCP prompt."""
    told = {name: getattr(value, name, None) for name in _PROMPT_FIELDS}
    return _json({name: item for name, item in told.items() if item is not None}), _NO_METADATA


def _read_activity(value: object) -> Received:
    """An activity's input, which their converter has read from JSON."""
    from azfunc.bindings.durable_json import dump_durable

    return Datum("json", dump_durable(value)), _NO_METADATA


def _read_context(value: object) -> Received:
    """The context of an orchestrator or entity, unless a durable package has made its own of it."""
    return _read_plain(getattr(value, "body", value))


def _read_plain(value: object) -> Received:
    """What has no converter: text, bytes, or JSON text."""
    if value is None:
        return NOTHING, _NO_METADATA
    if isinstance(value, str):
        return Datum("string", value), _NO_METADATA
    if isinstance(value, bytes | bytearray):
        return Datum("bytes", bytes(value)), _NO_METADATA
    raise DecodeError(f"The worker passed a {type(value).__name__}, where text or bytes is expected.")


_READERS: dict[str, Reader] = {
    "activityTrigger": _read_activity,
    "entityTrigger": _read_context,
    "mcpPromptTrigger": _read_prompt,
    "orchestrationTrigger": _read_context,
    "httpTrigger": _read_http,
    "timerTrigger": _read_timer,
    "queueTrigger": _read_queue,
    "blobTrigger": _read_blob,
    "blob": _read_blob,
    "cosmosDBTrigger": _read_objects,
    "cosmosDB": _read_objects,
    "eventGridTrigger": _read_event_grid,
    "eventHubTrigger": _read_messages,
    "kafkaTrigger": _read_kafka,
    "mysqlTrigger": _read_objects,
    "mysql": _read_objects,
    "serviceBusTrigger": _read_messages,
    "sql": _read_objects,
    "warmupTrigger": _read_nothing,
}


def copier(binding: Binding) -> Callable[[object], object] | None:
    """What makes our payload object straight of theirs, for the triggers that most functions have.

    The way by data gives the same, but takes longer.
    """
    return _COPIERS.get(binding.type)


def _copy_request(value: object) -> HttpRequest:
    theirs = cast("_Request", value)
    return HttpRequest(
        theirs.method,
        theirs.url,
        headers=theirs.headers,
        params=theirs.params,
        route_params=theirs.route_params,
        body=theirs.get_body(),
    )


def _copy_queue_message(value: object) -> QueueMessage:
    theirs = cast("_QueueMessage", value)
    return QueueMessage(
        id=theirs.id,
        body=theirs.get_body(),
        dequeue_count=theirs.dequeue_count,
        expiration_time=theirs.expiration_time,
        insertion_time=theirs.insertion_time,
        time_next_visible=theirs.time_next_visible,
        pop_receipt=theirs.pop_receipt,
    )


_COPIERS: dict[str, Callable[[object], object]] = {
    "httpTrigger": _copy_request,
    "queueTrigger": _copy_queue_message,
}


def from_official_context(value: object, function_directory: str) -> Context:
    """Their context as ours, with the folder of the user's source."""
    context, trace = cast("_Fields", value), cast("_Fields", cast("_Fields", value).trace_context)
    return Context(
        invocation_id=cast("str", context.invocation_id),
        function_name=cast("str", context.function_name),
        function_directory=function_directory,
        trace_context=TraceContext(
            cast("str", trace.trace_parent), cast("str", trace.trace_state), cast("Mapping[str, str]", trace.attributes)
        ),
        retry_context=_retry(context.retry_context),
        thread_local_storage=cast("threading.local", context.thread_local_storage),
    )


def running_of(value: object, function: str) -> Running:
    """The invocation that their context names, for what follows it through tasks and threads."""
    context = cast("_Context", value)
    return Running(context.invocation_id, function, context.thread_local_storage)


def _retry(value: object) -> RetryContext:
    """Their retry context; its error has two names, and is empty where there is none."""
    retry = cast("_Fields", value)
    error = getattr(value, "exception", None) or getattr(value, "rpc_exception", None)
    told = [cast("str", getattr(error, name, "")) for name in ("source", "stack_trace", "message")]
    exception = RpcException(*told) if any(told) else None
    return RetryContext(cast("int", retry.retry_count), cast("int", retry.max_retry_count), exception)
