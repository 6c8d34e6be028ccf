"""What the kitchen does with orders, by day and by night."""

from collections.abc import Iterator
from datetime import UTC, datetime

import pytest
from azfunc import Out, QueueMessage
from azfunc.testing import TestClient

from function_app import app
from house import now
from kitchen import cook
from orders import Dish, KitchenOrder
from report import DayReport

NOON = datetime(2024, 5, 1, 12, tzinfo=UTC)
SETTINGS = {"RESTAURANT_NAME": "Chez Grace", "RESTAURANT_TABLES": "5"}
SOUP = KitchenOrder(
    id="1", customer="Ada", table=4, dishes=[Dish(name="soup", quantity=2)], received_at=NOON, total=900
)


@pytest.fixture
def client() -> Iterator[TestClient]:
    """The app at noon, which goes by the client's clock."""
    with TestClient(app, settings=SETTINGS, now=NOON) as client, client.override(now, client.clock.now):
        yield client


def test_a_handler_is_a_function() -> None:
    """The smallest test calls it."""
    history = Out[KitchenOrder]()
    cook(QueueMessage.of(SOUP, dequeue_count=1), history)
    assert history.get() == SOUP


def test_orders_are_kept(client: TestClient, caplog: pytest.LogCaptureFixture) -> None:
    """What the kitchen has cooked is in the history, and the log knows by which invocation."""
    caplog.set_level("INFO", "kitchen")
    [result] = client.queue("kitchen-queue").send(SOUP, dequeue_count=2)
    client.cosmos("Restaurant", "OrderHistory").assert_documents([SOUP])
    [record] = caplog.records
    assert record.getMessage() == "Order 1: cooking for table 4, attempt 2"
    assert vars(record)["function_name"] == "cook"
    assert vars(record)["invocation_id"] == result.invocation_id


def test_the_report_of_the_day(client: TestClient) -> None:
    """At eleven in the evening a report is written, which counts what the query finds."""
    client.provide("close_day", orders=[SOUP, SOUP])
    client.clock.advance(hours=12)
    written = client.blob("reports/2024-05-01.json").read(DayReport)
    assert written == DayReport(restaurant="Chez Grace", day=NOON.date(), orders=2, dishes={"soup": 4}, total=1800)


def test_a_late_report_is_told(client: TestClient, caplog: pytest.LogCaptureFixture) -> None:
    """A report that an outage has delayed is written all the same."""
    client.provide("close_day", orders=[])
    client.clock.outage(hours=12)
    assert client.blob("reports/2024-05-02.json").read(DayReport).orders == 0
    assert caplog.messages == ["The report of 2024-05-02 is late"]
