"""Batches, settlement and unreadable messages are alike in the test client and in both of Microsoft's workers."""

import pytest

from azfunc.testing.event_hub_events import SentEvent
from azfunc.testing.kafka_events import SentRecord
from azfunc.testing.service_bus_events import SentMessage

from .capabilities import shows
from .conftest import APPS
from .ways import Way

pytestmark = [pytest.mark.microsoft, pytest.mark.timeout(600)]

APP = APPS / "batches"
SETTINGS = {"Brokers": "localhost:9092"}
PAGE = "batches"
GRPC = "`grpcio`, in Microsoft's workers"


def messages(*dishes: str) -> list[SentMessage]:
    """A Service Bus message for each dish, whose name is its id and its lock token."""
    return [message(dish) for dish in dishes]


def message(dish: str) -> SentMessage:
    return SentMessage(body={"dish": dish} if dish != "nothing" else "{}", message_id=dish, lock_token=dish)


@shows(PAGE, "`list[M]` of Event Hubs, Kafka and Service Bus, of messages and of models")
def test_lists(way: Way) -> None:
    """Each message has its own metadata; a list is returned as several."""
    events = [SentEvent(body={"dish": dish}, sequence_number=number) for number, dish in enumerate(("soup", "tea"))]
    assert way.invoke("hub", events).outputs == {"seen": ["0: soup", "1: tea"]}
    sent = [{"dish": "tea", "count": 1}, {"dish": "soup", "count": 1}]
    assert way.invoke("hub_models", events).outputs == {"$return": sent}
    records = [SentRecord(body={"dish": dish}, key=dish[0]) for dish in ("soup", "tea")]
    assert way.invoke("kafka", records).outputs == {"seen": ["s: soup", "t: tea"]}
    assert way.invoke("bus", messages("soup", "tea")).outputs == {"seen": ["soup 1: soup", "tea 1: tea"]}


@shows(PAGE, "`Batch[M]`: each Service Bus message is settled by itself", needs=GRPC)
@pytest.mark.parametrize("function", ["items", "items_async"])
def test_items(way: Way, function: str) -> None:
    """What the handler says of an item is done; others are completed, or abandoned where the handler raises."""
    done = way.invoke(function, messages("soup", "stone", "ice", "cheese"))
    assert done.error == ""
    assert done.settled == [
        ("complete", "soup", ""),
        ("dead_letter", "stone", "not food"),
        ("abandon", "ice", ""),
        ("defer", "cheese", ""),
    ]
    done = way.invoke(function, messages("soup", "stone", "air"))
    assert done.error == "ValueError: air cannot be cooked"
    assert done.settled == [("abandon", "soup", ""), ("dead_letter", "stone", "not food"), ("abandon", "air", "")]


@shows(PAGE, "`raise DeadLetter`, `Abandon`, `Defer`", needs=GRPC)
@pytest.mark.parametrize("function", ["single", "single_async"])
def test_raised(way: Way, function: str) -> None:
    """The call counts as successful; one that ends well completes its message, and one that fails leaves it alone."""
    done = way.invoke(function, message("stone"))
    assert (done.error, done.settled) == ("", [("dead_letter", "stone", "hard")])
    done = way.invoke(function, message("soup"))
    assert (done.error, done.settled) == ("", [("complete", "soup", "")])
    done = way.invoke(function, message("air"))
    assert (done.error, done.settled) == ("ValueError: air cannot be cooked", [])


def test_the_other_exceptions(way: Way) -> None:
    """Abandoned and deferred messages are settled so."""
    assert way.invoke("single", message("ice")).settled == [("abandon", "ice", "")]
    assert way.invoke("single", message("cheese")).settled == [("defer", "cheese", "")]


@shows(PAGE, '`on_invalid("skip")` and `"raise"`')
def test_skipped(way: Way) -> None:
    """What cannot be read is dropped, alone or out of a batch; or it fails the call."""
    done = way.invoke("skip", "{}")
    assert (done.error, done.outputs) == ("", {})
    assert way.invoke("skip", {"dish": "soup"}).outputs == {"seen": "soup"}
    events = [SentEvent(body={"dish": "soup"}), SentEvent(body="{}"), SentEvent(body={"dish": "tea"})]
    assert way.invoke("skip_some", events).outputs == {"seen": ["soup", "tea"]}
    done = way.invoke("fail", "{}")
    assert done.outputs == {}
    assert "Parameter 'order' of function 'fail'" in done.error


@shows(PAGE, '`on_invalid("dead_letter")`', needs=GRPC)
def test_dead_letters(way: Way) -> None:
    """What cannot be read goes to the dead letters; the handler runs with the others."""
    done = way.invoke("dead_letter", messages("soup", "nothing", "tea"))
    assert (done.error, done.outputs) == ("", {"seen": ["soup", "tea"]})
    assert [(action, token) for action, token, _ in done.settled] == [
        ("complete", "soup"),
        ("dead_letter", "nothing"),
        ("complete", "tea"),
    ]
    done = way.invoke("dead_letter_one", message("nothing"))
    assert (done.error, done.outputs) == ("", {})
    assert [(action, token) for action, token, _ in done.settled] == [("dead_letter", "nothing")]
    assert way.invoke("dead_letter_one", message("soup")).settled == [("complete", "soup", "")]
