"""Parameters of operations: from the path, the query, headers and cookies."""

from collections.abc import Iterator, Mapping

from azfunc.bindings.http_parts import NO_DEFAULT, Marker, Part, Place
from azfunc.bindings.route_template import Token
from azfunc.openapi.book import SchemaBook
from azfunc.openapi.constraints import token_schema
from azfunc.openapi.described import Described
from azfunc.openapi.paths import PathVariant
from azfunc.openapi.texts import Schema, text_schema

_TEXT_PLACES = ("query", "header", "cookie")


def parameters_of(
    described: Described, variant: PathVariant, book: SchemaBook, names: Mapping[str, str]
) -> list[Schema]:
    """The parameters of a function on one of its paths.

    Args:
        described: the function.
        variant: the path.
        book: the schemas of its types.
        names: what the tokens are called in the path of the document, where another route has given it names.
    """
    found: dict[tuple[str, str], Schema] = {}
    for token in variant.tokens:
        _add(found, _of_token(token, described, book, names.get(token.name, token.name)))
    for part in described.shown(*_TEXT_PLACES):
        for parameter in _of_group(part, book) if part.is_group else [_of_part(part, book)]:
            _add(found, parameter)
    return list(found.values())


def _add(found: dict[tuple[str, str], Schema], parameter: Schema) -> None:
    """Adds a parameter; of one that a dependency asks for as well, both types hold."""
    name = parameter["name"].lower() if parameter["in"] == "header" else parameter["name"]
    earlier = found.setdefault((parameter["in"], name), parameter)
    if earlier is not parameter:
        earlier["required"] = earlier["required"] or parameter["required"]
        if earlier["schema"] != parameter["schema"]:
            earlier["schema"] = {"allOf": [earlier["schema"], parameter["schema"]]}


def _of_token(token: Token, described: Described, book: SchemaBook, name: str) -> Schema:
    part = next((one for one in described.reading.at("path") if one.name == token.name), None)
    if part is None:
        declared, marker = None, None
    else:
        declared = text_schema(book.schema(part.annotation, "validation"), book.resolve)
        marker = part.marker
    schema = token_schema(token, declared)
    parameter = _parameter(name, "path", schema, required=True, marker=marker)
    if token.catch_all:
        parameter.setdefault("description", "The rest of the path: it may have slashes, which OpenAPI cannot say.")
    return parameter


def _of_part(part: Part, book: SchemaBook) -> Schema:
    schema = text_schema(book.schema(part.annotation, "validation"), book.resolve, required=part.required)
    return _parameter(part.name, part.place, with_default(schema, part, book), part.required, part.marker)


def _of_group(part: Part, book: SchemaBook) -> Iterator[Schema]:
    for name, schema, required in group_schemas(part, book):
        wire = name.replace("_", "-") if part.place == "header" else name
        description = schema.pop("description", None)
        deprecated = bool(schema.pop("deprecated", False))
        said = Marker(description=description, deprecated=deprecated)
        yield _parameter(wire, part.place, schema, required, said)


def group_schemas(part: Part, book: SchemaBook) -> Iterator[tuple[str, Schema, bool]]:
    """Name, schema, and whether it is required, of each field of a model that takes its fields from one place."""
    schema = group_schema(part, book)
    required = schema.get("required", ())
    for name, field in schema.get("properties", {}).items():
        yield name, text_schema(dict(field), book.resolve, required=name in required), name in required


def group_schema(part: Part, book: SchemaBook) -> Schema:
    """The schema of a model that takes its fields from one place."""
    schema = text_schema(book.schema(part.annotation, "validation"), book.resolve)
    return book.resolve(schema["$ref"]) if "$ref" in schema else schema


def with_default(schema: Schema, part: Part, book: SchemaBook) -> Schema:
    """A schema that says the parameter's default, if it has a form in JSON."""
    if part.default is NO_DEFAULT or part.default is None or "default" in schema:
        return schema
    default = book.default(part)
    return schema if default is None else {**schema, "default": default}


def _parameter(name: str, place: Place, schema: Schema, required: bool, marker: Marker | None) -> Schema:
    parameter: Schema = {"name": name, "in": place, "required": required}
    if marker is not None and marker.description:
        parameter["description"] = marker.description
    if marker is not None and marker.deprecated:
        parameter["deprecated"] = True
    return {**parameter, "schema": with_words(schema, marker)}


def with_words(schema: Schema, marker: Marker | None, *, described: bool = False) -> Schema:
    """A schema with the words of a marker: its title and examples, and where asked for its description."""
    if marker is None:
        return schema
    said: Schema = {}
    if marker.title:
        said["title"] = marker.title
    examples = [*(() if marker.example is None else (marker.example,)), *(marker.examples or ())]
    if examples:
        from pydantic_core import to_jsonable_python

        said["examples"] = to_jsonable_python(examples)
    if described and marker.description:
        said["description"] = marker.description
    if described and marker.deprecated:
        said["deprecated"] = True
    return {**schema, **said}
