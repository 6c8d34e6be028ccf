"""HTTP as a test speaks it: requests as a host hands them over."""

from collections.abc import Mapping
from typing import TypedDict
from urllib.parse import parse_qsl, quote, urlencode, urlsplit

from azfunc.bindings.datum import Datum, HttpRequestData
from azfunc.testing.cookies import cookie_header
from azfunc.testing.events import Event, add_properties, json_datum, put
from azfunc.testing.http_body import Body, Files, Pairs, flat_pairs, make_body
from azfunc.testing.response import Response, StatusError

__all__ = ("Params", "QueryOptions", "Request", "RequestOptions", "Response", "StatusError")

Params = Pairs
"""Query parameters: a mapping, or pairs where a name repeats. A list as value repeats the name."""


class QueryOptions(TypedDict, total=False):
    """What a request without a body may carry.

    ``params`` are more query parameters; ``headers`` have names in any case; ``cookies`` are added to the client's.
    """

    params: Params | None
    headers: Mapping[str, str] | None
    cookies: Mapping[str, str] | None


class RequestOptions(QueryOptions, total=False):
    """What a request may carry.

    ``json`` is a value that is sent as JSON: plain values, models, dataclasses. ``content`` is a body of text or
    bytes. ``data`` are the fields of a form, and ``files`` its files, as content, ``(name, content)`` or
    ``(name, content, content_type)``.
    """

    json: object
    content: str | bytes | None
    data: Pairs | None
    files: Files | None


class Request:
    """A request as a client sends it.

    Args:
        method: the verb.
        url: path, with or without a query, below ``base``.
        base: scheme, host and port.
        params: more query parameters.
        json: a value that is sent as JSON: plain values, models, dataclasses.
        content: the body as text or bytes.
        data: the fields of a form.
        files: the files of a form.
        headers: names in any case.
        cookies: cookies by name.

    Raises:
        TypeError: more than one body is given.
    """

    def __init__(
        self,
        method: str,
        url: str,
        *,
        base: str,
        params: Params | None = None,
        json: object = None,
        content: str | bytes | None = None,
        data: Pairs | None = None,
        files: Files | None = None,
        headers: Mapping[str, str] | None = None,
        cookies: Mapping[str, str] | None = None,
    ) -> None:
        body = make_body(json, content, data, files)
        parts = urlsplit(url)
        self.method: str = method.upper()
        self.path: str = quote("/" + parts.path.lstrip("/"), safe="/%:@!$&'()*+,;=~-._")
        self.query: str = "&".join(part for part in (parts.query, urlencode(flat_pairs(params))) if part)
        self.url: str = f"{base.rstrip('/')}{self.path}" + (f"?{self.query}" if self.query else "")
        self.body: bytes = body.content
        self.headers: dict[str, str] = _headers(base, headers or {}, cookies or {}, body)

    def to_event(self, route_params: Mapping[str, str]) -> Event:
        """The request as a host hands it to a function.

        Repeated query parameters are joined by commas, and those without a value are left out, as hosts do.
        """
        query: dict[str, list[str]] = {}
        for name, value in parse_qsl(self.query, keep_blank_values=True):
            query.setdefault(name, []).append(value)
        joined = {name: ",".join(values) for name, values in query.items()}
        present = {name: value for name, value in joined.items() if value}
        data = HttpRequestData(self.method, self.url, self.headers, present, dict(route_params), self.body)
        metadata: dict[str, Datum] = {}
        add_properties(metadata, self.body)
        for name, value in (*present.items(), *route_params.items()):
            if name.lower() != "code":
                put(metadata, name, Datum("string", value))
        put(metadata, "Query", json_datum(joined))
        put(metadata, "Headers", json_datum(self.headers))
        return Event(Datum("http", data), metadata)


def _headers(base: str, given: Mapping[str, str], cookies: Mapping[str, str], body: Body) -> dict[str, str]:
    headers = {"host": urlsplit(base).netloc, "accept": "*/*"}
    if body.content_type is not None:
        headers["content-type"] = body.content_type
    if body.content:
        headers["content-length"] = str(len(body.content))
    if cookies:
        headers["cookie"] = cookie_header({**cookies})
    headers.update((name.lower(), value) for name, value in given.items())
    return headers
