"""JSON Schema of types, narrowed where pydantic's own admits what its validation refuses."""

from decimal import Decimal
from typing import cast

from pydantic.json_schema import GenerateJsonSchema, JsonSchemaWarningKind
from pydantic_core import core_schema

from azfunc.openapi.texts import Schema

REF = "#/components/schemas/{model}"

_WHOLE, _NUMBER = r"^-?(0|[1-9][0-9]*)$", r"^-?(0|[1-9][0-9]*)(\.[0-9]+)?$"


class RuntimeSchema(GenerateJsonSchema):
    """Makes schemas that admit nothing that the runtime refuses, as far as JSON Schema can say it."""

    def render_warning_message(self, kind: JsonSchemaWarningKind, detail: str) -> None:
        """Warns of nothing: a default without a form in JSON is left out, and the rest of the schema is right."""

    def dict_schema(self, schema: core_schema.DictSchema) -> Schema:
        """Keys that are numbers, or that have a pattern, are said; without that any key would be admitted."""
        made = super().dict_schema(schema)
        if self.mode != "validation" or "keys_schema" not in schema:
            return made
        keys: Schema = self.generate_inner(schema["keys_schema"])
        if "patternProperties" in made:
            (values,) = cast("dict[str, Schema]", made.pop("patternProperties")).values()
            made["additionalProperties"] = values
            made["propertyNames"] = {key: value for key, value in keys.items() if key not in ("title", "type")}
        elif keys.get("type") in ("integer", "number"):
            made["propertyNames"] = {"pattern": _WHOLE if keys["type"] == "integer" else _NUMBER}
        elif keys.get("type") == "boolean":
            made["propertyNames"] = {"enum": ["true", "false"]}
        elif "$ref" in keys or "enum" in keys or "format" in keys:
            made["propertyNames"] = keys
        return made

    def str_schema(self, schema: core_schema.StringSchema) -> Schema:
        """Text that is stripped is as short as it is afterwards."""
        made = super().str_schema(schema)
        shortest = schema.get("min_length") or 0
        if self.mode == "validation" and schema.get("strip_whitespace") and shortest and "pattern" not in made:
            made["pattern"] = r"\S" if shortest == 1 else rf"\S[\s\S]{{{shortest - 2},}}\S"
        return made

    def url_schema(self, schema: core_schema.UrlSchema) -> Schema:
        """The schemes that are taken."""
        made = super().url_schema(schema)
        schemes = schema.get("allowed_schemes")
        if self.mode == "validation" and schemes:
            made["pattern"] = f"^({'|'.join(schemes)})://[A-Za-z0-9]"
        return made

    def decimal_schema(self, schema: core_schema.DecimalSchema) -> Schema:
        """A number or its text; where bounds or digits are said, the form of the two that can say them."""
        if self.mode != "validation":
            return super().decimal_schema(schema)
        digits, places = schema.get("max_digits"), schema.get("decimal_places")
        bounds: Schema = {
            word: float(value) if value % 1 else int(value)
            for name, word in _BOUNDS.items()
            if (value := cast("dict[str, Decimal | None]", schema).get(name)) is not None
        }
        if not bounds:
            text: Schema = {"type": "string", "pattern": _decimal_pattern(digits, places)}
            return text if digits or places is not None else {"anyOf": [{"type": "number"}, text]}
        number: Schema = {"type": "number", **bounds}
        if places is not None and "multipleOf" not in number:
            number["multipleOf"] = 10**-places
        if digits:
            largest = 10 ** (digits - (places or 0)) - 1
            number["maximum"] = min(number.get("maximum", largest), largest)
            number["minimum"] = max(number.get("minimum", -largest), -largest)
        return number


_BOUNDS = {
    "ge": "minimum",
    "gt": "exclusiveMinimum",
    "le": "maximum",
    "lt": "exclusiveMaximum",
    "multiple_of": "multipleOf",
}


def _decimal_pattern(digits: int | None, places: int | None) -> str:
    """The text of decimal numbers of at most so many digits, and so many of them behind the point."""
    if digits is None:
        return r"^[+-]?[0-9]+$" if places == 0 else rf"^[+-]?[0-9]+(\.[0-9]{{1,{places or ''}}})?$"
    if places is None:
        return rf"^[+-]?([0-9]{{1,{digits}}}|(?=[0-9.]{{3,{digits + 1}}}$)[0-9]+\.[0-9]+)$"
    whole = f"[0-9]{{1,{digits - places}}}" if digits > places else "0"
    return rf"^[+-]?{whole}$" if places == 0 else rf"^[+-]?{whole}(\.[0-9]{{1,{places}}})?$"
