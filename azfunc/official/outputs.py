"""Data as what Microsoft's converters take of a function's outputs."""

import sys
from collections.abc import Callable, Iterable, Mapping
from importlib import import_module
from typing import Protocol, cast

from azfunc.bindings.datum import Datum, HttpResponseData
from azfunc.bindings.http_headers import joined
from azfunc.bindings.http_payload import HttpResponse
from azfunc.bindings.http_stream import StreamedData
from azfunc.errors import EncodeError
from azfunc.plan import RETURN


class _Fields(Protocol):
    """Any of their objects; attributes are read by name."""

    def __getattr__(self, name: str) -> object: ...


def to_official(binding_type: str, datum: Datum) -> object:
    """A value that their converter for the binding turns into the same data."""
    if datum.kind == "none":
        return None
    if binding_type in _OBJECT_TYPES:
        return _objects(binding_type, datum)
    if isinstance(datum.value, HttpResponseData):
        return _response_of_data(datum.value)
    if datum.kind == "json" and binding_type not in _TEXT_TYPES:
        return _json_value(binding_type, datum)
    return datum.value


_TEXT_TYPES = ("http", "blob", "eventGrid", "kafka", "serviceBus")
"""Outputs whose converters take JSON as text alone."""

_OBJECT_TYPES = {
    "cosmosDB": ("Document", "DocumentList"),
    "sql": ("SqlRow", "SqlRowList"),
    "mysql": ("MySqlRow", "MySqlRowList"),
}
"""Outputs whose converters take objects of their own classes alone: the class of one, and of several."""


def _json_value(binding_type: str, datum: Datum) -> object:
    """JSON as the lists and dicts that their converter sends as JSON; its text where the converter takes no such."""
    value = datum.parse()
    if binding_type == "queue":
        return value if isinstance(value, list) and all(isinstance(item, str) for item in value) else datum.value
    if binding_type == "eventHub":
        return value if isinstance(value, list) else datum.value
    return value if isinstance(value, dict | list) else datum.value


class _AzureFunctions(Protocol):
    """What is used of azure.functions."""

    HttpResponse: Callable[..., _Fields]
    Out: Mapping[type, object]


def _azure_functions() -> _AzureFunctions:
    module = sys.modules.get("azure.functions") or import_module("azure.functions")
    return cast("_AzureFunctions", module)


def http_response(response: HttpResponse) -> object:
    """Our response as theirs, whose converter makes the same content-type of mimetype and charset."""
    theirs = _azure_functions().HttpResponse(
        response.get_body(), status_code=response.status_code, mimetype=response.mimetype, charset=response.charset
    )
    if response.has_headers:
        _add_headers(theirs, response.headers.multi_items())
    return theirs


def _add_headers(theirs: _Fields, headers: Iterable[tuple[str, str]]) -> None:
    add = cast("Callable[[str, str], None]", cast("_Fields", theirs.headers).add)
    for name, value in joined(headers):
        add(name, value)


def _response_of_data(data: HttpResponseData) -> object:
    if isinstance(data, StreamedData):
        raise EncodeError(
            "Microsoft's workers cannot send an answer in pieces for this function. Return the whole body, or run the "
            "app with azfunc's own worker."
        )
    response = _azure_functions().HttpResponse(data.body, status_code=data.status_code)
    _add_headers(response, data.headers)
    return response


def _objects(binding_type: str, datum: Datum) -> object:
    one, several = (
        cast("Callable[[object], object]", getattr(_azure_functions(), name)) for name in _OBJECT_TYPES[binding_type]
    )
    parsed = datum.parse()
    return several([one(item) for item in (parsed if isinstance(parsed, list) else [parsed])])


def annotations_of(outputs: Mapping[str, str]) -> dict[str, object]:
    """The annotations that an entry needs for its outputs, which are given by name and binding type.

    Their Kafka converter sends nothing at all; a parameter that is annotated as text goes past it.
    """
    names = [name for name, binding_type in outputs.items() if binding_type == "kafka" and name != RETURN]
    if not names:
        return {}
    try:
        module = _azure_functions()
    except ImportError:  # an entry is made outside of their workers
        return {}
    return dict.fromkeys(names, module.Out[str])


def to_official_return(binding_type: str, datum: Datum) -> object:
    """A return value that their converter for the binding turns into the same data.

    Args:
        binding_type: that of the output ``$return``, or of the trigger where there is none.
        datum: the value.

    Raises:
        EncodeError: it is for Kafka, where their workers can send no return value, or no value is for a blob.
    """
    if datum.kind == "none":
        return _nothing(binding_type)
    if binding_type == "kafka":
        raise EncodeError(
            "Microsoft's workers cannot send a function's return value to Kafka. Bind an output parameter instead: "
            "@app.kafka_output(arg_name='out', ...) with out: Out[str]."
        )
    if binding_type == "activityTrigger" and datum.kind == "json":  # written as JSON by theirs, whatever it is
        return datum.parse()
    if binding_type in _CONTEXT_TYPES:
        return datum.value
    return to_official(binding_type, datum)


def _nothing(binding_type: str) -> object:
    """What their converter takes for no return value: their workers encode None too, and most converters refuse it.

    Hosts send a message for each item of a list, so that an empty one sends none.
    """
    if binding_type in ("queue", "serviceBus", "eventGrid"):
        return "[]"
    if binding_type in _OBJECT_TYPES:
        return _objects(binding_type, Datum("json", "[]"))
    if binding_type == "blob":
        raise EncodeError(
            "Microsoft's workers cannot leave out a blob that is bound to a function's return value. Bind an output "
            "parameter instead, and do not set it: @app.blob_output(arg_name='out', ...) with out: Out[str]."
        )
    return None


_CONTEXT_TYPES = ("entityTrigger", "orchestrationTrigger")
"""Triggers whose converters take a return value as JSON text alone."""
