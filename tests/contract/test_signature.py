"""HTTP by signature is alike in the test client and in both of Microsoft's workers."""

import pytest

from .capabilities import differs, shows
from .conftest import APPS
from .ways import Way

pytestmark = [pytest.mark.microsoft, pytest.mark.timeout(600)]

APP = APPS / "signature"
PAGE = "http-by-signature"
ORDER = {"table": 4, "items": [{"dish": "soup", "amount": 2}]}


@shows(PAGE, "tokens of the route as parameters")
def test_path_tokens(way: Way) -> None:
    """Tokens are converted, decoded, and found under an alias; one takes the rest of the path."""
    answer = way.request("GET", "/api/places/7/caf%C3%A9/a/b")
    assert answer.json() == {"id": 7, "name": "café", "rest": "a/b"}


@shows(PAGE, "the query: values, lists, defaults, bounds")
def test_query(way: Way) -> None:
    """Values have their types, a repeated name is a list, defaults stand for what is missing."""
    options = {"dish": ["soup", "tea"], "exact": True, "id": "00000000-0000-4000-8000-000000000001"}
    assert way.request("GET", "/api/search", params=options).json() == {**options, "page": 1}
    assert way.request("GET", "/api/search").json() == {"dish": [], "page": 1, "exact": False, "id": None}


@shows(PAGE, "headers and cookies of the request")
def test_headers_and_cookies(way: Way) -> None:
    """A parameter's name is a header's with hyphens."""
    headers = {"User-Agent": "test", "X-Table": "4"}
    answer = way.request("GET", "/api/carried", headers=headers, cookies={"session": "s1"})
    assert answer.json() == {"agent": "test", "session": "s1", "table": 4}


@shows(PAGE, "models from the JSON body, one or several")
def test_models(way: Way) -> None:
    """A model is the whole body; several parameters are members of it."""
    assert way.request("POST", "/api/orders", json=ORDER).status_code == 201
    body = {"order": ORDER, "guest": {"name": "Ada"}, "note": "quick"}
    answer = way.request("PUT", "/api/orders/3", json=body)
    assert answer.json() == {"id": 3, "table": 4, "guest": "Ada", "note": "quick"}


@shows(PAGE, "the body as bytes or text")
def test_raw_bodies(way: Way) -> None:
    """Bytes arrive and leave as they are; text is decoded and encoded."""
    answer = way.request("POST", "/api/raw", content=b"\x00\xff\x01")
    assert (answer.content, answer.headers["content-type"]) == (b"\x01\xff\x00", "application/octet-stream")
    answer = way.request("POST", "/api/text", content="grüße", headers={"content-type": "text/plain"})
    assert (answer.text, answer.headers["content-type"]) == ("GRÜSSE", "text/plain; charset=utf-8")


@shows(PAGE, "forms and uploaded files")
def test_forms(way: Way) -> None:
    """Fields of both kinds of form, and a file with its name and type."""
    answer = way.request("POST", "/api/form", data={"title": "lunch", "tags": ["a", "b"]})
    assert answer.text == "lunch: a, b"
    files = {"menu": ("menu.txt", b"so\x00up", "text/plain")}
    answer = way.request("POST", "/api/upload", data={"title": "lunch"}, files=files)
    assert answer.json() == {"title": "lunch", "name": "menu.txt", "size": 5, "type": "text/plain"}


WITH_TYPE = differs("an answer without a body has a content type")


@shows(PAGE, "models, lists and `None` as answers; `status_code`", v2=WITH_TYPE, v1=WITH_TYPE)
def test_answers(way: Way) -> None:
    """The fields of the annotation are sent, and no others; nothing is 204."""
    answer = way.request("POST", "/api/orders", json=ORDER)
    assert (answer.status_code, answer.headers["content-type"], answer.json()) == (201, "application/json", ORDER)
    answer = way.request("GET", "/api/list?count=2")
    assert answer.json() == [{"dish": "soup", "amount": 1}, {"dish": "soup", "amount": 2}]
    answer = way.request("DELETE", "/api/orders/1")
    assert (answer.status_code, answer.content) == (204, b"")
    assert ("content-type" in answer.headers) is (way.name != "TestClient")


@shows(PAGE, "`(body, status)`, `(body, status, headers)` and `HttpResponse` as answers")
def test_whole_answers(way: Way) -> None:
    """Status, headers, type and cookies are as the handler says."""
    answer = way.request("DELETE", "/api/orders/2")
    assert (answer.status_code, answer.text) == (404, "no such order")
    answer = way.request("PATCH", "/api/orders/2")
    assert (answer.json(), answer.headers["x-moved"]) == ({"id": 2}, "yes")
    assert answer.headers["content-type"] == "application/vnd.order+json"
    answer = way.request("GET", "/api/cookies?name=a")
    assert (answer.status_code, answer.text) == (203, "<b>baked</b>")
    assert answer.headers["content-type"].replace("; ", ";") == "text/html;charset=utf-8"
    assert answer.headers.get_all("set-cookie") == ["first=a", "second=2"]
    assert answer.headers.get_all("vary") == ["accept, cookie"]
    assert way.request("GET", "/api/headers").headers.get_all("link") == ["<a>, <b>"]


@shows(PAGE, "`problem+json` for requests that do not fit: 422, 415, 400")
def test_problems(way: Way) -> None:
    """All that is wrong is told, with its place; no value of the request is."""
    wrong = {"table": "x", "items": [{"dish": "soup", "amount": 0}]}
    answer = way.request("POST", "/api/orders", json=wrong)
    assert (answer.status_code, answer.headers["content-type"]) == (422, "application/problem+json")
    told = answer.json()
    assert isinstance(told, dict)
    assert [error["path"] for error in told["errors"]] == ["$.table", "$.items[0].amount"]
    assert way.request("GET", "/api/search?page=0").status_code == 422
    answer = way.request("POST", "/api/orders", content="<a/>", headers={"content-type": "application/xml"})
    assert answer.status_code == 415
    answer = way.request("POST", "/api/text", content=b"\xff", headers={"content-type": "text/plain"})
    assert answer.status_code == 400


@shows(PAGE, "`HttpRequest` beside other parameters, or alone")
def test_requests(way: Way) -> None:
    """The whole request is there as well; a handler of it alone answers as hosts read answers."""
    answer = way.request("POST", "/api/request?loud=true", content="hi")
    assert answer.text == "POST HTTP://LOCALHOST:7071/API/REQUEST?LOUD=TRUE HI"
    assert way.request("GET", "/api/classic").text == '{\n  "a": 1\n}'


@shows(PAGE, "outputs beside an answer")
def test_outputs(way: Way) -> None:
    """What an output is given leaves beside the answer, which is none here."""
    assert way.request("POST", "/api/queued", json=ORDER).status_code == 204
    done = way.invoke("queued", ORDER)
    assert done.outputs["out"] == ORDER
