"""What a test says to message brokers: `EventHub`, `ServiceBus`, `Kafka` and `RabbitMQ`."""

from dataclasses import replace
from typing import Unpack

from azfunc.testing.driver import One, Several
from azfunc.testing.event_hub_events import EventFields, SentEvent
from azfunc.testing.kafka_events import RecordFields, SentRecord
from azfunc.testing.places import dead_letters_of
from azfunc.testing.service_bus_events import MessageFields, SentMessage
from azfunc.testing.services import MessageService
from azfunc.testing.stores import message_of


class EventHub(MessageService[One, Several]):
    """An event hub.

    A function with cardinality many gets what one call sends as one batch for each partition; one with cardinality
    one is run for each event.
    """

    def send(self, *bodies: object, **fields: Unpack[EventFields]) -> Several:
        """Sends events, which the functions that listen to the hub get at once.

        Args:
            bodies: text, bytes, values that are sent as JSON, `EventHubEvent` or `SentEvent` with what they say of
                themselves.
            fields: what else is known about each: ``properties``, ``partition_key``, ``partition_id``,
                ``sequence_number``, ``offset``, ``system_properties``, ``enqueued_time``.

        Raises:
            InvocationError: no function listens to the hub.
        """
        return self._deliver(tuple(replace(SentEvent.of(body, number), **fields) for number, body in enumerate(bodies)))


class ServiceBus(MessageService[One, Several]):
    """A Service Bus queue, or a topic with all its subscriptions.

    A function with cardinality many gets what one call sends as one batch; one with cardinality one is run for each.
    Messages that a function abandons wait, and ``run_until_idle`` delivers them again, up to ten times.
    """

    def send(self, *bodies: object, **fields: Unpack[MessageFields]) -> Several:
        """Sends messages, which the functions that listen to the queue or topic get at once.

        Args:
            bodies: text, bytes, values that are sent as JSON, `ServiceBusMessage` or `SentMessage` with what they say
                of themselves.
            fields: what else is known about each: ``session_id``, ``message_id``, ``application_properties``,
                ``correlation_id``, ``subject``, ``content_type``, ``delivery_count``, ``enqueued_time``…

        Raises:
            InvocationError: no function listens there.
        """
        messages = (SentMessage.of(body, number) for number, body in enumerate(bodies, start=1))
        return self._deliver(tuple(replace(message, **fields) for message in messages))

    @property
    def dead_letters(self) -> list[SentMessage]:
        """The messages that nobody could handle, with the reason, in the order in which they were given up."""
        items = self._engine.stores.items(dead_letters_of(self._place))
        return [_readable(item) for item in items if isinstance(item, SentMessage)]

    @property
    def deferred(self) -> list[SentMessage]:
        """The messages that functions have deferred."""
        items = self._engine.stores.deferred.get(self._place, ())
        return [_readable(item) for item in items if isinstance(item, SentMessage)]


def _readable(message: SentMessage) -> SentMessage:
    return replace(message, body=message_of(message.body))


class Kafka(MessageService[One, Several]):
    """A Kafka topic, with whatever consumer groups read it.

    A function with cardinality many gets what one call sends as one batch; one with cardinality one is run for each.
    """

    def send(self, *bodies: object, **fields: Unpack[RecordFields]) -> Several:
        """Sends messages, which the functions that listen to the topic get at once.

        Args:
            bodies: text, bytes, values that are sent as JSON, `KafkaEvent` or `SentRecord` with what they say of
                themselves.
            fields: what else is known about each: ``key``, ``headers``, ``partition``, ``offset``, ``timestamp``.

        Raises:
            InvocationError: no function listens to the topic.
        """
        return self._deliver(
            tuple(replace(SentRecord.of(body, number), **fields) for number, body in enumerate(bodies))
        )


class RabbitMQ(MessageService[One, Several]):
    """A queue of RabbitMQ."""

    def send(self, *bodies: object) -> Several:
        """Sends messages, which the functions that listen to the queue get at once, one call for each.

        Args:
            bodies: text, bytes, or values that are sent as JSON.

        Raises:
            InvocationError: no function listens to the queue.
        """
        return self._deliver(tuple(message_of(body) for body in bodies))
