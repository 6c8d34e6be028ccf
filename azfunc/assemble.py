"""From a draft to a `Function`: names are inferred, defaults filled in, and every fault is found.

Rules do not stop at the first fault: each yields what it finds, and the app reports all of them together.
"""

import sys
from collections.abc import Iterable, Sequence
from typing import NamedTuple

from azfunc.annotated import annotated_bindings
from azfunc.bindings.binding import Binding
from azfunc.bindings.enums import AuthLevel
from azfunc.bindings.http import HttpTrigger
from azfunc.bindings.kinds import Input, Trigger
from azfunc.compiling import compile_plan, spread_plan
from azfunc.errors import AzfuncWarning, DefinitionError, Fault, Location, Place
from azfunc.function import Function, name_fault
from azfunc.middleware import Around
from azfunc.naming import Located, left_for_trigger, name_bindings, takes_context
from azfunc.plan import Plan
from azfunc.registry import Draft, Prefix, outermost
from azfunc.signature import Handler, Parameter, Signature, docstring, locate, python_name, read_signature

TYPE_CHECKING = False
if TYPE_CHECKING:
    from azfunc.bindings.spread import Spread
    from azfunc.injection import AskedByDependency, Injections

_SETTLEMENT = "azfunc.bindings.settlement"


class Assembled(NamedTuple):
    """What became of a draft: a function, or the reasons why it is none."""

    name: str
    where: Location
    function: Function | None
    faults: list[DefinitionError]
    tolerated: Sequence[DefinitionError] = ()
    """Faults that hosts take the function in spite of."""
    faulty: Function | None = None
    """The function of a draft with faults, where they let one be made: for rules that look further."""
    declared: Sequence[Binding] = ()
    """The bindings of a function that is none, the trigger first, as far as they can be told."""


def assemble(draft: Draft, prefix: Prefix, auth_level: AuthLevel | None) -> Assembled:
    """Makes the function of a draft."""
    handler = outermost(draft)
    where = locate(handler)
    name = prefix.name + (draft.name or python_name(handler))
    found: list[tuple[Fault, Place]] = list(draft.faults)
    signature = None
    written: Sequence[Located] = ()
    try:
        signature = read_signature(handler)
    except (TypeError, ValueError) as error:
        found.append((_unreadable(handler, error), where))
    else:
        written = annotated_bindings(signature, where) if signature.is_noted else ()
    triggers, others = _in_source_order([*reversed(draft.bindings), *written], name, prefix, auth_level)
    if not draft.is_taken:
        found += [(fault, at) for binding, at in (*triggers, *others) for fault in binding.faults()]
    bad_name = name_fault(name)
    if bad_name:
        found.append((bad_name, where))
    if draft.retry:
        found += [(fault, where) for fault in draft.retry.faults()]
    function = None
    if signature is not None and not draft.faults:  # a binding that could not be made would be missed by every rule
        function, structural = _Assembly(draft, prefix, handler, name, where, signature).build(triggers, others)
        found += structural
    if not found:
        return Assembled(name, where, function, [])
    judged = _judged(name, where, function, found)
    return judged._replace(declared=[binding for binding, _ in (*triggers, *others)])


def _judged(name: str, where: Location, function: Function | None, found: Iterable[tuple[Fault, Place]]) -> Assembled:
    """What becomes of a function with faults: those that hosts tolerate are told and leave it."""
    faults: list[DefinitionError] = []
    tolerated: list[DefinitionError] = []
    for fault, at in found:
        error = DefinitionError(fault, function=name, where=at.location)
        (tolerated if fault.is_tolerated else faults).append(error)
    for error in tolerated:
        _warn_at(error.where, str(error))
    good, faulty = (None, function) if faults else (function, None)
    return Assembled(name, where, good, faults, tolerated, faulty)


class _Assembly(NamedTuple):
    """One function in the making."""

    draft: Draft
    prefix: Prefix
    handler: Handler
    name: str
    where: Location
    signature: Signature

    def build(
        self, triggers: Sequence[tuple[Trigger, Place]], others: Sequence[Located]
    ) -> tuple[Function | None, list[tuple[Fault, Place]]]:
        """The function, unless its parts do not fit together; and what is wrong with it."""
        signature = self.signature
        injections = _injections(signature) if signature.is_noted else None
        if injections is not None:
            signature = signature._replace(injected=frozenset(injections.sources))
        asked = () if injections is None else injections.asked
        faults: list[tuple[Fault, Place]] = [(fault, self.where) for fault in self._faults(triggers, injections)]
        spreading = _spreading(triggers, others, signature, asked)
        ordinary = [*triggers, *others]
        if spreading is not None:
            ordinary = [*(one for one in triggers[1:] if not one[0].needs_signature), *others]
        named, naming_faults = name_bindings(ordinary, signature, spreading)
        faults += naming_faults
        if faults:
            return None, faults
        trigger = triggers[0][0]
        if self.draft.retry and not trigger.retries:
            _warn_of_retry(self.name, trigger, self.where)
        is_written = self.draft.is_written
        named, plan, shape_faults = compile_plan(self.name, self.handler, named, signature, is_written=is_written)
        if spreading is None and not is_written and _settles(self.draft.on_invalid):
            from azfunc.settling import settle_messages

            named, plan, settling_faults = settle_messages(named, plan, signature, self.draft.on_invalid)
            shape_faults += [(fault, self.where) for fault in settling_faults]
        bindings = tuple([binding for binding, _ in named])
        if spreading is not None:
            spread = self._spread(trigger, named, signature, asked)
            bindings = (spread.trigger, *bindings)
            plan = spread_plan(plan, spread)
            shape_faults += [(fault, spreading) for fault in spread.faults]
            _warn(self.where, self.name, spread.warnings)
        elif asked and not shape_faults:
            shape_faults += self._unfilled(trigger, asked)
        if trigger.type in ("timerTrigger", "blobTrigger") and any(_has_token(one) for one in bindings[1:]):
            shape_faults += self._token_faults(bindings, named)
        return self._function(bindings, signature, plan, injections), shape_faults

    def _unfilled(self, trigger: Trigger, asked: "Sequence[AskedByDependency]") -> list[tuple[Fault, Place]]:
        """The parameters of dependencies for which the trigger has nothing."""
        from azfunc.injection import unfilled

        return [(unfilled(one, trigger.type), self.where) for one in asked if not one.has_default]

    def _token_faults(self, bindings: Sequence[Binding], named: Sequence[Located]) -> list[tuple[Fault, Place]]:
        """The tokens of inputs and outputs that nothing supplies, where that is sure."""
        from azfunc.bindings.tokens import token_faults

        places = {binding.arg_name: place for binding, place in named}
        trigger = next(binding for binding in bindings if isinstance(binding, Trigger))
        parameter = self.signature.parameters.get(trigger.arg_name or "")
        found = token_faults(trigger, parameter and parameter.shape, bindings[1:])
        return [(fault, places[binding.arg_name]) for fault, binding in found]

    def _faults(self, triggers: Sequence[tuple[Trigger, Place]], injections: "Injections | None") -> list[Fault]:
        faults = [] if len(triggers) == 1 else [_trigger_fault(triggers, self.signature)]
        parameters = self.signature.parameters.values()
        faults += [_kind_fault(parameter, self.signature) for parameter in parameters if not parameter.by_name]
        if injections is not None:
            faults += injections.faults
        return faults

    def _spread(
        self, trigger: Trigger, named: Sequence[Located], signature: Signature, asked: "Sequence[AskedByDependency]"
    ) -> "Spread":
        """The trigger that is read from the handler's signature."""
        from azfunc.bindings.spread import Handled

        # Microsoft's workers pass the invocation's context under the name "context".
        contexts = {"context" for parameter in signature.parameters.values() if takes_context(parameter)}
        taken = contexts.union(signature.injected, (binding.arg_name or "" for binding, _ in named))
        return trigger.spread(
            Handled(
                name=python_name(self.handler),
                doc=docstring(self.handler),
                handler=self.handler,
                asked=(*left_for_trigger(named, signature), *asked),
                returns=signature.returns,
                return_annotation=signature.return_annotation,
                taken=taken,
                properties=self.draft.properties,
            )
        )

    def _function(
        self, bindings: tuple[Binding, ...], signature: Signature, plan: Plan, injections: "Injections | None"
    ) -> Function:
        return Function(
            name=self.name,
            handler=self.handler,
            bindings=bindings,
            signature=signature,
            retry=self.draft.retry,
            http_type=self.draft.http_type,
            where=self.where,
            plan=plan,
            around=_around(self.draft, self.prefix, injections),
        )


def _has_token(binding: Binding) -> bool:
    return any(isinstance(value, str) and "{" in value for value in binding.__dict__.values())


def _spreading(
    triggers: Sequence[tuple[Trigger, Place]],
    others: Sequence[Located],
    signature: Signature,
    asked: "Sequence[AskedByDependency]",
) -> Place | None:
    """The place of the trigger if it fills several parameters."""
    if not triggers or not triggers[0][0].may_fill_several:
        return None
    trigger, at = triggers[0]
    if not trigger.needs_signature and any(
        binding.arg_name is None and isinstance(binding, Input) for binding, _ in others
    ):
        return None  # the input's parameter is to be inferred among the rest
    given = [*triggers[1:], *others] if trigger.arg_name is None else [*triggers, *others]
    return at if trigger.fills_several([*left_for_trigger(given, signature), *asked]) else None


def _settles(policy: str) -> bool:
    """Whether a function may settle its messages: it has a policy, or something of the app asked for that at all."""
    return policy != "raise" or _SETTLEMENT in sys.modules


def _injections(signature: Signature) -> "Injections | None":
    from azfunc.injection import read_injections

    found = read_injections(signature)
    return found if found.sources or found.faults else None


def _around(draft: Draft, prefix: Prefix, injections: "Injections | None") -> Around | None:
    if not (prefix.levels or draft.layers or injections):
        return None
    layers = [layer for level in prefix.levels for layer in level.layers]
    handlers = [level.exception_handlers for level in prefix.levels]
    return Around(
        (*layers, *draft.layers),
        {kind: one for level in handlers for kind, one in level.items()},
        injections,
        tuple(observer for level in prefix.levels for observer in level.observers),
    )


def _warn_of_retry(name: str, trigger: Trigger, where: Location) -> None:
    text = (
        "hosts support retry policies on timer, Cosmos DB, Event Hubs and Kafka triggers; "
        f"on a {trigger.type} they still obey one, but warn that they will not for long."
    )
    _warn(where, name, [text])


def _warn(where: Location, name: str, texts: Iterable[str]) -> None:
    for text in texts:
        _warn_at(where, f"{where}: function '{name}': {text}")


def _warn_at(where: Location, text: str) -> None:
    import warnings  # most apps give no cause for one

    warnings.warn_explicit(text, AzfuncWarning, where.file, where.line)


def _in_source_order(
    bindings: Iterable[Located], name: str, prefix: Prefix, auth_level: AuthLevel | None
) -> tuple[list[tuple[Trigger, Place]], list[Located]]:
    """The triggers and the other bindings as the eye meets them; HTTP triggers with their defaults."""
    triggers: list[tuple[Trigger, Place]] = []
    others: list[Located] = []
    for binding, at in bindings:
        if isinstance(binding, HttpTrigger):
            triggers.append((_completed(binding, name, prefix, auth_level), at))
        elif isinstance(binding, Trigger):
            triggers.append((binding, at))
        else:
            others.append((binding, at))
    return triggers, others


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


def _trigger_fault(triggers: Sequence[tuple[Trigger, Place]], signature: Signature) -> Fault:
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
        ", ".join(trigger.type for trigger, _ in triggers),
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
