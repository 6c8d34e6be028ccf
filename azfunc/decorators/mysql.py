"""As ``azure.functions.decorators.mysql``: binding classes of MySQL."""

from azfunc.bindings.enums import DataType
from azfunc.bindings.mysql import MySqlInput, MySqlOutput, MySqlTrigger

__all__ = (
    "DataType",
    "MySqlInput",
    "MySqlOutput",
    "MySqlTrigger",
)
