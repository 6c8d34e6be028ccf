"""What becomes of Service Bus messages: dead letters, further deliveries, deferred messages."""

from collections.abc import Iterator

import pytest

from azfunc import FunctionApp, ServiceBusMessage
from azfunc.bindings.settlement import Abandon, DeadLetter, Defer
from azfunc.testing import SentMessage, TestClient

app = FunctionApp()
seen: list[object] = []


@app.service_bus_queue_trigger(queue_name="orders", connection="C")
def take(msg: ServiceBusMessage) -> None:
    """Decides about its message by its body."""
    seen.append((msg.get_body().decode(), msg.delivery_count))
    if msg.get_body() == b"bad":
        raise DeadLetter("NoOrder", "it is not on the menu", {"seen": True})
    if msg.get_body() == b"later":
        raise Defer()
    if msg.get_body() == b"again" and (msg.delivery_count or 0) < 3:
        raise Abandon({"tries": msg.delivery_count or 0})
    if msg.get_body() == b"never":
        raise Abandon()


@app.service_bus_topic_trigger(topic_name="news", subscription_name="one", connection="C")
def first(msg: ServiceBusMessage) -> None:
    """Fails with its first delivery."""
    seen.append(("first", msg.delivery_count))
    if msg.delivery_count == 1:
        raise RuntimeError("not yet")


@app.service_bus_topic_trigger(topic_name="news", subscription_name="two", connection="C")
def second(msg: ServiceBusMessage) -> None:
    """Takes everything."""
    seen.append(("second", msg.delivery_count))


@app.service_bus_queue_trigger(queue_name="bills", connection="C")
def bills(msg: ServiceBusMessage) -> None:
    """Fails always."""
    seen.append(msg.delivery_count)
    raise RuntimeError("no")


@app.service_bus_queue_trigger(queue_name="bills/$DeadLetterQueue", connection="C")
def buried(msg: ServiceBusMessage) -> None:
    """Takes what nobody could handle."""
    seen.append((msg.get_body(), msg.dead_letter_reason))


@pytest.fixture
def client() -> Iterator[TestClient]:
    """A client of the app, with nothing seen yet."""
    seen.clear()
    with TestClient(app) as found:
        yield found


def test_dead_letters(client: TestClient) -> None:
    """A message that the handler gives up lies among the dead letters, with the reason."""
    [result] = client.service_bus("orders").send("bad", message_id="m1", application_properties={"a": 1})
    assert result.error is None
    assert [settlement.action for settlement in result.settlements] == ["dead_letter"]
    [dead] = client.service_bus("orders").dead_letters
    assert (dead.body, dead.message_id) == ("bad", "m1")
    assert (dead.dead_letter_reason, dead.dead_letter_error_description) == ("NoOrder", "it is not on the menu")
    assert dead.application_properties == {"a": 1, "seen": True}
    assert client.service_bus("orders").messages == []


def test_abandoned_messages_come_again(client: TestClient) -> None:
    """An abandoned message waits, and comes with a higher count, until it is taken."""
    client.service_bus("orders").send("again")
    assert client.service_bus("orders").messages == ["again"]
    client.run_until_idle()
    assert seen == [("again", 1), ("again", 2), ("again", 3)]
    assert client.service_bus("orders").messages == []


def test_a_message_that_is_always_abandoned(client: TestClient) -> None:
    """After ten deliveries it is a dead letter."""
    client.service_bus("orders").send("never")
    client.run_until_idle()
    assert [told for told in seen if isinstance(told, tuple)] == [("never", count) for count in range(1, 11)]
    [dead] = client.service_bus("orders").dead_letters
    assert dead.dead_letter_reason == "MaxDeliveryCountExceeded"


def test_deferred_messages(client: TestClient) -> None:
    """A deferred message is set aside, and does not come again."""
    client.service_bus("orders").send("later", sequence_number=7)
    assert client.run_until_idle() == []
    assert [message.sequence_number for message in client.service_bus("orders").deferred] == [7]


def test_failures_are_abandoned() -> None:
    """Where exceptions are not raised, a failed message comes again, for the subscription that failed alone."""
    seen.clear()
    with TestClient(app, raise_exceptions=False) as client:
        client.service_bus("news").send("x")
        assert seen == [("first", 1), ("second", 1)]
        client.run_until_idle()
        assert seen[2:] == [("first", 2)]


def test_functions_that_listen_to_dead_letters() -> None:
    """Dead letters are delivered to the function that listens to them."""
    seen.clear()
    with TestClient(app, raise_exceptions=False) as client:
        client.service_bus("bills").send(SentMessage(body="x", delivery_count=9))
        client.run_until_idle()
        assert seen == [9, 10, (b"x", "MaxDeliveryCountExceeded")]
        assert client.service_bus("bills").dead_letters == []


def test_what_senders_say_of_a_message(client: TestClient) -> None:
    """A payload object that is sent keeps what it says of itself."""
    message = ServiceBusMessage(body="bad", message_id="m9", session_id="s", application_properties={"x": 1})
    client.service_bus("orders").send(message)
    [dead] = client.service_bus("orders").dead_letters
    assert (dead.message_id, dead.session_id, dead.application_properties) == ("m9", "s", {"x": 1, "seen": True})
