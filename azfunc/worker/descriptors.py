"""From the declarations of `azfunc.worker.schema` to protobuf's file descriptors, as plain dicts; pure."""

from collections.abc import Iterator, Mapping, MutableMapping, MutableSequence, Sequence
from functools import cache
from typing import Annotated, NamedTuple, TypeAlias, TypeGuard, cast, get_args, get_origin, get_type_hints

from azfunc.worker import schema
from azfunc.worker.field import PACKAGE, FieldNumber, Message, Repeated, Values

Descriptor: TypeAlias = Mapping[str, object]
"""Constructor arguments of one of protobuf's descriptor messages."""

WELL_KNOWN = "google.protobuf"


class FieldType(NamedTuple):
    """A field's type as descriptors spell it."""

    kind: str
    """As ``TYPE_STRING``."""
    name: str = ""
    """Full name of a message or enum, with a dot before it."""


@cache
def declared_messages() -> tuple[type[Message], ...]:
    """All messages of the schema, in the order of declaration."""
    found = (value for value in vars(schema).values() if isinstance(value, type) and issubclass(value, Message))
    return tuple(declared for declared in found if declared is not Message)


def file_descriptors() -> Iterator[Descriptor]:
    """The files to add to a descriptor pool, those that others import first."""
    well_known = [declared for declared in declared_messages() if declared.full_name.startswith(WELL_KNOWN)]
    for declared in well_known:
        name = f"google/protobuf/{declared.__name__.lower()}.proto"
        yield _file(name, WELL_KNOWN, [declared], [])
    imports = [f"google/protobuf/{declared.__name__.lower()}.proto" for declared in well_known]
    shared = [declared for declared in declared_messages() if "." not in declared.full_name]
    yield _file("shared.proto", "", shared, imports)
    own = [declared for declared in declared_messages() if declared.full_name.startswith(PACKAGE)]
    enums = [_enum(schema.RpcDataType)]
    yield {**_file("FunctionRpc.proto", PACKAGE, own, [*imports, "shared.proto"]), "enum_type": enums}


def _file(name: str, package: str, declared: Sequence[type[Message]], imports: Sequence[str]) -> dict[str, object]:
    return {
        "name": name,
        "package": package,
        "syntax": "proto3",
        "dependency": imports,
        "message_type": [_message(one) for one in declared],
    }


def _enum(values: type[Values]) -> Descriptor:
    numbers = {name: number for name, number in vars(values).items() if not name.startswith("__")}
    return {
        "name": values.__name__,
        "value": [{"name": name.rstrip("_"), "number": number} for name, number in numbers.items()],
    }


def _message(declared: type[Message]) -> Descriptor:
    hints: dict[str, object] = get_type_hints(declared, include_extras=True)
    places = {name: place for name, place in vars(declared).items() if isinstance(place, FieldNumber)}
    oneofs = list(dict.fromkeys(place.oneof for place in places.values() if place.oneof))
    fields: list[Descriptor] = []
    entries: list[Descriptor] = []
    for name, place in places.items():
        hint = hints[name]
        arguments: Sequence[object] = get_args(hint)
        if get_origin(hint) in (Mapping, MutableMapping):
            entry = _map_entry(name, arguments)
            entries.append(entry)
            typed = _typed(FieldType("TYPE_MESSAGE", f".{declared.full_name}.{entry['name']}"), repeated=True)
        elif get_origin(hint) in (MutableSequence, Repeated):
            typed = _typed(_field_type(arguments[0]), repeated=True)
        else:
            typed = _typed(_field_type(hint))
        if place.oneof:
            typed["oneof_index"] = oneofs.index(place.oneof)
        fields.append({"name": name, "number": place.number, **typed})
    return {
        "name": declared.__name__,
        "field": fields,
        "nested_type": entries,
        "oneof_decl": [{"name": oneof} for oneof in oneofs],
        "enum_type": [_enum(value) for value in vars(declared).values() if _is_enum(value)],
    }


def _is_enum(value: object) -> TypeGuard[type[Values]]:
    return isinstance(value, type) and issubclass(value, Values)


def _field_type(hint: object) -> FieldType:
    """The type that an annotation stands for: a scalar, an enum or a message."""
    if get_origin(hint) is Annotated:
        mark: object = get_args(hint)[1]
        if isinstance(mark, str):
            return FieldType(f"TYPE_{mark.upper()}")
        return FieldType("TYPE_ENUM", f".{PACKAGE}.{cast('type[Values]', mark).__qualname__}")
    return FieldType("TYPE_MESSAGE", f".{cast('type[Message]', hint).full_name}")


def _typed(field_type: FieldType, *, repeated: bool = False) -> dict[str, object]:
    typed: dict[str, object] = {
        "type": field_type.kind,
        "label": "LABEL_REPEATED" if repeated else "LABEL_OPTIONAL",
    }
    return {**typed, "type_name": field_type.name} if field_type.name else typed


def _map_entry(field: str, arguments: Sequence[object]) -> Descriptor:
    """The message that protobuf makes of a map field: ``log_categories`` is repeated ``LogCategoriesEntry``."""
    key, value = (_typed(_field_type(argument)) for argument in arguments)
    return {
        "name": "".join(word[:1].upper() + word[1:] for word in field.split("_")) + "Entry",
        "field": [{"name": "key", "number": 1, **key}, {"name": "value", "number": 2, **value}],
        "options": {"map_entry": True},
    }
