"""Requests as tests make them: forms, files, cookies, and answers that come in pieces."""

import io
from collections.abc import AsyncIterator, Iterator

import pytest
from hypothesis import given
from hypothesis import strategies as st

from azfunc import FunctionApp, HttpRequest, HttpResponse
from azfunc.bindings.datum import HttpResponseData
from azfunc.bindings.form import parse_form
from azfunc.bindings.http_stream import StreamedResponse
from azfunc.errors import InvocationError
from azfunc.testing import Response, StatusError, TestClient
from azfunc.testing.cookies import Cookies
from azfunc.testing.http_body import make_body

app = FunctionApp()


@app.route("form", methods=["POST"])
def form(req: HttpRequest) -> HttpResponse:
    """Tells the fields and files of a form."""
    files = [f"{file.name}:{file.filename}:{file.content_type}:{file.content!r}" for file in req.files.values()]
    return HttpResponse("\n".join([*(f"{name}={req.form.getlist(name)}" for name in req.form), *files]))


@app.route("session/{name?}")
def session(req: HttpRequest) -> HttpResponse:
    """Sets a cookie that it is told, and tells those that it got."""
    response = HttpResponse(req.headers.get("cookie", ""))
    for cookie in req.params.get("set", "").split("|"):
        response.headers.add("Set-Cookie", cookie)
    return response


@app.route("stream")
def stream(req: HttpRequest) -> StreamedResponse:
    """Answers in pieces."""

    async def pieces() -> AsyncIterator[object]:
        yield "one\n"
        yield b"two\n"
        yield {"three": 3}

    return StreamedResponse(pieces(), media_type="application/x-ndjson")


@app.route("broken")
def broken(req: HttpRequest) -> StreamedResponse:
    """Fails in the middle of its answer."""

    def pieces() -> Iterator[str]:
        yield "one"
        raise RuntimeError("no more")

    return StreamedResponse(pieces())


@app.route("status/{code}")
def status(req: HttpRequest) -> HttpResponse:
    """Answers with a status."""
    return HttpResponse("why it is so", status_code=int(req.route_params["code"]))


@pytest.fixture
def client() -> Iterator[TestClient]:
    """A client of the app above."""
    with TestClient(app) as found:
        yield found


def test_forms(client: TestClient) -> None:
    """Fields are sent urlencoded, a list repeats its name."""
    answer = client.post("/api/form", data={"dish": "soup & bread", "table": 4, "tag": ["a", "b"]})
    assert answer.text.splitlines() == ["dish=['soup & bread']", "table=['4']", "tag=['a', 'b']"]


def test_files(client: TestClient) -> None:
    """Files are content, with a name, with a content type, or open; fields go along."""
    opened = io.BytesIO(b"open")
    opened.name = "/home/me/menu.json"
    files = {
        "plain": b"bytes",
        "named": ("a.txt", "text"),
        "typed": ("b.bin", b"\x00", "image/png"),
        "opened": opened,
    }
    answer = client.post("/api/form", data={"dish": "soup"}, files=files)
    assert answer.text.splitlines() == [
        "dish=['soup']",
        "plain:plain:application/octet-stream:b'bytes'",
        "named:a.txt:text/plain:b'text'",
        "typed:b.bin:image/png:b'\\x00'",
        "opened:menu.json:application/json:b'open'",
    ]


def test_one_body_only(client: TestClient) -> None:
    """Two bodies are a mistake of the test, whichever they are."""
    with pytest.raises(TypeError, match="json and files are given"):
        client.post("/api/form", json={}, files={"a": b""})


TEXT = st.text(st.characters(codec="utf-8", categories=["L", "N"]), min_size=1, max_size=8)


@given(st.lists(st.tuples(TEXT, TEXT), max_size=3), st.lists(st.tuples(TEXT, TEXT, st.binary(max_size=20)), max_size=3))
def test_any_form_comes_back(fields: list[tuple[str, str]], files: list[tuple[str, str, bytes]]) -> None:
    """Whatever is sent as a form with files is read by the runtime as what it was."""
    sent = [(name, (filename, content, "text/plain")) for name, filename, content in files]
    body = make_body(None, None, fields, sent)
    read, uploaded = parse_form(body.content_type or "", body.content)
    assert [(name, value) for name in read for value in read.getlist(name)] == sorted(
        fields, key=lambda item: [name for name, _ in fields].index(item[0])
    )
    assert sorted((file.filename, file.content) for name in uploaded for file in uploaded.getlist(name)) == sorted(
        (filename, content) for _, filename, content in files
    )


def test_cookies_are_kept(client: TestClient) -> None:
    """What an answer sets goes along with later requests, until it is taken back."""
    client.get("/api/session", params={"set": "sid=1; HttpOnly|lang=en"})
    assert client.cookies == {"sid": "1", "lang": "en"}
    assert client.get("/api/session").text == "sid=1; lang=en"
    client.get("/api/session", params={"set": "sid=; Max-Age=0|lang=x; Expires=Thu, 01 Jan 1970 00:00:00 GMT"})
    assert client.get("/api/session").text == ""


def test_cookies_of_one_request(client: TestClient) -> None:
    """A test may set cookies for good, or for one request."""
    client.cookies["user"] = "ann"
    assert client.get("/api/session", cookies={"once": "1"}).text == "user=ann; once=1"
    assert client.get("/api/session").text == "user=ann"
    del client.cookies["user"]
    assert client.get("/api/session").text == ""


def test_cookies_below_a_path(client: TestClient) -> None:
    """A cookie goes to the paths below its own."""
    client.get("/api/session", params={"set": "deep=1; Path=/api/session/a"})
    assert client.get("/api/session").text == ""
    assert client.get("/api/session/a?x=1").text == "deep=1"
    assert client.get("/api/session/ab").text == ""


def test_malformed_cookies_are_passed_over() -> None:
    """What no browser would keep is not kept."""
    jar = Cookies()
    headers = [("set-cookie", "a b=c"), ("set-cookie", "ok=1; Expires=whenever"), ("Set-Cookie", "\x01")]
    jar.take(Response(HttpResponseData(200, headers)))
    assert dict(jar) == {"ok": "1"}
    assert repr(jar) == "Cookies({'ok': '1'})"
    assert len(jar) == 1


def test_answers_in_pieces(client: TestClient) -> None:
    """A streamed answer is collected, and its pieces are told apart."""
    answer = client.get("/api/stream")
    assert answer.is_streamed
    assert list(answer.iter_bytes()) == [b"one\n", b"two\n", b'{"three": 3}\n']
    assert list(answer.iter_lines()) == ["one", "two", '{"three": 3}']
    assert answer.headers["content-type"] == "application/x-ndjson"
    whole = client.get("/api/status/200")
    assert (whole.is_streamed, list(whole.iter_bytes())) == (False, [b"why it is so"])


def test_an_answer_that_breaks_off(client: TestClient) -> None:
    """What a stream raises is raised from the call, and is 500 where exceptions are not raised."""
    with pytest.raises(RuntimeError, match="no more"):
        client.get("/api/broken")
    with TestClient(app, raise_exceptions=False) as hosted:
        assert hosted.get("/api/broken").status_code == 500


def test_statuses(client: TestClient) -> None:
    """An answer that is no success can be made an exception that shows what was asked, and what was said."""
    assert client.get("/api/status/204").raise_for_status().reason == "No Content"
    with pytest.raises(StatusError, match=r"GET http://localhost:7071/api/status/418 .* 418 .*: why") as caught:
        client.get("/api/status/418").raise_for_status()
    assert caught.value.response.status_code == 418
    assert isinstance(caught.value, InvocationError)
    with pytest.raises(StatusError, match=r"DELETE .* 404 Not Found"):
        client.delete("/api/nowhere").raise_for_status()
    assert client.get("/api/status/599").reason == ""
