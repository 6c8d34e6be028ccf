"""Values of function.json as the fields of a binding class take them: enum texts as members, lists as tuples."""

from collections.abc import Iterator, Mapping
from typing import Any, Literal, TypeGuard, get_args, get_origin

from azfunc.bindings.datum import JsonValue
from azfunc.bindings.enums import BindingEnum
from azfunc.bindings.record import Field
from azfunc.bindings.values import members_of

_LISTS: tuple[object, ...] = (list, tuple, set, frozenset)


def means_same(emitted: JsonValue, value: JsonValue, field: Field | None) -> bool:
    """Whether what is written means what was read: it is the same, or names the same members of an enum."""
    if _equal(emitted, value):
        return True
    found = None if field is None else value_of(field, value)
    return found is not None and field is not None and value_of(field, emitted) == found


def _equal(one: JsonValue, other: JsonValue) -> bool:
    """Equality of documents, where True is not 1."""
    if isinstance(one, Mapping) and isinstance(other, Mapping):
        return one.keys() == other.keys() and all(_equal(one[key], other[key]) for key in one)
    if isinstance(one, list) and isinstance(other, list):
        return len(one) == len(other) and all(_equal(*pair) for pair in zip(one, other, strict=True))
    return type(one) is type(other) and one == other


def value_of(field: Field, value: JsonValue) -> object:
    """The value as the field takes it; None where it takes no such value."""
    if value is None:
        return None
    for member in _members(field.type):
        found = _member_value(member, value)
        if found is not None:
            return found
    return None


def _members(annotation: object) -> Iterator[object]:
    """The types of a union, those inside aliases too; enums first, since texts name their members."""
    flat = [inner for member in members_of(annotation) for inner in members_of(member)]
    return iter(sorted(flat, key=lambda member: not _is_enum(member)))


def _is_enum(member: object) -> TypeGuard[type[BindingEnum]]:
    return isinstance(member, type) and issubclass(member, BindingEnum)


def _member_value(member: object, value: JsonValue) -> object:
    origin: object = get_origin(member) or member
    if origin is Literal:
        return value if value in get_args(member) else None
    if _is_enum(member):
        return member.parse(value)
    if origin is Any or origin is object:
        return value
    if not isinstance(origin, type):
        return None
    if isinstance(value, list):
        return _list_value(origin, member, value)
    if isinstance(value, Mapping):
        return value if issubclass(origin, Mapping) or origin is Mapping else None
    return value if type(value) is origin or (origin is float and type(value) is int) else None


def _list_value(origin: type, member: object, value: list[JsonValue]) -> object:
    if origin not in _LISTS and not (issubclass(list, origin) and origin is not object):
        return None
    arguments = [argument for argument in get_args(member) if argument is not ...]
    if not arguments:
        return tuple(value)
    items = [next(_found_values(arguments[0], item), None) for item in value]
    return None if any(item is None for item in items) else tuple(items)


def _found_values(annotation: object, value: JsonValue) -> Iterator[object]:
    return (found for member in _members(annotation) if (found := _member_value(member, value)) is not None)
