"""What a test says to Event Grid."""

from collections.abc import Collection, Sequence
from typing import Generic

from azfunc.bindings.datum import JsonValue
from azfunc.errors import InvocationError
from azfunc.function import Function
from azfunc.testing.assertions import assert_items
from azfunc.testing.deliver import event_grid_events
from azfunc.testing.driver import Driver, One, Several
from azfunc.testing.engine import Engine
from azfunc.testing.events import event_grid_event
from azfunc.testing.result import Result
from azfunc.testing.subscriptions import Subscription


class EventGrid(Generic[One, Several]):
    """Event Grid, for one function or for all that listen to it.

    Events that functions publish wait for ``run_until_idle``, which hands them to every function that takes their
    schema, or to those whose subscription (`subscribe`) lets them through.
    """

    def __init__(self, engine: Engine, driver: Driver[One, Several], function: str | None) -> None:
        self._engine = engine
        self._driver = driver
        self._function = None if function is None else engine.function(function)

    def send(self, *events: object) -> Several:
        """Sends events to the function, at once, one call for each.

        Args:
            events: dicts, models or JSON text in one of the two schemas, `EventGridEvent` or `CloudEvent`.

        Raises:
            InvocationError: no function listens to Event Grid, or the one that was named does not.
        """
        return self._driver.several(self._sent(events))

    def publish(self, event: object) -> Several:
        """Sends one event; another name of `send`."""
        return self.send(event)

    async def _sent(self, events: Sequence[object]) -> list[Result]:
        results: list[Result] = []
        for event in events:
            built = event_grid_event(event)
            results += [await self._engine.run(one, event_grid_events(one, built)) for one in self._listeners()]
        return results

    def subscribe(
        self,
        *,
        topic: str = "",
        event_types: Collection[str] = (),
        subject_begins_with: str = "",
        subject_ends_with: str = "",
    ) -> None:
        """Lets the function have only those events of other functions that a subscription lets through.

        Args:
            topic: the setting that names the topic in the publishing function's output; any if left out.
            event_types: the types of events; any if left out.
            subject_begins_with, subject_ends_with: how their subjects begin and end.

        Raises:
            InvocationError: no function has been named, or it does not listen to Event Grid.
        """
        if self._function is None:
            raise InvocationError("A subscription belongs to one function: client.event_grid('NAME').subscribe(...).")
        [function] = self._listeners()
        subscription = Subscription(topic, tuple(event_types), subject_begins_with, subject_ends_with)
        self._engine.subscriptions.add(function.name, subscription)

    def _listeners(self) -> list[Function]:
        found = self._engine.subscriptions.listeners()
        if self._function is None:
            if not found:
                raise InvocationError(
                    "No function of this app has an Event Grid trigger. Add @app.event_grid_trigger()."
                )
            return found
        if self._function not in found:
            name = self._function.name
            raise InvocationError(
                f"Function '{name}' has another trigger than Event Grid's. "
                f"Use client.invoke('{name}', ...) for any trigger."
            )
        return [self._function]

    @property
    def events(self) -> list[JsonValue]:
        """The events that functions have published, as topics take them."""
        return list(self._engine.stores.events)

    def assert_events(self, expected: Sequence[object], *, in_any_order: bool = False) -> None:
        """Compares the events that functions have published with dicts or models.

        Raises:
            AssertionError: they differ; the message is a diff.
        """
        __tracebackhide__ = True
        assert_items("Published events", expected, self.events, in_any_order=in_any_order)
