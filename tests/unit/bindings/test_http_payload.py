"""HttpRequest and HttpResponse: headers, forms, bodies."""

import dataclasses
from http import HTTPStatus
from urllib.parse import quote_plus

import pytest
from hypothesis import given
from hypothesis import strategies as st

from azfunc import Claim, ClaimsIdentity, HttpRequest, HttpResponse
from azfunc.bindings.form import MultiDict, parse_form
from azfunc.bindings.http_headers import HttpResponseHeaders
from azfunc.bindings.http_payload import content_type

MULTIPART = "multipart/form-data; boundary=XX"


@dataclasses.dataclass
class Order:
    """A body as a model."""

    dish: str


def part(disposition: str, content: bytes, kind: str | None = None) -> bytes:
    """One part of a multipart body, with the boundary before it."""
    extra = f"Content-Type: {kind}\r\n" if kind else ""
    return b"--XX\r\n" + f"Content-Disposition: form-data; {disposition}\r\n{extra}\r\n".encode() + content + b"\r\n"


def multipart(*parts: bytes) -> HttpRequest:
    """A request with a multipart body of these parts."""
    return HttpRequest("POST", "http://h/", headers={"Content-Type": MULTIPART}, body=b"".join(parts) + b"--XX--\r\n")


def test_request_headers_are_found_in_any_case() -> None:
    """Look-ups do not regard case, names are listed in lower case."""
    request = HttpRequest("get", "http://h/", headers={"Content-Type": "a", "X-Key": "b"})
    assert request.headers["content-type"] == request.headers["CONTENT-TYPE"] == "a"
    assert "x-KEY" in request.headers
    assert 5 not in request.headers
    assert request.headers.get("missing") is None
    assert list(request.headers) == ["content-type", "x-key"]
    assert len(request.headers) == 2
    with pytest.raises(KeyError):
        request.headers["missing"]


def test_request_parts() -> None:
    """A request tells its method in upper case, its URL, query and route values."""
    request = HttpRequest("post", "http://h/x?a=1", params={"a": "1"}, route_params={"id": "7"}, body="é")
    assert (request.method, request.url) == ("POST", "http://h/x?a=1")
    assert (request.params["a"], request.route_params["id"]) == ("1", "7")
    assert request.get_body() == b"\xc3\xa9"
    assert repr(request) == "<azfunc.HttpRequest POST http://h/x?a=1>"
    assert HttpRequest("GET", "/").get_body() == b""
    with pytest.raises(TypeError):
        HttpRequest("GET", "/", body=5)  # type: ignore[arg-type]  # what is shown


def test_request_json() -> None:
    """The body is read as JSON or as a model; what is no JSON is a ValueError."""
    request = HttpRequest("POST", "/", body=b'{"dish": "soup"}')
    assert request.get_json() == {"dish": "soup"}
    assert request.get_json(Order) == Order("soup")
    for body in (b"", b"nope", b"\xff", b"{}"):
        with pytest.raises(ValueError, match=r".+"):
            HttpRequest("POST", "/", body=body).get_json(Order)


def test_urlencoded_form_with_repeats() -> None:
    """A name may repeat in a form, values may be blank, plus is a space."""
    request = HttpRequest(
        "POST",
        "/",
        headers={"content-type": "application/x-www-form-urlencoded; charset=utf-8"},
        body=b"a=1&b=&a=2+3&c=%C3%A9&bad=%FF&novalue",
    )
    assert request.form["a"] == "1"
    assert request.form.getlist("a") == ["1", "2 3"]
    assert request.form["b"] == request.form["novalue"] == ""
    assert request.form["c"] == "é"
    assert request.form["bad"] == "�"
    assert list(request.form) == ["a", "b", "c", "bad", "novalue"]
    assert request.form.getlist("missing") == []
    assert len(request.files) == 0
    assert request.form is request.form


@given(st.lists(st.tuples(st.text(min_size=1), st.text()), max_size=5))
def test_urlencoded_fields_come_back(fields: list[tuple[str, str]]) -> None:
    """Whatever fields a browser encodes, they are read back in order."""
    body = "&".join(f"{quote_plus(name)}={quote_plus(value)}" for name, value in fields)
    form, files = parse_form("application/x-www-form-urlencoded", body.encode())
    assert [(name, value) for name in form for value in form.getlist(name)] == [
        (name, value) for name in dict.fromkeys(name for name, _ in fields) for key, value in fields if key == name
    ]
    assert len(files) == 0


def test_two_files_of_one_name() -> None:
    """Two files in one field are both there; text fields stand beside them."""
    request = multipart(
        part('name="note"', "hé".encode()),
        part('name="photo"; filename="a.png"', b"\x89PNG\r\n\x00\xff", "image/png"),
        part('name="photo"; filename="b.txt"', b"text"),
    )
    assert request.form["note"] == "hé"
    first, second = request.files.getlist("photo")
    assert request.files["photo"] == first
    assert (first.name, first.filename, first.content_type) == ("photo", "a.png", "image/png")
    assert first.read() == first.content == first.stream.read() == b"\x89PNG\r\n\x00\xff"
    assert first.stream is not first.stream
    assert (second.filename, second.content_type, second.content) == ("b.txt", "text/plain", b"text")


@given(st.binary().filter(lambda content: b"\r\n--XX" not in content))
def test_binary_content_comes_back(content: bytes) -> None:
    """Whatever bytes a file has, they are read back unchanged."""
    files = multipart(part('name="f"; filename="x"', content, "application/octet-stream")).files
    assert files["f"].content == content


def test_part_without_content() -> None:
    """Headers alone are a part whose content is empty; some clients send empty fields so."""
    head = b'Content-Disposition: form-data; name="name"'
    fields, _ = parse_form("multipart/form-data; boundary=b", b"--b\r\n" + head + b"\r\n\r\n--b--\r\n")
    assert dict(fields) == {"name": ""}


def test_boundary_that_begins_a_longer_line() -> None:
    """A line of content that only begins like the boundary does not part it."""
    request = multipart(part('name="f"; filename="x"', b"a\r\n--XXY\r\nb"))
    assert request.files["f"].content == b"a\r\n--XXY\r\nb"


def test_details_of_multipart() -> None:
    """Preamble and epilogue are dropped, quoted and encoded names and blanks after a boundary are read."""
    body = (
        b'preamble\r\n--XX  \r\nContent-Disposition: form-data; name="a b"\r\n\r\n1\r\n'
        b"--XX\r\nContent-Disposition: form-data; name=f; filename*=UTF-8''%C3%A9.txt\r\n\r\n2\r\n"
        b"--XX\r\nContent-Disposition: form-data; name=l\r\nContent-Type: text/plain; charset=latin-1\r\n\r\n\xe9\r\n"
        b"--XX--\r\nepilogue\r\n--XX\r\nContent-Disposition: form-data; name=late\r\n\r\n3\r\n--XX--"
    )
    form, files = parse_form('multipart/form-data; boundary="XX"', body)
    assert dict(form) == {"a b": "1", "l": "é"}
    assert files["f"].filename == "é.txt"


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"nothing here",
        b"--XX",
        b"--XX--",
        b"--XX\r\n\r\n\r\n--XX--",
        b"--XX\r\nContent-Disposition: form-data\r\n\r\nx\r\n--XX--",
        b'--XX\r\nContent-Disposition: form-data; name="cut"\r\n\r\nx',
    ],
)
def test_broken_multipart_has_no_fields(body: bytes) -> None:
    """Parts without name, blank line or end are left out, without an error."""
    form, files = parse_form(MULTIPART, body)
    assert len(form) == len(files) == 0


@pytest.mark.parametrize("charset", ["no-such", "rot13", "base64", "utf-16", "undefined"])
def test_unusable_charset_of_a_field(charset: str) -> None:
    """A charset that does not exist or is none of text does not fail the request."""
    request = multipart(part('name="a"', b"x", f"text/plain; charset={charset}"))
    assert isinstance(request.form["a"], str)


HEADERS = st.one_of(
    st.text(max_size=30),
    st.sampled_from(["multipart/form-data", MULTIPART, "multipart/form-data; boundary*=utf-8''XX", "a/b; ="]),
)
PIECES = st.sampled_from(
    [
        b"--XX",
        b"--XX--",
        b"\r\n",
        b"Content-Disposition: form-data; ",
        b'name="a"',
        b"name*=utf-8''%FF",
        b"name*0=a; name*2=b",
        b"; filename=",
        b"Content-Type: text/plain; charset*=x''%ff",
        b"\xff\x00",
        b":",
        b'"',
        b" ",
    ]
)


@given(HEADERS, st.lists(PIECES, max_size=12).map(b"".join) | st.binary(max_size=60))
def test_no_body_makes_a_form_raise(header: str, body: bytes) -> None:
    """Whatever arrives under whatever content-type, reading the form never raises."""
    form, files = parse_form(header, body)
    assert all(isinstance(value, str) for value in form.values())
    assert all(isinstance(file.content, bytes) for file in files.values())


@pytest.mark.parametrize("header", ["", "application/json", "multipart/form-data", "multipart/mixed; boundary=XX"])
def test_other_bodies_have_no_form(header: str) -> None:
    """Bodies of other types, or without boundary, have neither fields nor files."""
    form, files = parse_form(header, b"a=1")
    assert len(form) == len(files) == 0


def test_response_defaults() -> None:
    """Without arguments a response is an empty 200 of plain text."""
    response = HttpResponse()
    assert (response.status_code, response.get_body()) == (200, b"")
    assert (response.mimetype, response.charset) == ("text/plain", "utf-8")
    assert repr(response) == "<azfunc.HttpResponse 200>"


def test_response_body_is_encoded_by_charset() -> None:
    """Text is encoded in the response's charset, bytes stay."""
    assert HttpResponse("é").get_body() == b"\xc3\xa9"
    assert HttpResponse("é", charset="latin-1").get_body() == b"\xe9"
    assert HttpResponse(b"\xff", charset="latin-1").get_body() == b"\xff"
    with pytest.raises(TypeError):
        HttpResponse({"a": 1})  # type: ignore[arg-type]  # what is shown


def test_response_status() -> None:
    """A status may be a number or an HTTPStatus."""
    assert HttpResponse(status_code=HTTPStatus.CREATED).status_code == 201
    assert HttpResponse(status_code=418).status_code == 418


@pytest.mark.parametrize(
    ("response", "header"),
    [
        (HttpResponse(), "text/plain; charset=utf-8"),
        (HttpResponse(mimetype="text/html", charset="latin-1"), "text/html; charset=latin-1"),
        (HttpResponse(mimetype="application/json"), "application/json"),
    ],
)
def test_content_type(response: HttpResponse, header: str) -> None:
    """Only text types carry their charset."""
    assert content_type(response) == header


def test_response_headers_repeat() -> None:
    """A name may stand several times; look-ups do not regard case, assigning replaces."""
    headers = HttpResponseHeaders([("Set-Cookie", "a=1"), ("X", "1"), ("set-cookie", "b=2")])
    assert headers["SET-COOKIE"] == "a=1"
    assert headers.get_all("Set-Cookie") == ["a=1", "b=2"]
    assert list(headers) == ["Set-Cookie", "X"]
    headers.add("X", 2)
    assert headers.get_all("x") == ["1", "2"]
    headers.set("x", 3)
    assert headers.multi_items() == [("Set-Cookie", "a=1"), ("set-cookie", "b=2"), ("x", "3")]
    del headers["SET-cookie"]
    assert dict(headers) == {"x": "3"}
    assert "set-cookie" not in headers
    assert 5 not in headers
    for name in ("missing", ""):
        with pytest.raises(KeyError):
            headers[name]
        with pytest.raises(KeyError):
            del headers[name]


def test_iteration_agrees_with_length() -> None:
    """Names that differ in case alone are one name, in iteration and in length."""
    headers = HttpResponseHeaders([("A", "1"), ("a", "2"), ("B", "3")])
    assert len(list(headers)) == len(headers) == 2
    assert list(headers.items()) == [("A", "1"), ("B", "3")]


def test_headers_of_headers_keep_repeats() -> None:
    """Headers made of other headers keep repeated names, those of a mapping come in order."""
    first = HttpResponseHeaders([("a", "1"), ("a", "2")])
    assert HttpResponse(headers=first).headers.multi_items() == [("a", "1"), ("a", "2")]
    assert HttpResponseHeaders({"b": "1", "a": "2"}).multi_items() == [("b", "1"), ("a", "2")]
    assert HttpResponseHeaders(None).multi_items() == []


@pytest.mark.parametrize(("name", "value"), [("a\r\nb", "1"), ("a", "1\r\nb: 2"), ("a", "1\n"), ("a", "\0")])
def test_header_injection_is_refused(name: str, value: str) -> None:
    """A line break in a header would begin another one."""
    with pytest.raises(ValueError, match="another header"):
        HttpResponse(headers={name: value})
    with pytest.raises(ValueError, match="another header"):
        HttpResponse().headers[name] = value


def test_multi_dict() -> None:
    """The first value counts, all of them can be had, in the order of names."""
    fields = MultiDict([("b", 1), ("a", 2), ("b", 3)])
    assert dict(fields) == {"b": 1, "a": 2}
    assert fields.getlist("b") == [1, 3]
    assert repr(fields) == "MultiDict({'b': [1, 3], 'a': [2]})"
    with pytest.raises(KeyError):
        fields["missing"]


def test_identities() -> None:
    """Who sent a request: the name and the roles stand in the claims of the types that the identity says."""
    claims = (Claim("n", "Ada"), Claim("r", "cook"), Claim("r", "guest"), Claim("x", "y"))
    ada = ClaimsIdentity("aad", "n", "r", claims)
    request = HttpRequest("GET", "http://h/", identities=[ada, ClaimsIdentity()])
    assert [(one.name, one.roles) for one in request.identities] == [("Ada", ("cook", "guest")), ("", ())]
    assert HttpRequest("GET", "http://h/").identities == ()
