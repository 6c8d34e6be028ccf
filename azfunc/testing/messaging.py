"""What a test says to Event Hubs, Service Bus and Kafka: `EventHub`, `ServiceBus` and `Kafka`."""

from azfunc.testing.events import to_bytes
from azfunc.testing.kafka_events import SentRecord
from azfunc.testing.messaging_events import SentEvent, SentMessage
from azfunc.testing.result import Result
from azfunc.testing.services import MessageService


class EventHub(MessageService):
    """An event hub.

    A function with cardinality many gets what one call sends as one batch; one with cardinality one is run for each.
    """

    def send(self, *bodies: object) -> list[Result]:
        """Sends events, which the functions that listen to the hub get at once.

        Args:
            bodies: text, bytes, values that are sent as JSON, or `SentEvent` for more than a body.

        Raises:
            InvocationError: no function listens to the hub.
        """
        events = tuple(
            body if isinstance(body, SentEvent) else SentEvent(body=to_bytes(body), sequence_number=number)
            for number, body in enumerate(bodies)
        )
        return self._deliver(events)


class ServiceBus(MessageService):
    """A Service Bus queue, or a topic with all its subscriptions.

    A function with cardinality many gets what one call sends as one batch; one with cardinality one is run for each.
    """

    def send(self, *bodies: object) -> list[Result]:
        """Sends messages, which the functions that listen to the queue or topic get at once.

        Args:
            bodies: text, bytes, values that are sent as JSON, or `SentMessage` for more than a body.

        Raises:
            InvocationError: no function listens there.
        """
        messages = tuple(
            body if isinstance(body, SentMessage) else SentMessage(body=to_bytes(body), sequence_number=number)
            for number, body in enumerate(bodies, start=1)
        )
        return self._deliver(messages)


class Kafka(MessageService):
    """A Kafka topic, with whatever consumer groups read it.

    A function with cardinality many gets what one call sends as one batch; one with cardinality one is run for each.
    """

    def send(self, *bodies: object) -> list[Result]:
        """Sends messages, which the functions that listen to the topic get at once.

        Args:
            bodies: text, bytes, values that are sent as JSON, or `SentRecord` for more than a body.

        Raises:
            InvocationError: no function listens to the topic.
        """
        records = tuple(
            body if isinstance(body, SentRecord) else SentRecord(body=to_bytes(body), offset=number)
            for number, body in enumerate(bodies)
        )
        return self._deliver(records)
