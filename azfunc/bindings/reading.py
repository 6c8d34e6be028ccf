"""Bindings from function.json: an entry of ``bindings`` becomes the class that stands for its type.

Hosts read names of properties and texts of enums without regard to case, and so does this. Nothing is lost: what has
no field, or no value that a field takes (``%SETTING%`` for a number), is kept among the extra properties.
Follows https://learn.microsoft.com/azure/azure-functions/functions-triggers-bindings.
"""

from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

from azfunc.bindings.binding import OWN_KEYS, Binding
from azfunc.bindings.datum import JsonValue
from azfunc.bindings.enums import DataType, Direction
from azfunc.bindings.field_values import means_same, value_of
from azfunc.bindings.generic import GenericInput, GenericOutput, GenericTrigger
from azfunc.bindings.kinds import Input, Output, Trigger
from azfunc.bindings.known import classes_of
from azfunc.bindings.properties import Property, properties_of
from azfunc.bindings.record import Field, fields_of
from azfunc.errors import DocumentError

_DEEPEST = 100
"""How deep objects and lists may lie in each other."""


_GENERIC: Mapping[type[Binding], type[GenericTrigger | GenericInput | GenericOutput]] = {
    Trigger: GenericTrigger,
    Input: GenericInput,
    Output: GenericOutput,
}


class _Head(NamedTuple):
    """What every entry says."""

    type_text: str
    direction: Direction
    name: str

    @property
    def kind(self) -> type[Binding]:
        """Trigger, input or output; hosts know a trigger by the end of its type."""
        if self.direction is Direction.OUT:
            return Output
        is_trigger = self.direction is Direction.IN and self.type_text.lower().endswith("trigger")
        return Trigger if is_trigger else Input


def binding_from_document(document: JsonValue, *, source: str = "function.json", path: str = "$") -> Binding:
    """The binding that an entry of ``bindings`` means.

    Fields that the entry does not mention are None, whatever the class has as default (see `completed`), so that
    ``to_document`` gives the entry back: names and texts in their usual spelling, and nothing added.

    Args:
        document: the entry.
        source: what messages call its file.
        path: where it stands there, as a JSON path.

    Returns:
        An instance of the class of its type, or a generic binding for a type that nobody has declared, and for the
        direction ``inout``.

    Raises:
        DocumentError: it is no object, or its type, direction or name is missing, of another type or unknown.
        RegistrationError: a package declares a class for the type, but it cannot be loaded.
    """
    if not isinstance(document, Mapping):
        raise DocumentError(f"{source}: {path}: expected an object, {{...}}, found {_shown(document)}.")
    if is_too_deep(document):
        raise DocumentError(f"{source}: {path}: this is nested too deeply to be read. Take objects and lists apart.")
    entry = with_usual_keys(document)
    head = _head(entry, source, path)
    properties = {key: value for key, value in entry.items() if key not in OWN_KEYS}
    return _typed(head, properties) or _generic(head, properties)


def is_too_deep(value: JsonValue) -> bool:
    """Whether objects and lists lie in each other deeper than any binding has them, and than can be written again."""
    level: list[JsonValue] = [value]
    for _ in range(_DEEPEST):
        level = [
            inner
            for outer in level
            if isinstance(outer, Mapping | list)
            for inner in (outer.values() if isinstance(outer, Mapping) else outer)
        ]
        if not level:
            return False
    return True


def completed(binding: Binding) -> Binding:
    """A binding that was read, with the defaults of its class for what the document does not say.

    An app setting that is not named is empty: hosts then take the one that their extension has as default.
    """
    values = binding.__dict__
    changes = {
        field.name: "" if field.is_required else field.default
        for field in fields_of(type(binding))
        if field.name != "arg_name"
        and values.get(field.name) is None
        and field.factory is None
        and (not field.is_required or _names_setting(binding, field))
    }
    return binding.with_fields(**changes)


def _names_setting(binding: Binding, field: Field) -> bool:
    return field.name in binding.connection_fields or field.name in binding.setting_fields


def with_usual_keys(document: Mapping[str, JsonValue]) -> dict[str, JsonValue]:
    """The entry with type, direction and name in their usual spelling, wherever no other one has it."""
    entry = dict(document)
    for key in document:
        usual = key.lower()
        if usual in OWN_KEYS and usual != key and usual not in entry:
            entry[usual] = entry.pop(key)
    return entry


def _head(entry: Mapping[str, JsonValue], source: str, path: str) -> _Head:
    type_text, name = entry.get("type"), entry.get("name")
    if not isinstance(type_text, str) or not type_text.strip():
        found = _shown(type_text) if "type" in entry else "nothing"
        raise DocumentError(f"{source}: {path}.type: expected the binding's type in quotes, found {found}.")
    direction = Direction.parse(entry.get("direction", "in"))
    if direction is None:
        raise DocumentError(
            f"{source}: {path}.direction: expected 'in', 'out' or 'inout', found {_shown(entry['direction'])}."
        )
    if not isinstance(name, str):
        found = _shown(name) if "name" in entry else "nothing"
        raise DocumentError(f"{source}: {path}.name: expected the name of a parameter in quotes, found {found}.")
    return _Head(type_text, direction, name)


def _shown(value: JsonValue) -> str:
    if isinstance(value, Mapping):
        return "an object"
    if isinstance(value, list):
        return "a list"
    text = "null" if value is None else repr(value)
    return text if len(text) <= 60 else f"{text[:57]}..."


def _typed(head: _Head, properties: Mapping[str, JsonValue]) -> Binding | None:
    """The binding as the one of its type's classes that it fits best."""
    if head.direction is Direction.INOUT:
        return None
    made = [_made(kind, head, properties) for kind in classes_of(head.kind, head.type_text)]
    return min((binding for binding in made if binding is not None), key=_distance, default=None)


def _distance(binding: Binding) -> tuple[int, int]:
    """How far a binding is from what its class expects: the required fields it lacks, less the fields it has."""
    values = binding.__dict__
    missing = sum(
        values[field.name] is None and not _names_setting(binding, field)
        for field in fields_of(type(binding))
        if field.is_required
    )
    return missing, -sum(value is not None for value in values.values())


def _made(kind: type[Binding], head: _Head, properties: Mapping[str, JsonValue]) -> Binding | None:
    known = _by_json_name(properties_of(kind))
    fields = {field.name: field for field in fields_of(kind)}
    values: dict[str, object] = {name: None for name in fields}  # noqa: C420 - fromkeys has no values of object
    extra: dict[str, JsonValue] = {}
    for key, value, prop in _matched(known, properties):
        if prop is not None and (found := value_of(fields[prop.field], value)) is not None:
            values[prop.field] = found
        else:
            extra[prop.json if prop is not None else key] = value
            if prop is not None and fields[prop.field].is_required and isinstance(value, str | int | float):
                values[prop.field] = str(value)  # hosts read numbers as text
    values["arg_name"] = head.name
    binding = object.__new__(kind)
    binding.__dict__.update(values)
    try:
        binding.__post_init__()
        emitted = binding.to_document()
    except (TypeError, ValueError, AttributeError, LookupError):  # a class may not do without what it requires
        return None
    for key, value, prop in _matched(known, properties):
        json_name = prop.json if prop is not None else key
        field = fields[prop.field] if prop is not None else None
        if json_name not in emitted or not means_same(emitted[json_name], value, field):
            extra[json_name] = value
    return binding.with_extra(extra)


def _matched(
    known: Mapping[str, Property], properties: Mapping[str, JsonValue]
) -> Iterator[tuple[str, JsonValue, Property | None]]:
    """Each property with the field that it means; of two spellings of one name the usual one counts."""
    for key, value in properties.items():
        prop = known.get(key.lower())
        if prop is not None and key != prop.json and (prop.json in properties or _is_second(key, properties)):
            prop = None
        yield key, value, prop


def _is_second(key: str, properties: Mapping[str, JsonValue]) -> bool:
    return next(other for other in properties if other.lower() == key.lower()) != key


def _by_json_name(properties: Sequence[Property]) -> dict[str, Property]:
    return {prop.json.lower(): prop for prop in properties}


def _generic(head: _Head, properties: Mapping[str, JsonValue]) -> Binding:
    """A generic binding that keeps every property as it is."""
    make = _GENERIC[head.kind]
    data_type = DataType.parse(properties.get("dataType"))
    extra = {key: value for key, value in properties.items() if key != "dataType" or data_type is None}
    made: Binding = make(arg_name=head.name, type=head.type_text, data_type=data_type)
    if head.direction is Direction.INOUT:
        made = made.with_fields(direction=Direction.INOUT)
    return made.with_extra(extra)
