"""The codec of JSON objects: entities of tables, documents of Cosmos DB, one or several."""

import json
import types
from collections.abc import Callable, Iterable, Mapping
from typing import Union, cast, get_args, get_origin

from azfunc.bindings.datum import Datum
from azfunc.bindings.decoding import split_batch
from azfunc.bindings.values import (
    UNANNOTATED,
    Shape,
    encode_value,
    is_model,
    is_plain_iterable,
    value_decoder,
)
from azfunc.errors import DecodeError, EncodeError


def is_object_type(annotation: object) -> bool:
    """Whether a type stands for one JSON object: a dict, a TypedDict, a dataclass or a pydantic model."""
    origin = get_origin(annotation) or annotation
    if origin in (Union, types.UnionType):
        return all(is_object_type(member) for member in get_args(annotation))
    if not isinstance(origin, type) or getattr(origin, "__pydantic_root_model__", False):
        return False
    return issubclass(origin, Mapping) or is_model(cast("object", origin))


def objects_decoder(shape: Shape, noun: str) -> Callable[[Datum], object]:
    """Makes plain values or models of JSON objects, one or a list of them as the handler asks.

    One object is put into a list where a list is asked for, and taken out of a list of one where not. Where there
    is nothing the value is None, or an empty list if the type is a list without None.

    Raises:
        UnsupportedShapeError: pydantic cannot make values of that type.
    """
    decode = value_decoder(shape.wanted)
    if shape.annotation is str or shape.annotation is bytes:
        return decode
    wants_list = shape.is_list or shape.annotation is list
    wants_one = is_object_type(shape.annotation)

    def decode_objects(datum: Datum) -> object:
        text = "null" if datum.kind == "none" else datum.text().strip()
        if wants_one and text.startswith("["):
            text = _only_item(text, noun)
        if text == "null":
            return [] if wants_list and not shape.optional else None
        if wants_list and text.startswith("{"):
            text = f"[{text}]"
        try:
            return decode(Datum("json", text))
        except DecodeError:
            if shape.item not in (None, UNANNOTATED, object):
                _name_bad_items(text, shape.wanted_item, noun)
            raise

    return decode_objects


def _name_bad_items(text: str, item: object, noun: str) -> None:
    """Raises ItemsError for those objects of a list that are wrong by themselves."""
    from azfunc.bindings.items import read_items

    decode = value_decoder(item)
    one = noun.removesuffix("s")

    def name(_index: int, datum: Datum) -> str:
        found = datum.parse() if datum.kind == "json" else None
        known = found.get("id") if isinstance(found, Mapping) else None
        return "" if known is None else f"{one} {known!s:.60}"

    read_items(split_batch(Datum("json", text)), decode, name)


def _only_item(text: str, noun: str) -> str:
    items = cast("list[object]", Datum("json", text).parse())
    return json.dumps(check_single(items, noun))


def check_single(items: list[object], noun: str) -> object:
    """The only item of a list; None if it is empty.

    Raises:
        DecodeError: there are several.
    """
    if len(items) > 1:
        raise DecodeError(
            f"{len(items)} {noun} arrived where one is asked for. Annotate the parameter as a list, such as "
            "list[dict[str, object]], or let the binding read only one."
        )
    return items[0] if items else None


def objects_text(value: object, noun: str) -> str:
    """JSON text of one object, or of a list of objects where several are given.

    Raises:
        EncodeError: the value is something else.
    """
    if isinstance(value, str | bytes | bytearray):
        return _checked_text(value, noun)
    if is_plain_iterable(value):
        return f"[{', '.join(_object_text(item, noun) for item in value)}]"
    text = encode_value(value).value
    if not isinstance(text, str):  # None among several
        raise _refusal(value, noun)
    return text if text.startswith("{") else _checked_text(text, noun)


def _object_text(value: object, noun: str) -> str:
    text = objects_text(value, noun)
    if text.startswith("{"):
        return text
    raise _refusal(value, noun)


def _checked_text(value: str | bytes | bytearray, noun: str) -> str:
    """JSON text that a user or a model made, if it holds objects."""
    try:
        found: object = json.loads(value)
        text = value if isinstance(value, str) else bytes(value).decode("utf-8")
    except (ValueError, RecursionError) as error:
        raise EncodeError(
            f"The JSON text of {_a(noun)} is asked for, but this is not valid JSON: {error}. "
            "Give a dict or a model instead."
        ) from error
    items = cast("Iterable[object]", found if isinstance(found, list) else [found])
    for item in items:
        if not isinstance(item, dict):
            raise _refusal(item, noun)
    return text.strip()


def _refusal(value: object, noun: str) -> EncodeError:
    return EncodeError(
        f"{_a(noun).capitalize()} is a JSON object, but a value of type {type(value).__name__} was given. "
        "Give a dict, a model, a list of these, or their JSON text."
    )


def _a(noun: str) -> str:
    return f"{'an' if noun[0] in 'aeiou' else 'a'} {noun}"
