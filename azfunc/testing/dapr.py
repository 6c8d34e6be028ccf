"""What a test says as a Dapr sidecar: `DaprTopic`, `DaprBinding` and `DaprMethod`."""

from typing import ClassVar, Unpack

from azfunc.testing.dapr_events import DaprFields, dapr_binding_event, dapr_message
from azfunc.testing.driver import Driver, One, Several
from azfunc.testing.engine import Engine
from azfunc.testing.services import MessageService
from azfunc.testing.sources import Source


class DaprTopic(MessageService[One, Several]):
    """A topic of a Dapr message broker; its messages are CloudEvents."""

    def publish(self, data: object, **fields: Unpack[DaprFields]) -> Several:
        """Publishes a message, which the functions that listen to the topic get at once.

        Args:
            data: text, bytes, or a value that is sent as JSON: the ``data`` of the CloudEvent; or a CloudEvent.
            fields: attributes of the CloudEvent: ``id``, ``source``, ``type``, ``datacontenttype``, ``traceparent``.

        Raises:
            InvocationError: no function listens to the topic.
        """
        return self._deliver((dapr_message(data, self._place.address, self._engine.time.now(), fields),))


class DaprBinding(MessageService[One, Several]):
    """A component of a Dapr binding."""

    def send(self, data: object) -> Several:
        """Sends an event, which the functions that listen to the component get at once.

        Args:
            data: text, bytes, or a value that is sent as JSON.

        Raises:
            InvocationError: no function listens to the component.
        """
        return self._deliver((data,))


class DaprMethod(Source[One, Several]):
    """A method of this application, as others call it."""

    trigger: ClassVar[str] = "daprServiceInvocationTrigger"
    properties: ClassVar[tuple[tuple[str, str], ...]] = (("methodName", ""),)

    def __init__(self, engine: Engine, driver: Driver[One, Several], method: str) -> None:
        super().__init__(engine, driver)
        self._method = method

    def call(self, body: object = None) -> One:
        """Calls the method; the result's ``return_value`` is the answer.

        Args:
            body: text, bytes, or a value that is sent as JSON.

        Raises:
            InvocationError: no function has that method.
        """
        return self._call((self._method,), lambda _function: dapr_binding_event(body))
