"""Route templates as paths, and constraints as schemas."""

import pytest

from azfunc.bindings.route_template import parse_route
from azfunc.openapi.constraints import token_schema
from azfunc.openapi.paths import path_variants
from azfunc.openapi.texts import Schema


@pytest.mark.parametrize(
    ("route", "prefix", "paths"),
    [
        ("orders", "api", ["/api/orders"]),
        ("", "api", ["/api"]),
        ("", "", ["/"]),
        ("orders/{id:int}", "", ["/orders/{id}"]),
        ("orders/{id}", "v1/shop", ["/v1/shop/orders/{id}"]),
        ("orders/{id?}", "api", ["/api/orders/{id}", "/api/orders"]),
        ("{a=1}/{b?}", "", ["/{a}/{b}", "/{a}", "/"]),
        ("{a}/{b?}", "", ["/{a}/{b}", "/{a}"]),
        ("files/{*rest}", "api", ["/api/files/{rest}", "/api/files"]),
        ("files/{name}.{ext?}", "api", ["/api/files/{name}.{ext}", "/api/files/{name}"]),
        ("a b/{{x}}", "api", ["/api/a%20b/%7Bx%7D"]),
        ("from-{a}-to-{b}", "api", ["/api/from-{a}-to-{b}"]),
    ],
)
def test_paths(route: str, prefix: str, paths: list[str]) -> None:
    """A route gives a path for each number of tokens that may be left out, the longest first."""
    assert [variant.path(prefix) for variant in path_variants(parse_route(route))] == paths


def test_left_out() -> None:
    """A path knows which tokens it does without."""
    assert [variant.left_out for variant in path_variants(parse_route("{a}/{b?}/{*c}"))] == [(), ("c",), ("b", "c")]


INT32: Schema = {"type": "integer", "format": "int32", "minimum": -(2**31), "maximum": 2**31 - 1}


@pytest.mark.parametrize(
    ("token", "declared", "schema"),
    [
        ("{a}", None, {"type": "string", "minLength": 1}),
        ("{a:int}", None, INT32),
        ("{a:int}", {"type": "string"}, INT32),
        ("{a:int}", {"type": "integer", "minimum": 1}, {**INT32, "minimum": 1}),
        ("{a:int:range(1,9)}", {"type": "integer", "maximum": 5}, {**INT32, "minimum": 1, "maximum": 5}),
        (
            "{a:int}",
            {"type": "number", "exclusiveMinimum": 0},
            {"type": "integer", "minimum": -(2**31), "maximum": 2**31 - 1, "exclusiveMinimum": 0},
        ),
        ("{a:long}", None, {"type": "integer", "format": "int64", "minimum": -(2**63), "maximum": 2**63 - 1}),
        ("{a:min(3)}", None, {"type": "integer", "minimum": 3, "maximum": 2**63 - 1}),
        ("{a:max(3)}", None, {"type": "integer", "minimum": -(2**63), "maximum": 3}),
        ("{a:bool}", {"type": "string"}, {"type": "boolean"}),
        ("{a:guid}", {"type": "string", "format": "uuid"}, {"type": "string", "format": "uuid"}),
        ("{a:datetime}", {"type": "string", "format": "date"}, {"type": "string", "format": "date"}),
        ("{a:double}", {"type": "integer"}, {"type": "integer"}),
        ("{a:length(2,5)}", {"type": "string", "maxLength": 4}, {"type": "string", "minLength": 2, "maxLength": 4}),
        ("{a:length(2,5)}", {"type": "integer"}, {"type": "integer", "minimum": 10, "maximum": 99999}),
        ("{a:minlength(1)}", {"type": "integer"}, {"type": "integer", "minimum": 0}),
        ("{a:regex(^x+$)}", {"type": "string"}, {"type": "string", "pattern": "^x+$"}),
        (
            "{a:regex(^x)}",
            {"type": "string", "pattern": "y$"},
            {"type": "string", "pattern": "^x", "allOf": [{"pattern": "y$"}]},
        ),
        ("{a:min(2)}", {"$ref": "#/x"}, {"allOf": [{"$ref": "#/x"}, {"minimum": 2, "maximum": 2**63 - 1}]}),
        ("{a:int}", {"type": "string", "title": "A", "maxLength": 3}, {"title": "A", **INT32}),
        ("{a:required}", {"type": "string", "enum": ["x"]}, {"type": "string", "enum": ["x"]}),
    ],
)
def test_constraints(token: str, declared: Schema | None, schema: Schema) -> None:
    """A token's schema admits what fits both its constraints and its parameter's type."""
    (found,) = parse_route(token).tokens
    assert token_schema(found, declared) == schema
