"""The customers' side: its entry point is not ``main`` in ``__init__.py``, function.json says which it is."""

import azure.functions as func

from ..orders import CustomerOrder, KitchenOrder


def take_order(req: func.HttpRequest, kitchen: func.Out[str]) -> func.HttpResponse:
    """Takes a customer's order and hands it to the kitchen."""
    try:
        order = CustomerOrder.model_validate_json(req.get_body())
    except ValueError as error:
        return func.HttpResponse(f"This is no order: {error}", status_code=400)
    taken = KitchenOrder(**order.model_dump()).model_dump_json(by_alias=True)
    kitchen.set(taken)
    return func.HttpResponse(taken, status_code=202, mimetype="application/json")
