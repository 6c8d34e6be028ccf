"""As ``azure.functions.decorators.connectors``: the trigger of connectors."""

from azfunc.bindings.connector import ConnectorTrigger
from azfunc.bindings.enums import DataType

__all__ = (
    "ConnectorTrigger",
    "DataType",
)
