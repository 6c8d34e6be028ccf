"""Bodies of requests, with the media types that the runtime reads them from."""

from azfunc.bindings.http_parts import Part
from azfunc.openapi.book import SchemaBook
from azfunc.openapi.described import Described
from azfunc.openapi.parameters import group_schema, group_schemas, with_default, with_words
from azfunc.openapi.texts import Schema, text_schema

MULTIPART, URLENCODED = "multipart/form-data", "application/x-www-form-urlencoded"

_FILE: Schema = {"type": "string", "format": "binary"}


def request_body(described: Described, verb: str, book: SchemaBook) -> Schema | None:
    """The body that a function reads; None where it reads none."""
    reading = described.reading
    if reading.at("form", "file"):
        return _form(described, book)
    parts = reading.at("body")
    if not parts:
        return {"content": {"*/*": {}}, "required": False} if described.may_have_any_body(verb) else None
    if reading.embedded:
        schema = _embedded(described, book)
        return _body(reading.body_media, schema, required=any(part.required for part in parts))
    (part,) = parts
    found = _body(reading.body_media, _value(part, book), required=part.required)
    if part.marker is not None and part.marker.description:
        found["description"] = part.marker.description
    return found


def _body(media: str, schema: Schema, *, required: bool) -> Schema:
    return {"content": {media: {"schema": schema}}, "required": required}


def _value(part: Part, book: SchemaBook) -> Schema:
    schema = with_default(book.schema(part.annotation, "validation"), part, book)
    if part.is_raw:  # an empty body is no value, or the empty one; it is never null
        schema = text_schema(schema, book.resolve)
    return with_words(schema, part.marker)


def _embedded(described: Described, book: SchemaBook) -> Schema:
    properties: dict[str, Schema] = {}
    for part in described.shown("body"):
        schema = with_default(book.schema(part.annotation, "validation"), part, book)
        properties[part.name] = with_words(schema, part.marker, described=True)
    required = [part.name for part in described.reading.at("body") if part.required]
    return _object(properties, required)


def _form(described: Described, book: SchemaBook) -> Schema:
    """A form; one that needs no file may be urlencoded as well."""
    fields, required, closed = _fields(described, book)
    files = {part.name: _file(part) for part in described.shown("file")}
    needed = [part.name for part in described.reading.at("file") if part.required]
    content: Schema = {}
    if not needed:
        content[URLENCODED] = {"schema": _object(fields, required, closed=closed)}
    content[MULTIPART] = {"schema": _object({**fields, **files}, [*required, *needed], closed=closed)}
    return {"content": content, "required": bool(required or needed)}


def _fields(described: Described, book: SchemaBook) -> tuple[dict[str, Schema], list[str], bool]:
    """The fields of a form, the names of those that are required, and whether others are refused."""
    fields: dict[str, Schema] = {}
    required: list[str] = []
    closed = False
    for part in described.shown("form"):
        if part.is_group:
            closed = closed or group_schema(part, book).get("additionalProperties") is False
            for name, schema, is_required in group_schemas(part, book):
                fields[name] = schema
                required += [name] if is_required else []
            continue
        schema = text_schema(book.schema(part.annotation, "validation"), book.resolve, required=part.required)
        fields[part.name] = with_words(with_default(schema, part, book), part.marker, described=True)
        required += [part.name] if part.required else []
    return fields, required, closed


def _file(part: Part) -> Schema:
    schema: Schema = {"type": "array", "items": _FILE} if part.is_many else _FILE
    if part.is_many and part.required:
        schema["minItems"] = 1
    return with_words(dict(schema), part.marker, described=True)


def _object(properties: dict[str, Schema], required: list[str], *, closed: bool = False) -> Schema:
    schema: Schema = {"type": "object", "properties": properties}
    if required:
        schema["required"] = required
    if closed:
        schema["additionalProperties"] = False
    return schema
