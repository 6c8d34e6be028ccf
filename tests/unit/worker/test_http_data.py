"""RpcHttp to a request, and a response to RpcHttp."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from azfunc.bindings.datum import HttpRequestData, HttpResponseData
from azfunc.bindings.identity import Claim, ClaimsIdentity
from azfunc.worker import protocol, schema
from azfunc.worker.http_data import read_request, write_response
from azfunc.worker.typed_data import read_datum

rpc = protocol.load()
names = st.text(alphabet=st.characters(codec="ascii", categories=["L", "N"]), min_size=1, max_size=8)
maps = st.dictionaries(names, st.text(max_size=8), max_size=4)


@given(names, st.text(), maps, maps, maps, st.binary(), st.booleans())
def test_requests(
    method: str,
    url: str,
    headers: dict[str, str],
    query: dict[str, str],
    params: dict[str, str],
    body: bytes,
    is_nullable: bool,
) -> None:
    """Every part arrives, in whichever of the two forms of maps the host sends it."""
    http = rpc.RpcHttp(method=method, url=url)
    for plain, nullable, values in (
        (http.headers, http.nullable_headers, headers),
        (http.query, http.nullable_query, query),
        (http.params, http.nullable_params, params),
    ):
        for name, value in values.items():
            if is_nullable:
                nullable[name].value = value
            else:
                plain[name] = value
    assert read_request(http, body) == HttpRequestData(method, url, headers, query, params, body)


def test_null_is_left_out() -> None:
    """A value that is null is as good as none; one that is empty is not."""
    http = rpc.RpcHttp()
    http.nullable_query["null"].CopyFrom(rpc.NullableString())
    http.nullable_query["empty"].value = ""
    assert read_request(http, b"").query == {"empty": ""}


def test_cookies() -> None:
    """Cookies that come apart become the header, unless it is there."""
    http = rpc.RpcHttp(cookies=[rpc.RpcHttpCookie(name="a", value="1"), rpc.RpcHttpCookie(name="b", value="2")])
    assert read_request(http, b"").headers == {"cookie": "a=1; b=2"}
    http.headers["Cookie"] = "c=3"
    assert read_request(http, b"").headers == {"Cookie": "c=3"}


def test_identities() -> None:
    """Several identities, with what they claim; missing texts are empty."""
    http = rpc.RpcHttp()
    first = http.identities.add()
    first.authentication_type.value = "aad"
    first.name_claim_type.value = "n"
    first.role_claim_type.value = "r"
    first.claims.add(type="n", value="Ada")
    first.claims.add(type="r", value="cook")
    first.claims.add(type="r", value="guest")
    http.identities.add()
    known, nobody = read_request(http, b"").identities
    claims = (Claim("n", "Ada"), Claim("r", "cook"), Claim("r", "guest"))
    assert known == ClaimsIdentity("aad", "n", "r", claims)
    assert (known.name, known.roles) == ("Ada", ("cook", "guest"))
    assert (nobody, nobody.name, nobody.roles) == (ClaimsIdentity(), "", ())


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        (rpc.TypedData(bytes=b"\xff"), b"\xff"),
        (rpc.TypedData(string="é"), "é"),
        (rpc.TypedData(json='{"a":1}'), '{"a":1}'),
        (rpc.TypedData(stream=b"s"), b"s"),
        (rpc.TypedData(int=5), "5"),
        (rpc.TypedData(), b""),
        (None, b""),
    ],
)
def test_bodies(body: schema.TypedData | None, expected: bytes | str) -> None:
    """A body of whatever kind."""
    http = rpc.RpcHttp() if body is None else rpc.RpcHttp(body=body)
    request = read_datum(rpc.TypedData(http=http)).value
    assert isinstance(request, HttpRequestData)
    assert request.body == expected


@given(st.integers(100, 999), st.lists(st.tuples(names, st.text(max_size=8)), max_size=5), st.binary() | st.text())
def test_responses(status: int, headers: list[tuple[str, str]], body: bytes | str) -> None:
    """The status is text on the wire; a header that is there twice, in any case, is joined under its first name."""
    headers = [(name, value) for name, value in headers if name.lower() != "set-cookie"]
    http = rpc.RpcHttp()
    write_response(HttpResponseData(status, headers, body), http)
    spelled = {name.lower(): name for name, _ in reversed(headers)}
    expected = {
        name: ", ".join(value for other, value in headers if other.lower() == lower) for lower, name in spelled.items()
    }
    assert http.status_code == str(status)
    assert dict(http.headers) == expected
    assert (http.body.string if isinstance(body, str) else http.body.bytes) == body


def test_cookies_of_a_response() -> None:
    """Cookies leave the headers, whatever the case of the name."""
    http = rpc.RpcHttp()
    write_response(HttpResponseData(200, [("SET-cookie", "a=1"), ("set-cookie", "a=2"), ("x", "y")]), http)
    assert [(cookie.name, cookie.value) for cookie in http.cookies] == [("a", "1"), ("a", "2")]
    assert dict(http.headers) == {"x": "y"}
