"""What customers can do: order, and look at what was ordered."""

import logging
from typing import Annotated

from azfunc import Blueprint, Call, CosmosDBInput, HttpResponse, Out, Query, QueueOutput

from house import House, Now, RefusedError, TodaysMenu
from orders import CustomerOrder, KitchenOrder

log = logging.getLogger(__name__)
customers = Blueprint()

ToKitchen = Annotated[
    Out[KitchenOrder],
    QueueOutput(queue_name="kitchen-queue", connection="AzureWebJobsStorage"),
]
OneOrder = Annotated[
    KitchenOrder | None,
    CosmosDBInput(
        database_name="Restaurant",
        container_name="OrderHistory",
        connection="CosmosDBConnection",
        id="{id}",
        partition_key="{id}",
    ),
]
LatestOrders = Annotated[
    list[KitchenOrder],
    CosmosDBInput(
        database_name="Restaurant",
        container_name="OrderHistory",
        connection="CosmosDBConnection",
        sql_query="SELECT TOP 100 * FROM orders o ORDER BY o.received_at DESC",
    ),
]


@customers.post("orders", status_code=202)
def take_order(order: CustomerOrder, house: House, menu: TodaysMenu, now: Now, kitchen: ToKitchen) -> KitchenOrder:
    """Takes a customer's order and hands it to the kitchen."""
    if order.table > house.tables:
        raise RefusedError(f"{house.name} has no table {order.table}.")
    taken = KitchenOrder(**order.model_dump(), received_at=now, total=menu.total(order.dishes))
    kitchen.set(taken)
    log.info("Order %s: %s at table %d", taken.id, taken.customer, taken.table)
    return taken


@customers.get("orders/{id}")
def read_order(id: str, order: OneOrder) -> KitchenOrder | HttpResponse:
    """One order, once the kitchen has had it."""
    return order or HttpResponse(f"The kitchen knows no order {id}.", status_code=404)


@customers.get("orders")
def list_orders(
    latest: LatestOrders,
    table: int | None = None,
    limit: Annotated[int, Query(ge=1, le=100)] = 10,
) -> list[KitchenOrder]:
    """The latest orders, of all tables or of one."""
    return [order for order in latest if table in (None, order.table)][:limit]


@customers.exception_handler(RefusedError)
def refuse(error: RefusedError, call: Call) -> HttpResponse:
    """Tells the customer why, instead of failing with status 500."""
    log.info("%s refused an order: %s", call.function.name, error)
    return HttpResponse(str(error), status_code=409)
