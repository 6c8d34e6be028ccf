"""As ``azure.functions.mysql``: rows of MySQL."""

from azfunc.bindings.mysql import MySqlRow, MySqlRowList

__all__ = (
    "MySqlRow",
    "MySqlRowList",
)
