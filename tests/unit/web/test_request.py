"""A request as a web server sees it, read from what hosts send."""

from urllib.parse import quote, unquote_to_bytes

import pytest
from hypothesis import given
from hypothesis import strategies as st

from azfunc import Context, HttpRequest
from azfunc.web.request import context_items, read_request


def request(url: str, *, headers: dict[str, str] | None = None, route: dict[str, str] | None = None) -> HttpRequest:
    """A GET request."""
    return HttpRequest("get", url, headers=headers, route_params=route)


def test_parts_of_a_url() -> None:
    """Path, raw path and query come apart, the path decoded, the others as they were sent."""
    read = read_request(request("https://shop.example:8443/api/caf%C3%A9%2Fbar%20x?q=a%20b&q=2&e="), mounted=False)
    assert read.method == "GET"
    assert read.scheme == "https"
    assert read.path == "/api/café/bar x"
    assert read.raw_path == b"/api/caf%C3%A9%2Fbar%20x"
    assert read.query == b"q=a%20b&q=2&e="
    assert read.root_path == ""
    assert read.server == ("shop.example", 8443)
    assert read.client is None
    assert read.path_below_root == "/api/café/bar x".encode()


def test_url_that_is_not_encoded() -> None:
    """Characters that no URL may hold are percent-encoded, so that bytes are ASCII."""
    read = read_request(request("http://localhost/café?q=ü"), mounted=False)
    assert read.raw_path == b"/caf%C3%A9"
    assert read.query == b"q=%C3%BC"
    assert read.path == "/café"


def test_root_without_a_slash() -> None:
    """A URL without a path asks for the root."""
    read = read_request(request("http://localhost"), mounted=False)
    assert (read.path, read.raw_path, read.query) == ("/", b"/", b"")


@pytest.mark.parametrize(
    ("path", "route", "root", "below"),
    [
        ("/api/orders/7", {"route": "orders/7"}, "/api", b"/orders/7"),
        ("/api/orders/", {"route": "orders"}, "/api", b"/orders/"),
        ("/api/orders/", {"route": "orders/"}, "/api", b"/orders/"),
        ("/api", {}, "/api", b""),
        ("/api/", {}, "/api", b"/"),
        ("/orders", {"route": "orders"}, "", b"/orders"),
        ("/", {}, "", b"/"),
        ("/api/shop/caf%C3%A9%2Fx", {"rest": "café%2Fx"}, "/api/shop", "/café/x".encode()),
        ("/api/t1/orders/t1", {"tenant": "t1", "rest": "orders/t1"}, "/api/t1", b"/orders/t1"),
    ],
)
def test_mounted(path: str, route: dict[str, str], root: str, below: bytes) -> None:
    """A mounted app's root is what stands before the value of the route's last token."""
    read = read_request(request(f"http://localhost{path}", route=route), mounted=True)
    assert read.root_path == root
    assert read.path_below_root == below


@given(
    st.lists(st.text(min_size=1).filter(lambda text: "/" not in text and text.isprintable()), min_size=1, max_size=4)
)
def test_mounted_at_any_path(parts: list[str]) -> None:
    """Root and rest make up the whole path, whatever characters the segments are of."""
    path = "/".join(quote(part, safe="") for part in parts)
    read = read_request(request(f"http://localhost/api/{path}", route={"route": "/".join(parts)}), mounted=True)
    assert read.root_path == "/api"
    assert read.path_below_root == unquote_to_bytes(f"/{path}")


@pytest.mark.parametrize(
    ("headers", "scheme", "server"),
    [
        ({}, "http", ("internal", 7071)),
        ({"X-Forwarded-Proto": "https"}, "https", ("internal", 7071)),
        ({"X-Forwarded-Proto": "HTTPS, http"}, "https", ("internal", 7071)),
        ({"X-Forwarded-Proto": "gopher"}, "http", ("internal", 7071)),
        ({"X-Forwarded-Port": "443, 80"}, "http", ("internal", 443)),
        ({"X-Forwarded-Port": "none"}, "http", ("internal", 7071)),
        ({"X-Forwarded-Port": "99999"}, "http", ("internal", 7071)),
    ],
)
def test_forwarded_scheme_and_port(headers: dict[str, str], scheme: str, server: tuple[str, int]) -> None:
    """What Azure's front end tells of scheme and port wins over the URL, where it makes sense."""
    read = read_request(request("http://internal:7071/", headers=headers), mounted=False)
    assert (read.scheme, read.server) == (scheme, server)


@pytest.mark.parametrize(("url", "port"), [("http://x/", 80), ("https://x/", 443), ("http://[::1]:81/", 81)])
def test_port_of_the_scheme(url: str, port: int) -> None:
    """Without a port the scheme's own is told."""
    server = read_request(request(url), mounted=False).server
    assert server is not None
    assert server[1] == port


@pytest.mark.parametrize(
    ("forwarded", "client"),
    [
        ("203.0.113.5", ("203.0.113.5", 0)),
        ("203.0.113.5:51234", ("203.0.113.5", 51234)),
        ("6.6.6.6, 203.0.113.5:51234", ("203.0.113.5", 51234)),
        ("[2001:db8::1]:443", ("2001:db8::1", 443)),
        ("[2001:db8::1]", ("2001:db8::1", 0)),
        ("2001:db8::1", ("2001:db8::1", 0)),
        ("203.0.113.5:x", ("203.0.113.5", 0)),
        (" , ", None),
    ],
)
def test_client(forwarded: str, client: tuple[str, int] | None) -> None:
    """The client is the last address of X-Forwarded-For: a client can forge those before it."""
    assert read_request(request("http://x/", headers={"X-Forwarded-For": forwarded}), mounted=False).client == client


@given(st.text(), st.text(), st.text())
def test_forged_headers(port: str, addresses: str, scheme: str) -> None:
    """Whatever a client writes into these headers, the request can be read."""
    headers = {"x-forwarded-port": port, "x-forwarded-for": addresses, "x-forwarded-proto": scheme}
    read = read_request(request("http://x:1/", headers=headers), mounted=False)
    assert read.scheme in ("http", "https")
    assert read.server is not None
    assert 0 < read.server[1] < 65536


def test_context() -> None:
    """An app finds the invocation by the names that azure.functions gives it, and None for each without one."""
    items = context_items(Context(invocation_id="i1", function_name="web"))
    assert items["azure_functions.invocation_id"] == "i1"
    assert items["azure_functions.function_name"] == "web"
    assert set(context_items(None).values()) == {None}
    assert context_items(None).keys() == items.keys()
