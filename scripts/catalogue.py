"""Every decorator that binds something, as data: what its class says of it, and how to declare it.

The reference pages (`scripts/reference.py`) and the typing cases (`scripts/typing_cases.py`) are made from it.
"""

import inspect
import re
from collections.abc import Iterator
from types import FunctionType, UnionType
from typing import Any, Literal, NamedTuple, TypeAlias, Union, get_args, get_origin

from examples import OWN_VALUES, VALUES

from azfunc.bindings.binding import Binding
from azfunc.bindings.enums import BindingEnum
from azfunc.bindings.http import HttpTrigger, Route, RouteOptions
from azfunc.bindings.kinds import Output, Trigger
from azfunc.blueprint import Decorators
from azfunc.catalogue import BindingDecorators
from azfunc.declare import binding
from azfunc.durable_agents import AgentOrchestrators

Role: TypeAlias = Literal["trigger", "input", "output", "setting"]


class Parameter(NamedTuple):
    """One parameter of a decorator."""

    name: str
    type: str
    default: str
    """As source; empty where it must be given."""
    text: str
    texts: tuple[str, ...]
    """The texts that may be given for an enum's members, or the only ones that may."""


class Described(NamedTuple):
    """One decorator."""

    name: str
    kind: Any
    """The class that it takes its parameters from, or the method that it is."""
    summary: str
    link: str
    parameters: tuple[Parameter, ...]

    @property
    def module(self) -> str:
        """The service's module in `azfunc.bindings`; ``app`` for what binds nothing."""
        if isinstance(self.kind, type) and issubclass(self.kind, RouteOptions):
            return "http"
        return str(self.kind.__module__).rpartition(".")[2] if isinstance(self.kind, type) else "app"

    @property
    def role(self) -> Role:
        """What it declares."""
        if not isinstance(self.kind, type):
            return "setting"
        if issubclass(self.kind, RouteOptions | Trigger):
            return "trigger"
        return "output" if issubclass(self.kind, Output) else "input"

    @property
    def binding_class(self) -> type[Binding]:
        """The class of the binding that it declares."""
        return HttpTrigger if issubclass(self.kind, RouteOptions) else self.kind

    @property
    def parameter_keyword(self) -> str:
        """The keyword that names the handler's parameter."""
        names = [parameter.name for parameter in self.parameters]
        return next(name for name in PARAMETER_KEYWORDS if name in names)

    def example(self) -> dict[str, object]:
        """The arguments that an example gives: those that are required, and those that tell what it is about."""
        required = [parameter.name for parameter in self.parameters if not parameter.default]
        known = {**VALUES, **OWN_VALUES.get(self.module, {})}
        given = {name: known[name] for name in required if name in known} | OWN_VALUES.get(self.name, {})
        missing = [name for name in required if name not in given]
        if missing:
            raise LookupError(f"scripts/examples.py has no value for {', '.join(missing)} of {self.name}")
        return given


PARAMETER_KEYWORDS = ("arg_name", "trigger_arg_name", "input_name", "context_name", "client_name")

NO_DECORATORS = (
    *("register_blueprint", "register_functions"),
    *("add_middleware", "enable_telemetry", "exception_handler", "function", "lifespan", "on_invalid", "use"),
)
"""Methods of apps and blueprints that decorate nothing, or that have pages of their own."""


def decorators() -> list[Described]:
    """All decorators of apps and blueprints, those that bind nothing last."""
    found = [(name, value._load()) for name, value in vars(BindingDecorators).items() if isinstance(value, binding)]
    methods = [(name, value) for name, value in vars(Decorators).items() if isinstance(value, FunctionType)]
    found += [(name, value) for name, value in methods if not name.startswith("_") and name not in NO_DECORATORS]
    found.append(("durable_openai_agent_orchestrator", AgentOrchestrators.__call__))
    return [_describe(name, kind) for name, kind in found]


def _describe(name: str, kind: Any) -> Described:
    doc = inspect.getdoc(kind) or ""
    summary = re.split(r"\n\n(?:https://|Follows|Args:|\S+::?\n)", doc)[0]
    link = re.search(r"https://\S+?(?=[.,;)]*(?:\s|$))", doc)
    texts = dict(_arguments(doc))
    if kind is not Route and isinstance(kind, type) and issubclass(kind, RouteOptions):
        texts = dict(_arguments(inspect.getdoc(Route) or ""))
    parameters = [known for known in inspect.signature(kind).parameters.values() if known.name != "self"]
    if not texts and len(parameters) == 1:
        texts = {parameters[0].name: summary}
    described = tuple(_parameter(kind, parameter, texts) for parameter in parameters)
    return Described(name, kind, " ".join(summary.split()), link[0] if link else "", described)


def _arguments(doc: str) -> Iterator[tuple[str, str]]:
    """The parameters that a docstring tells about, each with its text."""
    section = re.split(r"\n\n\w+:\n", doc.partition("Args:\n")[2])[0]
    for part in re.split(r"^    (?=\*{0,2}\w+: )", section, flags=re.MULTILINE)[1:]:
        name, _, text = part.partition(": ")
        yield name.lstrip("*"), " ".join(text.split())


def _parameter(kind: Any, parameter: inspect.Parameter, texts: dict[str, str]) -> Parameter:
    if parameter.name not in texts:
        raise LookupError(f"the docstring of {kind.__name__} says nothing about {parameter.name}")
    if parameter.kind is parameter.VAR_KEYWORD:
        return Parameter(f"**{parameter.name}", "any JSON value", "{}", texts[parameter.name], ())
    default = "" if parameter.default is parameter.empty else _shown(parameter.default)
    annotation = parameter.annotation
    return Parameter(parameter.name, type_text(annotation), default, texts[parameter.name], _texts(annotation))


def _shown(value: object) -> str:
    return f"{type(value).__name__}.{value.name}" if isinstance(value, BindingEnum) else repr(value)


def type_text(annotation: Any) -> str:
    """A type as a reader writes it: without module names, and without the texts of enums."""
    if isinstance(annotation, str):
        return annotation.replace("Like", "")
    if annotation is type(None):
        return "None"
    if get_origin(annotation) is Literal:
        return "str"
    if get_origin(annotation) in (Union, UnionType):
        members = [member for member in get_args(annotation) if member is not type(None)]
        named = [member for member in members if get_origin(member) is not Literal] or members[:1]
        optional = ["None"] if type(None) in get_args(annotation) else []
        return " | ".join([*map(type_text, named), *optional])
    if get_args(annotation):
        return f"{get_origin(annotation).__name__}[{', '.join(map(type_text, get_args(annotation)))}]"
    return str(getattr(annotation, "__name__", annotation)).replace("~", "")


def _parts(annotation: Any) -> Iterator[Any]:
    """A type and all that it is made of."""
    yield annotation
    for part in get_args(annotation):
        yield from _parts(part)


def _texts(annotation: Any) -> tuple[str, ...]:
    """The texts that a type takes: those of an enum's members, or literals."""
    parts = list(_parts(annotation))
    for part in parts:
        if isinstance(part, type) and issubclass(part, BindingEnum):
            return tuple(member.text for member in part)
    return tuple(text for part in parts if get_origin(part) is Literal for text in get_args(part))
