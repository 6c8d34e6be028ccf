"""Cardinality by annotation: ``list[M]`` means many, and a contradiction is told."""

from typing import Any

import pytest

from azfunc import FunctionApp
from azfunc.bindings.enums import Cardinality
from azfunc.bindings.eventhub import EventHubEvent, EventHubTrigger
from azfunc.bindings.kafka import KafkaTrigger
from azfunc.bindings.kinds import Trigger
from azfunc.bindings.queue import QueueTrigger
from azfunc.bindings.servicebus import ServiceBusQueueTrigger, ServiceBusTopicTrigger
from azfunc.bindings.values import Shape, UnsupportedShapeError
from azfunc.errors import AppError
from azfunc.signature import shape_of

CLASSES: list[tuple[Any, dict[str, str]]] = [
    (EventHubTrigger, {"event_hub_name": "orders", "connection": "Hub"}),
    (ServiceBusQueueTrigger, {"queue_name": "orders", "connection": "Bus"}),
    (ServiceBusTopicTrigger, {"topic_name": "orders", "subscription_name": "all", "connection": "Bus"}),
    (KafkaTrigger, {"topic": "orders", "broker_list": "localhost:9092"}),
]
LISTS = [list[dict[str, object]], list[str], list[int], list[EventHubEvent[int]]]


@pytest.mark.parametrize(("kind", "place"), CLASSES)
@pytest.mark.parametrize("annotation", LISTS)
def test_lists_mean_many(kind: Any, place: dict[str, str], annotation: object) -> None:
    """A list makes a trigger bring many messages, and function.json says so."""
    trigger: Trigger = kind(arg_name="m", **place)
    fitted = trigger.fitted(shape_of(annotation))
    assert fitted.is_many()
    assert fitted.to_document()["cardinality"] == "many"


@pytest.mark.parametrize(("kind", "place"), CLASSES)
@pytest.mark.parametrize("annotation", [str, bytes, dict[str, object], int])
def test_nothing_changes_otherwise(kind: Any, place: dict[str, str], annotation: object) -> None:
    """Without a list, and without an annotation, function.json is what it was."""
    trigger: Trigger = kind(arg_name="m", **place)
    assert trigger.fitted(shape_of(annotation)).to_document() == trigger.to_document()
    assert trigger.fitted(Shape()).to_document() == trigger.to_document()
    assert not trigger.fitted(Shape()).is_many()


@pytest.mark.parametrize(("kind", "place"), CLASSES)
def test_contradictions(kind: Any, place: dict[str, str]) -> None:
    """'one' with a list and 'many' with a single message are refused, and both are named."""
    one: Trigger = kind(arg_name="m", cardinality="one", **place)
    with pytest.raises(UnsupportedShapeError, match="cardinality='one' was given"):
        one.fitted(shape_of(list[str]))
    many: Trigger = kind(arg_name="m", cardinality="many", **place)
    with pytest.raises(UnsupportedShapeError, match="since cardinality is many"):
        many.fitted(shape_of(str)).decoder(shape_of(str))


def test_kafka_default() -> None:
    """Kafka's default is told from a 'one' that was written, and is emitted all the same."""
    left_out = KafkaTrigger(arg_name="m", topic="orders", broker_list="b")
    assert left_out.to_document()["cardinality"] == "one"
    assert left_out.fitted(Shape(str)).cardinality is Cardinality.ONE
    assert left_out.fitted(shape_of(list[str])).cardinality is Cardinality.MANY
    assert list(left_out.faults()) == []


def test_queues_have_no_cardinality() -> None:
    """A list on a queue trigger is a JSON list in the body of one message."""
    trigger = QueueTrigger(arg_name="m", queue_name="orders", connection="Storage")
    assert trigger.fitted(shape_of(list[int])) is trigger


def test_apps() -> None:
    """An app emits the cardinality that it derived; a contradiction is a fault with the annotation and what to do."""
    app = FunctionApp()

    @app.event_hub_message_trigger(event_hub_name="orders", connection="Hub")
    def cook(orders: list[dict[str, object]]) -> None:
        """Takes a batch."""

    assert app.functions["cook"].trigger.to_document()["cardinality"] == "many"
    wrong = FunctionApp()

    @wrong.event_hub_message_trigger(event_hub_name="orders", connection="Hub", cardinality="one")
    def fry(orders: list[dict[str, object]]) -> None:
        """Takes a batch, but says otherwise."""

    with pytest.raises(AppError) as caught:
        _ = wrong.functions
    fault = caught.value.exceptions[0]
    assert "list[dict[str, object]]" in fault.found
    assert "cardinality='one'" in fault.expected
