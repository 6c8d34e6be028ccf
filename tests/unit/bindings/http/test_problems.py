"""Requests that do not fit are answered with problem+json, and never with an error of ours."""

import pickle
from typing import Annotated, Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import BaseModel, SecretStr, ValidationInfo, field_validator

from azfunc.bindings.datum import HttpRequestData
from azfunc.bindings.form import UploadedFile
from azfunc.bindings.http_parts import Body, Cookie, Form, Header, Query
from azfunc.bindings.http_problems import Problem, RequestError, json_path


class Item(BaseModel):
    """One line of an order."""

    sku: str
    price: float


class Order(BaseModel):
    """An order with lists, unions and a secret."""

    items: list[Item] = []
    note: int | Item | None = None
    secret: SecretStr = SecretStr("")
    odd: dict[str, int] = {}

    @field_validator("secret")
    @classmethod
    def no_blank(cls, value: SecretStr, info: ValidationInfo) -> SecretStr:
        """Refuses one value."""
        if value.get_secret_value() == "blank":
            raise ValueError(f"{info.field_name} is refused")
        return value


def order(order: Order, id: int = 0) -> Order:
    """A handler with a model."""
    return order


def test_all_problems_are_told_with_their_paths(serve: Any, errors: Any) -> None:
    """Those of every place, as JSONPath; the types of a union are no part of it."""
    body = '{"items": [{"sku": "a", "price": "x"}, {"sku": 1}], "note": "n", "odd": {"a b": "x"}}'
    answer = serve(order, "r/{id}").call(body=body, route_params={"id": "seven"})
    assert answer.status_code == 422
    found = [(error["in"], error["path"], error["type"]) for error in errors(answer)]
    assert found == [
        ("path", "$.id", "int_parsing"),
        ("body", "$.items[0].price", "float_parsing"),
        ("body", "$.items[1].sku", "string_type"),
        ("body", "$.items[1].price", "missing"),
        ("body", "$.note", "int_parsing"),
        ("body", "$.note", "model_type"),
        ("body", "$.odd['a b']", "int_parsing"),
    ]


def test_values_are_not_told(serve: Any) -> None:
    """No value of the request is in the answer, least of all a secret."""
    answer = serve(order).call(body='{"items": "hunter2", "secret": {"x": "hunter2"}, "note": "hunter2"}')
    assert b"hunter2" not in answer.body
    refused = serve(order).call(body='{"secret": "blank"}')
    assert b"secret is refused" in refused.body


def test_many_problems_are_cut(serve: Any, errors: Any) -> None:
    """A hundred problems are enough, however many there are."""
    body = '{"items": [' + ",".join(["{}"] * 1000) + "]}"
    assert len(errors(serve(order).call(body=body))) == 100


@pytest.mark.parametrize(
    ("headers", "body", "status", "kind"),
    [
        ({}, b"", 422, "missing"),
        ({}, b"{", 422, "json_invalid"),
        ({}, b'{"note": NaN}', 422, "json_invalid"),
        ({}, b'{"note": -Infinity}', 422, "json_invalid"),
        ({}, b"\xff\xfe", 422, "json_invalid"),
        ({}, b"[" * 100_000, 422, "json_invalid"),
        ({}, b'{"items": [{"sku": "\\ud800", "price": 1}]}', 422, "json_invalid"),
        ({}, b'{"note": ' + b"9" * 5000 + b"}", 422, "json_invalid"),
        ({}, "{\"odd\": {\"\ud800\": 1}}", 422, "json_invalid"),
        ({"content-type": "text/html"}, b"{}", 415, "media_type"),
        ({"content-type": "application/json; charset=klingon"}, b"{}", 415, "charset"),
        ({"content-type": "application/json; charset=rot13"}, b"{}", 415, "charset"),
        ({"content-type": "application/json; charset=utf-16"}, b"{", 400, "encoding"),
    ],
)  # fmt: skip
def test_bodies_that_cannot_be_read(
    serve: Any, errors: Any, headers: dict[str, str], body: bytes | str, status: int, kind: str
) -> None:
    """Each has a status and a type of its own."""
    answer = serve(order).call(headers=headers, body=body)
    assert (answer.status_code, errors(answer)[0]["type"]) == (status, kind)


@pytest.mark.parametrize(
    ("headers", "body"),
    [
        ({"content-type": "application/json"}, b'{"note": 1}'),
        ({"Content-Type": "Application/JSON; Charset=UTF-8"}, b'{"note": 1}'),
        ({"content-type": "application/vnd.order+json"}, b'{"note": 1}'),
        ({"content-type": "application/json; charset=utf-16"}, '{"note": 1}'.encode("utf-16")),
        ({}, b'\xef\xbb\xbf{"note": 1}'),
        ({}, '{"note": 1}'),
        ({}, b'{"note": 1, "odd": {"NaN": 1, "Infinity": 2}}'),
    ],
)
def test_bodies_that_can(serve: Any, headers: dict[str, str], body: bytes | str) -> None:
    """JSON in the ways that clients send it."""
    answer = serve(order).call(headers=headers, body=body)
    assert answer.status_code == 200
    assert b'"note":1' in answer.body


def everything(
    order: Annotated[Order, Body()],
    q: int,
    many: list[float],
    cookie: Annotated[bool, Cookie()],
    header: Annotated[list[int], Header()],
    text: str = "",
) -> None:
    """A handler that reads every place but forms."""


def form(a: Annotated[int, Form()], b: Annotated[list[str], Form()], file: UploadedFile | None = None) -> None:
    """A handler that reads a form."""


def groups(query: Annotated[Order, Query()], header: Annotated[Item, Header()]) -> None:
    """A handler that reads models from query and headers."""


TEXT = st.text(max_size=20) | st.sampled_from(["\ud800", "9" * 5000, "NaN", "1e999", "%FF", "a=b&a=c", "\0"])
HEADERS = st.dictionaries(st.sampled_from(["Cookie", "header", "x", "sku", "price"]), TEXT)
TYPES = st.sampled_from(
    [
        None,
        "application/json",
        "application/json; charset=latin-1",
        "application/json; charset=unicode_escape",
        "multipart/form-data; boundary=b",
        "multipart/form-data; boundary=",
        "application/x-www-form-urlencoded",
        "text/plain",
        ";;=",
    ]
)
FRAGMENTS = [
    b"--b\r\n",
    b"--b--",
    b"\r\n\r\n",
    b'Content-Disposition: form-data; name="a"',
    b"=?utf-8?q?=ff?=",
    b"\xff",
]
BODIES = (
    st.binary(max_size=60)
    | st.lists(st.sampled_from(FRAGMENTS), max_size=6).map(b"".join)
    | st.sampled_from([b'{"items":[{"price":NaN}]}', b"[" * 5000, b'{"q":"\\ud800"}', b"a=1&b=%FF&b=2", b"null"])
    | TEXT
)


@given(
    st.sampled_from([everything, form, groups, order]),
    st.lists(st.tuples(TEXT, TEXT), max_size=4),
    HEADERS,
    TYPES,
    BODIES,
)
def test_no_request_makes_it_fail(
    serve: Any,
    errors: Any,
    handler: Any,
    query: list[tuple[str, str]],
    headers: dict[str, str],
    media: str | None,
    body: bytes | str,
) -> None:
    """Whatever is sent is either taken, or told as a problem of the caller's."""
    url = "http://localhost/api/r?" + "&".join(f"{name}={value}" for name, value in query)
    sent = headers if media is None else {**headers, "content-type": media}
    answer = serve(handler).call(data=HttpRequestData("POST", url, sent, {}, {}, body))
    if answer.status_code not in (200, 204):
        assert answer.status_code in (400, 415, 422)
        assert errors(answer)


def test_a_thousand_query_parameters(serve: Any) -> None:
    """They are many, and no mistake."""

    def handler(a: list[int], b999: int) -> int:
        return sum(a) + b999

    query = "&".join(f"b{number}={number}&a=1" for number in range(1000))
    assert serve(handler).call(f"?{query}").body == b"1999"


def test_mistakes_of_validators_are_not_the_callers(serve: Any) -> None:
    """What a validator raises beside ValueError comes out as it is."""

    class Broken(BaseModel):
        """A model with a bug."""

        a: int

        @field_validator("a")
        @classmethod
        def bug(cls, value: int) -> int:
            """Fails."""
            return {}[value]  # type: ignore[no-any-return]  # the bug

    def handler(body: Broken, q: int = 1) -> None: ...

    with pytest.raises(KeyError):
        serve(handler).call(body='{"a": 1}')


def test_request_errors_can_be_looked_at_and_sent() -> None:
    """An exception handler has the problems; a process pool may carry the error over."""
    error = RequestError([Problem("query", ("query", "a"), "Field required", "missing", "$.a")], status=400)
    copy = pickle.loads(pickle.dumps(error))
    assert (copy.problems, copy.status, str(copy)) == (error.problems, 400, str(error))
    assert error.problems[0].message == "Field required"


@pytest.mark.parametrize(
    ("parts", "path"),
    [([], "$"), (["a", 0, "b"], "$.a[0].b"), (["a b"], "$['a b']"), (["it's"], r"$['it\'s']"), (['"'], "$['\"']")],
)
def test_json_paths(parts: list[str | int], path: str) -> None:
    """Names that are no identifiers are quoted, as RFC 9535 has it."""
    assert json_path(parts) == path
