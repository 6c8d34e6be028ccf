"""Models read from JSON by pydantic. Imported when a handler asks for one, so that others never load pydantic."""

import sys
import typing
from collections.abc import Callable
from types import UnionType
from typing import NotRequired, Required, Union, cast, get_args, get_origin

import typing_extensions
from pydantic import PydanticUserError, TypeAdapter, ValidationError

from azfunc.bindings.datum import Datum
from azfunc.bindings.values import UnsupportedShapeError, describe_type
from azfunc.errors import DecodeError


def read_model(annotation: object) -> Callable[[Datum], object]:
    """Makes values of a type from JSON: pydantic models, dataclasses, TypedDicts, and what they are made of.

    Raises:
        UnsupportedShapeError: pydantic cannot make values of that type.
    """
    adapter = make_adapter(annotation)

    def decode(datum: Datum) -> object:
        if datum.kind == "none":
            return None
        try:
            return adapter.validate_json(datum.raw())
        except ValidationError as error:
            raise DecodeError(f"This value is no {describe_type(annotation)}: {error}") from error

    return decode


def make_adapter(annotation: object) -> TypeAdapter[object]:
    """What validates and writes values of a type.

    Raises:
        UnsupportedShapeError: pydantic cannot make values of that type.
    """
    try:
        return TypeAdapter(cast("type[object]", _readable(annotation)))
    except (PydanticUserError, NameError) as error:
        raise UnsupportedShapeError(f"a type that pydantic can validate ({str(error).splitlines()[0]})") from error


def _readable(annotation: object) -> object:
    """The type as pydantic takes it: before Python 3.12 it refuses ``typing.TypedDict``, at any depth."""
    if sys.version_info >= (3, 12):
        return annotation
    if typing.is_typeddict(annotation) and type(annotation).__module__ == "typing":
        return _extended(cast("type[object]", annotation))
    arguments = get_args(annotation)
    readable = tuple(_readable(argument) for argument in arguments)
    if readable == arguments:
        return annotation
    origin: typing.Any = get_origin(annotation)
    return Union[readable] if origin is UnionType else origin[readable]  # noqa: UP007 - made of a tuple


def _extended(kind: type[object]) -> object:
    """The same TypedDict, made by typing_extensions."""
    hints = typing.get_type_hints(kind, include_extras=True)
    required: frozenset[str] = getattr(kind, "__required_keys__", frozenset())
    fields = {name: _readable(_without_presence(hint)) for name, hint in hints.items()}
    make: typing.Any = typing_extensions.TypedDict
    return make(
        kind.__name__,
        {name: hint if name in required else NotRequired[hint] for name, hint in fields.items()},
    )


def _without_presence(hint: object) -> object:
    return get_args(hint)[0] if get_origin(hint) in (Required, NotRequired) else hint
