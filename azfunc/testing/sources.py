"""What a test says to a function's own source of events: `EventGrid` and `Timer`."""

import datetime

from azfunc.bindings.datum import JsonValue
from azfunc.bindings.ncrontab import Cron, ScheduleError, parse_schedule
from azfunc.errors import InvocationError
from azfunc.function import Function
from azfunc.testing.engine import Engine
from azfunc.testing.events import Event, event_grid_event, json_datum, now, timer_event
from azfunc.testing.invoke_events import is_many
from azfunc.testing.result import Result


class EventGrid:
    """Event Grid, for one function or for all that listen to it."""

    def __init__(self, engine: Engine, function: str | None) -> None:
        self._engine = engine
        self._function = function

    def publish(self, event: object) -> list[Result]:
        """Sends an event to the function, at once.

        Args:
            event: a dict, a model or JSON text in one of the two schemas, `EventGridEvent` or `CloudEvent`.

        Raises:
            InvocationError: no function listens to Event Grid, or the one that was named does not.
        """
        return [self._engine.run(function, self._event(function, event)) for function in self._listeners()]

    def _event(self, function: Function, event: object) -> Event:
        built = event_grid_event(event)
        batch = is_many(function.trigger.to_document())
        return Event(json_datum([built.value.parse()]), {}) if batch else built

    def _listeners(self) -> list[Function]:
        functions = list(self._engine.functions.values())
        if self._function is not None:
            functions = [self._engine.function(self._function)]
        found = [function for function in functions if function.trigger.type.lower() == "eventgridtrigger"]
        if not found and self._function is not None:
            raise InvocationError(
                f"Function '{self._function}' has another trigger than Event Grid's. "
                f"Use client.invoke('{self._function}', ...) for any trigger."
            )
        if not found:
            raise InvocationError("No function of this app has an Event Grid trigger. Add @app.event_grid_trigger().")
        return found

    @property
    def events(self) -> list[JsonValue]:
        """The events that functions have published, as topics take them."""
        return list(self._engine.stores.events)


class Timer:
    """The timer of a function."""

    def __init__(self, engine: Engine, function: str) -> None:
        self._engine = engine
        self._function = engine.function(function)
        if self._function.trigger.type.lower() != "timertrigger":
            raise InvocationError(
                f"Function '{function}' has the trigger {self._function.trigger.type}, so there is no timer to fire. "
                f"Use client.invoke('{function}', ...) for any trigger."
            )

    def fire(self, *, past_due: bool = False) -> Result:
        """Lets the timer fire.

        Args:
            past_due: whether the host noticed the time too late.
        """
        moment = now()
        following, is_cron = _next_firing(self._engine.with_settings(self._function.trigger.target()), moment)
        event = timer_event(past_due=past_due, last=moment, next=following, adjust_for_dst=is_cron)
        return self._engine.run(self._function, event)


def _next_firing(text: str, moment: datetime.datetime) -> tuple[datetime.datetime | None, bool]:
    """When a schedule fires next, in UTC, and whether it is a cron schedule."""
    try:
        schedule = parse_schedule(text)
    except ScheduleError:  # %SETTING% that is not set
        return None, True
    if isinstance(schedule, Cron):
        following = schedule.next_after(moment.replace(tzinfo=None))
        return (following.replace(tzinfo=datetime.UTC) if following else None), True
    return moment + schedule, False
