"""As ``azure.functions.decorators.sql``: binding classes of Azure SQL."""

from azfunc.bindings.enums import DataType
from azfunc.bindings.sql import SqlInput, SqlOutput, SqlTrigger

__all__ = (
    "DataType",
    "SqlInput",
    "SqlOutput",
    "SqlTrigger",
)
