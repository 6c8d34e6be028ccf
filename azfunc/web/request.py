"""`WebRequest`: an HTTP request as a web server hands it to an app, made of what a host sends."""

from collections.abc import Mapping, Sequence
from typing import NamedTuple, Protocol
from urllib.parse import quote, unquote, unquote_to_bytes, urlsplit

Address = tuple[str, int]
"""Host and port."""

_SCHEMES = ("http", "https")
_PORTS = {"http": 80, "https": 443}
_URL_CHARACTERS = "%/:=&?~#+!$,;'@()*[]-._|"
"""What stays as it is in a path or query that was sent; anything that is no ASCII is percent-encoded."""


class AnyRequest(Protocol):
    """An HTTP request of azfunc or of azure.functions."""

    @property
    def method(self) -> str: ...
    @property
    def url(self) -> str: ...
    @property
    def headers(self) -> Mapping[str, str]: ...
    @property
    def route_params(self) -> Mapping[str, str]: ...
    def get_body(self) -> bytes: ...


class AnyContext(Protocol):
    """An invocation's context, of azfunc or of azure.functions."""

    @property
    def invocation_id(self) -> str: ...
    @property
    def function_name(self) -> str: ...
    @property
    def function_directory(self) -> str: ...


_CONTEXT_NAMES = (
    "function_directory",
    "function_name",
    "invocation_id",
    "thread_local_storage",
    "trace_context",
    "retry_context",
)


def context_items(context: AnyContext | None) -> dict[str, object]:
    """What apps find of the invocation in their scope or environ, by the names that azure.functions gives it."""
    return {f"azure_functions.{name}": getattr(context, name, None) for name in _CONTEXT_NAMES}


class WebRequest(NamedTuple):
    """A request, taken apart."""

    method: str
    scheme: str
    """``http`` or ``https``, as the client said: what Azure's front end forwards wins over the URL."""
    root_path: str
    """Where the app is mounted, without a slash at its end; empty for an app that sees whole paths."""
    path: str
    """The whole path, decoded."""
    raw_path: bytes
    """The whole path as it was sent."""
    query: bytes
    headers: Sequence[tuple[str, str]]
    """Names in lower case."""
    body: bytes
    server: Address | None
    client: Address | None

    @property
    def path_below_root(self) -> bytes:
        """The path without the root path, decoded to bytes."""
        return unquote_to_bytes(self.raw_path).removeprefix(self.root_path.encode())


def read_request(request: AnyRequest, *, mounted: bool) -> WebRequest:
    """Takes a request apart.

    The client's address is the last one of ``X-Forwarded-For``, which Azure's front end wrote; those before it may
    be forged. Its port is 0 where the front end tells none.

    Args:
        request: the request.
        mounted: whether the app's root is where the route's last token begins, or the server's root.
    """
    url = urlsplit(request.url)
    headers = [(name.lower(), value) for name, value in request.headers.items()]
    named = dict(headers)
    scheme = _first(named.get("x-forwarded-proto", "")).lower()
    if scheme not in _SCHEMES:
        scheme = url.scheme.lower() or "http"
    path = unquote(url.path) or "/"
    return WebRequest(
        method=request.method.upper(),
        scheme=scheme,
        root_path=_root_path(path, request.route_params) if mounted else "",
        path=path,
        raw_path=_as_ascii(url.path or "/"),
        query=_as_ascii(url.query),
        headers=headers,
        body=request.get_body(),
        server=_server(url.hostname, url.netloc, named.get("x-forwarded-port", ""), scheme),
        client=_client(named.get("x-forwarded-for", "")),
    )


def _as_ascii(text: str) -> bytes:
    return quote(text, safe=_URL_CHARACTERS).encode("ascii")


def _first(values: str) -> str:
    return values.partition(",")[0].strip()


def _root_path(path: str, route_params: Mapping[str, str]) -> str:
    """The path without what the route's tokens stand for: ``/api`` of ``/api/orders/7`` and ``{*route}``."""
    whole = path.rstrip("/")
    ends = {end.strip("/") for value in route_params.values() for end in (value, unquote(value))}
    for end in sorted(ends, key=len, reverse=True):
        if end and whole.endswith(f"/{end}"):
            return whole.removesuffix(f"/{end}")
    return whole


def _server(host: str | None, netloc: str, forwarded_port: str, scheme: str) -> Address | None:
    if host is None:
        return None
    port = _port(_first(forwarded_port)) or _port(netloc.rpartition(":")[2])
    return host, port or _PORTS.get(scheme, 80)


def _client(forwarded_for: str) -> Address | None:
    """The address that a front end saw: ``1.2.3.4``, ``1.2.3.4:5678``, ``[::1]:5678`` or ``::1``."""
    last = forwarded_for.rpartition(",")[2].strip()
    if not last:
        return None
    if last.startswith("["):
        host, _, rest = last[1:].partition("]")
        return host, _port(rest.removeprefix(":"))
    if last.count(":") == 1:
        host, _, port = last.partition(":")
        return host, _port(port)
    return last, 0


def _port(text: str) -> int:
    """A port's number; 0 where it is none."""
    return int(text) if text.isascii() and text.isdecimal() and len(text) <= 5 and int(text) < 65536 else 0
