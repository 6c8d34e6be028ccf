"""As ``azure.functions.decorators.eventgrid``: binding classes of Event Grid."""

from azfunc.bindings.enums import DataType
from azfunc.bindings.eventgrid import EventGridOutput, EventGridTrigger

__all__ = (
    "DataType",
    "EventGridOutput",
    "EventGridTrigger",
)
