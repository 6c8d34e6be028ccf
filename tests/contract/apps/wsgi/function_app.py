"""A WSGI app without a framework, which tells what it sees."""

import json
from collections.abc import Callable, Iterable
from typing import Any

from azfunc import AuthLevel, WsgiFunctionApp


def web(environ: dict[str, Any], start_response: Callable[..., Callable[[bytes], object]]) -> Iterable[bytes]:
    """Tells what it sees."""
    if environ["PATH_INFO"].endswith("/broken"):
        raise LookupError("no soup")
    names = ("REQUEST_METHOD", "SCRIPT_NAME", "PATH_INFO", "QUERY_STRING", "HTTP_USER_AGENT", "wsgi.url_scheme")
    told = {name: environ[name] for name in names}
    told["body"] = environ["wsgi.input"].read().decode()
    told["function"] = environ["azure_functions.function_name"]
    start_response("503 Sold Out", [("Content-Type", "application/json"), ("Set-Cookie", "a=1"), ("Set-Cookie", "b=2")])
    return [json.dumps(told).encode()]


app = WsgiFunctionApp(app=web, http_auth_level=AuthLevel.ANONYMOUS)
