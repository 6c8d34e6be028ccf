"""Arguments of an MCP tool: the JSON type of a parameter, and its value in a call."""

import json
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from enum import Enum
from typing import TYPE_CHECKING, Any, Literal, NamedTuple, TypeAlias, get_args, get_origin

from azfunc.bindings.datum import Datum, JsonValue
from azfunc.bindings.decoding import UNTYPED
from azfunc.bindings.mcp_payload import MCPToolContext
from azfunc.bindings.objects import is_object_type
from azfunc.bindings.values import UNANNOTATED, Shape, is_model, members_of, value_decoder
from azfunc.errors import DecodeError

if TYPE_CHECKING:
    from azfunc.bindings.spread import Asked

Read: TypeAlias = Callable[[JsonValue], object]
"""Makes a handler's argument of a JSON value."""

_TYPES = ((bool, "boolean"), (int, "integer"), (float, "number"), (str, "string"))
_ARRAYS = (list, tuple, set, frozenset, Sequence, Collection, Iterable)
_TEXT = "string"


class Argument(NamedTuple):
    """One argument of a tool, which fills one parameter."""

    name: str
    read: Read
    has_default: bool
    is_optional: bool
    """Whether None is among the parameter's types."""

    def missing(self) -> DecodeError:
        """The error for a call without the argument."""
        return DecodeError(
            f"Argument '{self.name}' is missing. The client has to send it; for one that may be left out give the "
            "parameter a default value."
        )

    def value(self, given: JsonValue) -> object:
        """The parameter's value.

        Raises:
            DecodeError: the JSON value does not fit the parameter.
        """
        try:
            return self.read(given)
        except DecodeError as error:
            raise DecodeError(f"Argument '{self.name}': {error}") from error


def fill(arguments: Iterable[Argument], call: MCPToolContext) -> dict[str, object]:
    """The parameters that a call gives values for; one that is left out, or null, takes its default.

    Raises:
        DecodeError: an argument is missing, or does not fit its parameter.
    """
    given = call.get("arguments") or {}
    if not isinstance(given, Mapping):
        raise DecodeError(f"The arguments of a call are a JSON object, but {given!r:.60} arrived.")
    found: dict[str, object] = {}
    for argument in arguments:
        value = given.get(argument.name)
        if value is not None:
            found[argument.name] = argument.value(value)
        elif argument.is_optional and (argument.name in given or not argument.has_default):
            found[argument.name] = None
        elif not argument.has_default:
            raise argument.missing()
    return found


def argument_of(asked: "Asked", as_array: bool) -> Argument:
    """How a parameter is filled.

    Where ``as_array`` says something else than the annotation, the handler gets what it says: a single value becomes
    a list of one where the annotation is a list, and a list is read item by item where it is not.

    Raises:
        UnsupportedShapeError: no JSON value can become what the parameter asks for.
    """
    shape = asked.shape
    read = _reader(shape.annotation)
    if item_type(shape) is not None and not as_array:
        read = _one_as_list(read)
    elif item_type(shape) is None and as_array and shape.annotation not in UNTYPED:
        read = _each(read)
    return Argument(asked.name, read, asked.has_default, shape.optional or shape.annotation in UNTYPED)


def _one_as_list(read: Read) -> Read:
    return lambda value: read(value if isinstance(value, list) else [value])


def _each(read: Read) -> Read:
    return lambda value: [read(item) for item in value] if isinstance(value, list) else read(value)


def _reader(annotation: object) -> Read:
    if annotation in UNTYPED:
        return lambda value: value
    decode = value_decoder(annotation)
    takes_text = annotation is str or annotation is bytes

    def read(value: JsonValue) -> object:
        kind: object = type(value)
        if kind is annotation:
            return value
        if takes_text and isinstance(value, str):
            return decode(Datum("string", value))
        return decode(Datum("json", json.dumps(value)))

    return read


def item_type(shape: Shape) -> object:
    """The type of an array's items; None where the parameter is no array."""
    if shape.is_list:
        return shape.item
    origin = get_origin(shape.annotation) or shape.annotation
    if origin not in _ARRAYS:
        return None
    items = [item for item in get_args(shape.annotation) if item is not Ellipsis]
    return items[0] if len(items) == 1 else UNANNOTATED


def type_name(annotation: object) -> str:
    """The JSON type that stands for an annotation in a tool's schema; text for all that has none of its own."""
    names = {_single_type(member) for member in members_of(annotation) if member is not type(None)}
    return names.pop() if len(names) == 1 else _TEXT


def _single_type(annotation: object) -> str:
    if annotation is object:
        return "object"
    if annotation in (UNANNOTATED, Any):
        return _TEXT
    if get_origin(annotation) is Literal:
        return _common(get_args(annotation))
    if is_object_type(annotation) or is_model(annotation):
        return "object"
    if isinstance(annotation, type) and issubclass(annotation, Enum):
        return _common([member.value for member in annotation])
    if not isinstance(annotation, type):
        return _TEXT
    return next((name for kind, name in _TYPES if issubclass(annotation, kind)), _TEXT)


def _common(values: Iterable[object]) -> str:
    names = {_single_type(type(value)) for value in values}
    return names.pop() if len(names) == 1 else _TEXT
