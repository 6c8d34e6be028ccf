"""Values that fit a JSON Schema, and values that do not."""

import re
from collections.abc import Callable, Iterator, Mapping
from datetime import time, timedelta, timezone
from typing import Any, cast

from hypothesis import strategies as st
from openapi_schema_validator import OAS31Validator
from pydantic import TypeAdapter

Schema = dict[str, Any]

_ZONES = st.integers(-14 * 60, 14 * 60).map(lambda minutes: timezone(timedelta(minutes=minutes)))
_FORMATS: Mapping[str, st.SearchStrategy[str]] = {
    "binary": st.text(),
    "date": st.dates().map(str),
    "date-time": st.datetimes(timezones=_ZONES).map(lambda moment: moment.isoformat()),
    "duration": st.timedeltas(timedelta(days=-9999), timedelta(days=9999)).map(
        lambda span: cast("str", TypeAdapter(timedelta).dump_python(span, mode="json"))
    ),
    "time": st.builds(time, st.integers(0, 23), st.integers(0, 59), st.integers(0, 59), tzinfo=_ZONES).map(str),
    "uri": st.from_regex(r"https?://[a-z]{1,9}\.example/[a-z]{0,9}", fullmatch=True),
    "uuid": st.uuids().map(str),
    "ipv4": st.ip_addresses(v=4).map(str),
}
_JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=5,
)


def validator_of(schema: Schema, document: Mapping[str, Any]) -> OAS31Validator:
    """Judges values by a schema of a document."""
    return OAS31Validator(_for_python({**schema, "components": document["components"]}))


def _for_python(value: Any) -> Any:
    """A schema whose patterns mean in Python what they mean in JSON Schema: there, no line feed is passed over."""
    if isinstance(value, list):
        return [_for_python(item) for item in value]
    if not isinstance(value, dict):
        return value
    return {
        key: item.replace("$", r"\Z") if key == "pattern" and isinstance(item, str) else _for_python(item)
        for key, item in value.items()
    }


def fitting(schema: Schema, document: Mapping[str, Any]) -> st.SearchStrategy[Any]:
    """Values that a schema of a document admits."""
    return _Generator(document).values(schema).filter(validator_of(schema, document).is_valid)


class _Generator:
    """Makes values by the keywords of schemas; what comes of several keywords at once is judged afterwards."""

    def __init__(self, document: Mapping[str, Any]) -> None:
        self._document = document

    def values(self, schema: Schema) -> st.SearchStrategy[Any]:
        schema = _resolved(schema, self._document)
        if "const" in schema or "enum" in schema:
            return st.sampled_from(schema.get("enum", [schema.get("const")]))
        choices = schema.get("anyOf") or schema.get("oneOf")
        if choices:
            return st.one_of([self._later(one) for one in choices])
        make: Callable[[Schema], st.SearchStrategy[Any]] = {
            "object": self._objects,
            "array": self._arrays,
            "string": _texts,
            "integer": _integers,
            "number": _numbers,
            "boolean": lambda _: st.booleans(),
            "null": lambda _: st.none(),
        }.get(schema.get("type", ""), lambda _: _JSON)
        return make(schema)

    def _later(self, schema: Schema) -> st.SearchStrategy[Any]:
        """For models that hold themselves."""
        return st.deferred(lambda: self.values(schema))

    def _objects(self, schema: Schema) -> st.SearchStrategy[Any]:
        fields = {name: self._later(field) for name, field in schema.get("properties", {}).items()}
        required = {name: fields.pop(name) for name in schema.get("required", ())}
        known = st.fixed_dictionaries(required, optional=fields)
        more = schema.get("additionalProperties", True)
        if more is False:
            return known
        names = self.values({"type": "string", **schema.get("propertyNames", {})})
        others = st.dictionaries(names, _JSON if more is True else self._later(more), max_size=3)
        return st.builds(lambda given, other: {**other, **given}, known, others)

    def _arrays(self, schema: Schema) -> st.SearchStrategy[Any]:
        if "prefixItems" in schema:
            return st.tuples(*[self.values(one) for one in schema["prefixItems"]]).map(list)
        items = self._later(schema["items"]) if "items" in schema else _JSON
        low = schema.get("minItems", 0)
        return st.lists(items, min_size=low, max_size=schema.get("maxItems", low + 3))


def _texts(schema: Schema) -> st.SearchStrategy[str]:
    if "pattern" in schema and "format" not in schema:
        return st.from_regex(_for_python(schema)["pattern"])
    if schema.get("format") in _FORMATS:
        return _FORMATS[schema["format"]]
    return st.text(min_size=schema.get("minLength", 0), max_size=schema.get("maxLength"))


def _integers(schema: Schema) -> st.SearchStrategy[int]:
    low, high = _bounds(schema)
    step = schema.get("multipleOf", 1)
    return st.integers(low and int(low // step), high and int(high // step)).map(lambda number: number * step)


def _numbers(schema: Schema) -> st.SearchStrategy[float]:
    low, high = _bounds(schema)
    if "multipleOf" in schema:  # of floats a validator may take one beside it for a multiple
        places = len(str(schema["multipleOf"]).partition(".")[2])
        return st.decimals(low, high, places=places).map(float)
    floats = st.floats(low, high, allow_nan=False, allow_infinity=False)
    return floats | _integers(schema)


def _bounds(schema: Schema) -> tuple[float | None, float | None]:
    return schema.get("minimum", schema.get("exclusiveMinimum")), schema.get("maximum", schema.get("exclusiveMaximum"))


MISFIT = {"\u00a7": [{"\u00a7": []}]}
"""What no type of these tests can be made of."""


def misfits(schema: Schema, value: Any, document: Mapping[str, Any]) -> Iterator[Any]:
    """Values that differ from a fitting one in one place, each so that the schema refuses it."""
    candidates = list(_changed(_resolved(schema, document), value, document))
    validator = validator_of(schema, document)
    yield from (candidate for candidate in candidates if not validator.is_valid(candidate))


def _changed(schema: Schema, value: Any, document: Mapping[str, Any]) -> Iterator[Any]:
    yield MISFIT
    if isinstance(value, dict):
        yield from _changed_object(schema, value, document)
    elif isinstance(value, list):
        if isinstance(schema.get("items"), dict) and value:
            inner = _resolved(schema["items"], document)
            yield from ([changed, *value[1:]] for changed in _changed(inner, value[0], document))
        if "maxItems" in schema:
            yield [*value, *value[:1]]
    elif isinstance(value, str):
        if "enum" in schema:
            yield f"{value}\u00a7"
        if "maxLength" in schema:
            yield "x" * (schema["maxLength"] + 1)
    elif not isinstance(value, bool):
        yield from _beyond(schema)


def _changed_object(schema: Schema, value: dict[str, Any], document: Mapping[str, Any]) -> Iterator[Any]:
    for name in schema.get("required", ()):
        yield {key: item for key, item in value.items() if key != name}
    for name, field in schema.get("properties", {}).items():
        if name in value:
            inner = _resolved(field, document)
            yield from ({**value, name: changed} for changed in _changed(inner, value[name], document))
    if schema.get("additionalProperties") is False or "propertyNames" in schema:
        yield {**value, "\u00a7": next(iter(value.values()), None)}


def _beyond(schema: Schema) -> Iterator[float]:
    for key, step in (("minimum", -1), ("maximum", 1), ("exclusiveMinimum", 0), ("exclusiveMaximum", 0)):
        if key in schema:
            yield schema[key] + step
    if "multipleOf" in schema:
        yield schema["multipleOf"] + 1


def _resolved(schema: Schema, document: Mapping[str, Any]) -> Schema:
    if "$ref" not in schema:
        return schema
    name = re.sub("^#/components/schemas/", "", schema["$ref"])
    return cast("Schema", document["components"]["schemas"][name])
