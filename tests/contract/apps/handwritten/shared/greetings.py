"""Handlers under other names than the default."""

import azure.functions as func


def greet(req: func.HttpRequest, said: func.Out[str]) -> func.HttpResponse:
    said.set("hello")
    return func.HttpResponse(f"hello {req.params['name']}")
