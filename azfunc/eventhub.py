"""As ``azure.functions.eventhub``: events of Event Hubs."""

from azfunc.bindings.eventhub import EventHubEvent

__all__ = ("EventHubEvent",)
