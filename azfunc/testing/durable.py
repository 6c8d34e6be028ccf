"""What a test says as the durable extension: `Activity`, `Orchestrator` and `Entity`.

Activities run as they are. Orchestrators and entities are run one step at a time: a durable package's handler
replays the history that it is given, and answers with the next actions or the next state.
"""

from collections.abc import Mapping, Sequence
from typing import ClassVar

from azfunc.bindings.datum import JsonValue
from azfunc.testing.driver import Driver, One, Several
from azfunc.testing.durable_events import Operation, activity_event, entity_event, orchestration_event
from azfunc.testing.engine import Engine
from azfunc.testing.sources import Source


class _Named(Source[One, Several]):
    """A durable function, by the name that it is called by; its own name where it has no other."""

    def __init__(self, engine: Engine, driver: Driver[One, Several], name: str) -> None:
        super().__init__(engine, driver)
        self._name = name


class Activity(_Named[One, Several]):
    """An activity."""

    trigger: ClassVar[str] = "activityTrigger"
    properties: ClassVar[tuple[tuple[str, str], ...]] = (("activity", ""),)

    def call(self, value: object = None) -> One:
        """Calls the activity as an orchestrator does; the result's ``return_value`` is what it answers.

        Args:
            value: its input: plain values, models, or objects with ``to_json``.

        Raises:
            InvocationError: there is no such activity.
        """
        return self._call((self._name,), lambda _function: activity_event(value))


class Orchestrator(_Named[One, Several]):
    """An orchestrator."""

    trigger: ClassVar[str] = "orchestrationTrigger"
    properties: ClassVar[tuple[tuple[str, str], ...]] = (("orchestration", ""),)

    def step(
        self,
        value: object = None,
        *,
        history: Sequence[Mapping[str, JsonValue]] = (),
        instance_id: str | None = None,
        parent_instance_id: str | None = None,
    ) -> One:
        """Runs one step; the result's ``return_value`` holds the next actions, as the durable package writes them.

        Args:
            value: the orchestration's input.
            history: what has happened since it began, as the extension writes it; nothing for the first step.
            instance_id: its id; a fresh one if left out.
            parent_instance_id: the id of the orchestration that started it.

        Raises:
            InvocationError: there is no such orchestrator.
        """
        event = orchestration_event(
            self._name,
            value,
            history=history,
            instance_id=instance_id,
            parent_instance_id=parent_instance_id,
            moment=self._engine.time.now(),
        )
        return self._call((self._name,), lambda _function: event)


class Entity(_Named[One, Several]):
    """An entity of one key."""

    trigger: ClassVar[str] = "entityTrigger"
    properties: ClassVar[tuple[tuple[str, str], ...]] = (("entityName", ""),)

    def __init__(self, engine: Engine, driver: Driver[One, Several], name: str, key: str) -> None:
        super().__init__(engine, driver, name)
        self._key = key

    def call(self, operation: str, value: object = None, *, state: object = None) -> One:
        """Asks one operation of it; the result's ``return_value`` holds the next state and the operation's result.

        Args:
            operation: its name.
            value: its input.
            state: the entity's state before; None where it does not exist yet.

        Raises:
            InvocationError: there is no such entity.
        """
        return self.batch([{"name": operation, "input": value}], state=state)

    def batch(self, operations: Sequence[Operation], *, state: object = None) -> One:
        """Asks several operations of it in one step; see `call`."""
        event = entity_event(self._name, self._key, operations, state=state)
        return self._call((self._name,), lambda _function: event)
