"""As ``azure.functions.decorators.servicebus``: binding classes of Service Bus."""

from azfunc.bindings.enums import AccessRights, Cardinality, DataType
from azfunc.bindings.servicebus import (
    ServiceBusQueueOutput,
    ServiceBusQueueTrigger,
    ServiceBusTopicOutput,
    ServiceBusTopicTrigger,
)

__all__ = (
    "AccessRights",
    "Cardinality",
    "DataType",
    "ServiceBusQueueOutput",
    "ServiceBusQueueTrigger",
    "ServiceBusTopicOutput",
    "ServiceBusTopicTrigger",
)
