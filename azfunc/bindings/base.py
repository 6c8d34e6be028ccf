"""`Binding`: one connection of a function, declared once as a frozen record.

A service module derives from `Trigger`, `Input` or `Output` and lists its properties as fields. From the fields
come the decorator's signature, the JSON of function.json, the checks of every value, and reading the JSON back.
"""

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from types import MappingProxyType
from typing import Any, ClassVar, NamedTuple, Self, TypeAlias, cast, get_args

from azfunc.bindings.datum import Datum, JsonValue, Metadata
from azfunc.bindings.enums import BindingEnum, Cardinality, Direction
from azfunc.bindings.instances import checked, value_check
from azfunc.bindings.items import read_items
from azfunc.bindings.record import Field, binding_class, fields_of
from azfunc.bindings.valued import ValuePayload, value_reader
from azfunc.bindings.values import (
    UNANNOTATED,
    Shape,
    UnsupportedShapeError,
    batch_item,
    describe_type,
    encode_value,
    payload_class,
    value_decoder,
)
from azfunc.errors import DecodeError, Fault

TYPE_CHECKING = False
if TYPE_CHECKING:
    from azfunc.bindings.metadata import Fields
    from azfunc.bindings.spread import Asked, Handled, Spread

Decoder = Callable[[Datum, Metadata], object]
"""Makes a handler's argument of what arrived and what the trigger tells about it."""

PayloadTypes: TypeAlias = tuple[type, ...]
"""Payload classes. (Inside a binding class the word ``type`` means the binding's own.)"""

Encoder = Callable[[object], Datum]
"""Makes what is sent of a value that the handler gave; never called with None."""

UNTYPED = (UNANNOTATED, Any, object)
"""Annotations that leave the choice of the value's type to the binding."""


OWN_KEYS = frozenset(("type", "direction", "name"))
"""Keys of function.json that every binding sets itself, whatever extra properties it is given."""


def camel_case(name: str) -> str:
    """The JSON name of a Python keyword: ``queue_name`` is ``queueName``, ``from_`` is ``from``."""
    first, *rest = [word for word in name.split("_") if word] or [name]
    return first + "".join(word.title() for word in rest)


class SettingName(NamedTuple):
    """An app setting that a binding names."""

    field: str
    name: str
    is_connection: bool
    """Whether ``name`` may also be the prefix of identity-based settings, such as ``NAME__serviceUri``."""


class Property(NamedTuple):
    """One field of a binding class, as JSON sees it."""

    field: str
    json: str
    enum: type[BindingEnum] | None
    types: tuple[type, ...]
    """Python types that the value may have; empty when the field's annotation is none of the simple ones."""


_SIMPLE_TYPES = frozenset((str, bool, int, type(None)))


_PROPERTIES: "dict[type[Binding], tuple[Property, ...]]" = {}


def properties_of(binding_class: "type[Binding]") -> tuple[Property, ...]:
    """The fields of a binding class that are written to JSON, in order, without ``arg_name``."""
    known = _PROPERTIES.get(binding_class)
    if known is None:
        known = tuple(_property(field) for field in fields_of(binding_class) if field.name != "arg_name")
        _PROPERTIES[binding_class] = known
    return known


_ENUMS: "dict[type[Binding], tuple[tuple[str, type[BindingEnum]], ...]]" = {}


def enums_of(binding_class: "type[Binding]") -> tuple[tuple[str, type[BindingEnum]], ...]:
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


class Reading(Binding):
    """What triggers and inputs share: values of the types that a handler asks for."""

    is_open: ClassVar[bool] = False
    """Whether a handler may ask for classes of other packages, which azfunc does not know."""

    unsettled: ClassVar[str] = "the host alone decides what becomes of this one's messages."
    """Why a handler cannot settle messages one by one; empty where it can."""

    def is_many(self) -> bool:
        """Whether one call carries a list of messages."""
        return False

    def decode(self, datum: Datum, metadata: Metadata) -> object:
        """The payload object of one message; what a parameter without annotation gets."""
        raise NotImplementedError

    def decode_many(self, datum: Datum, metadata: Metadata) -> list[object]:
        """The payload objects of a batch."""
        raise NotImplementedError

    def split(self, datum: Datum) -> list[Datum]:
        """The messages of a batch, one datum each."""
        return split_batch(datum)

    def fitted(self, shape: Shape) -> Self:
        """This binding, completed by what its parameter asks for: a list of messages makes the cardinality many.

        Raises:
            azfunc.bindings.values.UnsupportedShapeError: what was said contradicts the parameter.
        """
        values = self.__dict__
        if "cardinality" not in values or not (shape.is_list or batch_item(shape.annotation) is not None):
            return self
        if values["cardinality"] is None:
            return self.with_fields(cardinality=Cardinality.MANY)
        if values["cardinality"] is Cardinality.ONE:
            raise UnsupportedShapeError(
                f"{self.payload_names()} or another type of one message, since cardinality='one' was given; or "
                "cardinality='many', or none at all, for a list"
            )
        return self

    def decoder(self, shape: Shape) -> Decoder:
        """Makes the value that a parameter of this shape asks for.

        Raises:
            azfunc.bindings.values.UnsupportedShapeError: the binding cannot give such a value.
        """
        item = batch_item(shape.annotation)
        if item is not None:
            return self.batch_decoder(item)
        if not self.is_many():
            return self._decoder_of(shape.wanted, optional=shape.optional)
        if shape.annotation in UNTYPED:
            return self.decode_many
        if not shape.is_list:
            raise UnsupportedShapeError(
                f"list[{self.payload_names()}] or a list of another type, since cardinality is many"
            )
        if shape.item in UNTYPED or self.is_payload(shape.item):
            finish = self.finisher(shape.item)
            return self.decode_many if finish is None else self._many_payloads(finish)
        read = self.value_reader(shape.wanted_item)

        def decode_values(datum: Datum, metadata: Metadata) -> object:
            items = self.split(datum)
            return read_items(items, read, lambda index, item: self._named(item, metadata, index, len(items)))

        return decode_values

    def _many_payloads(self, finish: Callable[[object], object]) -> Decoder:
        def decode_payloads(datum: Datum, metadata: Metadata) -> object:
            items = self.decode_many(datum, metadata)

            def name(index: int, _item: object) -> str:
                return self._named(self.split(datum)[index], metadata, index, len(items))

            return read_items(items, finish, name)

        return decode_payloads

    def _decoder_of(self, annotation: object, *, optional: bool = False) -> Decoder:
        if annotation in UNTYPED or self.is_payload(annotation):
            finish = self.finisher(annotation)
            if finish is None:
                return self.decode

            def read(datum: Datum, metadata: Metadata) -> object:
                return finish(self.decode(datum, metadata))

            return self._telling(read, optional)
        read_value = self.value_reader(annotation)

        def decode(datum: Datum, metadata: Metadata) -> object:
            try:
                return read_value(datum)
            except DecodeError as error:
                return self._told(error, datum, metadata, optional)

        return decode

    def _telling(self, read: Decoder, optional: bool) -> Decoder:
        def decode(datum: Datum, metadata: Metadata) -> object:
            try:
                return read(datum, metadata)
            except DecodeError as error:
                return self._told(error, datum, metadata, optional)

        return decode

    def _told(self, error: DecodeError, datum: Datum, metadata: Metadata, optional: bool) -> object:
        """None for JSON's null where that may be; otherwise what is wrong, with the id of the message."""
        if optional and isinstance(datum.value, str | bytes) and datum.value.strip() in ("null", b"null"):
            return None
        name = self._named(datum, metadata)
        if not name:
            raise error
        raise DecodeError(f"{name}: {error}") from error.__cause__

    def _named(self, datum: Datum, metadata: Metadata, index: int | None = None, count: int = 1) -> str:
        """The message in words, by its id; empty where the host tells none."""
        from azfunc.bindings.metadata import Fields

        try:
            fields = Fields(metadata) if index is None else Fields.of_batch(metadata, count)[index]
            return self.message_name(datum, fields)
        except DecodeError:  # the metadata is of no use either
            return ""

    def message_name(self, datum: Datum, fields: "Fields") -> str:
        """How a message is called where something is wrong with it, such as ``message 7``; empty if it has no id."""
        return ""

    def value_reader(self, annotation: object) -> Callable[[Datum], object]:
        """What makes a value of a type that is no payload class of one message.

        Raises:
            azfunc.bindings.values.UnsupportedShapeError: the binding cannot give such a value.
        """
        self.refuse_foreign(annotation)
        try:
            return value_decoder(annotation)
        except UnsupportedShapeError as error:
            raise UnsupportedShapeError(f"{self.payload_names()}, or {error.expected}") from error

    def finisher(self, annotation: object) -> Callable[[object], object] | None:
        """What is done with a payload object before a handler gets it: its typed value is read."""
        if isinstance(annotation, type):
            return None  # a class alone says no type of its value
        kind = payload_class(annotation)
        if kind is None or not issubclass(kind, ValuePayload):
            return None
        try:
            read = value_reader(annotation)
        except UnsupportedShapeError as error:
            raise UnsupportedShapeError(f"{kind.__name__}[...] of {error.expected}") from error
        return lambda payload: cast("ValuePayload[object]", payload).with_value(read)

    def batch_decoder(self, item: object) -> Decoder:
        """Makes a `azfunc.Batch` of items of a type.

        Raises:
            azfunc.bindings.values.UnsupportedShapeError: the platform cannot settle the messages one by one.
        """
        raise UnsupportedShapeError(
            f"list[{self._item_text(item)}] where calls bring several messages, otherwise {self._item_text(item)}. "
            f"Batch is for Service Bus alone: {self.unsettled}"
        )

    def _item_text(self, item: object) -> str:
        name = self.payloads[0].__name__ if self.payloads else ""
        inner = "" if item in UNTYPED else describe_type(item)
        if name and self.payloads and issubclass(self.payloads[0], ValuePayload) and inner:
            return f"{name}[{inner}]"
        return inner or name or "dict"

    def is_payload(self, annotation: object) -> bool:
        """Whether a type is one of this binding's payload classes, alone or with the type of its value."""
        kind = payload_class(annotation)
        return any(payload in (annotation, kind) for payload in self.payloads)

    def payload_names(self) -> str:
        """The payload classes as a message names them."""
        return " or ".join(payload.__name__ for payload in self.payloads) or "str"

    def refuse_foreign(self, annotation: object) -> None:
        """Raises UnsupportedShapeError for the payload class of another service, a list of them, and `azfunc.Batch`."""
        if batch_item(annotation) is not None:
            self.batch_decoder(batch_item(annotation))
        item = annotation if payload_class(annotation) else next(iter(get_args(annotation)), annotation)
        if payload_class(item) is not None:
            hint = " (list[...] needs cardinality many)" if self.is_payload(item) else ""
            raise UnsupportedShapeError(f"{self.payload_names()}, str, bytes, dict or a model{hint}")


@binding_class
class Trigger(Reading):
    """What starts a function."""

    direction: ClassVar[Direction] = Direction.IN
    retries: ClassVar[bool] = False
    """Whether the platform supports a retry policy on it."""

    may_fill_several: ClassVar[bool] = False
    """Whether the trigger can fill several parameters of a handler at all."""

    def fills_several(self, asked: "Sequence[Asked]") -> bool:
        """Whether it fills several parameters of a handler, of which these are left for it."""
        return False

    def spread(self, handled: "Handled") -> "Spread":
        """The trigger for a handler, and how its value becomes the arguments; asked where `fills_several` says so."""
        raise NotImplementedError


@binding_class
class Input(Reading):
    """Data that the host reads before the function runs."""

    direction: ClassVar[Direction] = Direction.IN


@binding_class
class Output(Binding):
    """Data that the host writes after the function has run."""

    direction: ClassVar[Direction] = Direction.OUT

    def encode(self, value: object) -> Datum:
        """What is sent for a value that the handler gave; never called with None.

        Raises:
            azfunc.errors.EncodeError: the binding cannot send such a value.
        """
        return encode_value(value)

    def encoder(self, shape: Shape) -> Encoder:
        """Makes what is sent of the values that a parameter or return value of this shape gives.

        Raises:
            azfunc.bindings.values.UnsupportedShapeError: the binding cannot send such a value.
        """
        kind = payload_class(shape.item if shape.is_list else shape.annotation)
        if kind is not None and kind not in self.payloads:
            names = "".join(f"{payload.__name__}, " for payload in self.payloads)
            raise UnsupportedShapeError(f"{names}str, bytes, dict or a model")
        fits = value_check(shape)
        if fits is None:
            return self.encode

        def encode_checked(value: object) -> Datum:
            return self.encode(checked(value, fits, shape))

        return encode_checked


def split_batch(datum: Datum) -> list[Datum]:
    """The messages of a batch: the items of a collection, or of a JSON list.

    Raises:
        DecodeError: the value is no list.
    """
    if datum.kind == "collection_bytes":
        return [Datum("bytes", item) for item in cast("Sequence[bytes]", datum.value)]
    if datum.kind == "collection_string":
        return [Datum("string", item) for item in cast("Sequence[str]", datum.value)]
    items = datum.parse()
    if not isinstance(items, list):
        raise DecodeError(f"A batch of messages is a collection or a JSON list, but one {datum.kind} value arrived.")
    try:
        return [Datum("string", item) if isinstance(item, str) else Datum("json", json.dumps(item)) for item in items]
    except RecursionError as error:
        raise DecodeError("A message of this batch is JSON that is nested too deeply to be read.") from error
