"""Operations: one for each path and method of a function."""

from collections.abc import Mapping

from azfunc.openapi.bodies import request_body
from azfunc.openapi.book import SchemaBook
from azfunc.openapi.described import Described
from azfunc.openapi.ids import operation_id
from azfunc.openapi.parameters import parameters_of
from azfunc.openapi.paths import PathVariant
from azfunc.openapi.responses import responses_of
from azfunc.openapi.security import needed_key
from azfunc.openapi.texts import Schema
from azfunc.signature import docstring, python_name


def make_operation(
    described: Described, variant: PathVariant, verb: str, book: SchemaBook, problem: str, names: Mapping[str, str]
) -> Schema:
    """The operation of a function on one path.

    Args:
        described: the function.
        variant: the path.
        verb: the method in lower case.
        book: the schemas of its types.
        problem: a reference to the schema of problems.
        names: what the document calls the tokens of the path.
    """
    said, handler = described.operation, described.function.handler
    made: Schema = {}
    if said.tags:
        made["tags"] = list(said.tags)
    made["summary"] = said.summary or python_name(handler).replace("_", " ").strip().capitalize()
    description = said.description or docstring(handler)
    if description:
        made["description"] = description
    made["operationId"] = operation_id(described, variant, verb)
    parameters = parameters_of(described, variant, book, names)
    if parameters:
        made["parameters"] = parameters
    body = request_body(described, verb, book)
    if body is not None:
        made["requestBody"] = body
    made["responses"] = responses_of(described, variant, book, problem)
    if said.deprecated:
        made["deprecated"] = True
    security = needed_key(described.trigger)
    if security:
        made["security"] = security
    return made
