"""The event for a function of any kind, from a value and what little is said about it."""

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Final, cast
from urllib.parse import quote

from azfunc.bindings.blob_path import match_blob_path
from azfunc.bindings.datum import Datum, JsonValue
from azfunc.bindings.http import HttpTrigger
from azfunc.bindings.route_template import Token, parse_route
from azfunc.errors import DecodeError, InvocationError
from azfunc.function import Function
from azfunc.testing.event_hub_events import SentEvent, event_hub_batch, event_hub_event
from azfunc.testing.events import (
    Event,
    blob_event,
    cosmos_db_event,
    event_grid_event,
    plain_event,
    timer_event,
    to_bytes,
    warmup_event,
)
from azfunc.testing.http import Params, Request
from azfunc.testing.kafka_events import SentRecord, kafka_batch, kafka_event
from azfunc.testing.queue_events import SentQueueMessage
from azfunc.testing.row_events import changes_event
from azfunc.testing.service_bus_events import SentMessage, service_bus_batch, service_bus_event

Document = Mapping[str, JsonValue]
"""A trigger as function.json holds it."""


@dataclass(frozen=True, kw_only=True)
class HttpOptions:
    """How a request is made for an HTTP function that is invoked by name."""

    base: str = "http://localhost:7071"
    prefix: str = "api"
    method: str | None = None
    params: Params | None = None
    headers: Mapping[str, str] = field(default_factory=dict[str, str])


def event_for(
    function: Function,
    value: object,
    metadata: Mapping[str, object],
    http: HttpOptions,
    with_settings: Callable[[str], str] = str,
) -> Event:
    """The event that starts a function.

    Args:
        function: the function.
        value: the trigger's value: a message, documents, a blob's content, an HTTP body…; a `Datum` as it is.
        metadata: more metadata; ``BlobTrigger`` is a blob's path, and route tokens of an HTTP function are taken
            from here.
        http: how an HTTP function is called.
        with_settings: puts app settings in the place of ``%NAME%``.

    Raises:
        InvocationError: a token of the route has no value.
        DecodeError: the value does not fit the trigger.
    """
    properties = function.trigger.to_document().items()
    document = {name: with_settings(item) if isinstance(item, str) else item for name, item in properties}
    if isinstance(value, Datum):
        return Event(value, {}).with_metadata(metadata)
    if isinstance(function.trigger, HttpTrigger):
        return http_event(function, function.trigger, value, metadata, http)
    kind = str(document["type"]).lower()
    if kind == "blobtrigger":
        return _blob(document, value, metadata).with_metadata(metadata)
    return _BUILDERS.get(kind, _plain)(document, value).with_metadata(metadata)


def http_event(
    function: Function, trigger: HttpTrigger, value: object, metadata: Mapping[str, object], http: HttpOptions
) -> Event:
    """A request to an HTTP function, with its route filled in from the metadata."""
    route_params = _route_params(function, trigger, metadata)
    path = _fill(trigger.route or "", route_params)
    methods = [method.upper() for method in trigger.method_texts()]
    wanted = "GET" if value is None else "POST"
    request = Request(
        http.method or (wanted if wanted in methods or not methods else methods[0]),
        "/".join(part for part in ("", http.prefix.strip("/"), path) if part or not path) or "/",
        base=http.base,
        params=http.params,
        content=None if value is None else to_bytes(value),
        headers={**_content_type(value), **http.headers},
    )
    tokens = {name.lower() for name in route_params}
    rest = {name: item for name, item in metadata.items() if name.lower() not in tokens}
    return request.to_event(route_params).with_metadata(rest)


def _content_type(value: object) -> dict[str, str]:
    if value is None or isinstance(value, bytes):
        return {}
    try:
        Datum("string", to_bytes(value)).parse()
    except DecodeError:
        return {"content-type": "text/plain; charset=utf-8"}
    return {"content-type": "application/json"}


def _route_params(function: Function, trigger: HttpTrigger, metadata: Mapping[str, object]) -> dict[str, str]:
    given = {name.lower(): value for name, value in metadata.items()}
    found: dict[str, str] = {}
    for token in parse_route(trigger.route or "").tokens:
        value = given.get(token.name.lower(), token.default)
        if value is not None:
            found[token.name] = _text(value)
        elif not (token.optional or token.catch_all):
            raise InvocationError(
                f"The route '{trigger.route}' of function '{function.name}' has the token {{{token.name}}}, but "
                f"no value was given for it. Pass metadata={{'{token.name}': ...}}, or --meta {token.name}=... to "
                "azfunc invoke."
            )
    return found


def _text(value: object) -> str:
    return str(value.python() if isinstance(value, Datum) else value)


def _fill(route: str, values: Mapping[str, str]) -> str:
    segments = ["".join(_fill_part(part, values) for part in segment) for segment in parse_route(route).segments]
    return "/".join(segment for segment in segments if segment)


def _fill_part(part: str | Token, values: Mapping[str, str]) -> str:
    """A part of a path; only what a catch-all takes may go over several segments."""
    if isinstance(part, str):
        return part
    return quote(values.get(part.name, ""), safe="/" if part.catch_all else "")


def _blob(document: Document, value: object, metadata: Mapping[str, object]) -> Event:
    pattern = str(document.get("path") or "")
    given = {name.lower(): _text(item) for name, item in metadata.items()}
    path = given.get("blobtrigger") or _fill_pattern(pattern, given)
    content = to_bytes(value)
    captured = match_blob_path(pattern, path)
    return blob_event(path, content, data_type=document.get("dataType"), captured=captured)


def _fill_pattern(pattern: str, values: Mapping[str, str]) -> str:
    """A path for a pattern: tokens by their values, or by their names where nothing was said."""
    filled = pattern
    for part in pattern.split("{")[1:]:
        name = part.partition("}")[0]
        filled = filled.replace(f"{{{name}}}", values.get(name.lower(), name))
    return filled if "/" in filled else f"{filled}/blob"


def _queue(document: Document, value: object) -> Event:
    return SentQueueMessage.of(value).to_event(data_type=document.get("dataType"))


def _timer(_document: Document, value: object) -> Event:
    return timer_event() if value is None else plain_event(_parsed(value))


def _cosmos_db(_document: Document, value: object) -> Event:
    return cosmos_db_event(several(_parsed(value)))


def _event_grid(_document: Document, value: object) -> Event:
    return event_grid_event(value)


def _event_hub(document: Document, value: object) -> Event:
    data_type = document.get("dataType")
    if not is_many(document):
        return event_hub_event(SentEvent.of(value), data_type=data_type)
    events = [SentEvent.of(item, number) for number, item in enumerate(_batch(value))]
    return event_hub_batch(events, data_type=data_type)


def _service_bus(document: Document, value: object) -> Event:
    data_type = document.get("dataType")
    if not is_many(document):
        return service_bus_event(SentMessage.of(value), data_type=data_type)
    return service_bus_batch([SentMessage.of(item) for item in _batch(value)], data_type=data_type)


def _kafka(document: Document, value: object) -> Event:
    topic, data_type = str(document.get("topic") or ""), document.get("dataType")
    if not is_many(document):
        return kafka_event(SentRecord.of(value), topic=topic, data_type=data_type)
    records = [SentRecord.of(item, number) for number, item in enumerate(_batch(value))]
    return kafka_batch(records, topic=topic, data_type=data_type)


def _sql(_document: Document, value: object) -> Event:
    return changes_event("sql", several(_parsed(value)))


def _mysql(_document: Document, value: object) -> Event:
    return changes_event("mysql", several(_parsed(value)))


def _warmup(_document: Document, _value: object) -> Event:
    return warmup_event()


def _plain(_document: Document, value: object) -> Event:
    return plain_event(value)


def _mcp_tool(_document: Document, value: object) -> Event:
    """A call of a tool; hosts offer its arguments to binding expressions."""
    event = plain_event(value)
    arguments = event.metadata.get("arguments")
    return event if arguments is None else event.with_metadata({"mcptoolargs": arguments})


_BUILDERS: Final[Mapping[str, Callable[[Document, object], Event]]] = {
    "queuetrigger": _queue,
    "timertrigger": _timer,
    "cosmosdbtrigger": _cosmos_db,
    "eventgridtrigger": _event_grid,
    "eventhubtrigger": _event_hub,
    "kafkatrigger": _kafka,
    "mcptooltrigger": _mcp_tool,
    "mysqltrigger": _mysql,
    "servicebustrigger": _service_bus,
    "sqltrigger": _sql,
    "warmuptrigger": _warmup,
}


def is_many(document: Document) -> bool:
    """Whether a trigger takes batches."""
    return str(document.get("cardinality", "")).lower() == "many"


def several(value: object) -> list[object]:
    """A list as it is, any other value as a list of one; None as an empty one."""
    if value is None:
        return []
    return list(cast("list[object]", value)) if isinstance(value, list | tuple) else [value]


def _parsed(value: object) -> object:
    return Datum("string", value).parse() if isinstance(value, str | bytes) else value


def _batch(value: object) -> list[object]:
    """The messages of a batch: a list's items, also those of a list that was given as JSON text."""
    if isinstance(value, str) and value.lstrip().startswith("["):
        items = _parsed(value)
        if isinstance(items, list):
            plain = cast("list[object]", items)
            return [item if isinstance(item, str) else json.dumps(item, ensure_ascii=False) for item in plain]
    return several(value)
