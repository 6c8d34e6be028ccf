"""HTTP: the route decorator, requests, responses, forms."""

# ruff: noqa: B018  # an expression alone is what is checked

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from http import HTTPStatus
from typing import assert_type

from azfunc import (
    AuthLevel,
    Blueprint,
    Claim,
    ClaimsIdentity,
    FunctionApp,
    HttpMethod,
    HttpRequest,
    HttpResponse,
    Out,
)
from azfunc.bindings.datum import JsonValue
from azfunc.bindings.form import MultiDict, UploadedFile
from azfunc.bindings.http_headers import HttpResponseHeaders

app = FunctionApp(http_auth_level=AuthLevel.ANONYMOUS)
bp = Blueprint()


@dataclass
class Order:
    """What customers send."""

    dish: str
    count: int


@app.route("orders/{id:int}", methods=["GET", HttpMethod.POST], auth_level="anonymous")
def read_order(req: HttpRequest) -> HttpResponse:
    assert_type(req.method, str)
    assert_type(req.url, str)
    assert_type(req.headers, Mapping[str, str])
    assert_type(req.params.get("page"), str | None)
    assert_type(req.route_params["id"], str)
    assert_type(req.get_body(), bytes)
    assert_type(req.get_json(), JsonValue)
    assert_type(req.get_json(Order), Order)
    assert_type(req.get_json(model=list[Order]), list[Order])
    assert_type(req.form, MultiDict[str])
    assert_type(req.form.getlist("tag"), list[str])
    assert_type(req.files["photo"], UploadedFile)
    assert_type(req.files["photo"].read(), bytes)
    return HttpResponse("ok", status_code=HTTPStatus.CREATED, headers={"x-a": "b"})


@app.route(route="menu", trigger_arg_name="req", binding_arg_name="$return", auth_level=AuthLevel.ADMIN)
async def menu(req: HttpRequest) -> str:
    return req.url


@bp.route(methods=(HttpMethod.PUT,), binding_arg_name="answer", trigger_extra_fields={"a": 1})
def with_out(req: HttpRequest, answer: Out[HttpResponse]) -> int:
    answer.set(HttpResponse(b"bytes", mimetype="application/octet-stream", charset=None))
    answer.set("text")  # E: arg-type | reportArgumentType
    assert_type(answer.get(), HttpResponse | None)
    return 1


request = HttpRequest("GET", "https://a/b", params={"a": "b"}, route_params={}, headers={}, body="text")
response = read_order(request)
assert_type(response, HttpResponse)
assert_type(response.status_code, int)
assert_type(response.mimetype, str)
assert_type(response.headers, HttpResponseHeaders)
assert_type(response.headers.get_all("set-cookie"), list[str])
assert_type(response.headers["etag"], str)
assert_type(read_order(req=request), HttpResponse)
assert_type(with_out(request, answer=Out[HttpResponse]()), int)


assert_type(request.identities, Sequence[ClaimsIdentity])
assert_type([identity.name for identity in request.identities], list[str])
assert_type(request.identities[0].roles, tuple[str, ...])
assert_type(request.identities[0].claims, tuple[Claim, ...])
HttpRequest("GET", "https://a/b", identities=["Ada"])  # E: list-item | reportArgumentType


async def call_async() -> None:
    assert_type(await menu(request), str)
    assert_type(await menu(req=request), str)


read_order()  # E: call-arg | reportCallIssue
read_order("text")  # E: arg-type | reportArgumentType
read_order(request=request)  # E: call-arg | reportCallIssue
with_out(request, Out[str]())  # E: arg-type | reportArgumentType

app.route("a", "b")  # E: call-arg | reportCallIssue
app.route(rout="a")  # E: call-arg | reportCallIssue
app.route(route=1)  # E: arg-type | reportArgumentType
app.route(methods=["FETCH"])  # E: list-item | reportArgumentType
app.route(methods=[HttpMethod.GET, 1])  # E: list-item | reportArgumentType
app.route(auth_level="nobody")  # E: arg-type | reportArgumentType
app.route(auth_level=HttpMethod.GET)  # E: arg-type | reportArgumentType
app.route(trigger_extra_fields=[1])  # E: arg-type | reportArgumentType
bp.route(trigger_arg_name=1)  # E: arg-type | reportArgumentType
app.route("a")(1)  # E: type-var | reportArgumentType

HttpResponse(status=404)  # E: call-arg | reportCallIssue
HttpResponse({"a": 1})  # E: arg-type | reportArgumentType
HttpRequest("GET")  # E: call-arg | reportCallIssue
request.json()  # E: attr-defined | reportAttributeAccessIssue
request.get_json(Order).price  # E: attr-defined | reportAttributeAccessIssue
