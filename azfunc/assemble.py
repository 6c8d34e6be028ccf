"""From a draft to a `Function`: names are inferred, defaults filled in, and every fault is found.

Rules do not stop at the first fault: each yields what it finds, and the app reports all of them together.
"""

import warnings
from collections.abc import Iterable, Sequence
from typing import NamedTuple

from azfunc.bindings.base import Binding, Decoder, Encoder, Output, Reading, Trigger
from azfunc.bindings.enums import AuthLevel
from azfunc.bindings.http import HttpTrigger
from azfunc.bindings.spread import Handled, Spread, SpreadTrigger
from azfunc.bindings.values import UnsupportedShapeError
from azfunc.errors import AzfuncWarning, DefinitionError, Fault, Location, Place
from azfunc.function import Function, name_fault
from azfunc.naming import Located, left_for_trigger, name_bindings, takes_context
from azfunc.plan import RETURN, Plan, SpreadPlan
from azfunc.registry import Draft, Prefix, outermost
from azfunc.signature import Handler, Parameter, Signature, docstring, is_coroutine, locate, python_name, read_signature


class Assembled(NamedTuple):
    """What became of a draft: a function, or the reasons why it is none."""

    name: str
    where: Location
    function: Function | None
    faults: list[DefinitionError]
    tolerated: Sequence[DefinitionError] = ()
    """Faults that hosts take the function in spite of."""


def assemble(draft: Draft, prefix: Prefix, auth_level: AuthLevel | None) -> Assembled:
    """Makes the function of a draft."""
    handler = outermost(draft)
    where = locate(handler)
    name = prefix.name + (draft.name or python_name(handler))
    located = _in_source_order(draft, name, prefix, auth_level)
    found: list[tuple[Fault, Place]] = list(draft.faults)
    for binding, at in located:
        found += [(fault, at) for fault in binding.faults()]
    bad_name = name_fault(name)
    if bad_name:
        found.append((bad_name, where))
    if draft.retry:
        found += [(fault, where) for fault in draft.retry.faults()]
    function = None
    if not draft.faults:  # a binding that could not be made would be missed by every rule below
        function, structural = _build(draft, handler, name, where, located)
        found += structural
    return _judged(name, where, function, found) if found else Assembled(name, where, function, [])


def _judged(name: str, where: Location, function: Function | None, found: Iterable[tuple[Fault, Place]]) -> Assembled:
    """What becomes of a function with faults: those that hosts tolerate are told and leave it."""
    faults: list[DefinitionError] = []
    tolerated: list[DefinitionError] = []
    for fault, at in found:
        error = DefinitionError(fault, function=name, where=at.location)
        (tolerated if fault.is_tolerated else faults).append(error)
    for error in tolerated:
        warnings.warn_explicit(str(error), AzfuncWarning, error.where.file, error.where.line)
    return Assembled(name, where, None if faults else function, faults, tolerated)


def _build(
    draft: Draft, handler: Handler, name: str, where: Location, located: Sequence[Located]
) -> tuple[Function | None, list[tuple[Fault, Place]]]:
    try:
        signature = read_signature(handler)
    except (TypeError, ValueError) as error:
        return None, [(_unreadable(handler, error), where)]
    triggers = [binding for binding, _ in located if isinstance(binding, Trigger)]
    faults: list[tuple[Fault, Place]] = []
    if len(triggers) != 1:
        faults.append((_trigger_fault(triggers, signature), where))
    faults += [(_kind_fault(one, signature), where) for one in signature.parameters.values() if not one.by_name]
    spreading: Place | None = None
    ordinary = located
    if any(isinstance(trigger, SpreadTrigger) for trigger in triggers):
        spreading = next(at for binding, at in located if isinstance(binding, SpreadTrigger))
        ordinary = [one for one in located if not isinstance(one[0], SpreadTrigger)]
    named, naming_faults = name_bindings(ordinary, signature, spreading)
    faults += naming_faults
    if faults:
        return None, faults
    trigger = triggers[0]
    if draft.retry and not trigger.retries:
        _warn_of_retry(name, trigger, where)
    plan, shape_faults = _compile(name, handler, named, signature)
    bindings = tuple(binding for binding, _ in named)
    if isinstance(trigger, SpreadTrigger) and spreading:
        spread = _spread(trigger, draft, handler, named, signature)
        bindings = (spread.trigger, *bindings)
        plan = _spread_plan(plan, spread, named)
        shape_faults += [(fault, spreading) for fault in spread.faults]
        _warn(where, name, spread.warnings)
    function = Function(
        name=name,
        handler=handler,
        bindings=bindings,
        signature=signature,
        retry=draft.retry,
        http_type=draft.http_type,
        where=where,
        plan=plan,
    )
    return function, shape_faults


def _warn_of_retry(name: str, trigger: Trigger, where: Location) -> None:
    text = (
        "hosts support retry policies on timer, Cosmos DB, Event Hubs and Kafka triggers; "
        f"on a {trigger.type} they still obey one, but warn that they will not for long."
    )
    _warn(where, name, [text])


def _warn(where: Location, name: str, texts: Iterable[str]) -> None:
    for text in texts:
        warnings.warn_explicit(f"{where}: function '{name}': {text}", AzfuncWarning, where.file, where.line)


def _spread(
    trigger: SpreadTrigger, draft: Draft, handler: Handler, named: Sequence[Located], signature: Signature
) -> Spread:
    """The trigger that is read from the handler's signature."""
    # Microsoft's workers pass the invocation's context under the name "context".
    contexts = {"context" for parameter in signature.parameters.values() if takes_context(parameter)}
    return trigger.spread(
        Handled(
            name=python_name(handler),
            doc=docstring(handler),
            asked=left_for_trigger(named, signature),
            returns=signature.returns,
            taken=contexts.union(binding.arg_name or "" for binding, _ in named),
            properties=draft.properties,
        )
    )


def _spread_plan(plan: Plan, spread: Spread, named: Iterable[Located]) -> SpreadPlan:
    name = spread.trigger.arg_name or ""
    filled = {parameter.name for parameter in spread.asked}
    return SpreadPlan(
        *plan._replace(
            trigger=name,
            decoders={name: spread.decode, **plan.decoders},
            contexts=tuple(context for context in plan.contexts if context not in filled),
            returns=plan.returns if any(binding.arg_name == RETURN for binding, _ in named) else spread.returns,
        )
    )


def _in_source_order(draft: Draft, name: str, prefix: Prefix, auth_level: AuthLevel | None) -> list[Located]:
    """The bindings as the eye meets them, the trigger first; HTTP triggers with their defaults."""
    triggers: list[Located] = []
    others: list[Located] = []
    for binding, at in reversed(draft.bindings):
        if isinstance(binding, HttpTrigger):
            triggers.append((_completed(binding, name, prefix, auth_level), at))
        else:
            (triggers if isinstance(binding, Trigger) else others).append((binding, at))
    return triggers + others


def _completed(binding: HttpTrigger, name: str, prefix: Prefix, auth_level: AuthLevel | None) -> HttpTrigger:
    route = name if binding.route is None else binding.route
    if prefix.route:
        route = "/".join(part for part in (prefix.route.strip("/"), route) if part)
    return binding.with_fields(route=route, auth_level=binding.auth_level or auth_level)


def _unreadable(handler: Handler, error: Exception) -> Fault:
    return Fault(
        "unreadable-signature",
        f"its signature cannot be read: {error}",
        repr(handler),
        "a function or another callable written in Python",
        "wrap it in a def with named parameters, and decorate that",
    )


def _trigger_fault(triggers: Sequence[Trigger], signature: Signature) -> Fault:
    if not triggers:
        return Fault(
            "no-trigger",
            "it has no trigger",
            f"{signature.text} with no trigger decorator",
            "exactly one trigger",
            "add one, such as @app.route(...) or @app.timer_trigger(...), or remove the other decorators",
        )
    return Fault(
        "two-triggers",
        f"it has {len(triggers)} triggers",
        ", ".join(trigger.type for trigger in triggers),
        "exactly one trigger",
        "keep one, and give the others functions of their own that call shared code",
    )


def _kind_fault(parameter: Parameter, signature: Signature) -> Fault:
    return Fault(
        "unbindable-parameter",
        f"parameter '{parameter.name}' is positional-only or variadic, so nothing can be bound to it",
        signature.text,
        "parameters that can be given by name",
        "write named parameters (no '/', '*args' or '**kwargs'); if a decorator of yours hides them, "
        "let it use functools.wraps",
    )


def _compile(
    name: str, handler: Handler, located: Iterable[Located], signature: Signature
) -> tuple[Plan, list[tuple[Fault, Place]]]:
    """The plan of a function, and a fault for each type that a binding cannot give or send."""
    decoders: dict[str, Decoder] = {}
    outs: dict[str, Encoder] = {}
    returns: Encoder | None = None
    trigger = ""
    faults: list[tuple[Fault, Place]] = []
    for binding, where in located:
        arg_name = binding.arg_name or ""
        try:
            if isinstance(binding, Reading):
                decoders[arg_name] = binding.decoder(signature.parameters[arg_name].shape)
                trigger = arg_name if isinstance(binding, Trigger) else trigger
            elif isinstance(binding, Output) and arg_name == RETURN:
                returns = binding.encoder(signature.returned)
            elif isinstance(binding, Output):
                outs[arg_name] = binding.encoder(signature.parameters[arg_name].shape)
        except UnsupportedShapeError as error:
            faults.append((_shape_fault(binding, signature, error.expected), where))
    if returns is None:
        returns = _implicit_encoder(binding for binding, _ in located)
    contexts = tuple(
        name
        for name, parameter in signature.parameters.items()
        if (parameter.is_context or name == "context") and name not in decoders and name not in outs
    )
    return Plan(name, handler, is_coroutine(handler), trigger, decoders, contexts, outs, returns), faults


def _implicit_encoder(bindings: Iterable[Binding]) -> Encoder | None:
    """What takes a return value that no output is bound to; a binding may have an encoder of its own for it."""
    for binding in bindings:
        if binding.implicit_return:
            return binding.encode_return
    return None


def _shape_fault(binding: Binding, signature: Signature, expected: str) -> Fault:
    if binding.arg_name == RETURN:
        place, shape = "its return value", signature.returned
    else:
        place = f"parameter '{binding.arg_name}'"
        shape = signature.parameters[binding.arg_name or ""].shape
    verb = "send" if isinstance(binding, Output) else "give"
    fix = f"annotate {place} with one of these, or leave the annotation out"
    if shape.is_list and isinstance(binding, Reading) and "cardinality" in binding.__dict__ and not binding.is_many():
        fix = f"write cardinality='many' to take a list; otherwise {fix}"
    return Fault(
        "unsupported-type",
        f"{place} is annotated with a type that {binding.type} cannot {verb}",
        shape.describe(),
        expected,
        fix,
    )
