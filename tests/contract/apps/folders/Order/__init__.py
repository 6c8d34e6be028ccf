"""A handler for azfunc, which gives a model to a queue."""

import azfunc as func

from ..shared.models import Order  # noqa: TID252 - as handlers of folders write it


async def main(req: func.HttpRequest, kitchen: func.Out[Order]) -> func.HttpResponse:
    kitchen.set(Order.model_validate_json(req.get_body()))
    return func.HttpResponse("taken", status_code=202)
