"""Rules: binding expressions.

Follows https://learn.microsoft.com/azure/azure-functions/functions-bindings-expressions-patterns.
"""

from collections.abc import Iterator, Mapping

from azfunc.bindings.kinds import Trigger
from azfunc.bindings.tokens import Supply, supply_of, token_fault, token_uses
from azfunc.check.diagnostic import Finding
from azfunc.check.rule import app_rule
from azfunc.check.subject import Subject
from azfunc.errors import Fault
from azfunc.function import Function

_TRIGGER_NAMES: Mapping[str, tuple[str, ...]] = {
    "queuetrigger": ("queueName",),
    "servicebustrigger": ("queueName", "topicName", "subscriptionName"),
    "eventhubtrigger": ("eventHubName", "consumerGroup"),
    "cosmosdbtrigger": ("databaseName", "containerName", "leaseDatabaseName", "leaseContainerName"),
    "timertrigger": ("schedule",),
}
"""The properties of triggers that name what must be known before anything arrives."""


@app_rule("unknown-token")
def unknown_token(subject: Subject) -> Iterator[Finding]:
    """A token of an input or output that nothing supplies; the invocation would fail.

    Where that is sure from the declaration alone, the app itself refuses the function.
    """
    for function in subject.functions.values():
        supply: Supply | None = None
        for binding in function.bindings:
            if isinstance(binding, Trigger):
                continue
            for use in token_uses(binding):
                supply = supply or _supply(function)
                fault = token_fault(function.trigger, binding, use, supply)
                if fault is not None:
                    finding = subject.finding(function, binding, fault)
                    yield finding if supply.complete else finding._replace(severity="warning")


def _supply(function: Function) -> Supply:
    trigger = function.trigger
    parameter = function.signature.parameters.get(trigger.arg_name or "")
    return supply_of(trigger, None if parameter is None else parameter.shape)


@app_rule("token-in-trigger")
def token_in_trigger(subject: Subject) -> Iterator[Finding]:
    """A trigger listens to one place, which is known before anything arrives; only ``%SETTING%`` can name it."""
    for function in subject.functions.values():
        for name, text, token in token_uses(function.trigger, _TRIGGER_NAMES):
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
