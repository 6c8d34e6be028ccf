"""`make_document`: the OpenAPI document of an app's functions, as plain JSON values in a stable order."""

from collections.abc import Iterable, Iterator, Mapping
from typing import cast

from pydantic import PydanticUserError

from azfunc.bindings.datum import JsonValue
from azfunc.bindings.route_template import RouteError
from azfunc.bindings.values import UnsupportedShapeError
from azfunc.errors import AppError, DefinitionError, Fault
from azfunc.function import Function
from azfunc.openapi.book import SchemaBook
from azfunc.openapi.described import Described, describe
from azfunc.openapi.ids import id_faults
from azfunc.openapi.info import ApiInfo
from azfunc.openapi.json_schema import REF
from azfunc.openapi.path_items import PathItems
from azfunc.openapi.problems import PROBLEM
from azfunc.openapi.responses import response_faults
from azfunc.openapi.security import SCHEMES
from azfunc.openapi.texts import Schema

VERSION = "3.1.0"
"""Of OpenAPI."""


def make_document(
    functions: Iterable[Function], info: ApiInfo | None = None, *, prefix: str = "api"
) -> dict[str, JsonValue]:
    """The document of the HTTP functions among these, in their order.

    Functions that stand for a whole ASGI or WSGI app, and those with ``include_in_schema=False``, are left out.

    Args:
        functions: the functions of an app.
        info: what the document says of the API as a whole.
        prefix: what stands before every route, ``api`` unless host.json says otherwise; may be empty.

    Raises:
        AppError: some cannot be described; it holds a fault for each.
    """
    described, faults = _described(functions)
    if faults:
        raise AppError(faults)
    book = _book(described)
    problem = _free_name("Problem", book)
    paths = PathItems(prefix, book, REF.format(model=problem))
    for one in described:
        paths.add(one)
    if paths.faults:
        raise AppError(paths.faults)
    components = _components(paths.items, {**book.components, problem: PROBLEM})
    document: Schema = {"openapi": VERSION, "info": _info(info or ApiInfo())}
    if info is not None and info.servers:
        document["servers"] = [{"url": url} for url in info.servers]
    document["paths"] = paths.items
    if components:
        document["components"] = components
    return cast("dict[str, JsonValue]", document)


def _info(info: ApiInfo) -> Schema:
    found: Schema = {"title": info.title, "version": info.version}
    return {**found, "description": info.description} if info.description else found


def _described(functions: Iterable[Function]) -> tuple[list[Described], list[DefinitionError]]:
    """The functions that can be described, and what is wrong with the others."""
    found: list[Described] = []
    faults: list[DefinitionError] = []
    for function in functions:
        try:
            one = describe(function)
        except RouteError as error:
            faults.append(_error(function, _route_fault(function, error)))
            continue
        if one is not None:
            found.append(one)
            faults += [_error(function, fault) for fault in response_faults(one)]
    return found, [*faults, *id_faults(found)]


def _error(function: Function, fault: Fault) -> DefinitionError:
    return DefinitionError(fault, function=function.name, where=function.where)


def _route_fault(function: Function, error: RouteError) -> Fault:
    return Fault(
        "bad-route",
        f"its route is no route template: {error}",
        f"route '{function.trigger.target()}'",
        "a template, such as 'orders/{id:int}'",
        "write the route as a template, or leave the function out with include_in_schema=False",
    )


def _book(described: Iterable[Described]) -> SchemaBook:
    """The schemas of all types.

    Raises:
        AppError: some type has none.
    """
    book = SchemaBook()
    faults: list[DefinitionError] = []
    for one in described:
        try:
            one.want(book)
        except UnsupportedShapeError as error:
            faults.append(_error(one.function, _response_fault(one, error)))
    if not faults:
        try:
            book.make()
        except PydanticUserError:
            faults = [_error(function, fault) for function, fault in book.faults()]
            if not faults:
                raise
    if faults:
        raise AppError(faults)
    return book


def _response_fault(described: Described, error: UnsupportedShapeError) -> Fault:
    """What a signature names has been checked when the app was read; responses are not."""
    return Fault(
        "bad-response",
        "one of its responses is of a type that has no JSON Schema",
        f"responses={dict(described.responses)!r}",
        error.expected,
        "name a model, or write an OpenAPI response object",
    )


def _free_name(wanted: str, book: SchemaBook) -> str:
    name = wanted
    while name in book.components:
        name = f"Request{name}"
    return name


def _components(paths: Mapping[str, Schema], schemas: Mapping[str, Schema]) -> Schema:
    """What the paths refer to, directly and through one another."""
    used: set[str] = set()
    waiting = list(_references(paths))
    while waiting:
        name = waiting.pop()
        if name not in used:
            used.add(name)
            waiting += _references(schemas[name])
    schemes = {
        name for item in paths.values() for one in item.values() for need in one.get("security", ()) for name in need
    }
    components: Schema = {}
    if used:
        components["schemas"] = {name: schemas[name] for name in sorted(used)}
    if schemes:
        components["securitySchemes"] = {name: SCHEMES[name] for name in sorted(schemes)}
    return components


def _references(value: object) -> Iterator[str]:
    """The names of the schemas that are referred to; a discriminator names them as values of its mapping."""
    if isinstance(value, Mapping):
        for item in cast("Mapping[str, object]", value).values():
            yield from _references(item)
    elif isinstance(value, list | tuple):
        for item in cast("list[object]", value):
            yield from _references(item)
    elif isinstance(value, str) and value.startswith(_SCHEMAS):
        yield value.removeprefix(_SCHEMAS)


_SCHEMAS = REF.format(model="")
