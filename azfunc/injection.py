"""Which parameters dependencies and settings fill, read from a handler's signature once.

A dependency may ask for dependencies in turn; each provider is one `Dependency` of the function, however many ask.
"""

from collections.abc import Iterator, Mapping
from typing import Literal, NamedTuple, TypeAlias, cast

from azfunc.bindings.values import Shape, describe_type
from azfunc.depends import DependencyScope, Depends, FromSettings, Provider
from azfunc.errors import Fault
from azfunc.naming import takes_context
from azfunc.signature import Handler, Parameter, Signature, code_of, python_name, read_signature

_GENERATOR, _COROUTINE, _ASYNC_GENERATOR = 0x20, 0x80, 0x200
"""Flags of code objects, as `inspect` has them."""

ProviderKind: TypeAlias = Literal["function", "generator", "async function", "async generator"]


class SettingsModel(NamedTuple):
    """A model that is read from app settings."""

    model: object
    prefix: str


class AskedByDependency(NamedTuple):
    """A parameter of a dependency that the trigger has to fill."""

    key: str
    name: str
    shape: Shape
    annotation: object
    notes: tuple[object, ...]
    has_default: bool
    provider: Provider


class Dependency:
    """One provider of a function, with what fills its own parameters.

    Attributes:
        provider: what makes the value.
        scope: how long the value lives.
        kind: how the provider is run.
        name: its name in source.
        sources: what fills its parameters that ask for dependencies and settings.
        contexts: its parameters that take the `Context`.
        asked: its parameters that the trigger fills, each with the key of its argument.
    """

    __slots__ = ("asked", "contexts", "kind", "name", "provider", "scope", "sources")

    def __init__(self, provider: Provider, scope: DependencyScope) -> None:
        self.provider: Provider = provider
        self.scope: DependencyScope = scope
        self.kind: ProviderKind = kind_of(provider)
        self.name: str = python_name(provider)
        self.sources: dict[str, Source] = {}
        self.contexts: list[str] = []
        self.asked: dict[str, str] = {}

    @property
    def is_async(self) -> bool:
        """Whether it can be made on an event loop alone, itself or what it asks for."""
        below = (source for source in self.sources.values() if isinstance(source, Dependency))
        return self.kind.startswith("async") or any(source.is_async for source in below)


Source: TypeAlias = Dependency | SettingsModel
"""What fills a parameter in the place of a binding."""


class Injections(NamedTuple):
    """What is injected into a function.

    Attributes:
        sources: what fills the handler's parameters.
        asked: parameters of dependencies that the trigger has to fill.
        faults: what is wrong with the dependencies.
    """

    sources: Mapping[str, Source]
    asked: tuple[AskedByDependency, ...]
    faults: tuple[Fault, ...]

    @property
    def is_async(self) -> bool:
        """Whether some dependency can be made on an event loop alone."""
        return any(isinstance(source, Dependency) and source.is_async for source in self.sources.values())

    def settings(self) -> Iterator[SettingsModel]:
        """The models that are read from app settings, each once."""
        return iter(dict.fromkeys(_settings_of(self.sources)))


def _settings_of(sources: Mapping[str, Source]) -> Iterator[SettingsModel]:
    for source in sources.values():
        if isinstance(source, SettingsModel):
            yield source
        else:
            yield from _settings_of(source.sources)


def kind_of(provider: Provider) -> ProviderKind:
    """How a provider is run."""
    code = code_of(provider)
    flags = 0 if isinstance(provider, type) or code is None else code.co_flags
    if flags & _ASYNC_GENERATOR:
        return "async generator"
    if flags & _COROUTINE:
        return "async function"
    return "generator" if flags & _GENERATOR else "function"


def read_injections(signature: Signature) -> Injections:
    """The parameters of a handler that are injected."""
    return _Reader().read(signature)


def read_dependency(provider: Provider, scope: DependencyScope) -> tuple[Dependency, Injections]:
    """A provider alone, as a test puts it in the place of another, and what it asks for."""
    reader = _Reader()
    found = reader.dependency(provider, scope, "")
    return found, Injections({}, tuple(reader.asked), tuple(reader.faults))


class _Reader:
    """Reads the tree below one handler."""

    def __init__(self) -> None:
        self.asked: list[AskedByDependency] = []
        self.faults: list[Fault] = []
        self._known: dict[int, Dependency] = {}
        """By the provider's identity, since a provider may have no hash; a dependency keeps its provider alive."""
        self._path: list[Provider] = []

    def read(self, signature: Signature) -> Injections:
        sources = {
            parameter.name: source
            for parameter in signature.parameters.values()
            if (source := self._source(parameter)) is not None
        }
        return Injections(sources, tuple(self.asked), tuple(self.faults))

    def _source(self, parameter: Parameter) -> Source | None:
        for note in parameter.notes:
            if isinstance(note, FromSettings):
                return SettingsModel(parameter.shape.annotation, note.prefix)
            if isinstance(note, Depends):
                provider = note.provider or parameter.shape.annotation
                if callable(provider):
                    return self.dependency(provider, note.scope, parameter.name)
                self.faults.append(_no_provider(parameter))
            elif note is Depends or note is FromSettings:
                self.faults.append(_no_call(parameter, cast("type[object]", note)))
        return None

    def dependency(self, provider: Provider, scope: DependencyScope, asking: str) -> Dependency:
        known = self._known.get(id(provider))
        if known is not None:
            if any(provider is above for above in self._path):
                self.faults.append(_cycle([*self._path, provider]))
            elif known.scope != scope:
                self.faults.append(_two_scopes(known))
            return known
        found = self._known[id(provider)] = Dependency(provider, scope)
        self._path.append(provider)
        try:
            for parameter in _parameters_of(provider):
                self._fill(found, parameter)
        except (TypeError, ValueError) as error:
            self.faults.append(_unreadable(found, asking, error))
        self._path.pop()
        return found

    def _fill(self, dependency: Dependency, parameter: Parameter) -> None:
        source = self._source(parameter)
        is_app = dependency.scope == "app"
        if source is not None:
            dependency.sources[parameter.name] = source
            if is_app and isinstance(source, Dependency) and source.scope != "app":
                self.faults.append(_short_lived(dependency, f"the dependency {source.name}()"))
        elif takes_context(parameter):
            dependency.contexts.append(parameter.name)
            if is_app:
                self.faults.append(_short_lived(dependency, "the Context of an invocation"))
        elif not parameter.by_name or (parameter.has_default and is_app):
            return
        elif is_app:
            self.faults.append(_short_lived(dependency, f"the parameter '{parameter.name}', which a request fills"))
        else:
            self._ask(dependency, parameter)

    def _ask(self, dependency: Dependency, parameter: Parameter) -> None:
        key = f"{dependency.name}.{parameter.name}"
        while any(asked.key == key for asked in self.asked):
            key += "'"
        dependency.asked[parameter.name] = key
        self.asked.append(
            AskedByDependency(
                key,
                parameter.name,
                parameter.shape,
                parameter.annotation,
                parameter.notes,
                parameter.has_default,
                dependency.provider,
            )
        )


def _parameters_of(provider: Provider) -> list[Parameter]:
    """What a provider asks for; a class asks for what its constructor takes."""
    if not isinstance(provider, type):
        return list(read_signature(provider).parameters.values())
    constructor: Handler = getattr(provider, "__init__")  # noqa: B009 - by its name, or checkers take it for a method
    if constructor is object.__init__:
        return []
    return list(read_signature(constructor).parameters.values())[1:]


def _no_provider(parameter: Parameter) -> Fault:
    return Fault(
        "bad-dependency",
        f"parameter '{parameter.name}' asks for a dependency, but nothing makes it",
        f"Depends() with the annotation {parameter.shape.describe()}",
        "Depends(f) with a function, or an annotation that is a class",
        f"name the function that makes '{parameter.name}': Annotated[..., Depends(f)]",
    )


def _no_call(parameter: Parameter, note: type[object]) -> Fault:
    return Fault(
        "bad-dependency",
        f"parameter '{parameter.name}' is annotated with the class {note.__name__} itself",
        note.__name__,
        f"{note.__name__}(...)",
        "add the parentheses",
    )


def _cycle(path: list[Provider]) -> Fault:
    names = [f"{python_name(provider)}()" for provider in path]
    return Fault(
        "bad-dependency",
        "its dependencies ask for each other in a circle",
        " -> ".join(names[names.index(names[-1]) :]),
        "dependencies that end somewhere",
        "let one of them do without the other, or move what both need into a third",
    )


def _two_scopes(dependency: Dependency) -> Fault:
    return Fault(
        "bad-dependency",
        f"the dependency {dependency.name}() is asked for with two scopes",
        "scope='app' and scope='invocation'",
        "one scope for each dependency of a function",
        "write the scope once: Session = Annotated[..., Depends(f, scope=...)], and use that name everywhere",
    )


def _short_lived(dependency: Dependency, what: str) -> Fault:
    return Fault(
        "bad-dependency",
        f"the dependency {dependency.name}() lives as long as the app, but asks for something of one invocation",
        what,
        "dependencies with scope='app', settings, and parameters with defaults",
        "leave out scope='app', or do without it",
    )


def _unreadable(dependency: Dependency, asking: str, error: Exception) -> Fault:
    return Fault(
        "bad-dependency",
        f"the signature of {dependency.name}, which parameter '{asking}' depends on, cannot be read: {error}",
        describe_type(dependency.provider),
        "a function or class written in Python",
        "wrap it in a def of your own, and depend on that",
    )


def unfilled(asked: AskedByDependency, trigger: str) -> Fault:
    """A parameter of a dependency for which the trigger has nothing."""
    return Fault(
        "bad-dependency",
        f"parameter '{asked.name}' of the dependency {python_name(asked.provider)}() has no value below a {trigger}",
        f"{asked.name}: {asked.shape.describe()}",
        "dependencies, settings, a Context, or a default value",
        "annotate it with Depends(...) or FromSettings(), or give it a default; parts of a request are for HTTP alone",
    )
