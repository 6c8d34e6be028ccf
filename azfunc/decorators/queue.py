"""As ``azure.functions.decorators.queue``: binding classes of Storage queues."""

from azfunc.bindings.enums import DataType
from azfunc.bindings.queue import QueueOutput, QueueTrigger

__all__ = (
    "DataType",
    "QueueOutput",
    "QueueTrigger",
)
