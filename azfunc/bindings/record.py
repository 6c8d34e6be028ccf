"""`record` and `binding_class`: frozen classes made of their annotated fields.

They read and type-check like frozen stdlib dataclasses. Those compile seven methods for each class, and importing
`dataclasses` imports `inspect`; together that would cost an app more start-up time than all else that azfunc does.
Here all classes share the methods below.
"""

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, ClassVar, Final, NamedTuple, TypeVar, cast, dataclass_transform, get_origin

if TYPE_CHECKING:
    from inspect import Signature

T = TypeVar("T")


class _Missing:
    def __repr__(self) -> str:
        return "<required>"


MISSING: Final = _Missing()
"""The default of a field that has none."""


class Field(NamedTuple):
    """One field of a record."""

    name: str
    type: object
    default: object = MISSING
    factory: Callable[[], object] | None = None
    kw_only: bool = False
    json_name: str | None = None
    """The name in JSON, where it is not the camel case of ``name``."""
    alias: str | None = None
    """The name of the constructor's argument, where it is not ``name``."""

    @property
    def argument(self) -> str:
        """The name that the constructor shows for it."""
        return self.alias or self.name

    @property
    def is_required(self) -> bool:
        """Whether the constructor must be given it."""
        return self.default is MISSING and self.factory is None


class _Specifier(NamedTuple):
    """What `field` says of the field that it stands for."""

    default: object
    factory: Callable[[], object] | None
    kw_only: bool
    json_name: str | None
    alias: str | None


def field(
    *,
    default: object = MISSING,
    factory: Callable[[], T] | None = None,
    kw_only: bool | None = None,
    json_name: str | None = None,
    alias: str | None = None,
) -> T:  # pyright: ignore[reportInvalidTypeVarUse]  # stands for the field's value, as dataclasses.field does
    """Says more about a field than a default value can.

    Args:
        default: its value where the constructor is not given one.
        factory: makes that value anew for each record.
        kw_only: take it by name alone; what the record's decorator says if left out.
        json_name: its name in function.json, where that is not the camel case of the Python name.
        alias: what the constructor calls it, in its signature and for type checkers. The constructor takes the
            field's own name too, since what reads documents knows no aliases.
    """
    return cast("T", _Specifier(default, factory, bool(kw_only), json_name, alias))


_FIELDS: dict[type, tuple[Field, ...]] = {}


class _Layout(NamedTuple):
    """What the constructor of a record class needs, made once."""

    names: frozenset[str]
    defaults: Mapping[str, object]
    prepare: Callable[[object], None] | None


_LAYOUTS: dict[type, _Layout] = {}


def fields_of(kind: type) -> tuple[Field, ...]:
    """The fields of a record class, those of its bases first.

    Raises:
        TypeError: it is no record class.
    """
    known = _FIELDS.get(kind)
    if known is None:
        raise TypeError(f"{kind.__name__} is no record: decorate it with @binding_class")
    return known


def _collect(kind: type, kw_only: bool) -> tuple[Field, ...]:
    found: dict[str, Field] = {}
    for base in reversed(kind.__mro__[1:]):
        found.update((known.name, known) for known in _FIELDS.get(base, ()))
    annotations: Mapping[str, object] = kind.__annotations__
    for name, annotation in annotations.items():
        if _is_class_variable(annotation):
            found.pop(name, None)
            continue
        given: object = kind.__dict__.get(name, MISSING)
        said = given if isinstance(given, _Specifier) else _Specifier(given, None, False, None, None)
        if said is given:
            delattr(kind, name)
        by_name = kw_only or said.kw_only
        found[name] = Field(name, annotation, said.default, said.factory, by_name, said.json_name, said.alias)
    return tuple(found.values())


def _is_class_variable(annotation: object) -> bool:
    if isinstance(annotation, str):
        return "ClassVar" in annotation.partition("[")[0]
    return annotation is ClassVar or get_origin(annotation) is ClassVar


class _SignatureOfFields:
    """The constructor's signature, made when somebody asks for it."""

    def __get__(self, _instance: object, kind: type) -> "Signature":
        from inspect import Parameter, Signature

        return Signature(
            [
                Parameter(
                    known.argument,
                    Parameter.KEYWORD_ONLY if known.kw_only else Parameter.POSITIONAL_OR_KEYWORD,
                    default=Parameter.empty if known.is_required else known.default,
                    annotation=known.type,
                )
                for known in fields_of(kind)
            ]
        )


class _Record:
    """The shared methods."""

    def __init__(self, *args: object, **kwargs: object) -> None:
        names, defaults, prepare = _LAYOUTS[type(self)]
        values = self.__dict__
        values.update(defaults)
        values.update(kwargs)
        if args or values.keys() != names:
            _fill(self, args, kwargs)
        if prepare is not None:
            prepare(self)

    def __repr__(self) -> str:
        shown = (f"{known.name}={self.__dict__[known.name]!r}" for known in fields_of(type(self)))
        return f"{type(self).__name__}({', '.join(shown)})"

    def __eq__(self, other: object) -> bool:
        return self.__dict__ == other.__dict__ if type(other) is type(self) else NotImplemented

    def __hash__(self) -> int:
        return hash((type(self), *(repr(value) for value in self.__dict__.values())))

    def __setattr__(self, name: str, value: object) -> None:
        raise AttributeError(f"{type(self).__name__} is frozen; {name} cannot be set")

    def __delattr__(self, name: str) -> None:
        raise AttributeError(f"{type(self).__name__} is frozen; {name} cannot be deleted")


def _fill(made: object, args: tuple[object, ...], kwargs: Mapping[str, object]) -> None:
    """The long way of the constructor: arguments by position or alias, values that factories make, and misuse.

    Raises:
        TypeError: the arguments are not those of the class.
    """
    kind, values = type(made), made.__dict__
    kwargs = _by_field(kind, kwargs, values)
    positional = [known.name for known in fields_of(kind) if not known.kw_only][: len(args)]
    if len(positional) < len(args) or kwargs.keys() & set(positional):
        raise TypeError(_misuse(kind, f"{len(args)} by position"))
    values.update(zip(positional, args, strict=True))
    for known in fields_of(kind):
        if known.name not in values:
            if known.factory is None:
                raise TypeError(_misuse(kind, f"no {known.argument}"))
            values[known.name] = known.factory()
    if len(values) != len(fields_of(kind)):
        raise TypeError(_misuse(kind, ", ".join(kwargs)))


def _by_field(kind: type, kwargs: Mapping[str, object], values: dict[str, object]) -> Mapping[str, object]:
    """The arguments by the names of their fields; ``values`` is set right alike."""
    names = {known.alias: known.name for known in fields_of(kind) if known.alias in kwargs}
    for alias, name in names.items():
        if name in kwargs:
            raise TypeError(_misuse(kind, f"{alias} and {name}, which are the same"))
        values[name] = values.pop(cast("str", alias))
    return {names.get(name, name): value for name, value in kwargs.items()} if names else kwargs


def _misuse(kind: type, got: str) -> str:
    names = ", ".join(f"{known.argument}=..." if known.kw_only else known.argument for known in fields_of(kind))
    return f"{kind.__name__} takes {names}; it got {got}"


_SHARED = ("__init__", "__repr__", "__eq__", "__hash__", "__setattr__", "__delattr__")


def _made(kind: type[T], kw_only: bool) -> type[T]:
    fields = _FIELDS[kind] = _collect(kind, kw_only)
    defaults = {known.name: known.default for known in fields if known.default is not MISSING}
    _LAYOUTS[kind] = _Layout(frozenset(known.name for known in fields), defaults, getattr(kind, "__post_init__", None))
    for name in _SHARED:
        if kind.__dict__.get(name) is None:  # a class that defines __eq__ has a __hash__ of None
            setattr(kind, name, _Record.__dict__[name])
    if kind.__dict__["__init__"] is _Record.__init__:
        setattr(kind, "__signature__", _SignatureOfFields())  # noqa: B010 - no attribute that checkers know
    return kind


@dataclass_transform(frozen_default=True, field_specifiers=(field,))
def record(kind: type[T]) -> type[T]:
    """Makes a frozen record of a class."""
    return _made(kind, kw_only=False)


@dataclass_transform(frozen_default=True, kw_only_default=True, field_specifiers=(field,))
def binding_class(kind: type[T]) -> type[T]:
    """Makes a frozen record with keyword arguments alone: the decorator of every binding class."""
    return _made(kind, kw_only=True)
