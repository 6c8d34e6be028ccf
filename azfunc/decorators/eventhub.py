"""As ``azure.functions.decorators.eventhub``: binding classes of Event Hubs."""

from azfunc.bindings.enums import Cardinality, DataType
from azfunc.bindings.eventhub import EventHubOutput, EventHubTrigger

__all__ = (
    "Cardinality",
    "DataType",
    "EventHubOutput",
    "EventHubTrigger",
)
