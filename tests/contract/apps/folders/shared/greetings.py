"""A handler for azure.functions."""

import azure.functions as func


def greet(req: func.HttpRequest) -> func.HttpResponse:
    return func.HttpResponse(f"hello {req.params['name']}")
