"""An invocation as its request tells it, and its outcome as the response does."""

from collections.abc import Mapping
from typing import Final

from azfunc.bindings.context import Cancellation, RetryContext, RpcException, TraceContext
from azfunc.bindings.datum import Datum, HttpRequestData
from azfunc.plan import Outcome
from azfunc.runtime.invocation import NO_RETRY, NO_TRACE, Invocation
from azfunc.worker import schema
from azfunc.worker.loaded import Loaded
from azfunc.worker.shared_memory import SharedMemory
from azfunc.worker.typed_data import read_datum, write_datum

_NO_DATA: Final[Mapping[str, Datum]] = {}


def read_invocation(
    loaded: Loaded,
    request: schema.InvocationRequest,
    cancellation: Cancellation,
    memory: SharedMemory,
    proxied: HttpRequestData | None = None,
) -> Invocation:
    """The invocation that a request asks for.

    Args:
        loaded: its function; trace and attempt are read where something in it sees them.
        request: the request.
        cancellation: says whether it shall end early.
        memory: where values are that are not in the request.
        proxied: the HTTP request, where the host has handed it over apart; only the route's values are in ``request``.

    Raises:
        InvocationError: a value is in shared memory that cannot be read.
    """
    inputs: dict[str, Datum] = {}
    for parameter in request.input_data:
        if parameter.WhichOneof("rpc_data") == "rpc_shared_memory":
            inputs[parameter.name] = memory.read(parameter.rpc_shared_memory)
        else:
            inputs[parameter.name] = read_datum(parameter.data)
    if proxied is not None:
        name = loaded.function.trigger.arg_name or ""
        told = inputs[name].value
        if isinstance(told, HttpRequestData):
            proxied = proxied._replace(route_params=told.route_params)
        inputs[name] = Datum("http", proxied)
    metadata = request.trigger_metadata
    sees = loaded.looks_at_context
    return Invocation(
        function=loaded.function.name,
        inputs=inputs,
        metadata={name: read_datum(metadata[name]) for name in metadata} if metadata else _NO_DATA,
        id=request.invocation_id,
        trace=_trace(request.trace_context) if sees else NO_TRACE,
        retry=_retry(request.retry_context) if sees and request.HasField("retry_context") else NO_RETRY,
        cancellation=cancellation,
    )


def _trace(trace: schema.RpcTraceContext) -> TraceContext:
    return TraceContext(trace.trace_parent, trace.trace_state, dict(trace.attributes))


def _retry(retry: schema.RetryContext) -> RetryContext:
    before = None
    if retry.HasField("exception"):
        error = retry.exception
        before = RpcException(error.source, error.stack_trace, error.message)
    return RetryContext(retry.retry_count, retry.max_retry_count, before)


def write_outcome(outcome: Outcome, response: schema.InvocationResponse, memory: SharedMemory) -> None:
    """Fills a response with what an invocation gave back.

    Raises:
        EncodeError: a value cannot be sent.
    """
    for name, datum in outcome.outputs.items():
        output = response.output_data.add()
        output.name = name
        if not memory.write(datum, output):
            write_datum(datum, output.data)
    if outcome.return_value.kind != "none":
        write_datum(outcome.return_value, response.return_value)
