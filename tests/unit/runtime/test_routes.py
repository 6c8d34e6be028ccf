"""Which function answers a request."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from azfunc import FunctionApp, HttpRequest, HttpResponse
from azfunc.bindings.route_template import RouteError
from azfunc.errors import InvocationError
from azfunc.runtime.constraints import make_constraint
from azfunc.runtime.routes import Router, make_route

GUID = "3f2504e0-4f89-11d3-9a0c-0305e82c3301"


def router(*routes: tuple[str, str, list[str] | None], prefix: str = "api") -> Router:
    """A router over functions given as name, route and methods."""
    app = FunctionApp()
    for name, route, methods in routes:

        def handler(req: HttpRequest) -> HttpResponse:
            return HttpResponse(req.url)

        handler.__name__ = name
        app.route(route, methods=methods)(handler)  # type: ignore[arg-type] # texts of a table
    return Router(app.functions.values(), prefix)


def match(route: str, path: str) -> dict[str, str] | None:
    """The values of a route's tokens for a path below the prefix."""
    found = router(("f", route, None)).match("GET", f"/api/{path}")
    return None if found is None else dict(found.route_params)


@pytest.mark.parametrize(
    ("route", "path", "values"),
    [
        ("", "", {}),
        ("orders", "orders", {}),
        ("orders", "ORDERS", {}),
        ("orders", "orders/", {}),
        ("orders", "orders/1", None),
        ("orders", "order", None),
        ("orders/{id}", "orders/7", {"id": "7"}),
        ("orders/{id}", "orders", None),
        ("orders/{id}", "orders/a%20b", {"id": "a b"}),
        ("orders/{id}", "orders/a%2Fb", {"id": "a%2Fb"}),
        ("orders/{id}", "orders/caf%C3%A9", {"id": "café"}),
        ("orders/{id?}", "orders", {}),
        ("orders/{id?}", "orders/7", {"id": "7"}),
        ("orders/{id:int?}", "orders", {}),
        ("orders/{id:int?}", "orders/x", None),
        ("orders/{id=9}", "orders", {"id": "9"}),
        ("orders/{id:int=9}", "orders/x", None),
        ("{a}/{b=2}/{c?}", "1", {"a": "1", "b": "2"}),
        ("{a}/{b=2}/{c?}", "1/5/6", {"a": "1", "b": "5", "c": "6"}),
        ("files/{*rest}", "files/a/b/c", {"rest": "a/b/c"}),
        ("files/{*rest}", "files", {}),
        ("files/{**rest}", "files/a", {"rest": "a"}),
        ("files/{*rest:minlength(3)}", "files/a", None),
        ("{name}.{ext}", "a.b.txt", {"name": "a.b", "ext": "txt"}),
        ("{name}.{ext?}", "a.txt", {"name": "a", "ext": "txt"}),
        ("{name}.{ext?}", "a", {"name": "a"}),
        ("v{version:int}-x", "V12-X", {"version": "12"}),
        ("v{version:int}-x", "vq-x", None),
        ("a//", "a", None),
    ],
)
def test_templates(route: str, path: str, values: dict[str, str] | None) -> None:
    """A path fits a template, or does not, and gives the values of its tokens, decoded."""
    if route == "a//":
        with pytest.raises(RouteError):
            make_route(route)
    else:
        assert match(route, path) == values


@pytest.mark.parametrize(
    ("constraint", "good", "bad"),
    [
        ("int", ["1", "-5", "2147483647"], ["", "x", "1.5", "2147483648"]),
        ("long", ["9223372036854775807"], ["9223372036854775808", "z"]),
        ("bool", ["true", "FALSE"], ["1", "yes"]),
        ("double", ["1.5", "-1e3", ".5", "1,000.5"], ["x", "1e", "--1"]),
        ("float", ["2"], ["two"]),
        ("decimal", ["12.50"], ["1e3", "x"]),
        ("guid", [GUID, f"{{{GUID}}}", GUID.replace("-", "")], ["3f2504e0", f"{{{GUID}", f"{GUID})"]),
        ("datetime", ["2024-02-29", "2024-02-29T10:00:00Z", "2/29/2024"], ["2023-02-29", "soon"]),
        ("alpha", ["abc", "ABC"], ["a1", "é"]),
        ("required", ["x"], [""]),
        ("length(3)", ["abc"], ["ab", "abcd"]),
        ("length(2,3)", ["ab", "abc"], ["a", "abcd"]),
        ("minlength(2)", ["ab"], ["a"]),
        ("maxlength(2)", ["ab"], ["abc"]),
        ("min(18)", ["18"], ["17", "x"]),
        ("max(18)", ["18"], ["19"]),
        ("range(1,9)", ["1", "9"], ["0", "10", "x"]),
        ("regex(^a+$)", ["aa", "AA"], ["ab"]),
        ("regex(b)", ["abc"], ["ac"]),
    ],
)
def test_constraints(constraint: str, good: list[str], bad: list[str]) -> None:
    """Each constraint admits and refuses what ASP.NET Core's does."""
    test = make_constraint(constraint)
    assert [value for value in good if not test(value)] == []
    assert [value for value in bad if test(value)] == []


@pytest.mark.parametrize("constraint", ["range(1)", "length(x)", "regex([)", "min()", "max(1.5)"])
def test_constraints_without_sense(constraint: str) -> None:
    """Arguments that make no sense are told as a fault of the route."""
    with pytest.raises(RouteError):
        make_constraint(constraint)


@given(st.integers())
def test_int_is_32_bits_wide(number: int) -> None:
    """``int`` admits exactly the numbers of 32 bits."""
    assert make_constraint("int")(str(number)) == (-(2**31) <= number < 2**31)


@given(st.lists(st.text(st.characters(exclude_characters="/%", exclude_categories=["Cs"]), min_size=1), min_size=1))
def test_a_catch_all_gives_the_path_back(parts: list[str]) -> None:
    """What a catch-all takes is the rest of the path, whatever it holds."""
    assert make_route("{*rest}").match(parts) == {"rest": "/".join(parts)}


def test_the_method_is_a_constraint() -> None:
    """A wrong method is not found; without methods every one is answered."""
    found = router(("f", "x", ["POST"]), ("g", "y", None))
    assert found.match("GET", "/api/x") is None
    assert found.match("post", "/api/x") is not None
    assert found.match("TRACE", "/api/y") is not None


def test_the_first_function_by_name_wins() -> None:
    """Routes are tried in the order of function names, without regard to which is more specific."""
    found = router(("Zeta", "things/{name}", None), ("alpha", "{*rest}", None)).match("GET", "/api/things/x")
    assert found is not None
    assert found.function.name == "alpha"


def test_two_methods_of_one_route() -> None:
    """One route may be served by two functions with different methods."""
    found = router(("read", "x", ["GET"]), ("write", "x", ["POST"]))
    names = [hit.function.name for method in ("GET", "POST") if (hit := found.match(method, "/api/x"))]
    assert names == ["read", "write"]


@pytest.mark.parametrize(
    ("prefix", "path", "found"),
    [("api", "/api/x", True), ("api", "/API/x", True), ("api", "/x", False), ("", "/x", True), ("a/b", "/a/b/x", True)],
)
def test_the_prefix(prefix: str, path: str, found: bool) -> None:
    """The prefix of host.json stands before every route, and may be empty."""
    assert (router(("f", "x", None), prefix=prefix).match("GET", path) is not None) == found


def test_a_route_that_cannot_be_served_names_the_function() -> None:
    """A regex that Python cannot compile is told with function and place."""
    with pytest.raises(InvocationError, match=r"test_routes\.py:\d+: the route .* of function 'f'"):
        router(("f", "x/{a:regex([)}", None))


@pytest.mark.parametrize("constraint", ["int", "long", "min(0)", "range(0,9)"])
def test_more_digits_than_python_reads(constraint: str) -> None:
    """A path of any length is no match, and no error; zeros in front count for nothing."""
    test = make_constraint(constraint)
    assert not test("1" * 5000)
    assert test("0" * 5000 + "7")


def test_a_prefix_in_another_case() -> None:
    """The prefix is compared without regard to case, however host.json spells it."""
    assert router(("f", "orders", None), prefix="Shop/V1").match("GET", "/sHOP/v1/orders") is not None
