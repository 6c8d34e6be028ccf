"""Models read from JSON by pydantic. Imported when a handler asks for one, so that others never load pydantic."""

import sys
import typing
from collections.abc import Callable
from decimal import Decimal
from types import UnionType
from typing import Annotated, NotRequired, Required, Union, cast, get_args, get_origin

from azfunc.bindings import validation
from azfunc.bindings.datum import Datum
from azfunc.bindings.validation import PydanticUserError, TypeAdapter, ValidationError
from azfunc.bindings.values import UnsupportedShapeError, describe_type
from azfunc.errors import DecodeError


def read_model(annotation: object) -> Callable[[Datum], object]:
    """Makes values of a type from JSON: pydantic models, dataclasses, TypedDicts, and what they are made of.

    Text that is no JSON is taken as it is where the type can be made of text, as dates, UUIDs and enums can.

    Raises:
        UnsupportedShapeError: pydantic cannot make values of that type.
    """
    adapter = make_adapter(annotation)
    bare = _bare(annotation)
    if bare is str or bare is bytes:
        return _text_reader(annotation, adapter, bare is str)
    as_text = bare is Decimal  # JSON's numbers would lose digits on the way through a float

    def decode(datum: Datum) -> object:
        value = datum.value
        if not isinstance(value, str | bytes):
            return None if datum.kind == "none" else _read_number(annotation, adapter, datum)
        try:
            if as_text:
                return _of_text(adapter, datum.text())
            return adapter.validator.validate_json(value)
        except (ValidationError, UnicodeError, RecursionError) as error:
            return _second_try(annotation, adapter, datum, error)

    return decode


def make_adapter(annotation: object) -> "TypeAdapter[object]":
    """What validates and writes values of a type.

    Raises:
        UnsupportedShapeError: pydantic cannot make values of that type.
    """
    try:
        return TypeAdapter(cast("type[object]", readable(annotation)))
    except (PydanticUserError, NameError) as error:
        raise UnsupportedShapeError(f"a type that pydantic can validate ({str(error).splitlines()[0]})") from error


def _bare(annotation: object) -> object:
    return get_args(annotation)[0] if get_origin(annotation) is Annotated else annotation


def _text_reader(annotation: object, adapter: "TypeAdapter[object]", is_text: bool) -> Callable[[Datum], object]:
    """Text and bytes are not JSON: they are checked as they are."""

    def decode(datum: Datum) -> object:
        if datum.kind == "none":
            return None
        value = datum.text() if is_text else datum.data()
        try:
            return adapter.validator.validate_python(value)
        except ValidationError as error:
            raise _decode_error(annotation, datum, error) from None

    return decode


def _of_text(adapter: "TypeAdapter[object]", text: str) -> object:
    text = text.strip()
    return adapter.validator.validate_python(text[1:-1] if text[:1] == text[-1:] == '"' else text)


def _read_number(annotation: object, adapter: "TypeAdapter[object]", datum: Datum) -> object:
    if datum.kind not in ("int", "double"):
        datum.raw()  # says what arrived instead
    try:
        return adapter.validator.validate_python(datum.value)
    except ValidationError as error:
        raise _decode_error(annotation, datum, error) from None


def _second_try(annotation: object, adapter: "TypeAdapter[object]", datum: Datum, error: Exception) -> object:
    """What is no JSON, as text: a date or a UUID may come without quotes."""
    if isinstance(error, ValidationError) and error.errors(include_url=False)[0]["type"] == "json_invalid":
        try:
            return adapter.validator.validate_python(datum.text().strip())
        except (ValidationError, RecursionError):  # told is what is wrong with it as JSON
            pass
    raise _decode_error(annotation, datum, error) from None  # its text would show secrets, and lines of links


def _decode_error(annotation: object, datum: Datum, error: Exception) -> DecodeError:
    from azfunc.bindings.problems import cut, validation_text

    told = validation_text(error, annotation, datum) if isinstance(error, ValidationError) else cut(str(error), 200)
    return DecodeError(f"This value is no {describe_type(annotation)}: {told}.")


def readable(annotation: object) -> object:
    """The type as pydantic takes it: before Python 3.12 it refuses ``typing.TypedDict``, at any depth."""
    if sys.version_info >= (3, 12):
        return annotation
    if typing.is_typeddict(annotation) and type(annotation).__module__ == "typing":
        return _extended(cast("type[object]", annotation))
    arguments = get_args(annotation)
    found = tuple(readable(argument) for argument in arguments)
    if found == arguments:
        return annotation
    origin: typing.Any = get_origin(annotation)
    return Union[found] if origin is UnionType else origin[found]  # noqa: UP007 - made of a tuple


def _extended(kind: type[object]) -> object:
    """The same TypedDict, made by typing_extensions."""
    hints = typing.get_type_hints(kind, include_extras=True)
    required: frozenset[str] = getattr(kind, "__required_keys__", frozenset())
    fields = {name: readable(_without_presence(hint)) for name, hint in hints.items()}
    make: typing.Any = validation.TypedDict
    return make(
        kind.__name__,
        {name: hint if name in required else NotRequired[hint] for name, hint in fields.items()},
    )


def _without_presence(hint: object) -> object:
    return get_args(hint)[0] if get_origin(hint) in (Required, NotRequired) else hint
