"""As ``azure.functions.connectors``: the trigger of connectors."""

from azfunc.bindings.connector import ConnectorTrigger

__all__ = ("ConnectorTrigger",)
