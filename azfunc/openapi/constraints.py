"""Constraints of route tokens as JSON Schema, and together with the type of the parameter that takes the token.

What the schema admits, both the host and the parameter must admit: a host answers 404 where a constraint does not fit.
"""

from collections.abc import Callable, Mapping
from typing import Any

from azfunc.bindings.route_template import Token
from azfunc.openapi.texts import Schema

_INT32, _INT64 = 1 << 31, 1 << 63
_LARGER = ("minimum", "minLength", "exclusiveMinimum")
_SMALLER = ("maximum", "maxLength", "exclusiveMaximum")


def token_schema(token: Token, declared: Schema | None) -> Schema:
    """The schema of a token.

    Args:
        token: with its constraints.
        declared: the schema of the parameter that takes it; None where the handler takes the request alone.
    """
    constrained: Schema = {}
    for constraint in token.constraints:
        constrained = tightened(_constraint(constraint), constrained)
    schema = _both({"type": "string"} if declared is None else declared, constrained)
    if schema.get("type") == "string" and not schema.keys() & {"minLength", "pattern", "format", "enum", "const"}:
        schema["minLength"] = 1  # an empty segment is no value of a token
    return schema


def tightened(schema: Schema, other: Schema) -> Schema:
    """A schema with the bounds of another, where these are narrower."""
    result = dict(other)
    for key, value in schema.items():
        if key in result and key in _LARGER:
            result[key] = max(value, result[key])
        elif key in result and key in _SMALLER:
            result[key] = min(value, result[key])
        elif key == "pattern" and result.get(key, value) != value:
            result["allOf"] = [*result.get("allOf", ()), {"pattern": value}]
        else:
            result[key] = value
    return result


def _both(declared: Schema, constrained: Schema) -> Schema:
    """What fits the parameter's type as well as the token's constraints."""
    kind, wanted = declared.get("type"), constrained.get("type")
    if not constrained or (kind is not None and kind == wanted):
        return tightened(declared, constrained)
    if kind == "string" and not declared.keys() & {"format", "enum", "const"}:
        words = {key: value for key, value in declared.items() if key in _WORDS or wanted is None}
        return tightened(words, constrained)
    bounds = {key: value for key, value in constrained.items() if key not in ("type", "format")}
    if kind in ("integer", "number"):
        if wanted == "string":
            return tightened(declared, _digits(bounds) if kind == "integer" else {})
        if wanted == "integer":
            return {**tightened(declared, bounds), "type": "integer"}
        return tightened(declared, bounds)
    return {"allOf": [declared, bounds]} if bounds and kind != "boolean" else declared


_WORDS = ("title", "description", "default", "examples", "deprecated")
"""What a schema says to people."""


def _digits(bounds: Mapping[str, Any]) -> Schema:
    """The whole numbers from zero that are of a length in characters."""
    found: Schema = {"minimum": 0}
    if bounds.get("minLength", 0) > 1:
        found["minimum"] = 10 ** (bounds["minLength"] - 1)
    if "maxLength" in bounds:
        found["maximum"] = 10 ** bounds["maxLength"] - 1
    return found if "pattern" not in bounds else {**found, "allOf": [{"pattern": bounds["pattern"]}]}


def _constraint(text: str) -> Schema:
    name, _, rest = text.partition("(")
    arguments = rest.removesuffix(")")
    plain = _PLAIN.get(name.lower())
    if plain is not None:
        return dict(plain)
    if name.lower() == "regex":
        return {"type": "string", "pattern": arguments}
    try:
        numbers = [int(part) for part in arguments.split(",")]
    except ValueError:  # what serves the route tells of it
        return {}
    return _NUMERIC[name.lower()](numbers)


_WHOLE: Schema = {"type": "integer", "minimum": -_INT64, "maximum": _INT64 - 1}

_PLAIN: Mapping[str, Schema] = {
    "alpha": {"type": "string", "pattern": "^[A-Za-z]+$"},
    "bool": {"type": "boolean"},
    "datetime": {"type": "string", "format": "date-time"},
    "decimal": {"type": "string", "pattern": r"^-?[0-9]+(\.[0-9]+)?$"},
    "double": {"type": "number"},
    "float": {"type": "number"},
    "guid": {"type": "string", "format": "uuid"},
    "int": {"type": "integer", "format": "int32", "minimum": -_INT32, "maximum": _INT32 - 1},
    "long": {**_WHOLE, "format": "int64"},
    "required": {},
}

_NUMERIC: Mapping[str, Callable[[list[int]], Schema]] = {
    "length": lambda numbers: {"type": "string", "minLength": numbers[0], "maxLength": numbers[-1]},
    "max": lambda numbers: {**_WHOLE, "maximum": numbers[0]},
    "maxlength": lambda numbers: {"type": "string", "maxLength": numbers[0], "minLength": 1},
    "min": lambda numbers: {**_WHOLE, "minimum": numbers[0]},
    "minlength": lambda numbers: {"type": "string", "minLength": max(numbers[0], 1)},
    "range": lambda numbers: {"type": "integer", "minimum": numbers[0], "maximum": numbers[-1]},
}
