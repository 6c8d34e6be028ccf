"""HTTP: the trigger's codec, the answer's codec, `Route` and the rules."""

from typing import Any

import pytest

from azfunc import HttpRequest, HttpResponse, QueueMessage
from azfunc.bindings.datum import Datum, HttpRequestData, HttpResponseData
from azfunc.bindings.enums import AuthLevel, HttpMethod
from azfunc.bindings.http import HttpOutput, HttpTrigger, Route
from azfunc.bindings.values import Shape, UnsupportedShapeError
from azfunc.errors import DecodeError, EncodeError

TRIGGER = HttpTrigger(arg_name="req", route="orders/{id}")
OUTPUT = HttpOutput()
REQUEST = HttpRequestData(
    "post", "http://h/api/orders/7?a=1", {"X-Key": "k"}, query={"a": "1"}, route_params={"id": "7"}, body=b"\xff"
)


def response_data(response: HttpResponse) -> HttpResponseData:
    """What is sent for a response."""
    datum = OUTPUT.encode(response)
    assert datum.kind == "http"
    assert isinstance(datum.value, HttpResponseData)
    return datum.value


def test_request() -> None:
    """All parts of the host's request are in the handler's."""
    request = TRIGGER.decode(Datum("http", REQUEST), {})
    assert (request.method, request.url) == ("POST", REQUEST.url)
    assert (request.headers["x-key"], request.params["a"], request.route_params["id"]) == ("k", "1", "7")
    assert request.get_body() == b"\xff"


def test_what_is_no_request() -> None:
    """Another kind of value is a DecodeError that names it."""
    with pytest.raises(DecodeError, match="A string value"):
        TRIGGER.decode(Datum("string", "GET"), {})


@pytest.mark.parametrize("annotation", [str, bytes, dict, QueueMessage, HttpResponse])
def test_only_requests_are_given(annotation: object) -> None:
    """A parameter of another type is refused, with the type that can be had."""
    with pytest.raises(UnsupportedShapeError, match=r"HttpRequest"):
        TRIGGER.decoder(Shape(annotation))
    assert isinstance(TRIGGER.decoder(Shape(HttpRequest))(Datum("http", REQUEST), {}), HttpRequest)


def test_text_is_an_answer() -> None:
    """A str is sent as text."""
    assert OUTPUT.encode("hé") == Datum("string", "hé")


def test_response() -> None:
    """Status, headers and body are sent; the content type comes from mimetype and charset."""
    data = response_data(HttpResponse("hé", status_code=201, headers={"X": "1"}, mimetype="text/html"))
    assert data == HttpResponseData(201, (("X", "1"), ("content-type", "text/html; charset=utf-8")), "hé".encode())


def test_header_wins_over_mimetype() -> None:
    """A content-type header, in any case, is the only one."""
    data = response_data(HttpResponse("{}", headers={"Content-Type": "application/json"}, mimetype="text/html"))
    assert data.headers == (("Content-Type", "application/json"),)


def test_repeated_headers_are_kept() -> None:
    """Two cookies are two headers."""
    data = response_data(HttpResponse(headers=[("Set-Cookie", "a=1"), ("Set-Cookie", "b=2")]))
    assert [value for name, value in data.headers if name == "Set-Cookie"] == ["a=1", "b=2"]


def test_foreign_response() -> None:
    """A response class with the same members, such as that of azure.functions, is taken too."""

    class Foreign:
        status_code = 404
        mimetype = "application/json"
        charset = "utf-8"
        headers = {"X": "1"}  # noqa: RUF012 - as the class that it stands for

        def get_body(self) -> bytes:
            return b"{}"

    datum = OUTPUT.encode(Foreign())
    assert datum.value == HttpResponseData(404, (("X", "1"), ("content-type", "application/json")), b"{}")


@pytest.mark.parametrize("value", [None, b"x", 5, {"a": 1}, ["a"], QueueMessage(body="x")])
def test_what_is_no_answer(value: object) -> None:
    """Other values are an EncodeError that says what to return for JSON."""
    with pytest.raises(EncodeError, match="application/json"):
        OUTPUT.encode(value)


def test_annotations_of_answers() -> None:
    """Types that are no answer are refused; text and responses are left to the value, others give typed answers."""
    for annotation in (QueueMessage, Opaque):
        with pytest.raises(UnsupportedShapeError):
            OUTPUT.encoder(Shape(annotation))
    for annotation in (str, HttpResponse, object):
        assert OUTPUT.encoder(Shape(annotation))("x") == Datum("string", "x")
    typed = HttpResponseData(200, (("content-type", "application/json"),), b'["x"]')
    assert OUTPUT.encoder(Shape(list[str], str))(["x"]) == Datum("http", typed)


class Opaque:
    """A class that pydantic knows nothing of."""


def test_route_makes_trigger_and_answer() -> None:
    """A route is an httpTrigger and an http entry, methods and level as function.json documents them."""
    trigger, answer = Route(
        "orders",
        methods=["GET", HttpMethod.POST],
        auth_level="ANONYMOUS",
        trigger_extra_fields={"webhook_type": "x", "gone": None},
        binding_extra_fields={"some_thing": AuthLevel.ADMIN},
    ).bindings()
    assert trigger.to_document() == {
        "type": "httpTrigger",
        "direction": "in",
        "name": None,
        "route": "orders",
        "methods": ["get", "post"],
        "authLevel": "anonymous",
        "webhookType": "x",
        "gone": None,
    }
    assert answer.to_document() == {"type": "http", "direction": "out", "name": "$return", "someThing": "admin"}


def test_methods_may_be_one_text() -> None:
    """A single verb is a list of one; none given means all."""
    one, _ = Route(methods="post").bindings()  # type: ignore[arg-type]  # a str is an iterable of str
    assert isinstance(one, HttpTrigger)
    assert one.method_texts() == ["post"]
    every, _ = Route().bindings()
    assert isinstance(every, HttpTrigger)
    assert every.method_texts() == []
    assert "methods" not in every.to_document()


@pytest.mark.parametrize(
    ("fields", "rule"),
    [
        ({"route": "/orders"}, "bad-route"),
        ({"route": "a//b"}, "bad-route"),
        ({"route": "{a:nope}"}, "bad-route"),
        ({"route": "admin"}, "reserved-route"),
        ({"route": "Administer/x"}, "reserved-route"),
        ({"route": "runtime"}, "reserved-route"),
        ({"route": 5}, "wrong-argument-type"),
        ({"methods": ("FETCH",)}, "unknown-enum-text"),
        ({"auth_level": "user"}, "unknown-enum-text"),
    ],
)
def test_faults(fields: dict[str, Any], rule: str) -> None:
    """Bad templates, reserved beginnings, unknown verbs and levels are one fault each."""
    (fault,) = HttpTrigger(**fields).faults()
    assert fault.rule == rule


@pytest.mark.parametrize("route", ["", "orders/{id:int}", "{*rest}", "%ROUTE%", "my-admin", None])
def test_good_routes(route: str | None) -> None:
    """Templates, settings and no route at all give no fault."""
    assert list(HttpTrigger(route=route).faults()) == []


def test_target() -> None:
    """The target is the route; without one it is not known yet."""
    assert TRIGGER.target() == "/orders/{id}"
    assert HttpTrigger(route="").target() == "/"
    assert HttpTrigger().target() == ""
