"""What services have in common: a place, who listens there, and messages that wait.

An event that a test makes runs the functions that listen for it at once, and what they raise is raised from the
call. What functions themselves put somewhere waits for ``run_until_idle``.
"""

from collections.abc import Sequence
from typing import Generic, TypeVar, cast, overload

from azfunc.bindings.datum import Datum, JsonValue
from azfunc.bindings.payload import as_bytes, read_json
from azfunc.errors import InvocationError
from azfunc.testing.assertions import assert_bodies
from azfunc.testing.deliver import deliver
from azfunc.testing.driver import Driver, One, Several
from azfunc.testing.engine import Engine
from azfunc.testing.places import Place
from azfunc.testing.result import Result
from azfunc.testing.stores import Delivery, Message

T = TypeVar("T")


class Service(Generic[One, Several]):
    """What the services share.

    Args:
        engine: what runs functions.
        driver: how calls run what they start.
        at: the service's place.

    Raises:
        InvocationError: no binding of the app can mean that place.
    """

    def __init__(self, engine: Engine, driver: Driver[One, Several], *, at: Place) -> None:
        engine.directory.check(at)
        self._engine = engine
        self._driver = driver
        self._place = at

    def _deliver(self, items: tuple[object, ...]) -> Several:
        return self._driver.several(self._delivered(items))

    async def _delivered(self, items: tuple[object, ...]) -> list[Result]:
        """Runs the functions that listen here.

        Raises:
            InvocationError: none does.
        """
        if not self._engine.directory.listeners(self._place):
            raise InvocationError(
                f"No function of this app listens to {self._place}; there are triggers on: "
                f"{self._engine.directory.listened(self._place.kind)}."
            )
        return await deliver(self._engine, Delivery(self._place, items))

    def __repr__(self) -> str:
        return f"<azfunc.testing {self._place}>"


class MessageService(Service[One, Several]):
    """What queues, topics and event hubs share: messages that wait."""

    @property
    def messages(self) -> list[Message]:
        """The messages that functions have put here and nobody has taken yet, in the order received.

        Hosts write JSON objects anew, over several lines; `json` reads them.
        """
        return self._engine.stores.messages(self._place)

    @overload
    def json(self) -> list[JsonValue]: ...
    @overload
    def json(self, model: type[T]) -> list[T]: ...
    def json(self, model: type[T] | None = None) -> list[JsonValue] | list[T]:
        """The waiting messages, read as JSON: plain values, or instances of ``model``.

        Raises:
            ValueError: one is no JSON, or does not fit the model.
        """
        if model is None:
            return [read_message(message) for message in self.messages]
        return [read_model(model, message) for message in self.messages]

    def assert_messages(self, expected: Sequence[object], *, in_any_order: bool = False) -> None:
        """Compares the waiting messages: JSON by what it holds, other text as it stands.

        Args:
            expected: text, bytes, plain values, models…
            in_any_order: whether the order is of no interest.

        Raises:
            AssertionError: they differ; the message is a diff.
        """
        __tracebackhide__ = True
        assert_bodies(f"Messages of {self._place}", expected, self.messages, in_any_order=in_any_order)

    def clear(self) -> None:
        """Drops the waiting messages."""
        waiting = self._engine.stores.waiting
        waiting[:] = [delivery for delivery in waiting if delivery.place != self._place]


def read_message(message: Message) -> JsonValue:
    """A message read as JSON.

    Raises:
        DecodeError: it is none.
    """
    return Datum("string" if isinstance(message, str) else "bytes", message).parse()


def read_model(model: type[T], message: Message) -> T:
    """A message or document read as an instance of a model.

    Raises:
        ValueError: it is no JSON, or does not fit the model.
    """
    return cast("T", read_json(as_bytes(message), model))
