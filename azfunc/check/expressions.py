"""Rules: binding expressions.

Follows https://learn.microsoft.com/azure/azure-functions/functions-bindings-expressions-patterns.
"""

import re
from collections.abc import Iterator, Mapping

from azfunc.bindings.base import Binding, Trigger
from azfunc.check.diagnostic import Finding
from azfunc.check.local_settings import near_key
from azfunc.check.payload_names import BUILT_IN, Supply, supply_of
from azfunc.check.rule import app_rule
from azfunc.check.subject import Subject
from azfunc.errors import Fault
from azfunc.function import Function

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

_TRIGGER_NAMES: Mapping[str, tuple[str, ...]] = {
    "queuetrigger": ("queueName",),
    "servicebustrigger": ("queueName", "topicName", "subscriptionName"),
    "eventhubtrigger": ("eventHubName", "consumerGroup"),
    "cosmosdbtrigger": ("databaseName", "containerName", "leaseDatabaseName", "leaseContainerName"),
    "timertrigger": ("schedule",),
}
"""The properties of triggers that name what must be known before anything arrives."""


def tokens_of(text: str) -> tuple[str, ...]:
    """The names of the tokens of a text, without their formats; what cannot be a token is left out."""
    if "{" not in text:
        return ()
    inner = (match[1] for match in re.finditer(_PART, text) if match[1])
    return tuple(part.partition(":")[0] for part in inner if re.match(_TOKEN, part))


@app_rule("unknown-token")
def unknown_token(subject: Subject) -> Iterator[Finding]:
    """A token of an input or output that nothing supplies; the invocation would fail."""
    for function in subject.functions.values():
        supply: Supply | None = None
        for binding in function.bindings:
            if isinstance(binding, Trigger):
                continue
            for name, text, token in _tokens(binding, _RESOLVED):
                supply = supply or supply_of(function)
                finding = _token_finding(subject, function, binding, (name, text, token), supply)
                if finding is not None:
                    yield finding


def _tokens(binding: Binding, names: Mapping[str, tuple[str, ...]]) -> Iterator[tuple[str, str, str]]:
    """Property, text and token for each token of a binding."""
    wanted = names.get(binding.type.lower())
    if wanted:
        document = binding.to_document()
        for name in wanted:
            text = document.get(name)
            if isinstance(text, str):
                yield from ((name, text, token) for token in tokens_of(text))


def _token_finding(
    subject: Subject, function: Function, binding: Binding, place: tuple[str, str, str], supply: Supply
) -> Finding | None:
    name, text, token = place
    if token.lower() in BUILT_IN or token.partition(".")[0].lower() in supply.names:
        return None
    near = near_key(token, (*supply.shown, *BUILT_IN), 0.7)
    if not supply.complete and near is None:
        return None
    names = ", ".join(f"{{{known}}}" for known in supply.shown)
    trigger = function.trigger
    fault = Fault(
        "unknown-token",
        f"{name} of {binding.type} has {{{token}}}, which the {trigger.type} does not supply"
        + ("" if supply.complete else ", unless each sender's data has it"),
        f"{name} {text!r}",
        f"{names + ', ' if names else ''}{{rand-guid}} or {{datetime:yyyy-MM-dd}}",
        f"did you mean {{{near}}}?" if near else _fix(trigger),
    )
    finding = subject.finding(function, binding, fault)
    return finding if supply.complete else finding._replace(severity="warning")


def _fix(trigger: Trigger) -> str:
    if trigger.is_many():
        return "take the messages one by one (cardinality one), or name the target without this token"
    return "use one of these tokens, or let the handler name the target itself"


@app_rule("token-in-trigger")
def token_in_trigger(subject: Subject) -> Iterator[Finding]:
    """A trigger listens to one place, which is known before anything arrives; only ``%SETTING%`` can name it."""
    for function in subject.functions.values():
        for name, text, token in _tokens(function.trigger, _TRIGGER_NAMES):
            fault = Fault(
                "token-in-trigger",
                f"{name} of {function.trigger.type} has {{{token}}}, but a trigger's name is settled before anything "
                "arrives",
                f"{name} {text!r}",
                "a name, or %SETTING%",
                f"write %{token}% if an app setting of that name is meant",
            )
            yield subject.finding(function, function.trigger, fault)


RULES = (unknown_token, token_in_trigger)
