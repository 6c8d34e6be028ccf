"""`Property`: one field of a binding class as function.json holds it: its name there, and the values that it takes."""

from collections.abc import Callable, Mapping, Sequence
from typing import NamedTuple, cast, get_args

from azfunc.bindings.datum import JsonValue
from azfunc.bindings.enums import BindingEnum
from azfunc.bindings.record import Field, fields_of


class Property(NamedTuple):
    """One field of a binding class, as JSON sees it."""

    field: str
    json: str
    enum: type[BindingEnum] | None
    types: tuple[type, ...]
    """Python types that the value may have; empty when the field's annotation is none of the simple ones."""


_SIMPLE_TYPES = frozenset((str, bool, int, type(None)))

_PROPERTIES: dict[type, tuple[Property, ...]] = {}


def properties_of(binding_class: type) -> tuple[Property, ...]:
    """The fields of a binding class that are written to JSON, in order, without ``arg_name``."""
    known = _PROPERTIES.get(binding_class)
    if known is None:
        known = tuple(_property(field) for field in fields_of(binding_class) if field.name != "arg_name")
        _PROPERTIES[binding_class] = known
    return known


_ENUMS: dict[type, tuple[tuple[str, type[BindingEnum]], ...]] = {}


def enums_of(binding_class: type) -> tuple[tuple[str, type[BindingEnum]], ...]:
    """The fields of a binding class that take members of an enum, each with its enum."""
    known = _ENUMS.get(binding_class)
    if known is None:
        known = tuple((field, enum) for field, _, enum, _ in properties_of(binding_class) if enum is not None)
        _ENUMS[binding_class] = known
    return known


def _property(field: Field) -> Property:
    kinds = get_args(field.type) or (field.type,)
    enum = next((kind for kind in kinds if isinstance(kind, type) and issubclass(kind, BindingEnum)), None)
    simple = all(kind in _SIMPLE_TYPES for kind in kinds)
    json_name = field.json_name or camel_case(field.name)
    return Property(field.name, json_name, enum, cast("tuple[type, ...]", kinds) if simple else ())


def to_json_value(value: object) -> JsonValue:
    """A property's value as JSON holds it: enum members as their text, None left out at any depth."""
    if isinstance(value, BindingEnum):
        return value.text
    if isinstance(value, Mapping):
        items = cast("Mapping[str, object]", value).items()
        return {str(key): to_json_value(item) for key, item in items if item is not None}
    if isinstance(value, list | tuple | set | frozenset):
        return [to_json_value(item) for item in cast("Sequence[object]", value) if item is not None]
    isoformat: Callable[[], str] | None = getattr(value, "isoformat", None)
    return isoformat() if isoformat else cast("JsonValue", value)


def camel_case(name: str) -> str:
    """The JSON name of a Python keyword: ``queue_name`` is ``queueName``, ``from_`` is ``from``."""
    first, *rest = [word for word in name.split("_") if word] or [name]
    return first + "".join(word.title() for word in rest)
