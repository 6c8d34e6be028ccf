"""What came with an invocation, as transports bring it."""

from typing import NamedTuple

from azfunc.bindings.datum import NOTHING, Datum, HttpRequestData, Metadata
from azfunc.call import Call


class Request(NamedTuple):
    """What a span says of an HTTP request."""

    method: str
    url: str


def arrived_data(call: Call) -> tuple[Datum, Metadata]:
    """The trigger's value and metadata; nothing where the call does not know them."""
    if call.arrived is None:
        return NOTHING, {}
    inputs, metadata = call.arrived.data()
    return inputs.get(call.function.trigger.arg_name or "", NOTHING), metadata


def request_of(call: Call) -> Request | None:
    """The HTTP request that the call serves."""
    value = arrived_data(call)[0].value
    return Request(value.method.upper(), value.url) if isinstance(value, HttpRequestData) else None
