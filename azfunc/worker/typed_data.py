"""TypedData of FunctionRpc to `Datum` and back; pure."""

from collections.abc import Callable, Mapping
from typing import Final, cast

from azfunc.bindings.datum import NOTHING, Datum, HttpResponseData, Kind
from azfunc.bindings.model_data import ModelData
from azfunc.bindings.values import dump_json
from azfunc.errors import EncodeError
from azfunc.worker import schema
from azfunc.worker.http_data import read_request, write_response

_LARGEST: Final = 2**63
"""Whole numbers on the wire are below it, and not below its negative."""


def read_datum(typed: schema.TypedData) -> Datum:
    """The value of a message, whatever its kind; `NOTHING` where none is set."""
    kind = typed.WhichOneof("data")
    if kind is None:
        return NOTHING
    read = _READERS.get(kind)
    return Datum(cast("Kind", kind), getattr(typed, kind)) if read is None else read(typed)


def _read_http(typed: schema.TypedData) -> Datum:
    return Datum("http", read_request(typed.http, _body(typed.http)))


def _body(http: schema.RpcHttp) -> bytes | str:
    """The body of a request: absent where the host saw none, or one of unknown length."""
    body = read_datum(http.body).value
    return body if isinstance(body, bytes | str) else b"" if body is None else dump_json(body)


def _model(data: schema.ModelBindingData) -> ModelData:
    return ModelData(data.version, data.source, data.content_type, data.content)


_READERS: Final[Mapping[str, Callable[[schema.TypedData], Datum]]] = {
    "http": _read_http,
    "collection_bytes": lambda typed: Datum("collection_bytes", list(typed.collection_bytes.bytes)),
    "collection_string": lambda typed: Datum("collection_string", list(typed.collection_string.string)),
    "collection_double": lambda typed: Datum("collection_double", list(typed.collection_double.double)),
    "collection_sint64": lambda typed: Datum("collection_sint64", list(typed.collection_sint64.sint64)),
    "model_binding_data": lambda typed: Datum("model", _model(typed.model_binding_data)),
    "collection_model_binding_data": lambda typed: Datum(
        "collection_model", [_model(data) for data in typed.collection_model_binding_data.model_binding_data]
    ),
}
"""The kinds whose value is a message of its own; the others are taken as they are."""


def write_datum(datum: Datum, typed: schema.TypedData) -> None:
    """Fills a message with a value.

    Hosts take no collections of workers, so that these are written as lists of JSON.

    Raises:
        EncodeError: text that UTF-8 cannot carry, or a kind that workers do not send.
    """
    kind, value = datum
    try:
        if kind == "string":
            typed.string = cast("str", value)
        elif kind == "json":
            typed.json = cast("str", value)
        elif kind == "bytes":
            typed.bytes = cast("bytes", value)
        elif kind == "http":
            write_response(cast("HttpResponseData", value), typed.http)
        elif kind != "none":
            _write_number(datum, typed)
    except UnicodeEncodeError as error:
        raise EncodeError(
            f"This text holds a lone surrogate ({error.object[error.start]!r} at index {error.start}), which UTF-8 "
            "cannot carry. Replace it, with text.encode('utf-8', 'replace').decode() say."
        ) from error


def _write_number(datum: Datum, typed: schema.TypedData) -> None:
    kind, value = datum
    if kind == "int" and isinstance(value, int):
        if -_LARGEST <= value < _LARGEST:
            typed.int = value
        else:
            typed.json = str(value)
    elif kind == "double" and isinstance(value, float):
        typed.double = value
    elif kind in ("collection_string", "collection_double", "collection_sint64"):
        typed.json = dump_json(value)
    else:
        raise EncodeError(f"A worker cannot send a value of kind {kind} ({type(value).__name__}).")
