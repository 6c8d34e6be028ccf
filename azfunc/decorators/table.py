"""As ``azure.functions.decorators.table``: binding classes of Storage tables."""

from azfunc.bindings.enums import DataType
from azfunc.bindings.table import TableInput, TableOutput

__all__ = (
    "DataType",
    "TableInput",
    "TableOutput",
)
