"""The kitchen's side: keeps each order that reached it."""

import azure.functions as func

from ..orders import KitchenOrder


def record_order(order: func.QueueMessage, history: func.Out[func.Document]) -> None:
    """Writes an order to the history, if it is one."""
    taken = KitchenOrder.model_validate_json(order.get_body())
    history.set(func.Document.from_json(taken.model_dump_json(by_alias=True)))
