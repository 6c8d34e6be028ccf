"""The host's part of an invocation in a worker: events as FunctionRpc messages, and answers as it sends them on."""

from collections.abc import Mapping, Sequence
from typing import Any, cast

from azfunc import RetryContext
from azfunc.bindings.blob_clients import BlobAddress
from azfunc.bindings.datum import NOTHING, Datum, HttpRequestData, HttpResponseData, Kind
from azfunc.function import Function
from azfunc.plan import Outcome
from azfunc.runtime.expressions import BindingData
from azfunc.runtime.http_answer import http_answer
from azfunc.testing.events import Event, to_datum
from azfunc.testing.response import Response
from azfunc.worker import schema

from .values import HttpAnswer, Value, blobs, data, http, rpc, text, texts
from .worker import Result


def typed(datum: Datum) -> schema.TypedData:
    """A datum as it travels."""
    value = datum.value
    if isinstance(value, HttpRequestData):
        return http(
            value.method,
            value.url,
            headers=value.headers,
            query=value.query,
            params=value.route_params,
            body=Datum("bytes", value.body).data() or None,
        )
    if datum.kind == "none":
        return rpc.TypedData()
    if datum.kind == "json":
        return rpc.TypedData(json=datum.text())
    if datum.kind == "model":
        return rpc.TypedData(
            model_binding_data=rpc.ModelBindingData(
                version="1.0", source="AzureStorageBlobs", content_type="application/json", content=datum.data()
            )
        )
    if datum.kind == "collection_string":
        return texts(*cast("Sequence[str]", value))
    if datum.kind == "collection_sint64":
        return rpc.TypedData(collection_sint64=rpc.CollectionSInt64(sint64=cast("Sequence[int]", value)))
    if datum.kind == "collection_bytes":
        return blobs(*cast("Sequence[bytes]", value))
    return data(value) if isinstance(value, bytes) else text(cast("str", value))


def inputs_of(
    function: Function, event: Event, inputs: Mapping[str, object], *, with_addresses: bool
) -> dict[str, schema.TypedData]:
    """What is sent for each parameter.

    Args:
        function: the function.
        event: what starts it.
        inputs: the values of its input bindings; those that are not named have none.
        with_addresses: whether blobs that clients are taken of are sent as addresses, without content.
    """
    found = {function.trigger.arg_name or "": event.value}
    found |= {binding.arg_name or "": to_datum(inputs.get(binding.arg_name or "")) for binding in function.inputs}
    resolve = BindingData(event.metadata, function.name).resolve
    for binding in function.bindings if with_addresses else ():
        if getattr(binding, "deferred", False):
            told = event.metadata.get("BlobTrigger") if binding is function.trigger else None
            path = resolve(binding.target()) if told is None else told.text()
            found[binding.arg_name or ""] = BlobAddress.of_path(binding.__dict__["connection"], path).to_datum()
    return {name: typed(datum) for name, datum in found.items()}


def metadata_of(event: Event) -> dict[str, schema.TypedData]:
    """What is sent beside the value; nothing for HTTP, where the request has all of it."""
    return {} if event.value.kind == "http" else {name: typed(datum) for name, datum in event.metadata.items()}


def retry_of(retry: RetryContext | None) -> schema.RetryContext | None:
    """Which attempt it is."""
    if retry is None:
        return None
    sent = rpc.RetryContext(retry_count=retry.retry_count, max_retry_count=retry.max_retry_count)
    if retry.exception is not None:
        sent.exception.CopyFrom(
            rpc.RpcException(
                source=retry.exception.source,
                stack_trace=retry.exception.stack_trace,
                message=retry.exception.message,
            )
        )
    return sent


def settled(method: str, request: Any) -> tuple[str, str, str]:
    """Action, lock token and reason of a call of the settlement service."""
    name = method.rpartition("/")[2].lower()
    return "dead_letter" if name == "deadletter" else name, request.locktoken, request.deadletterReason.value


def response_of(function: Function, result: Result) -> Response:
    """The answer that a host makes of an HTTP function's end; of a failed one it is 500 without a body."""
    if not result.ok:
        return Response(HttpResponseData(500))
    outputs = {name: _datum(value) for name, value in result.outputs.items()}
    return Response(http_answer(function, Outcome(_datum(result.value), outputs)))


def _datum(value: Value) -> Datum:
    if value.kind is None:
        return NOTHING
    if isinstance(value.value, HttpAnswer):
        answer = value.value
        headers = (*answer.headers.items(), *(("set-cookie", cookie) for cookie in answer.cookies))
        body = answer.body.value
        assert body is None or isinstance(body, str | bytes)
        return Datum("http", HttpResponseData(answer.status, headers, body or b""))
    return to_datum(value.value) if value.kind == "json" else Datum(cast("Kind", value.kind), value.value)
