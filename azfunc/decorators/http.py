"""As ``azure.functions.decorators.http``: binding classes of HTTP."""

from azfunc.bindings.enums import AuthLevel, DataType, HttpMethod
from azfunc.bindings.http import HttpOutput, HttpTrigger

__all__ = (
    "AuthLevel",
    "DataType",
    "HttpMethod",
    "HttpOutput",
    "HttpTrigger",
)
