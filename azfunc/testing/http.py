"""HTTP as a test speaks it: requests as a host hands them over, and the `Response` that comes back."""

import json
from collections.abc import Mapping, Sequence
from typing import TypeVar, cast, overload
from urllib.parse import parse_qsl, quote, urlencode, urlsplit

from azfunc.bindings.datum import Datum, HttpRequestData, HttpResponseData, JsonValue
from azfunc.bindings.http_headers import HttpResponseHeaders
from azfunc.bindings.payload import read_json
from azfunc.testing.events import Event, add_properties, json_datum, put, to_bytes

T = TypeVar("T")

Params = Mapping[str, object] | Sequence[tuple[str, object]]
"""Query parameters: a mapping, or pairs where a name repeats. A list as value repeats the name."""


class Request:
    """A request as a client sends it.

    Args:
        method: the verb.
        url: path, with or without a query, below ``base``.
        base: scheme, host and port.
        params: more query parameters.
        json: a value that is sent as JSON: plain values, models, dataclasses.
        content: the body as text or bytes.
        headers: names in any case.

    Raises:
        TypeError: both ``json`` and ``content`` are given.
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
        headers: Mapping[str, str] | None = None,
    ) -> None:
        if json is not None and content is not None:
            raise TypeError("A request has one body: give either json or content, not both.")
        parts = urlsplit(url)
        self.method: str = method.upper()
        self.path: str = quote("/" + parts.path.lstrip("/"), safe="/%:@!$&'()*+,;=~-._")
        self.query: str = "&".join(part for part in (parts.query, _encoded(params)) if part)
        self.url: str = f"{base.rstrip('/')}{self.path}" + (f"?{self.query}" if self.query else "")
        self.body: bytes = _json_body(json) if json is not None else to_bytes(content)
        self.headers: dict[str, str] = _headers(base, headers or {}, is_json=json is not None, length=len(self.body))

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


def _encoded(params: Params | None) -> str:
    if params is None:
        return ""
    pairs = list(params.items()) if isinstance(params, Mapping) else list(params)
    flat: list[tuple[str, str]] = []
    for name, value in pairs:
        several = cast("Sequence[object]", value) if isinstance(value, list | tuple) else (value,)
        flat += [(name, _parameter(item)) for item in several]
    return urlencode(flat)


def _parameter(value: object) -> str:
    if isinstance(value, bool):
        return str(value).lower()
    return "" if value is None else str(value)


def _json_body(value: object) -> bytes:
    return to_bytes(Datum("string", json_datum(value).text()))


def _headers(base: str, given: Mapping[str, str], *, is_json: bool, length: int) -> dict[str, str]:
    headers = {"host": urlsplit(base).netloc, "accept": "*/*"}
    if is_json:
        headers["content-type"] = "application/json"
    if length:
        headers["content-length"] = str(length)
    headers.update((name.lower(), value) for name, value in given.items())
    return headers


class Response:
    """An HTTP answer.

    Attributes:
        status_code: the status as a number.
        headers: look-ups without regard to case; ``get_all`` for repeated names such as ``set-cookie``.
        content: the body as bytes.
        text: the body as text, by the charset of its content type, otherwise UTF-8.
    """

    def __init__(self, data: HttpResponseData) -> None:
        self.status_code: int = data.status_code
        self.headers: HttpResponseHeaders = HttpResponseHeaders(data.headers)
        self.content: bytes = data.body.encode("utf-8") if isinstance(data.body, str) else data.body

    @property
    def text(self) -> str:
        charset = self.headers.get("content-type", "").lower().partition("charset=")[2].partition(";")[0].strip(" \"'")
        try:
            return self.content.decode(charset or "utf-8", "replace")
        except LookupError:  # a charset that Python does not know
            return self.content.decode("utf-8", "replace")

    @property
    def ok(self) -> bool:
        """Whether the status is below 400."""
        return self.status_code < 400

    @overload
    def json(self) -> JsonValue: ...
    @overload
    def json(self, model: type[T]) -> T: ...
    def json(self, model: type[T] | None = None) -> JsonValue | T:
        """The body read as JSON: plain values, or an instance of ``model`` (a pydantic model, a dataclass…).

        Raises:
            ValueError: the body is not JSON, or does not fit the model.
        """
        return read_json(self.content, model)

    def __repr__(self) -> str:
        shown = json.dumps(self.text if len(self.text) <= 60 else self.text[:59] + "…", ensure_ascii=False)
        return f"<azfunc.testing.Response {self.status_code} {shown}>"
