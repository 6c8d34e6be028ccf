"""`Binding`: one connection of a function, declared once as a frozen record.

A service module derives from `Trigger`, `Input` or `Output` and lists its properties as fields. From the fields
come the decorator's signature, the JSON of function.json, the checks of every value, and reading the JSON back.
"""

from collections.abc import Iterator, Mapping
from types import MappingProxyType
from typing import ClassVar, NamedTuple, Self, TypeAlias

from azfunc.bindings.datum import Datum, JsonValue
from azfunc.bindings.enums import Direction
from azfunc.bindings.properties import Property, enums_of, properties_of, to_json_value
from azfunc.bindings.record import binding_class
from azfunc.bindings.values import encode_value
from azfunc.errors import Fault

PayloadTypes: TypeAlias = tuple[type, ...]
"""Payload classes. (Inside a binding class the word ``type`` means the binding's own.)"""

OWN_KEYS = frozenset(("type", "direction", "name"))
"""Keys of function.json that every binding sets itself, whatever extra properties it is given."""


class SettingName(NamedTuple):
    """An app setting that a binding names."""

    field: str
    name: str
    is_connection: bool
    """Whether ``name`` may also be the prefix of identity-based settings, such as ``NAME__serviceUri``."""


@binding_class
class Binding:
    """One connection of a function: what `Trigger`, `Input` and `Output` share."""

    type: ClassVar[str]
    """The binding's type in function.json."""
    direction: ClassVar[Direction]
    implicit_return: ClassVar[bool] = False
    """Whether the host takes the handler's return value for it without a ``$return`` binding."""
    payloads: ClassVar[PayloadTypes] = ()
    """The payload classes that a handler may ask for here (or give, for an output)."""
    connection_fields: ClassVar[tuple[str, ...]] = ("connection", "lease_connection")
    """The fields that name a connection: an app setting, or the prefix of identity-based ones."""
    setting_fields: ClassVar[tuple[str, ...]] = ()
    """The further fields that name one app setting."""

    arg_name: str | None = None
    """The handler's parameter that this binding fills; ``$return`` for the return value."""
    extra: ClassVar[Mapping[str, JsonValue]] = MappingProxyType({})
    """Properties without a field, by their JSON names; a copy made by `with_extra` has its own."""

    def __post_init__(self) -> None:
        values = self.__dict__
        for field, enum in enums_of(type(self)):
            if values[field] is not None:
                values[field] = enum.parse(values[field]) or values[field]

    def bindings(self) -> "tuple[Binding, ...]":
        """The bindings that one declaration adds to a function: most add themselves."""
        return (self,)

    def named(self, arg_name: str) -> Self:
        """This binding on the parameter ``arg_name``."""
        return self.with_fields(arg_name=arg_name)

    def with_fields(self, **changes: object) -> Self:
        """A copy with some fields changed, extra properties kept."""
        copy = object.__new__(type(self))
        copy.__dict__.update(self.__dict__, **changes)
        return copy

    def with_extra(self, properties: Mapping[str, JsonValue]) -> Self:
        """A copy with more properties that have no field, by their JSON names."""
        kept = {key: value for key, value in properties.items() if key not in OWN_KEYS}
        return self.with_fields(extra={**self.extra, **kept}) if kept else self

    def to_document(self) -> dict[str, JsonValue]:
        """The binding as function.json holds it: type, direction and name, then its properties."""
        document: dict[str, JsonValue] = {
            "type": self.type,
            "direction": self.direction.text,
            "name": self.arg_name,
        }
        values = self.__dict__
        for field, json_name, _, _ in properties_of(type(self)):
            value = values[field]
            if value is not None:
                document[json_name] = value if type(value) is str else to_json_value(value)
        if self.extra:
            document.update(self.extra)
        return document

    def settings(self) -> Iterator[SettingName]:
        """The app settings that the binding names, in the order of its fields."""
        values = self.__dict__
        for field, _, _, _ in properties_of(type(self)):
            value: object = values[field]
            is_connection = field in self.connection_fields
            if isinstance(value, str) and value and (is_connection or field in self.setting_fields):
                yield SettingName(field, value, is_connection)

    def encode_return(self, value: object) -> Datum:
        """What is sent for the handler's return value, which may be None, where the host takes it for the binding.

        Raises:
            azfunc.errors.EncodeError: the binding cannot send such a value.
        """
        return encode_value(value)

    def target(self) -> str:
        """What the binding is connected to, in a few words: a queue's name, a blob's path, a schedule."""
        return ""

    def faults(self) -> Iterator[Fault]:
        """What is wrong with the values of this binding, whatever function it belongs to."""
        values = self.__dict__
        for prop in properties_of(type(self)):
            field, _, enum, types = prop
            value = values[field]
            if enum is not None:
                if value is not None and not isinstance(value, enum):
                    yield self._enum_fault(prop, value)
            elif types and type(value) not in types and not _is_one_of(types, value):
                yield self._type_fault(prop, value)
        yield from self.rules()

    def rules(self) -> Iterator[Fault]:
        """What only this kind of binding knows: names, paths, schedules. Values may be of wrong types."""
        return iter(())

    def _enum_fault(self, prop: Property, value: object) -> Fault:
        assert prop.enum is not None
        texts = ", ".join(member.text for member in prop.enum)
        return Fault(
            "unknown-enum-text",
            f"{prop.field} of {self.type} is not one of the values of {prop.enum.__name__}",
            f"{prop.field}={value!r}",
            f"one of {texts}",
            f"pass {prop.enum.__name__}.{next(iter(prop.enum)).name} or another member, or one of the texts",
        )

    def _type_fault(self, prop: Property, value: object) -> Fault:
        names = " or ".join("None" if kind is type(None) else kind.__name__ for kind in prop.types)
        missing = value is None
        return Fault(
            "missing-argument" if missing else "wrong-argument-type",
            f"{prop.field} of {self.type} is {'missing' if missing else 'of the wrong type'}",
            f"{prop.field}={value!r} ({type(value).__name__})",
            names,
            f"pass {prop.field} as {names}",
            is_tolerated=_is_readable_text(prop.types, value),
        )


def _is_readable_text(types: tuple[type, ...], value: object) -> bool:
    """Whether a value is text that hosts read as a truth value or number: samples have such."""
    text = value.strip().lower() if isinstance(value, str) else ""
    return (bool in types and text in ("true", "false")) or (int in types and text.removeprefix("-").isdecimal())


def _is_one_of(types: tuple[type, ...], value: object) -> bool:
    """Whether a value is an instance of one of the types, by a subclass too; True is no int."""
    return any(isinstance(value, kind) and not (kind is int and isinstance(value, bool)) for kind in types)
