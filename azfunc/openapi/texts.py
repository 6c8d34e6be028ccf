"""Schemas of values that come as text: in a path, a query, a header, a cookie or a form there is no null."""

from collections.abc import Callable
from typing import Any, TypeAlias, cast

Schema: TypeAlias = dict[str, Any]
"""A JSON Schema of draft 2020-12, which OpenAPI 3.1 takes as it is."""

Resolve: TypeAlias = Callable[[str], Schema]
"""Gives the schema that a ``$ref`` names."""


def text_schema(schema: Schema, resolve: Resolve, *, required: bool = True) -> Schema:
    """The schema of a value that comes as text.

    Args:
        schema: that of the value.
        resolve: finds what a reference names.
        required: whether the value must be there; a list that must be cannot be empty.
    """
    schema = _without_null(schema, resolve)
    if schema.get("default", "") is None:
        del schema["default"]
    if required and schema.get("type") == "array":
        schema = {**schema, "minItems": max(schema.get("minItems", 0), 1)}
    if schema.get("type") == "array" and isinstance(schema.get("items"), dict):
        schema = {**schema, "items": text_schema(schema["items"], resolve)}
    return schema if schema.keys() & _SAYS_TYPE else {"type": "string", **schema}


_SAYS_TYPE = {"type", "$ref", "anyOf", "oneOf", "allOf", "enum", "const"}


def _without_null(schema: Schema, resolve: Resolve) -> Schema:
    if "$ref" in schema:
        target = resolve(schema["$ref"])
        if not _admits_null(target):
            return dict(schema)
        schema = {**target, **{key: value for key, value in schema.items() if key != "$ref"}}
    if isinstance(schema.get("enum"), list):
        values = [value for value in cast("list[object]", schema["enum"]) if value is not None]
        return {**schema, "enum": values}
    for key in ("anyOf", "oneOf"):
        if key not in schema:
            continue
        members = [_without_null(one, resolve) for one in cast("list[Schema]", schema[key]) if one != {"type": "null"}]
        rest = {name: value for name, value in schema.items() if name != key}
        return {**members[0], **rest} if len(members) == 1 else {key: members, **rest}
    return dict(schema)


def _admits_null(schema: Schema) -> bool:
    members = [*schema.get("anyOf", ()), *schema.get("oneOf", ())]
    return {"type": "null"} in members or None in schema.get("enum", ())
