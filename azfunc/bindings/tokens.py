"""Tokens of binding expressions: which stand in a function's bindings, and which its trigger supplies.

Imported where a binding has a token. Follows
https://learn.microsoft.com/azure/azure-functions/functions-bindings-expressions-patterns.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import NamedTuple, cast, get_type_hints, is_typeddict

from azfunc.bindings.binding import Binding
from azfunc.bindings.blob_path import path_tokens
from azfunc.bindings.enums import DataType
from azfunc.bindings.kinds import Trigger
from azfunc.bindings.names import pattern_of
from azfunc.bindings.route_template import RouteError, parse_route
from azfunc.bindings.values import Shape
from azfunc.errors import Fault

BUILT_IN = ("rand-guid", "datetime", "sys.methodname", "sys.utcnow", "sys.randguid")
"""Tokens that every function has."""

_PART = r"\{\{|\}\}|\{([^{}]*)\}"
_TOKEN = r"[A-Za-z_$][\w$-]*(?:\.[\w$-]+)*(?::.*)?\Z"  # noqa: S105 - no password

_RESOLVED: Mapping[str, tuple[str, ...]] = {
    "queue": ("queueName",),
    "blob": ("path",),
    "table": ("tableName", "partitionKey", "rowKey", "filter"),
    "cosmosdb": ("databaseName", "containerName", "collectionName", "id", "partitionKey", "sqlQuery"),
    "eventhub": ("eventHubName",),
    "servicebus": ("queueName", "topicName"),
    "sql": ("parameters",),
    "mysql": ("parameters",),
}
"""The properties of inputs and outputs in which hosts put values in the place of tokens, by type."""

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

_SURE = ("timertrigger", "blobtrigger")
"""Triggers that may be declared wrong: what comes with their value is settled when the function is declared."""


class Supply(NamedTuple):
    """The tokens that a trigger supplies."""

    names: frozenset[str]
    """In lower case."""
    shown: tuple[str, ...]
    """As a message shows them."""
    complete: bool
    """Whether there can be no others: those of a JSON payload that nobody described are unknown."""
    sure: bool
    """Whether no sender can add others, not even beside the properties that a model describes."""


class TokenUse(NamedTuple):
    """A token in a property of a binding."""

    name: str
    """The property's JSON name."""
    text: str
    """Its value."""
    token: str


def tokens_of(text: str) -> tuple[str, ...]:
    """The names of the tokens of a text, without their formats; what cannot be a token is left out."""
    if "{" not in text:
        return ()
    inner = (match[1] for match in pattern_of(_PART).finditer(text) if match[1])
    return tuple(part.partition(":")[0] for part in inner if pattern_of(_TOKEN).match(part))


def token_uses(binding: Binding, names: Mapping[str, tuple[str, ...]] = _RESOLVED) -> Iterator[TokenUse]:
    """Each token of a binding, in the properties that ``names`` has for its type in lower case."""
    wanted = names.get(binding.type.lower())
    if wanted:
        document = binding.to_document()
        for name in wanted:
            text = document.get(name)
            if isinstance(text, str):
                yield from (TokenUse(name, text, token) for token in tokens_of(text))


def token_faults(trigger: Trigger, shape: Shape | None, bindings: Iterable[Binding]) -> Iterator[tuple[Fault, Binding]]:
    """The tokens of inputs and outputs that nothing supplies, where that is sure when a function is declared.

    Args:
        trigger: the function's trigger, named and fitted.
        shape: the type of the trigger's parameter; None where no parameter takes its value.
        bindings: the function's inputs and outputs.
    """
    if trigger.type.lower() not in _SURE:
        return
    supply: Supply | None = None
    for binding in bindings:
        for use in token_uses(binding):
            supply = supply or supply_of(trigger, shape)
            if not supply.sure:
                return
            fault = token_fault(trigger, binding, use, supply)
            if fault is not None:
                yield fault, binding


def token_fault(trigger: Trigger, binding: Binding, use: TokenUse, supply: Supply) -> Fault | None:
    """What is wrong with one token; None where the trigger supplies it, or nobody can tell and no name is near."""
    token = use.token
    if token.lower() in BUILT_IN or token.partition(".")[0].lower() in supply.names:
        return None
    near = near_name(token, (*supply.shown, *BUILT_IN))
    if not supply.complete and near is None:
        return None
    names = "".join(f"{{{known}}}, " for known in supply.shown)
    return Fault(
        "unknown-token",
        f"{use.name} of {binding.type} has {{{token}}}, which the {trigger.type} does not supply"
        + ("" if supply.complete else ", unless each sender's data has it"),
        f"{use.name} {use.text!r}",
        f"{names}{{rand-guid}} or {{datetime:yyyy-MM-dd}}",
        f"did you mean {{{near}}}?" if near else _fix(trigger),
    )


def near_name(name: str, known: Sequence[str]) -> str | None:
    """The known name that a name was probably meant to be, in whatever case; None if none is near."""
    from difflib import get_close_matches

    by_lower = {one.lower(): one for one in known}
    near = get_close_matches(name.lower(), by_lower, n=1, cutoff=0.7)
    return by_lower[near[0]] if near else None


def _fix(trigger: Trigger) -> str:
    if trigger.is_many():
        return "take the messages one by one (cardinality one), or name the target without this token"
    return "use one of these tokens, or let the handler name the target itself"


def supply_of(trigger: Trigger, shape: Shape | None) -> Supply:
    """The tokens that a trigger supplies for a function's inputs and outputs.

    Args:
        trigger: the trigger.
        shape: the type of its parameter; None where no parameter takes its value.
    """
    kind = trigger.type.lower()
    fields = None if shape is None or kind == "httptrigger" or trigger.is_many() else model_fields(shape.annotation)
    known = (*_METADATA.get(kind, ()), *_pattern_names(trigger), *(fields or ()))
    names = frozenset(name.lower() for name in (*known, trigger.arg_name or ""))
    shown = () if kind == "timertrigger" else known  # nobody names a file after a schedule's status
    sure = kind in _METADATA and _has_no_payload(trigger, kind)
    return Supply(names, shown, sure or (kind in _METADATA and fields is not None), sure)


def _has_no_payload(trigger: Trigger, kind: str) -> bool:
    """Whether no property of the value can become a token."""
    if kind in _WITHOUT_PAYLOAD or trigger.is_many():
        return True
    values = trigger.__dict__
    return kind == "blobtrigger" and (values.get("data_type") is DataType.BINARY or bool(values.get("deferred")))


def _pattern_names(trigger: Trigger) -> tuple[str, ...]:
    """The tokens of a route, or of a blob's path."""
    kind = trigger.type.lower()
    if kind == "httptrigger":
        try:
            return tuple(token.name for token in parse_route(str(trigger.__dict__.get("route") or "")).tokens)
        except RouteError:
            return ()
    return path_tokens(trigger.__dict__.get("path")) if kind == "blobtrigger" else ()


def model_fields(kind: object) -> tuple[str, ...] | None:
    """The JSON names of the properties of a pydantic model, dataclass or TypedDict; None for anything else.

    The body of an HTTP request is only one of several places that its tokens come from, so that is never known.
    """
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
