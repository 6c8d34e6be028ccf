"""Which binding belongs to which parameter: names given, names inferred, and what does not fit."""

from collections.abc import Iterator, Sequence

from azfunc.bindings.binding import Binding
from azfunc.bindings.kinds import Output, Trigger
from azfunc.errors import Fault, Place
from azfunc.plan import RETURN
from azfunc.signature import Parameter, Signature

Located = tuple[Binding, Place]
"""A binding and the line of its decorator."""

_LONGEST_NAME = 128
"""Characters of a binding's name that hosts take."""

_HTTP_PARAMETER = "req"
"""The parameter of an HTTP trigger without a name, where the handler has one of that name."""


def name_bindings(
    located: Sequence[Located], signature: Signature, spreading: Place | None = None
) -> tuple[list[Located], list[tuple[Fault, Place]]]:
    """The bindings with all names set, and what is wrong between them and the handler's parameters.

    Args:
        located: the bindings, without a trigger that fills several parameters.
        signature: the handler's parameters.
        spreading: the line of such a trigger, which fills the parameters that are left, where there is one.
    """
    given = {binding.arg_name for binding, _ in located}
    faults = list(_repeated_names(located)) if len(given) < len(located) else []
    free = {
        name: parameter
        for name, parameter in signature.parameters.items()
        if name not in given and name not in signature.injected and _may_be_bound(parameter)
    }
    named: list[Located] = []
    failed: set[bool] = set()
    for binding, where in located:
        if binding.arg_name is not None:
            named.append((binding, where))
            continue
        name, fault = _infer(binding, located, free, signature)
        if fault is None:
            named.append((binding.named(name), where))
        elif isinstance(binding, Output) not in failed:  # rivals for the same parameters are told once
            faults.append((fault, where))
            failed.add(isinstance(binding, Output))
    for binding, where in named:
        fault = _place_fault(binding, signature)
        if fault is not None:
            faults.append((fault, where))
    declared = spreading or (named[0][1] if named else None)
    if free and declared:
        explained = failed or any(fault.rule == "binding-without-parameter" for fault, _ in faults)
        if not explained:  # a binding that found no parameter explains those left over
            faults += [(fault, declared) for fault in _left_over(named, signature, outs_alone=spreading is not None)]
    return named, faults


def left_for_trigger(named: Sequence[Located], signature: Signature) -> list[Parameter]:
    """The parameters that a trigger which fills several has to fill: all that nothing else fills."""
    bound = {binding.arg_name for binding, _ in named}
    return [
        parameter
        for parameter in signature.parameters.values()
        if parameter.name not in bound
        and parameter.name not in signature.injected
        and not parameter.is_out
        and not takes_context(parameter)
    ]


def takes_context(parameter: Parameter) -> bool:
    """Whether a parameter that nothing binds takes the `Context`, by its annotation or by its name."""
    return parameter.is_context or (parameter.name == "context" and not parameter.shape.is_annotated)


def _may_be_bound(parameter: Parameter) -> bool:
    return parameter.by_name and not takes_context(parameter) and not parameter.has_default


def _infer(
    binding: Binding, located: Sequence[Located], free: dict[str, Parameter], signature: Signature
) -> tuple[str, Fault | None]:
    """The one parameter that can be meant by a binding without a name; takes it out of ``free``."""
    wants_out = isinstance(binding, Output)
    if binding.type == "httpTrigger" and _HTTP_PARAMETER in free:
        del free[_HTTP_PARAMETER]
        return _HTTP_PARAMETER, None
    candidates = [name for name, parameter in free.items() if parameter.is_out == wants_out]
    rivals = [other for other, _ in located if other.arg_name is None and isinstance(other, Output) == wants_out]
    if len(candidates) == 1 and len(rivals) == 1:
        del free[candidates[0]]
        return candidates[0], None
    return "", _inference_fault(binding, candidates, rivals, signature)


def _inference_fault(
    binding: Binding, candidates: Sequence[str], rivals: Sequence[Binding], signature: Signature
) -> Fault:
    kind = "annotated Out[...]" if isinstance(binding, Output) else "that nothing else binds"
    if candidates:
        found = f"{signature.text}, where {', '.join(candidates)} may be meant"
        if len(rivals) > 1:
            found += f" by {', '.join(rival.type for rival in rivals)}"
        fix = f"say which: arg_name='{candidates[0]}'"
    else:
        found = signature.text
        fix = (
            f"add a parameter Out[...], or bind the return value with arg_name='{RETURN}'"
            if isinstance(binding, Output)
            else "add a parameter for it, such as 'msg'"
        )
    return Fault(
        "ambiguous-parameter" if candidates else "binding-without-parameter",
        f"the {binding.type} binding has no arg_name, and {'several parameters' if candidates else 'no parameter'} "
        "can be meant",
        found,
        f"exactly one parameter {kind}, or an arg_name",
        fix,
    )


def _repeated_names(located: Sequence[Located]) -> Iterator[tuple[Fault, Place]]:
    seen: dict[str, Binding] = {}
    for binding, where in located:
        name = binding.arg_name
        if name is not None and name in seen:
            yield (
                Fault(
                    "name-bound-twice",
                    f"two bindings have the name '{name}'",
                    f"{seen[name].type} and {binding.type}",
                    "a parameter of its own for each binding",
                    f"add a parameter for the {binding.type} binding and name it with arg_name=...",
                ),
                where,
            )
        elif name is not None:
            seen[name] = binding


def _place_fault(binding: Binding, signature: Signature) -> Fault | None:
    """A fault if the parameter of a binding does not exist, or has the wrong direction."""
    name = binding.arg_name or ""
    is_output = isinstance(binding, Output)
    if name == RETURN:
        return None if is_output else _input_on_return(binding)
    parameter = signature.parameters.get(name)
    if parameter is None:
        return Fault(
            "binding-without-parameter",
            f"the {binding.type} binding is on parameter '{name}', which the function does not have",
            signature.text,
            f"a parameter named '{name}'",
            _near_name(name, signature),
        )
    if name in signature.injected:
        return _injected_and_bound(binding, name)
    if not name.isascii() or "__" in name or len(name) > _LONGEST_NAME:
        return _unusable_name(binding, name)
    if parameter.is_out == is_output or (is_output and not parameter.shape.is_annotated):
        return None
    return _direction_fault(binding, name, parameter.shape.describe())


def _injected_and_bound(binding: Binding, name: str) -> Fault:
    return Fault(
        "injected-and-bound",
        f"parameter '{name}' takes the {binding.type} binding, but its annotation has a dependency or settings fill it",
        f"arg_name='{name}' and Depends(...) or FromSettings() on '{name}'",
        "one of the two",
        f"bind another parameter, or take Depends or FromSettings out of the annotation of '{name}'",
    )


def _unusable_name(binding: Binding, name: str) -> Fault:
    return Fault(
        "bad-binding-name",
        f"hosts refuse the name of parameter '{name}', which takes the {binding.type} binding",
        f"'{name}'",
        f"up to {_LONGEST_NAME} ASCII letters, digits and single underscores",
        "give the parameter such a name",
    )


def _input_on_return(binding: Binding) -> Fault:
    return Fault(
        "input-on-return",
        f"the {binding.type} binding is on the return value, which only an output can take",
        f"arg_name='{RETURN}'",
        "a parameter's name",
        "name the parameter that takes the value",
    )


def _direction_fault(binding: Binding, name: str, annotation: str) -> Fault:
    if isinstance(binding, Output):
        return Fault(
            "output-without-out",
            f"parameter '{name}' takes the {binding.type} output, but its annotation is not Out",
            f"{name}: {annotation}",
            f"{name}: Out[{annotation}]",
            f"annotate it with Out[...] and call {name}.set(...)",
        )
    kind = "trigger" if isinstance(binding, Trigger) else "input"
    return Fault(
        "out-on-input",
        f"parameter '{name}' takes the {binding.type} {kind}, but its annotation is Out",
        f"{name}: Out[{annotation}]",
        "the type of the value that arrives",
        f"drop Out from its annotation, or bind an output to '{name}'",
    )


def _near_name(name: str, signature: Signature) -> str:
    from difflib import get_close_matches

    near = get_close_matches(name, signature.parameters, n=1)
    if near:
        return f"did you mean arg_name='{near[0]}'?"
    return f"add the parameter '{name}', or name an existing one with arg_name=..."


def _left_over(named: Sequence[Located], signature: Signature, outs_alone: bool) -> Iterator[Fault]:
    bound = {binding.arg_name for binding, _ in named}
    for parameter in signature.parameters.values():
        if parameter.name in bound or parameter.name in signature.injected:
            continue
        if _may_be_bound(parameter) and (parameter.is_out or not outs_alone):
            names = ", ".join(f"{binding.type} on '{binding.arg_name}'" for binding, _ in named) or "none"
            yield Fault(
                "parameter-without-binding",
                f"parameter '{parameter.name}' has no binding, so nothing would be passed for it",
                f"{signature.text} with bindings {names}",
                f"a binding with arg_name='{parameter.name}'",
                f"add a decorator for '{parameter.name}', give it a default value, or remove it",
            )
