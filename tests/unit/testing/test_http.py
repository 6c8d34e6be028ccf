"""The test client as an HTTP client."""

import asyncio
import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from pydantic import BaseModel

from azfunc import FunctionApp, HttpRequest, HttpResponse, Out
from azfunc.errors import AppError, DocumentError, InvocationError
from azfunc.testing import AsyncTestClient, Response, TestClient
from azfunc.testing.http import Request


class Order(BaseModel):
    """What is sent and answered."""

    id: int
    dish: str = "soup"


app = FunctionApp()


@app.route("echo/{name}/{count:int=1}")
async def echo(req: HttpRequest) -> HttpResponse:
    """Tells what it was asked."""
    told = {
        "method": req.method,
        "url": req.url,
        "params": dict(req.params),
        "route": dict(req.route_params),
        "headers": dict(req.headers),
        "body": req.get_body().decode(),
    }
    return HttpResponse(json.dumps(told), mimetype="application/json")


@app.route("orders", methods=["POST"])
def orders(req: HttpRequest) -> HttpResponse:
    """Answers with the order that was sent, and two cookies."""
    order = req.get_json(Order)
    headers = [("Set-Cookie", "a=1"), ("Set-Cookie", "b=2")]
    return HttpResponse(order.model_dump_json(), status_code=201, headers=headers, mimetype="application/json")


@app.route("text")
def text(req: HttpRequest) -> str:
    """Returns text, which hosts read as JSON."""
    return req.params.get("say", "hello")


@app.route("out", binding_arg_name="res")
def by_out(req: HttpRequest, res: Out[HttpResponse]) -> None:
    """Answers through an output."""
    res.set(HttpResponse("é".encode("latin-1"), mimetype="text/plain", charset="latin-1"))


@app.route("silent")
def silent(req: HttpRequest):  # type: ignore[no-untyped-def] # a handler without annotations
    """Returns nothing, which no HTTP output can send."""


@app.route("broken")
def broken(req: HttpRequest) -> HttpResponse:
    """Fails."""
    raise ZeroDivisionError("on purpose")


@pytest.fixture
def client() -> Iterator[TestClient]:
    """A client of the app above."""
    with TestClient(app) as found:
        yield found


def told(response: Response) -> dict[str, object]:
    """What ``echo`` was asked."""
    assert response.status_code == 200
    value = response.json()
    assert isinstance(value, dict)
    return value


@pytest.mark.parametrize("method", ["get", "delete", "options"])
def test_methods_without_body(client: TestClient, method: str) -> None:
    """Each method of the client sends the verb of its name."""
    assert told(getattr(client, method)("/api/echo/x"))["method"] == method.upper()


@pytest.mark.parametrize("method", ["post", "put", "patch"])
def test_methods_with_body(client: TestClient, method: str) -> None:
    """Bodies come through, with their length and no content type of their own."""
    seen = told(getattr(client, method)("/api/echo/x", content="hällo"))
    headers = seen["headers"]
    assert isinstance(headers, dict)
    assert (seen["method"], seen["body"]) == (method.upper(), "hällo")
    assert headers["content-length"] == "6"
    assert "content-type" not in headers


def test_head_has_no_body(client: TestClient) -> None:
    """A HEAD request is answered without a body."""
    response = client.head("/api/text")
    assert (response.status_code, response.content) == (200, b"")


def test_the_request_is_what_a_host_hands_over(client: TestClient) -> None:
    """Repeated parameters are joined, empty ones left out, header names lower, the URL absolute."""
    response = client.get(
        "/api/echo/a%20b?x=1&empty=",
        params={"x": 2, "many": ["p", "q"], "flag": True, "none": None},
        headers={"X-Thing": "Yes"},
    )
    seen = told(response)
    assert seen["params"] == {"x": "1,2", "many": "p,q", "flag": "true"}
    assert seen["route"] == {"name": "a b", "count": "1"}
    assert seen["url"] == "http://localhost:7071/api/echo/a%20b?x=1&empty=&x=2&many=p&many=q&flag=true&none="
    assert seen["headers"] == {"host": "localhost:7071", "accept": "*/*", "x-thing": "Yes"}


def test_json_and_models_both_ways(client: TestClient) -> None:
    """Models are sent and read without writing JSON by hand."""
    response = client.post("/api/orders", json=Order(id=7))
    assert response.status_code == 201
    assert response.json(Order) == Order(id=7)
    assert response.headers["Content-Type"] == "application/json"
    assert response.headers.get_all("set-cookie") == ["a=1", "b=2"]
    assert response.ok


def test_falsy_json_is_sent(client: TestClient) -> None:
    """Zero, false and empty lists are bodies."""
    assert told(client.post("/api/echo/x", json=[]))["body"] == "[]"
    assert told(client.post("/api/echo/x", json=0))["body"] == "0"


def test_one_body_only(client: TestClient) -> None:
    """Two bodies are a mistake of the test."""
    with pytest.raises(TypeError, match="not both"):
        client.post("/api/orders", json={}, content="x")


@pytest.mark.parametrize(
    ("method", "path"),
    [("GET", "/api/orders"), ("GET", "/orders"), ("GET", "/api/nope"), ("GET", "/api/echo/x/notanumber")],
)
def test_not_found(client: TestClient, method: str, path: str) -> None:
    """Unknown routes, wrong methods and values against a constraint are all 404."""
    response = client.request(method, path)
    assert (response.status_code, response.content, response.ok) == (404, b"", False)


def test_text_is_read_as_hosts_read_it(client: TestClient) -> None:
    """A returned text is plain text, and JSON text is written anew."""
    assert client.get("/api/text").text == "hello"
    assert client.get("/api/text", params={"say": '"quoted"'}).text == "quoted"
    assert client.get("/api/text").headers["content-type"] == "text/plain; charset=utf-8"


def test_an_out_parameter_answers(client: TestClient) -> None:
    """The answer may come from an output, and its charset is used for its text."""
    response = client.get("/api/out")
    assert (response.content, response.text) == (b"\xe9", "é")


def test_exceptions_are_raised_out_of_the_call(client: TestClient) -> None:
    """A test sees the handler's own exception, with the handler's line."""
    with pytest.raises(ZeroDivisionError, match="on purpose") as caught:
        client.get("/api/broken")
    assert caught.traceback[-1].name == "broken"


def test_returning_nothing_is_an_error(client: TestClient) -> None:
    """Hosts answer 500 for None; a test is told why."""
    with pytest.raises(ValueError, match="function 'silent'"):
        client.get("/api/silent")


def test_exceptions_as_hosts_answer_them() -> None:
    """Without raising, a failure is 500 with an empty body."""
    with TestClient(app, raise_exceptions=False) as client:
        response = client.get("/api/broken")
        assert (response.status_code, response.content) == (500, b"")
        error = client.invoke("broken").error
    assert isinstance(error, ZeroDivisionError)


def test_another_prefix_and_base() -> None:
    """The prefix of host.json and the base URL can be said."""
    with TestClient(app, route_prefix="", base_url="https://shop.test") as client:
        assert told(client.get("echo/x"))["url"] == "https://shop.test/echo/x"


@pytest.mark.parametrize("kind", [TestClient, AsyncTestClient])
def test_the_projects_prefix(kind: type[TestClient | AsyncTestClient], tmp_path: Path) -> None:
    """Requests go below the prefix of the host.json beside the app's file; one that is said comes before it."""
    script = tmp_path / "function_app.py"
    made: dict[str, FunctionApp] = {}
    source = "from azfunc import FunctionApp\napp = FunctionApp()\n@app.get('hello')\ndef hello() -> str: return 'hi'\n"
    exec(compile(source, str(script), "exec"), made)
    assert made["app"].root == tmp_path.resolve()

    def status(path: str, **options: str) -> int:
        client = kind(made["app"], **options)
        if isinstance(client, TestClient):
            with client:
                return client.get(path).status_code

        async def ask() -> int:
            async with client:
                return (await client.get(path)).status_code

        return asyncio.run(ask())

    assert status("/api/hello") == 200
    (tmp_path / "host.json").write_text('{"version": "2.0", "extensions": {"http": {"routePrefix": "v1"}}}')
    assert (status("/v1/hello"), status("/api/hello")) == (200, 404)
    assert (status("/v1/hello", route_prefix="api"), status("/api/hello", route_prefix="api")) == (404, 200)
    assert status("/hello", route_prefix="") == 200
    (tmp_path / "host.json").write_text("{")
    with pytest.raises(DocumentError, match=r"host\.json"):
        status("/v1/hello")


def test_invoking_by_name_fills_the_route(client: TestClient) -> None:
    """An HTTP function is called by its name, its route's tokens taken from the metadata."""
    result = client.invoke("echo", metadata={"NAME": "a b"}, params={"q": "1"}, headers={"x-a": "b"})
    assert result.response is not None
    seen = told(result.response)
    assert (seen["method"], seen["route"], seen["params"]) == ("GET", {"name": "a b", "count": "1"}, {"q": "1"})
    assert seen["url"] == "http://localhost:7071/api/echo/a%20b/1?q=1"


def test_invoking_with_data_posts(client: TestClient) -> None:
    """Data make it a POST with a JSON body."""
    result = client.invoke("orders", {"id": 1})
    assert result.response is not None
    assert result.response.status_code == 201
    assert result.return_value is None


def test_invoking_without_a_token(client: TestClient) -> None:
    """A token without a value is told, with the way to give one."""
    with pytest.raises(InvocationError, match=r"token \{name\}.*metadata=\{'name'"):
        client.invoke("echo")


def test_faults_of_the_app_are_told_at_once() -> None:
    """A wrong app does not make a client."""
    wrong = FunctionApp()

    @wrong.queue_trigger(queue_name="x", connection="C")
    def nothing(first: str, second: str) -> None: ...

    with pytest.raises(AppError):
        TestClient(wrong)


def test_pytest_takes_the_client_for_no_test() -> None:
    """The name of the class does not make pytest collect it."""
    assert TestClient.__test__ is False


def test_the_repr_of_a_response(client: TestClient) -> None:
    """A failed assertion shows status and text."""
    assert repr(client.get("/api/text")) == '<azfunc.testing.Response 200 "hello">'


def test_names_and_verbs_in_any_case(client: TestClient) -> None:
    """Verbs, header names and route tokens are understood however a test spells them."""
    sent = client.request("post", "/api/echo/a", json={}, headers={"CONTENT-Type": "application/merge-patch+json"})
    asked = told(sent)
    assert asked["method"] == "POST"
    assert isinstance(asked["headers"], dict)
    assert asked["headers"]["content-type"] == "application/merge-patch+json"
    invoked = client.invoke("echo", metadata={"NAME": "a", "Count": 2}).response
    assert invoked is not None
    assert told(invoked)["route"] == {"name": "a", "count": "2"}


def test_the_type_of_a_body_by_invoke(client: TestClient) -> None:
    """Data are sent as JSON or text, whichever they are; bytes without a type."""
    found: list[object] = []
    for data in ("plain", '{"id": 1}', b"raw", None):
        response = client.invoke("echo", data, {"name": "a"}).response
        assert response is not None
        headers = told(response)["headers"]
        assert isinstance(headers, dict)
        found.append(headers.get("content-type"))
    assert found == ["text/plain; charset=utf-8", "application/json", None, None]


def test_the_key_is_no_binding_data() -> None:
    """The query parameter ``code`` holds a key, which hosts do not pass on to bindings."""
    event = Request("GET", "/api/x?CODE=secret&q=1", base="http://localhost").to_event({})
    assert "CODE" not in event.metadata
    assert event.metadata["q"].text() == "1"
