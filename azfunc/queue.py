"""As ``azure.functions.queue``: messages of Storage queues."""

from azfunc.bindings.queue import QueueMessage

__all__ = ("QueueMessage",)
