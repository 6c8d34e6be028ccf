"""As ``azure.functions.eventgrid``: events of Event Grid."""

from azfunc.bindings.converters import ConverterDatum as Datum
from azfunc.bindings.eventgrid_payload import CloudEvent, EventGridEvent, EventGridOutputEvent

__all__ = (
    "CloudEvent",
    "Datum",
    "EventGridEvent",
    "EventGridOutputEvent",
)
