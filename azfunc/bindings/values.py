"""Plain Python values in and out of a `Datum`: what every service's codec shares.

Text, bytes, JSON and models (pydantic, dataclasses, TypedDicts) are handled alike everywhere; a service adds only
its payload classes. pydantic is imported when a model is met, not before.
"""

import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from types import UnionType
from typing import Annotated, Final, NamedTuple, Union, cast, get_args, get_origin

from azfunc.bindings.datum import NOTHING, Datum, JsonValue
from azfunc.errors import DecodeError, EncodeError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Protocol

    from typing_extensions import TypeIs


class _Unannotated:
    def __repr__(self) -> str:
        return "no annotation"


UNANNOTATED: Final = _Unannotated()
"""Stands where a handler says nothing about a value's type, or names a type that exists only for checkers."""


class Shape(NamedTuple):
    """What a handler asks for, or gives, in one place of its signature."""

    annotation: object = UNANNOTATED
    """The type, without ``Annotated``, ``Out`` and ``| None`` around it."""
    item: object = None
    """For ``list[X]`` the X; otherwise None."""
    optional: bool = False
    """Whether ``None`` is among the types."""
    noted: object = None
    """The type with what its ``Annotated`` says about values, such as bounds; None where it says nothing."""
    noted_item: object = None
    """The same of ``item``."""

    @property
    def wanted(self) -> object:
        """The type that values are read as."""
        return self.annotation if self.noted is None else self.noted

    @property
    def wanted_item(self) -> object:
        """The type that the items of a list are read as."""
        return self.item if self.noted_item is None else self.noted_item

    @property
    def is_list(self) -> bool:
        return self.item is not None

    @property
    def is_annotated(self) -> bool:
        return self.annotation is not UNANNOTATED

    def describe(self) -> str:
        """The type as a message names it."""
        return describe_type(self.annotation)


def describe_type(annotation: object) -> str:
    """A type as it stands in source: ``str``, ``list[str]``, ``QueueMessage[Order]``."""
    if isinstance(annotation, type) and not hasattr(annotation, "__args__"):
        return annotation.__name__
    origin = get_origin(annotation)
    if origin is Annotated:
        return describe_type(get_args(annotation)[0])
    if isinstance(origin, type) and origin is not UnionType and issubclass(origin, Payload | Batched | list | dict):
        return f"{origin.__name__}[{', '.join(map(describe_type, get_args(annotation)))}]"
    return str(annotation).replace("typing.", "")


_RULE_MAKERS = ("annotated_types", "pydantic", "pydantic_core", "pydantic_extra_types")


def says_rule(note: object) -> bool:
    """Whether a note of an ``Annotated`` says what values are right, as bounds, patterns and validators do."""
    if hasattr(note, "__get_pydantic_core_schema__"):
        return True
    kind = note if isinstance(note, type) else type(note)
    return any(base.__module__.partition(".")[0] in _RULE_MAKERS for base in kind.__mro__)


def origin_class(annotation: object) -> type | None:
    """The class that a type is, alone or with arguments, such as list for ``list[str]``; None where it is none."""
    origin: object = annotation if isinstance(annotation, type) else get_origin(annotation)
    return origin if isinstance(origin, type) else None


def members_of(annotation: object) -> tuple[object, ...]:
    """The types of a union; a type alone is its only member."""
    return get_args(annotation) if get_origin(annotation) in (Union, UnionType) else (annotation,)


class UnsupportedShapeError(Exception):
    """A binding cannot give or send values of the type that the handler names."""

    def __init__(self, expected: str) -> None:
        super().__init__(expected)
        self.expected: str = expected


class Batched:
    """Base of `azfunc.Batch`, by which annotations with it are recognised without importing it."""

    __slots__ = ()


def batch_item(annotation: object) -> object:
    """The X of ``Batch[X]``, UNANNOTATED for a plain ``Batch``; None for any other type."""
    origin = origin_class(annotation)
    if origin is not None and issubclass(origin, Batched):
        return next(iter(get_args(annotation)), UNANNOTATED)
    return None


class Payload:
    """Base of the payload classes, so that the class of another trigger is recognised."""

    __slots__ = ()

    def to_dict(self) -> JsonValue:
        """The payload as JSON-ready Python values."""
        raise NotImplementedError

    def to_json(self) -> str:
        """The payload as JSON text."""
        return dump_json(self.to_dict())


def dump_json(value: object) -> str:
    """JSON text of a value, datetimes and models included.

    Raises:
        EncodeError: some part of it has no JSON form; the message names its type.
    """
    try:
        return json.dumps(value, ensure_ascii=False, allow_nan=False, default=_json_form)
    except (TypeError, ValueError, RecursionError) as error:
        raise EncodeError(f"This {type(value).__name__} cannot be written as JSON: {error}.") from error


def payload_class(annotation: object) -> type[Payload] | None:
    """The payload class that a type is, alone or as ``QueueMessage[Order]``; None for any other type."""
    origin: object = annotation if isinstance(annotation, type) else get_origin(annotation)
    return origin if isinstance(origin, type) and issubclass(origin, Payload) else None


def _json_form(value: object) -> object:
    to_dict = getattr(value, "to_dict", None)
    if callable(to_dict):
        return to_dict()
    if isinstance(value, bytes | bytearray):
        return bytes(value).decode("utf-8")
    if isinstance(value, Mapping):
        return dict(cast("Mapping[object, object]", value))
    if isinstance(value, Sequence):
        return list(cast("Sequence[object]", value))
    from azfunc.bindings.validation import to_jsonable_python

    return to_jsonable_python(value, by_alias=True)


def is_model(value: object) -> bool:
    """Whether a value (or class) is a pydantic model or a dataclass."""
    return hasattr(value, "__pydantic_validator__") or hasattr(value, "__dataclass_fields__")


def encode_value(value: object) -> Datum:
    """Text, bytes, and anything that has a JSON form.

    Raises:
        EncodeError: the value has no JSON form.
    """
    if value is None:
        return NOTHING
    if isinstance(value, str):
        return Datum("string", value)
    if isinstance(value, bytes | bytearray):
        return Datum("bytes", bytes(value))
    if is_named_tuple(value):
        return Datum("json", dump_json(value._asdict()))
    dump = getattr(value, "model_dump_json", None)
    if callable(dump):
        try:
            return Datum("json", dump(by_alias=True))
        except ValueError as error:
            raise EncodeError(f"This {type(value).__name__} cannot be written as JSON: {error}.") from error
    return Datum("json", dump_json(value))


def encode_items(values: Iterable[object], encode: Callable[[object], JsonValue]) -> Datum:
    """Several messages as one JSON list, which the host takes apart again."""
    return Datum("json", dump_json([encode(value) for value in values]))


def json_item(value: object) -> JsonValue:
    """One value of several, as an item of a JSON list.

    Raises:
        EncodeError: bytes that are not UTF-8, or a value without a JSON form.
    """
    if isinstance(value, bytes | bytearray):
        try:
            return bytes(value).decode("utf-8")
        except UnicodeDecodeError as error:
            raise EncodeError(
                f"One of several messages is bytes that are not UTF-8 text ({error}). "
                "Several messages travel as JSON: send such bytes one at a time, or encode them as base64."
            ) from error
    if value is None or isinstance(value, str | int | float):
        return value
    return cast("JsonValue", json.loads(cast("str", encode_value(value).value)))


def is_plain_iterable(value: object) -> "TypeIs[Iterable[object]]":
    """Whether a value is several values: a list, a tuple or a generator, but no text, bytes, mapping or model."""
    return (
        isinstance(value, Iterable)
        and not isinstance(value, str | bytes | bytearray | Mapping)
        and not is_model(cast("object", value))
        and not is_named_tuple(cast("object", value))
    )


if TYPE_CHECKING:

    class NamedTupleValue(Protocol):
        """An instance of any NamedTuple."""

        def _asdict(self) -> dict[str, object]: ...


def is_named_tuple(value: object) -> "TypeIs[NamedTupleValue]":
    """Whether a value is a NamedTuple: one object with named members, not several values."""
    return isinstance(value, tuple) and hasattr(cast("object", value), "_asdict")


_JSON_TYPES: frozenset[type] = frozenset((dict, list, int, float, bool))


def value_decoder(annotation: object) -> Callable[[Datum], object]:
    """Makes a plain value of the annotated type: text and bytes as they are, everything else from JSON.

    A value that the host did not send is None.

    Raises:
        UnsupportedShapeError: pydantic cannot make values of that type.
    """
    if annotation is str:
        return _decode_text
    if annotation is bytes:
        return _decode_bytes
    if annotation is bytearray:
        return lambda datum: None if datum.kind == "none" else bytearray(datum.data())
    if isinstance(annotation, type) and annotation in _JSON_TYPES:
        return _json_of_type(annotation)
    return _model_decoder(annotation)


def decode_raw(datum: Datum) -> object:
    """The value as it came: text, bytes, or JSON text."""
    return datum.value


def _decode_text(datum: Datum) -> str | None:
    return None if datum.kind == "none" else datum.text()


def _decode_bytes(datum: Datum) -> bytes | None:
    return None if datum.kind == "none" else datum.data()


def _json_of_type(kind: type) -> Callable[[Datum], object]:
    def decode(datum: Datum) -> object:
        if datum.kind == "none":
            return None
        value = datum.value if datum.kind in ("int", "double") else datum.parse()
        if kind is int and isinstance(value, float) and value.is_integer():
            return int(value)
        if kind is float and type(value) is int:
            return _float(value)
        if not isinstance(value, kind) or (kind is int and isinstance(value, bool)):
            raise DecodeError(f"A JSON {kind.__name__} is asked for, but {_shorten(value)} arrived.")
        return value

    return decode


def _model_decoder(annotation: object) -> Callable[[Datum], object]:
    from azfunc.bindings.models import read_model

    return read_model(annotation)


def _float(value: int) -> float:
    try:
        return float(value)
    except OverflowError:
        raise DecodeError("A JSON float is asked for, but a whole number beyond the range of floats arrived.") from None


def _shorten(value: object) -> str:
    from azfunc.bindings.problems import shown

    return shown(value)
