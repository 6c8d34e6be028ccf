"""JSON of activities, orchestrators and entities, as azure-functions-durable writes it.

An object whose class has ``to_json`` and a static ``from_json`` travels in an envelope that names its class::

    {"__class__": "Dish", "__module__": "menu", "__data__": …}

and is made again from it, wherever it stands in the value. The module must have been imported: none is imported
because a message names it. Where ``AZURE_FUNCTIONS_DURABLE_STRICT_TYPING`` is ``1``, ``true`` or ``yes``, messages
choose no class at all, and an envelope is opened only for a parameter that is annotated with its class.
"""

import json
import os
import sys
from collections.abc import Callable
from typing import Any, NoReturn, TypeGuard, cast, get_args

from azfunc.bindings.values import dump_json
from azfunc.errors import DecodeError, EncodeError

_STRICT = "AZURE_FUNCTIONS_DURABLE_STRICT_TYPING"
_CLASS, _MODULE, _DATA = "__class__", "__module__", "__data__"


class _Coded:
    """A class with ``to_json`` and ``from_json``, as a user writes it; for checkers alone."""

    to_json: Callable[[object], object]
    from_json: Callable[[object], object]


def has_codec(kind: object) -> TypeGuard[type[_Coded]]:
    """Whether a class says itself how its objects are written and read."""
    return isinstance(kind, type) and all(callable(getattr(kind, name, None)) for name in ("to_json", "from_json"))


def mentions_codec(annotation: object) -> bool:
    """Whether a type is, or has among its arguments, a class that says itself how its objects are read."""
    return has_codec(annotation) or any(mentions_codec(argument) for argument in get_args(annotation))


def dump_durable(value: object) -> str:
    """JSON text of a value: plain values, models, and objects in their envelopes.

    Raises:
        EncodeError: some part of it has no JSON form.
    """
    try:
        return json.dumps(value, ensure_ascii=False, allow_nan=False, default=to_envelope)
    except (TypeError, ValueError, RecursionError) as error:
        if isinstance(error, EncodeError):
            raise
        raise EncodeError(
            f"This {type(value).__name__} cannot be written as JSON: {error}. Use plain values or models, or give its "
            "class to_json and a static from_json."
        ) from error


def to_envelope(value: object) -> object:
    kind = type(value)
    if has_codec(kind):
        return {_CLASS: kind.__name__, _MODULE: kind.__module__, _DATA: kind.to_json(value)}
    return cast("object", json.loads(dump_json(value)))


def load_durable(text: str, expected: object = None) -> object:
    """The value of JSON text, with the objects of its envelopes.

    Args:
        text: the JSON text.
        expected: the class that is asked for; in strict mode the only one that an envelope may name.

    Raises:
        json.JSONDecodeError: it is no JSON.
        DecodeError: an envelope cannot be opened.
    """
    if not _is_strict():
        return cast("object", json.loads(text, object_hook=from_envelope))
    value: object = json.loads(text)
    if not _is_envelope(value):
        return value
    if not has_codec(expected) or (value[_CLASS], value[_MODULE]) != (expected.__name__, expected.__module__):
        raise DecodeError(
            f"An object of class {value[_MODULE]}.{value[_CLASS]} arrived, and {_STRICT} is set. Annotate the "
            "parameter with that class, which needs to_json and a static from_json."
        )
    return _made(expected, value[_DATA])


def _is_strict() -> bool:
    return os.environ.get(_STRICT, "").strip().lower() in ("1", "true", "yes")


def _is_envelope(value: object) -> TypeGuard[dict[str, Any]]:
    return isinstance(value, dict) and {_CLASS, _MODULE, _DATA} <= cast("dict[str, object]", value).keys()


def from_envelope(value: dict[str, Any]) -> object:
    if not _is_envelope(value):
        return value
    name, module = value[_CLASS], value[_MODULE]
    loaded = sys.modules.get(module) if isinstance(module, str) else None
    if loaded is None:
        _refuse(value, f"no module {module!r} has been imported", "Import it in the app")
    kind: object = getattr(loaded, name, None) if isinstance(name, str) else None
    if not has_codec(kind):
        _refuse(value, "there is no such class with to_json and from_json", "Define both at its module's top level")
    return _made(kind, value[_DATA])


def _refuse(envelope: dict[str, Any], why: str, fix: str) -> NoReturn:
    raise DecodeError(
        f"An object of class {envelope[_MODULE]}.{envelope[_CLASS]} arrived, which cannot be made: {why}. {fix}."
    )


def _made(kind: type[_Coded], data: object) -> object:
    try:
        return kind.from_json(data)
    except Exception as error:
        raise DecodeError(f"{kind.__name__}.from_json raised {type(error).__name__}: {error}.") from error
