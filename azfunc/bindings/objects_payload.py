"""What Cosmos DB documents and rows of SQL tables share: payload classes of JSON objects, and their codec."""

from collections import UserDict, UserList
from collections.abc import Callable, Iterable, Mapping
from typing import Any, ClassVar, Self, TypeAlias, TypeVar, cast

from azfunc.bindings.datum import Datum, JsonValue
from azfunc.bindings.decoding import UNTYPED, Decoder
from azfunc.bindings.objects import check_single, is_object_type, objects_decoder, objects_text
from azfunc.bindings.values import Payload, Shape, UnsupportedShapeError, dump_json
from azfunc.errors import DecodeError

V = TypeVar("V")
T = TypeVar("T", bound=Payload)
L = TypeVar("L", bound="ObjectListPayload[Any]")


class ObjectPayload(Payload, UserDict[str, V]):
    """A JSON object that a service holds: a mapping of names to values."""

    noun: ClassVar[str] = "object"
    """What messages call it."""

    @classmethod
    def from_json(cls, json_data: str | bytes) -> Self:
        """The object that a JSON text holds.

        Raises:
            azfunc.errors.DecodeError: it is no JSON object.
        """
        found = Datum("json", json_data).parse()
        if not isinstance(found, dict):
            raise DecodeError(
                f"A {cls.noun} is a JSON object, but {found!r:.60} was given to {cls.__name__}.from_json."
            )
        return cls(cast("Mapping[str, V]", found))

    @classmethod
    def from_dict(cls, dct: Mapping[str, V]) -> Self:
        """An object with the items of a mapping."""
        return cls(dct)

    def to_json(self) -> str:
        return dump_json(self.data)

    def __repr__(self) -> str:
        return f"<azfunc.{type(self).__name__} at 0x{id(self):0x}>"


ObjectClass: TypeAlias = type[ObjectPayload[JsonValue]] | type[ObjectPayload[object]]
"""The class of one object."""


class ObjectListPayload(Payload, UserList[T]):
    """Several JSON objects."""

    kind: ClassVar[ObjectClass]
    """The class of one of them."""

    def to_dict(self) -> list[JsonValue]:
        """The objects as a list of dicts."""
        items = cast("list[Payload | Mapping[str, JsonValue] | None]", self.data)  # null among several stays null
        return [item.to_dict() if isinstance(item, Payload) else item and dict(item) for item in items]

    def to_json(self) -> str:
        return dump_json(self.to_dict())


def decode_payloads(datum: Datum, several: type[L]) -> L | None:
    """What arrived as objects of a class; None where the host found nothing."""
    found = None if datum.kind == "none" else datum.parse()
    if found is None:
        return None
    return several([_payload(item, several.kind) for item in (found if isinstance(found, list) else [found])])


def _payload(item: JsonValue, kind: ObjectClass) -> Payload | None:
    if item is None:  # as azure.functions does
        return None
    if isinstance(item, Mapping):
        return kind(item)
    raise DecodeError(
        f"A {kind.noun} is a JSON object, but {item!r:.60} arrived. If the query selects single values, annotate the "
        "parameter with their type, such as list[str]."
    )


def payloads_decoder(
    shape: Shape, several: type[ObjectListPayload[Any]], refuse_foreign: Callable[[object], None]
) -> Decoder:
    """Makes what a handler asks for: the list class, its item class, a list of these, plain values or models."""
    plural = f"{several.kind.noun}s"
    if shape.annotation in UNTYPED or shape.annotation is several:
        return lambda datum, _metadata: decode_payloads(datum, several)
    if shape.annotation is several.kind:
        return lambda datum, _metadata: check_single(list[object](decode_payloads(datum, several) or ()), plural)
    if shape.item is several.kind:
        nothing = None if shape.optional else ()
        return lambda datum, _metadata: _list(decode_payloads(datum, several), nothing)
    refuse_foreign(shape.annotation)
    decode = objects_decoder(shape, plural)
    return lambda datum, _metadata: decode(datum)


def _list(found: Iterable[object] | None, nothing: tuple[()] | None) -> list[object] | None:
    chosen = nothing if found is None else found
    return None if chosen is None else list(chosen)


def refuse_one_of_several(shape: Shape, several: type[ObjectListPayload[Any]], otherwise: str = "") -> None:
    """Raises UnsupportedShapeError for a type of one object where a call brings a batch of any size."""
    if shape.annotation is several.kind or is_object_type(shape.annotation):
        raise UnsupportedShapeError(
            f"{several.__name__} or list[{shape.describe()}], since a call brings several {several.kind.noun}s"
            f"{otherwise}"
        )


def encode_payloads(value: object, noun: str) -> Datum:
    """One object, several, or their JSON text, as a JSON list.

    Raises:
        azfunc.errors.EncodeError: the value is something else.
    """
    text = objects_text(value, noun)
    return Datum("json", f"[{text}]" if text.startswith("{") else text)
