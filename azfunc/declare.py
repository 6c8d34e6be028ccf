"""`binding`: makes a decorator of a binding class, with its whole signature, in one line.

::

    class Decorators:
        queue_trigger = binding(lambda: bindings.queue.QueueTrigger)

The class is loaded when the decorator is first used. Type checkers take the decorator's parameters from it.
"""

import sys
from collections.abc import Callable, Iterable, Mapping
from typing import Generic, ParamSpec, Protocol, TypeVar, cast, overload

from azfunc.bindings.binding import OWN_KEYS, Binding
from azfunc.bindings.properties import camel_case, to_json_value
from azfunc.errors import AzfuncWarning, Fault, Mark
from azfunc.registry import Declaration, Draft, Registry

P = ParamSpec("P")
F = TypeVar("F", bound=Callable[..., object])

_PACKAGE = __file__.removesuffix("declare.py")


class Decorator(Protocol):
    """Registers a function, and returns the same object with the same type."""

    def __call__(self, function: F, /) -> F: ...


class Registering(Protocol):
    """What a decorator needs of its owner: an app or a blueprint."""

    @property
    def registry(self) -> Registry: ...


class binding(Generic[P]):  # noqa: N801 - reads as the keyword that it is
    """A decorator of apps and blueprints, taken from a binding class."""

    def __init__(self, load: Callable[[], Callable[P, Declaration]]) -> None:
        self._load = load
        self._attribute = ""
        self._name = ""

    def __set_name__(self, owner: type, name: str) -> None:
        self._attribute = name
        self._name = f"@{name}(...)"

    @overload
    def __get__(self, owner: None, kind: type) -> "binding[P]": ...
    @overload
    def __get__(self, owner: Registering, kind: type) -> Callable[P, Decorator]: ...
    def __get__(self, owner: Registering | None, kind: type) -> "binding[P] | Callable[P, Decorator]":
        if owner is None:
            return self
        registry, name = owner.registry, self._name
        make = cast("Callable[..., Declaration]", self._load())

        def declare(*args: P.args, **kwargs: P.kwargs) -> Decorator:
            where = caller()
            registry.check_open(name, where)
            declaration, fault = self._make(make, args, kwargs)
            return _Registration(registry, declaration, fault, where)

        # help() and inspect.signature() show the class's text and parameters.
        vars(declare)["__wrapped__"] = make
        declare.__name__ = declare.__qualname__ = self._attribute
        declare.__doc__ = make.__doc__
        vars(owner)[self._attribute] = declare  # found there from now on, without coming here
        return declare

    def _make(
        self, make: Callable[..., Declaration], args: tuple[object, ...], kwargs: dict[str, object]
    ) -> tuple[Declaration | None, Fault | None]:
        try:
            return make(*args, **kwargs), None
        except TypeError:
            return self._sorted_out(make, args, kwargs)

    def _sorted_out(
        self, make: Callable[..., Declaration], args: tuple[object, ...], kwargs: dict[str, object]
    ) -> tuple[Declaration | None, Fault | None]:
        """The slow way: positional arguments in Microsoft's order, keywords that no field has, what is missing."""
        from inspect import signature

        parameters = signature(make).parameters.values()
        names = [parameter.name for parameter in parameters if parameter.kind is not parameter.VAR_KEYWORD]
        known = dict(zip(names, args, strict=False))
        fault = _argument_fault(self._name, names, len(args), known.keys() & kwargs.keys())
        if fault:
            return None, fault
        known.update((name, value) for name, value in kwargs.items() if name in names)
        unknown = {name: value for name, value in kwargs.items() if name not in names and value is not None}
        required = [parameter.name for parameter in parameters if parameter.default is parameter.empty]
        missing = [name for name in required if name in names and name not in known]
        if missing:
            return None, _missing_fault(self._name, missing, unknown)
        if "name" in unknown:
            return None, _name_fault(self._name, unknown["name"])
        if len(names) < len(parameters):  # it takes further keywords as properties
            return make(**known, **unknown), None
        declaration = make(**known)
        if not unknown:
            return declaration, None
        return _with_extra(self._name, declaration, unknown, names), None


def _with_extra(
    decorator: str, declaration: Declaration, unknown: Mapping[str, object], names: list[str]
) -> Declaration:
    """Keywords without a field become properties: azure.functions takes them too, and new hosts may know them."""
    import warnings

    for name in unknown:
        near = _near(name, names)
        hint = f" Did you mean '{near[0]}'?" if near else ""
        kept = f"it is written to function.json as '{camel_case(name)}'"
        fate = "it is left out, since every binding sets it itself" if camel_case(name) in OWN_KEYS else kept
        where = caller().location
        text = f"{decorator} has no parameter '{name}'; {fate}.{hint}"
        warnings.warn_explicit(text, AzfuncWarning, where.file, where.line)
    first, *rest = declaration.bindings()
    extra = {camel_case(name): to_json_value(value) for name, value in unknown.items()}
    return _Made((first.with_extra(extra), *rest))


def _near(name: str, names: list[str]) -> list[str]:
    from difflib import get_close_matches

    return get_close_matches(name, names, n=1)


def _argument_fault(decorator: str, names: list[str], positional: int, twice: Iterable[str]) -> Fault | None:
    if positional > len(names):
        return Fault(
            "too-many-arguments",
            f"{decorator} takes {len(names)} arguments",
            f"{positional} positional arguments",
            ", ".join(names),
            "pass arguments by name",
        )
    for name in twice:
        return Fault(
            "argument-given-twice",
            f"{decorator} got '{name}' by position and by name",
            f"{name} twice",
            f"{name} once",
            "pass arguments by name",
        )
    return None


def _name_fault(decorator: str, value: object) -> Fault:
    return Fault(
        "reserved-keyword",
        f"{decorator} got the keyword 'name', which is a binding's name in function.json",
        f"name={value!r}",
        "arg_name, the parameter that the binding is on",
        f"write arg_name={value!r}",
    )


def _missing_fault(decorator: str, missing: list[str], unknown: Iterable[str]) -> Fault:
    near = [(name, _near(name, missing)) for name in unknown]
    hints = [f"'{name}' should be '{match[0]}'" for name, match in near if match]
    plural = "s" * (len(missing) > 1)
    return Fault(
        "missing-argument",
        f"{decorator} lacks the argument{plural} {', '.join(missing)}",
        f"{decorator} without {', '.join(missing)}",
        f"{', '.join(f'{name}=...' for name in missing)}",
        "; ".join(hints) or f"add {', '.join(f'{name}=...' for name in missing)}",
    )


class _Made:
    """A declaration whose bindings have been made already."""

    def __init__(self, made: tuple[Binding, ...]) -> None:
        self._made = made

    def bindings(self) -> tuple[Binding, ...]:
        """The bindings themselves."""
        return self._made


def caller() -> Mark:
    """The place outside azfunc that called into it."""
    frame = sys._getframe(2)
    while frame.f_code.co_filename.startswith(_PACKAGE) and frame.f_back is not None:
        frame = frame.f_back
    return Mark(frame.f_code, frame.f_lasti)


class SettingDecorator:
    """A decorator that says something about a function without binding anything."""

    __slots__ = ("_apply", "_registry")

    def __init__(self, registry: Registry, name: str, apply: Callable[[Draft], None]) -> None:
        registry.check_open(name, caller())
        self._registry = registry
        self._apply = apply

    def __call__(self, function: F, /) -> F:
        self._apply(self._registry.draft(function))
        return function


class _Registration:
    """The decorator that a call such as ``app.queue_trigger(...)`` returns."""

    __slots__ = ("_declaration", "_fault", "_registry", "_where")

    def __init__(self, registry: Registry, declaration: Declaration | None, fault: Fault | None, where: Mark) -> None:
        self._registry = registry
        self._declaration = declaration
        self._fault = fault
        self._where = where

    def __call__(self, function: F, /) -> F:
        draft = self._registry.draft(function)
        if self._fault is not None:
            draft.faults.append((self._fault, self._where))
        elif self._declaration is not None:
            for made in reversed(self._declaration.bindings()):
                draft.bindings.append((made, self._where))
        return function
