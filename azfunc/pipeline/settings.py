"""Models read from app settings; see `azfunc.FromSettings`."""

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, cast

from azfunc.bindings.values import UnsupportedShapeError, describe_type
from azfunc.errors import SettingsError
from azfunc.injection import SettingsModel

if TYPE_CHECKING:
    from pydantic import TypeAdapter
    from pydantic_core import ErrorDetails


def read_settings(model: SettingsModel, settings: Mapping[str, str]) -> object:
    """Makes a model of app settings.

    Args:
        model: a pydantic model, a dataclass or a TypedDict, with the prefix of its settings.
        settings: the app settings; names are compared without regard to case.

    Raises:
        SettingsError: settings are missing or wrong; the message names all of them, and no value.
    """
    from azfunc.bindings.validation import ValidationError

    adapter = _adapter(model)
    names = {_setting_name(field, model.prefix): field for field in _fields(adapter)}
    by_upper = {name.upper(): value for name, value in settings.items()}
    given = {field: by_upper[name] for name, field in names.items() if name in by_upper}
    try:
        return adapter.validate_python({field: _parsed(adapter, field, text) for field, text in given.items()})
    except ValidationError as error:
        problems = [_problem(problem, model.prefix) for problem in error.errors(include_url=False, include_input=False)]
        raise _error(model, problems) from None  # the cause would show the values


def _adapter(model: SettingsModel) -> "TypeAdapter[object]":
    from azfunc.bindings.models import make_adapter

    try:
        return make_adapter(model.model)
    except UnsupportedShapeError as error:
        raise _error(model, [f"{error.expected} is expected"]) from error


def _fields(adapter: "TypeAdapter[object]") -> Mapping[str, object]:
    """The fields of a model by the names that they are validated by, with their JSON schemas."""
    schema = adapter.json_schema(by_alias=True)
    return cast("Mapping[str, object]", schema.get("properties", {}))


def _setting_name(field: str, prefix: str) -> str:
    return f"{prefix}{field}".upper()


def _parsed(adapter: "TypeAdapter[object]", field: str, text: str) -> object:
    """A setting's value: JSON where the field is made of parts, otherwise its text."""
    if not text.lstrip().startswith(("{", "[")) or _takes_text(adapter, field):
        return text
    from azfunc.bindings.validation import from_json

    try:
        return cast("object", from_json(text))
    except ValueError:
        return text


def _takes_text(adapter: "TypeAdapter[object]", field: str) -> bool:
    schema = _fields(adapter)[field]
    return isinstance(schema, Mapping) and cast("Mapping[str, object]", schema).get("type") == "string"


def _problem(problem: "ErrorDetails", prefix: str) -> str:
    first, *rest = problem["loc"] or ("",)
    name = _setting_name(str(first), prefix) if first else "the settings"
    path = "".join(f"[{part}]" if isinstance(part, int) else f".{part}" for part in rest)
    if problem["type"] == "missing" and not rest:
        return f"{name} is missing"
    return f"{name}{path}: {problem['msg'][:1].lower()}{problem['msg'][1:]}"


def _error(model: SettingsModel, problems: Iterable[str]) -> SettingsError:
    return SettingsError(
        f"App settings do not make a {describe_type(model.model)}: {'; '.join(problems)}. "
        "Set them in the app's configuration, or in local.settings.json under 'Values'."
    )
