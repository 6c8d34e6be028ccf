"""As ``azure.functions.sql``: rows of Azure SQL."""

from azfunc.bindings.sql import SqlRow, SqlRowList

__all__ = (
    "SqlRow",
    "SqlRowList",
)
