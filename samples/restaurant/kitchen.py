"""What the kitchen does: it cooks what was ordered, keeps every order, and counts them at night."""

import logging
from typing import Annotated

from azfunc import BlobOutput, Blueprint, CosmosDBInput, CosmosDBOutput, Out, QueueMessage, TimerRequest

from house import House, Now
from orders import KitchenOrder
from report import DayReport

log = logging.getLogger(__name__)
kitchen = Blueprint()

ToHistory = Annotated[
    Out[KitchenOrder],
    CosmosDBOutput(
        database_name="Restaurant",
        container_name="OrderHistory",
        connection="CosmosDBConnection",
        create_if_not_exists=True,
        partition_key="/id",
    ),
]
LastDay = Annotated[
    list[KitchenOrder],
    CosmosDBInput(
        database_name="Restaurant",
        container_name="OrderHistory",
        connection="CosmosDBConnection",
        sql_query="SELECT * FROM orders o WHERE o.received_at >= DateTimeAdd('hh', -24, GetCurrentDateTime())",
    ),
]
ToReport = Annotated[
    Out[DayReport],
    BlobOutput(path="reports/{datetime:yyyy-MM-dd}.json", connection="AzureWebJobsStorage"),
]


@kitchen.queue_trigger(queue_name="kitchen-queue", connection="AzureWebJobsStorage")
def cook(message: QueueMessage[KitchenOrder], history: ToHistory) -> None:
    """Cooks an order and keeps it."""
    order = message.value
    log.info("Order %s: cooking for table %d, attempt %s", order.id, order.table, message.dequeue_count)
    history.set(order)


@kitchen.timer_trigger(schedule="0 0 23 * * *")
def close_day(timer: TimerRequest, house: House, now: Now, orders: LastDay, report: ToReport) -> None:
    """Writes the report of the day, at eleven in the evening."""
    if timer.past_due:
        log.warning("The report of %s is late", now.date())
    report.set(DayReport.of(house.name, now.date(), orders))
