"""A handler that takes a model, which only azfunc gives."""

from __app__.shared.models import Order

import azfunc as func


def count(order: Order, context: func.Context) -> str:
    return f"{context.function_name}: {len(order.dishes)}"
