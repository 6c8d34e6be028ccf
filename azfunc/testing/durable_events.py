"""Event builders of Durable Functions: the contexts of orchestrators and entities, and inputs of activities.

An orchestrator's context holds its whole history; a durable package replays it, and returns the next actions.
"""

import datetime
import uuid
from collections.abc import Mapping, Sequence
from typing import TypedDict

from azfunc.bindings.datum import JsonValue
from azfunc.bindings.durable_json import dump_durable
from azfunc.testing.events import Event, json_datum, now

_EXECUTION_STARTED, _ORCHESTRATOR_STARTED = 0, 12
"""Types of events in a history, as the durable extension numbers them."""


class Operation(TypedDict, total=False):
    """One operation of an entity: its name, its input, and whether nobody waits for its result."""

    name: str
    input: object
    signal: bool


def activity_event(value: object) -> Event:
    """An activity's input, as an orchestrator passes it."""
    return Event(json_datum(_parsed(value)), {})


def orchestration_event(
    name: str,
    value: object = None,
    *,
    history: Sequence[Mapping[str, JsonValue]] = (),
    instance_id: str | None = None,
    parent_instance_id: str | None = None,
    moment: datetime.datetime | None = None,
) -> Event:
    """One step of an orchestration.

    Args:
        name: the orchestrator.
        value: the orchestration's input.
        history: what has happened since it began; nothing for its first step.
        instance_id: its id; a fresh one if left out.
        parent_instance_id: the id of the orchestration that started it.
        moment: when it began; now if left out.
    """
    text = dump_durable(value)
    began = _stamp(moment)
    first: list[Mapping[str, JsonValue]] = [
        {"EventType": _ORCHESTRATOR_STARTED, "EventId": -1, "IsPlayed": False, "Timestamp": began},
        {
            "EventType": _EXECUTION_STARTED,
            "EventId": -1,
            "IsPlayed": False,
            "Timestamp": began,
            "Name": name,
            "Input": text,
        },
    ]
    return Event(
        json_datum(
            {
                "history": [*first, *history],
                "input": text,
                "instanceId": instance_id or uuid.uuid4().hex,
                "isReplaying": bool(history),
                "parentInstanceId": parent_instance_id,
                "upperSchemaVersion": 3,
                "longRunningTimerIntervalDuration": "3.00:00:00",
                "maximumShortTimerDuration": "6.00:00:00",
            }
        ),
        {},
    )


def entity_event(
    name: str, key: str, operations: Sequence[Operation], *, state: object = None, exists: bool | None = None
) -> Event:
    """A batch of operations of an entity.

    Args:
        name: the entity's name.
        key: which of them it is.
        operations: what is asked of it, in order.
        state: its state before.
        exists: whether it has a state; as ``state`` says if left out.
    """
    batch = [
        {
            "name": operation.get("name", ""),
            "signal": operation.get("signal", False),
            "input": None if operation.get("input") is None else dump_durable(operation.get("input")),
            "id": uuid.uuid4().hex,
        }
        for operation in operations
    ]
    return Event(
        json_datum(
            {
                "self": {"name": name, "key": key},
                "exists": state is not None if exists is None else exists,
                "state": None if state is None else dump_durable(state),
                "batch": batch,
            }
        ),
        {},
    )


def _parsed(value: object) -> JsonValue:
    import json

    parsed: JsonValue = json.loads(dump_durable(value))
    return parsed


def _stamp(moment: datetime.datetime | None) -> str:
    return (moment or now()).astimezone(datetime.UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")
