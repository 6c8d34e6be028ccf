"""As ``azure.functions.servicebus``: messages of Service Bus."""

from azfunc.bindings.servicebus_payload import ServiceBusMessage

__all__ = ("ServiceBusMessage",)
