"""As ``azure.functions.http``: requests and responses."""

from azfunc.bindings.http_payload import HttpRequest, HttpResponse

__all__ = (
    "HttpRequest",
    "HttpResponse",
)
