"""The `Plan` of a function, compiled from its named bindings and its handler's signature."""

from collections.abc import Callable, Iterable, Mapping
from typing import TypeAlias

from azfunc.bindings.binding import Binding
from azfunc.bindings.datum import NOTHING, Datum, Metadata
from azfunc.bindings.decoding import UNTYPED, Decoder, Reading
from azfunc.bindings.kinds import Encoder, Output, Trigger
from azfunc.bindings.values import UNANNOTATED, Shape, UnsupportedShapeError
from azfunc.errors import DecodeError, Fault, Place
from azfunc.naming import Located
from azfunc.plan import RETURN, Outcome, Plan, SpreadPlan
from azfunc.signature import Handler, Parameter, Signature, is_coroutine

TYPE_CHECKING = False
if TYPE_CHECKING:
    from azfunc.bindings.spread import Spread

Inputs: TypeAlias = Mapping[str, Datum]
"""What arrived, by parameter."""


def spread_plan(plan: Plan, spread: "Spread") -> SpreadPlan:
    """The plan of a function whose trigger fills several parameters."""
    name = spread.trigger.arg_name or ""
    filled = {parameter.key for parameter in spread.asked}
    return SpreadPlan(
        *plan._replace(
            trigger=name,
            decoders={name: spread.decode, **plan.decoders},
            contexts=tuple(context for context in plan.contexts if context not in filled),
            returns=plan.returns if spread.returns is None else spread.returns,
            unreadable=None if spread.unreadable is None else _answering(spread.unreadable),
        )
    )


def _answering(answer: Callable[[DecodeError], Datum]) -> Callable[[DecodeError, Inputs, Metadata], Outcome]:
    """A return value in the place of the handler's as an outcome."""

    def unread(error: DecodeError, _inputs: Inputs, _metadata: Metadata) -> Outcome:
        return Outcome(answer(error), {})

    return unread


def compile_plan(
    name: str, handler: Handler, located: Iterable[Located], signature: Signature, *, is_written: bool = False
) -> tuple[list[Located], Plan, list[tuple[Fault, Place]]]:
    """The bindings and the plan of a function, and a fault for each type that a binding cannot give or send.

    Args:
        name: the function's name.
        handler: what it calls.
        located: its bindings, named.
        signature: the handler's parameters.
        is_written: whether the bindings stand in a function.json, so that nothing is left for parameters to say.
    """
    fitted: list[Located] = []
    decoders: dict[str, Decoder] = {}
    outs: dict[str, Encoder] = {}
    returns: Encoder | None = None
    trigger = ""
    faults: list[tuple[Fault, Place]] = []
    for binding, where in located:
        arg_name = binding.arg_name or ""
        try:
            if isinstance(binding, Reading):
                shape = signature.parameters[arg_name].shape
                if not is_written and (fault := _hidden_type(binding, signature.parameters[arg_name])):
                    faults.append((fault, where))
                binding = binding if is_written else binding.fitted(shape)
                decoders[arg_name] = binding.decoder(shape)
                trigger = arg_name if isinstance(binding, Trigger) else trigger
            elif isinstance(binding, Output) and arg_name == RETURN:
                returns = _return_encoder(binding, signature.returned)
            elif isinstance(binding, Output):
                outs[arg_name] = binding.encoder(signature.parameters[arg_name].shape)
        except UnsupportedShapeError as error:
            faults.append((_shape_fault(binding, signature, error.expected), where))
        fitted.append((binding, where))
    if returns is None:
        returns = _implicit_encoder(fitted)
    contexts = [
        key
        for key, parameter in signature.parameters.items()
        if (parameter.is_context or key == "context") and key not in decoders and key not in outs
    ]
    plan = Plan(name, handler, is_coroutine(handler), trigger, decoders, tuple(contexts), outs, returns)
    return fitted, plan, faults


def _hidden_type(binding: Reading, parameter: Parameter) -> Fault | None:
    """A fault where the parameter's type exists for checkers alone; the shape of such a type says nothing."""
    if parameter.annotation is UNANNOTATED or UNANNOTATED not in (parameter.shape.annotation, parameter.shape.item):
        return None
    from azfunc.bindings.hidden import hidden_fault

    return hidden_fault(parameter.name, parameter.annotation, binding)


def _return_encoder(output: Output, shape: Shape) -> Encoder:
    """What takes the return value for an output; of None nothing is sent, where the annotation admits it.

    An HTTP answer is one also of None.
    """
    encode = output.encoder(shape)
    if output.type == "http" or not (shape.optional or shape.annotation in UNTYPED):
        return encode

    def encode_some(value: object) -> Datum:
        return NOTHING if value is None else encode(value)

    return encode_some


def _implicit_encoder(located: Iterable[Located]) -> Encoder | None:
    """What takes a return value that no output is bound to; a binding may have an encoder of its own for it."""
    for binding, _ in located:
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
