"""`Subscriptions`: which functions get the events that others publish to Event Grid."""

from collections.abc import Collection, Iterator, Mapping
from typing import NamedTuple, cast, get_origin

from azfunc.bindings.datum import JsonValue
from azfunc.bindings.eventgrid_payload import CloudEvent, EventGridEvent
from azfunc.function import Function


class Subscription(NamedTuple):
    """What one subscription lets through; empty parts let everything through."""

    topic: str = ""
    event_types: Collection[str] = ()
    subject_begins_with: str = ""
    subject_ends_with: str = ""

    def admits(self, event: Mapping[str, JsonValue], topic: str) -> bool:
        """Whether an event that was published to a topic comes through."""
        kind = event.get("type" if "specversion" in event else "eventType")
        subject = str(event.get("subject") or "").lower()
        return (
            self.topic.lower() in ("", topic.lower())
            and (not self.event_types or kind in self.event_types)
            and subject.startswith(self.subject_begins_with.lower())
            and subject.endswith(self.subject_ends_with.lower())
        )


class Subscriptions:
    """The subscriptions of an app's functions.

    A function without any gets every event in the schema that it takes.

    Args:
        functions: the app's functions.
    """

    def __init__(self, functions: Mapping[str, Function]) -> None:
        self._functions = functions
        self._of: dict[str, list[Subscription]] = {}

    def add(self, function: str, subscription: Subscription) -> None:
        """Lets a function have what the subscription lets through, and nothing else that no other does."""
        self._of.setdefault(function, []).append(subscription)

    def listeners(self) -> list[Function]:
        """The functions with an Event Grid trigger."""
        return [one for one in self._functions.values() if one.trigger.type.lower() == "eventgridtrigger"]

    def receivers(self, event: object, topic: str) -> Iterator[Function]:
        """The functions that get an event which was published to a topic.

        Args:
            event: the event as it was published.
            topic: the setting that names the topic.
        """
        if not isinstance(event, Mapping):
            return
        found = cast("Mapping[str, JsonValue]", event)
        for function in self.listeners():
            own = self._of.get(function.name)
            if own is None:
                if _takes(function, found):
                    yield function
            elif any(subscription.admits(found, topic) for subscription in own):
                yield function


def _takes(function: Function, event: Mapping[str, JsonValue]) -> bool:
    """Whether an event is in the schema that a function's parameter asks for."""
    parameter = function.signature.parameters.get(function.trigger.arg_name or "")
    if parameter is None:
        return True
    annotation = parameter.shape.item if parameter.shape.is_list else parameter.shape.annotation
    kind = get_origin(annotation) or annotation
    if kind is CloudEvent:
        return "specversion" in event
    return kind is not EventGridEvent or "specversion" not in event
