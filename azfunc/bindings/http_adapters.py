"""pydantic for HTTP functions: adapters, and text that becomes values. Loaded when a function needs it."""

from collections.abc import Callable, Mapping
from enum import Enum
from functools import lru_cache
from typing import Annotated, Any, Literal, cast, get_args, get_origin

from azfunc.bindings import models, validation
from azfunc.bindings.http_problems import problems_of
from azfunc.bindings.http_types import bare, item_of, types_of
from azfunc.bindings.validation import BaseModel, PydanticUserError, TypeAdapter, ValidationError
from azfunc.bindings.values import UNANNOTATED, UnsupportedShapeError, describe_type
from azfunc.errors import EncodeError

Adapter = TypeAdapter[object]


def adapter_of(annotation: object) -> Adapter:
    """What validates and writes values of a type.

    Raises:
        UnsupportedShapeError: pydantic cannot make values of that type.
    """
    try:
        return _kept_adapter(annotation)
    except TypeError:  # a type that cannot be hashed, or that pydantic takes for no type
        return _adapter(annotation)


def _adapter(annotation: object) -> Adapter:
    readable = models.readable(annotation)
    try:
        return TypeAdapter(cast("type[object]", readable))
    except (PydanticUserError, NameError, TypeError) as error:
        raise UnsupportedShapeError(f"a type that pydantic can validate ({str(error).splitlines()[0]})") from error


_kept_adapter = lru_cache(maxsize=512)(_adapter)
"""Handlers name the same types again and again."""


def text_reader(annotation: object) -> Callable[[str], object]:
    """Makes a value of a type from text; raises pydantic's ValidationError.

    Members of enums and literals that are numbers are found by their text in JSON.
    """
    validator = adapter_of(annotation).validator
    read = cast("Callable[[str], object]", validator.validate_strings)
    if not any(_has_other_members(kind) for kind in types_of(annotation)):
        return read

    def read_member(text: str) -> object:
        try:
            return read(text)
        except ValidationError:
            try:
                return validator.validate_json(text)
            except ValidationError:
                pass
            raise

    return read_member


def _has_other_members(kind: object) -> bool:
    if get_origin(kind) is Literal:
        return any(not isinstance(value, str) for value in get_args(kind))
    if isinstance(kind, type) and issubclass(kind, Enum):
        return any(not isinstance(member.value, str) for member in kind)
    return False


def texts_reader(annotation: object) -> Callable[[list[str]], object]:
    """Makes a list, set or tuple of several texts; raises pydantic's ValidationError.

    Each text becomes an item as a text alone would, then the whole is validated.
    """
    validate: Callable[[object], object] = adapter_of(annotation).validator.validate_python
    item = item_of(annotation)
    if item is UNANNOTATED or bare(item) is str:
        return validate
    read_item = text_reader(item)

    def read(texts: list[str]) -> object:
        return validate([_item(read_item, text) for text in texts])

    return read


def _item(read: Callable[[str], object], text: str) -> object:
    """One item, or its text where it is none: then the validation of the whole tells of it, with its index."""
    try:
        return read(text)
    except ValidationError:
        return text


def object_reader(fields: Mapping[str, tuple[object, bool]]) -> Callable[[bytes], object]:
    """Makes a dict of the named values of a JSON object; each field has its type, and whether it is required."""
    make: Any = validation.TypedDict
    maybe: Any = validation.NotRequired
    kinds: dict[str, Any] = {
        name: models.readable(kind) if required else maybe[models.readable(kind)]
        for name, (kind, required) in fields.items()
    }
    return adapter_of(make("Body", kinds)).validator.validate_json


def group_fields(annotation: object) -> dict[str, object]:
    """The fields of a model by the names that they have outside, each with its type."""
    kind = bare(annotation)
    if isinstance(kind, type) and issubclass(kind, BaseModel):
        return {
            _alias(field.validation_alias) or field.alias or name: Annotated[field.annotation, *field.metadata]
            if field.metadata
            else field.annotation
            for name, field in kind.model_fields.items()
        }
    from typing import get_type_hints

    return dict(get_type_hints(cast("type[object]", kind), include_extras=True))


def _alias(alias: object) -> str | None:
    """The alias that is one name; of several the first."""
    if alias is None or isinstance(alias, str):
        return alias
    choices = cast("list[object]", getattr(alias, "choices", []))
    return next((choice for choice in choices if isinstance(choice, str)), None)


def body_writer(annotation: object) -> Callable[[object], tuple[bytes, str]]:
    """Makes the body of an answer, and its content type, of a value that a type is said of.

    The value is validated, so that fields which the type does not have are not sent.

    Raises:
        UnsupportedShapeError: pydantic cannot make values of that type.
    """
    adapter = adapter_of(annotation)
    validate, to_json = adapter.validator.validate_python, adapter.serializer.to_json

    def write(value: object) -> tuple[bytes, str]:
        try:
            checked: object = validate(value, from_attributes=True)
            if type(checked) is str:
                return checked.encode("utf-8", "replace"), "text/plain; charset=utf-8"
            if type(checked) is bytes:
                return checked, "application/octet-stream"
            return to_json(checked, by_alias=True, warnings="error"), "application/json"
        except (ValueError, RecursionError) as error:
            raise EncodeError(_misfit(value, annotation, error)) from error

    return write


def _misfit(value: object, annotation: object, error: Exception) -> str:
    """Why a value is not what the handler says that it returns, without the value."""
    found = f"A {type(value).__name__} was returned that is no {describe_type(annotation)}"
    if not isinstance(error, ValidationError):
        return f"{found}: some part of it is of another type than its annotation, or has no JSON form"
    problems = problems_of(error, "body")
    return f"{found}: " + "; ".join(f"{one.path}: {one.message}" for one in problems[:5])
