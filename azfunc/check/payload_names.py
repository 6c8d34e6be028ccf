"""The names by which tokens of binding expressions are known: what each kind of trigger supplies.

Follows https://learn.microsoft.com/azure/azure-functions/functions-bindings-expressions-patterns.
"""

import re
from collections.abc import Iterator, Mapping
from typing import NamedTuple, cast, get_type_hints, is_typeddict

from azfunc.bindings.base import Trigger
from azfunc.bindings.enums import DataType
from azfunc.bindings.route_template import RouteError, parse_route
from azfunc.function import Function

BUILT_IN = ("rand-guid", "datetime", "sys.methodname", "sys.utcnow", "sys.randguid")
"""Tokens that every function has."""

_MESSAGE = ("DeliveryCount", "EnqueuedTimeUtc", "MessageId", "SequenceNumber", "PartitionKey")
_SERVICE_BUS = (
    *_MESSAGE,
    *("ApplicationProperties", "UserProperties", "ContentType", "CorrelationId", "DeadLetterErrorDescription"),
    *("DeadLetterReason", "DeadLetterSource", "EnqueuedSequenceNumber", "ExpiresAt", "ExpiresAtUtc", "Label"),
    *("LockedUntil", "LockToken", "ReplyTo", "ReplyToSessionId", "ScheduledEnqueueTime", "ScheduledEnqueueTimeUtc"),
    *("EnqueuedTime", "SessionId", "State", "Subject", "TimeToLive", "To", "TransactionPartitionKey", "Client"),
    *("MessageActions", "SessionActions", "MessageReceiver", "MessageSession", "ReceiveActions"),
)
_EVENT_HUBS = (
    *("Offset", "SequenceNumber", "EnqueuedTimeUtc", "PartitionKey", "Properties", "SystemProperties"),
    *("PartitionContext", "TriggerPartitionContext"),
)
_METADATA: Mapping[str, tuple[str, ...]] = {
    "queuetrigger": (
        *("QueueTrigger", "Id", "PopReceipt", "DequeueCount", "ExpirationTime", "InsertionTime", "NextVisibleTime"),
    ),
    "blobtrigger": ("BlobTrigger", "Uri", "Properties", "Metadata"),
    "timertrigger": ("TimerTrigger", "Schedule", "ScheduleStatus", "IsPastDue"),
    "cosmosdbtrigger": (),
    "servicebustrigger": (*_SERVICE_BUS, *(f"{name}Array" for name in _SERVICE_BUS)),
    "eventhubtrigger": (*_EVENT_HUBS, *(f"{name}Array" for name in _EVENT_HUBS)),
    "httptrigger": ("Query", "Headers", "$request"),
}
"""What hosts tell about a trigger's value, by the trigger's type."""

_WITHOUT_PAYLOAD = ("timertrigger", "cosmosdbtrigger")
"""Triggers whose value is none that a sender writes, or a list: no property of it becomes a token."""


class Supply(NamedTuple):
    """The tokens that a trigger supplies."""

    names: frozenset[str]
    """In lower case."""
    shown: tuple[str, ...]
    """As a message shows them."""
    complete: bool
    """Whether there can be no others: those of a JSON payload that nobody described are unknown."""


def supply_of(function: Function) -> Supply:
    """The tokens that the trigger of a function supplies for its inputs and outputs."""
    trigger = function.trigger
    kind = trigger.type.lower()
    own = (*_METADATA.get(kind, ()), *_pattern_names(trigger))
    fields = payload_fields(function)
    known = (*own, *(fields or ()))
    names = frozenset(name.lower() for name in (*known, trigger.arg_name or ""))
    shown = () if kind == "timertrigger" else known  # nobody names a file after a schedule's status
    return Supply(names, shown, kind in _METADATA and (fields is not None or _has_no_payload(trigger, kind)))


def _has_no_payload(trigger: Trigger, kind: str) -> bool:
    """Whether no property of the value can become a token."""
    if kind in _WITHOUT_PAYLOAD or trigger.is_many():
        return True
    return kind == "blobtrigger" and trigger.__dict__.get("data_type") is DataType.BINARY


def _pattern_names(trigger: Trigger) -> Iterator[str]:
    """The tokens of a route, or of a blob's path."""
    kind = trigger.type.lower()
    if kind == "httptrigger":
        try:
            yield from (token.name for token in parse_route(str(trigger.__dict__.get("route") or "")).tokens)
        except RouteError:
            return
    elif kind == "blobtrigger":
        yield from re.findall(r"\{([^{}:]+)\}", str(trigger.__dict__.get("path")))


def payload_fields(function: Function) -> tuple[str, ...] | None:
    """The JSON names of the payload's properties, where a model says them all; None where they are not known.

    The body of an HTTP request is only one of several places that its tokens come from, so that is never known.
    """
    trigger = function.trigger
    parameter = function.signature.parameters.get(trigger.arg_name or "")
    if parameter is None or trigger.type.lower() == "httptrigger" or trigger.is_many():
        return None
    return model_fields(parameter.shape.annotation)


def model_fields(kind: object) -> tuple[str, ...] | None:
    """The JSON names of the properties of a pydantic model, dataclass or TypedDict; None for anything else."""
    if not isinstance(kind, type):
        return None
    fields = cast("Mapping[str, object] | None", getattr(kind, "__pydantic_fields__", None))
    if fields is not None:
        return _pydantic_names(kind, fields)
    if hasattr(kind, "__dataclass_fields__"):
        return tuple(cast("Mapping[str, object]", getattr(kind, "__dataclass_fields__")))  # noqa: B009 - no type has it
    return tuple(get_type_hints(kind)) if is_typeddict(kind) else None


def _pydantic_names(kind: type, fields: Mapping[str, object]) -> tuple[str, ...] | None:
    config = cast("Mapping[str, object]", getattr(kind, "model_config", {}))
    if config.get("extra") == "allow":
        return None
    by_name = bool(config.get("populate_by_name") or config.get("validate_by_name"))
    names: list[str] = []
    for name, field in fields.items():
        alias: object = getattr(field, "validation_alias", None) or getattr(field, "alias", None)
        if alias is not None and not isinstance(alias, str):
            return None
        names += [alias or name, *([name] if by_name and alias else [])]
    return tuple(names)
