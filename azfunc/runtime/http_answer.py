"""The HTTP answer that a host builds from an invocation's outcome."""

import json
from collections.abc import Mapping

from azfunc.bindings.datum import Datum, HttpResponseData, JsonValue
from azfunc.bindings.http import HttpOutput
from azfunc.bindings.http_headers import joined
from azfunc.bindings.http_stream import StreamedData
from azfunc.errors import DecodeError
from azfunc.function import Function
from azfunc.plan import RETURN, Outcome

_TEXT = ("content-type", "text/plain; charset=utf-8")


def http_answer(function: Function, outcome: Outcome) -> HttpResponseData:
    """The answer to the request that the invocation served.

    Text that is JSON is read as hosts read it: an object with ``body`` is a whole response, any other value is
    written anew. Nothing at all is 200 for a function that gave nothing, and 204 for one that gave other outputs.
    An answer that comes in pieces is a `azfunc.bindings.http_stream.StreamedData`.
    """
    datum = _answer_datum(function, outcome)
    if datum is None or datum.kind == "none":
        return HttpResponseData(204 if outcome.outputs or outcome.return_value.kind != "none" else 200)
    if isinstance(datum.value, HttpResponseData):
        return _joined(datum.value)
    if datum.kind == "bytes":
        return HttpResponseData(200, (("content-type", "application/octet-stream"),), datum.data())
    return _from_text(datum.text() if datum.kind in ("string", "json") else str(datum.python()))


def _answer_datum(function: Function, outcome: Outcome) -> Datum | None:
    for binding in function.outputs:
        if isinstance(binding, HttpOutput) or binding.type == "http":
            return outcome.return_value if binding.arg_name == RETURN else outcome.outputs.get(binding.arg_name or "")
    return None


def _joined(data: HttpResponseData) -> HttpResponseData:
    """The answer with one header of each name, and all cookies: hosts send no more."""
    headers = joined(data.headers)
    if isinstance(data, StreamedData):
        return data.with_headers(headers)
    return HttpResponseData(data.status_code, headers, data.body)


def _from_text(text: str) -> HttpResponseData:
    try:
        value = Datum("json", text).parse()
    except DecodeError:
        return HttpResponseData(200, (_TEXT,), text)
    if isinstance(value, Mapping):
        parts = {name.lower(): item for name, item in value.items()}
        if "body" in parts:
            return _from_object(parts)
    return HttpResponseData(200, (_TEXT,), render_json(value))


def _from_object(parts: Mapping[str, JsonValue]) -> HttpResponseData:
    status = parts.get("statuscode", parts.get("status"))
    code = int(status) if isinstance(status, int) or (isinstance(status, str) and status.isdecimal()) else 200
    given = parts.get("headers")
    pairs = given.items() if isinstance(given, Mapping) else ()
    headers = [(name, render_json(value)) for name, value in pairs]
    if not any(name.lower() == "content-type" for name, _ in headers):
        headers.append(_TEXT)
    return HttpResponseData(code, tuple(headers), render_json(parts["body"]))


def render_json(value: JsonValue) -> str:
    """A JSON value as hosts write it where text is wanted: objects over several lines, text without quotes."""
    if isinstance(value, str):
        return value
    if value is None:
        return ""
    if isinstance(value, bool):
        return str(value)
    return json.dumps(value, indent=2, ensure_ascii=False)
