"""Responses of ours and of azure.functions, as a transport sends them."""

from typing import cast

from azfunc.bindings.datum import HttpResponseData
from azfunc.bindings.http_payload import HttpResponse, content_type


def is_response(value: object) -> bool:
    """Whether a value, or a class, is an HTTP response of ours or of azure.functions."""
    return isinstance(value, HttpResponse) or all(
        hasattr(value, name) for name in ("status_code", "headers", "mimetype", "charset", "get_body")
    )


def response_data(response: HttpResponse) -> HttpResponseData:
    """A response with the content type that its mimetype means."""
    headers = response.headers.multi_items() if isinstance(response, HttpResponse) else _foreign_headers(response)
    if not any(name.lower() == "content-type" for name, _ in headers):
        headers.append(("content-type", content_type(response)))
    return HttpResponseData(response.status_code, tuple(headers), response.get_body())


def _foreign_headers(response: object) -> list[tuple[str, str]]:
    """The headers of a response of azure.functions, which has the members of ours."""
    return list(cast("HttpResponse", response).headers.items())
