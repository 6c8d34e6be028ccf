"""What a test says to timers: `Timer`, and the `Clock` that lets them fire when they are due."""

import datetime
from collections.abc import Iterator
from typing import Generic, NamedTuple

from azfunc.bindings.ncrontab import Cron, ScheduleError, parse_schedule
from azfunc.errors import InvocationError
from azfunc.function import Function
from azfunc.testing.driver import Driver, One, Several
from azfunc.testing.engine import Engine
from azfunc.testing.events import timer_event
from azfunc.testing.result import Result
from azfunc.testing.time_source import in_utc


class Timer(Generic[One, Several]):
    """The timer of a function.

    Raises:
        InvocationError: the function has another trigger, or its schedule cannot be read.
    """

    def __init__(self, engine: Engine, driver: Driver[One, Several], function: str) -> None:
        self._engine = engine
        self._driver = driver
        self._function = engine.function(function)
        if not _is_timer(self._function):
            raise InvocationError(
                f"Function '{function}' has the trigger {self._function.trigger.type}, so there is no timer to fire. "
                f"Use client.invoke('{function}', ...) for any trigger."
            )

    def fire(self, *, past_due: bool = False) -> One:
        """Lets the timer fire now.

        Args:
            past_due: whether the host noticed the time too late.
        """
        return self._driver.one(fire(self._engine, self._function, past_due=past_due))

    @property
    def next(self) -> datetime.datetime | None:
        """When it fires next, in UTC; None for a day that never comes."""
        return next_firing(self._engine, self._function, self._engine.time.now())


class Clock(Generic[Several]):
    """The client's clock: what events take for now, and what timers go by.

    It runs with the machine's until a test stops it: with ``TestClient(app, now=...)``, or by moving it. The
    handlers' own ``datetime.now()`` stays the machine's.
    """

    def __init__(self, engine: Engine, driver: Driver[object, Several]) -> None:
        self._engine = engine
        self._driver = driver

    def now(self) -> datetime.datetime:
        """This moment, in UTC."""
        return self._engine.time.now()

    def move_to(self, moment: datetime.datetime) -> None:
        """Sets the clock, and stops it there; no timer fires.

        Args:
            moment: a moment without time zone is in UTC.
        """
        self._engine.time.freeze(moment)

    def advance(
        self,
        delta: datetime.timedelta | None = None,
        *,
        days: float = 0,
        hours: float = 0,
        minutes: float = 0,
        seconds: float = 0,
    ) -> Several:
        """Lets time pass: each timer fires whenever it is due, in order, with the clock at that moment.

        Raises:
            InvocationError: the time would run backwards, or a schedule cannot be read.
        """
        return self._driver.several(self._advanced(_length(delta, days, hours, minutes, seconds)))

    def outage(
        self,
        delta: datetime.timedelta | None = None,
        *,
        days: float = 0,
        hours: float = 0,
        minutes: float = 0,
        seconds: float = 0,
    ) -> Several:
        """Lets time pass while the app does not run: then each timer that was due fires once, past due.

        Timers with ``use_monitor=False`` do not fire: nothing has kept their schedule.

        Raises:
            InvocationError: the time would run backwards, or a schedule cannot be read.
        """
        return self._driver.several(self._missed(_length(delta, days, hours, minutes, seconds)))

    async def _advanced(self, length: datetime.timedelta) -> list[Result]:
        time = self._engine.time
        end = time.now() + length
        since = {function.name: time.now() for function in _timers(self._engine)}
        results: list[Result] = []
        while (due := self._next_due(since, end)) is not None:
            time.freeze(due.moment)
            since[due.function.name] = due.moment
            results.append(await fire(self._engine, due.function))
        time.freeze(end)
        return results

    async def _missed(self, length: datetime.timedelta) -> list[Result]:
        time = self._engine.time
        start, end = time.now(), time.now() + length
        due = [one for function in _timers(self._engine) if (one := self._due(function, start, end)) is not None]
        time.freeze(end)
        watched = [one.function for one in sorted(due, key=_moment) if _is_watched(one.function)]
        return [await fire(self._engine, function, past_due=True) for function in watched]

    def _next_due(self, since: dict[str, datetime.datetime], end: datetime.datetime) -> "_Due | None":
        due = (self._due(function, since[function.name], end) for function in _timers(self._engine))
        return min((one for one in due if one is not None), key=_moment, default=None)

    def _due(self, function: Function, since: datetime.datetime, end: datetime.datetime) -> "_Due | None":
        moment = next_firing(self._engine, function, since)
        return None if moment is None or moment > end else _Due(moment, function)


class _Due(NamedTuple):
    """A timer that is to fire."""

    moment: datetime.datetime
    function: Function


def _moment(due: _Due) -> datetime.datetime:
    return due.moment


def _is_timer(function: Function) -> bool:
    return function.trigger.type.lower() == "timertrigger"


def _is_watched(function: Function) -> bool:
    return function.trigger.to_document().get("useMonitor") is not False


def _timers(engine: Engine) -> Iterator[Function]:
    return (function for function in engine.functions.values() if _is_timer(function))


def _length(
    delta: datetime.timedelta | None, days: float, hours: float, minutes: float, seconds: float
) -> datetime.timedelta:
    length = (delta or datetime.timedelta()) + datetime.timedelta(
        days=days, hours=hours, minutes=minutes, seconds=seconds
    )
    if length < datetime.timedelta():
        raise InvocationError(f"Time does not run backwards ({length}). Set the clock with clock.move_to(...).")
    return length


async def fire(engine: Engine, function: Function, *, past_due: bool = False) -> Result:
    """Lets a timer fire at the engine's present moment."""
    moment = engine.time.now()
    event = timer_event(
        past_due=past_due,
        last=engine.fired.get(function.name),
        next=next_firing(engine, function, moment),
        adjust_for_dst=isinstance(_schedule(engine, function), Cron),
        moment=moment,
    )
    engine.fired[function.name] = moment
    return await engine.run(function, event)


def next_firing(engine: Engine, function: Function, since: datetime.datetime) -> datetime.datetime | None:
    """When a timer fires next after a moment, in UTC; None for a day that never comes."""
    schedule = _schedule(engine, function)
    if not isinstance(schedule, Cron):
        begun = engine.fired.get(function.name, engine.started)
        return begun + schedule * max((since - begun) // schedule + 1, 1)
    following = schedule.next_after(in_utc(since).replace(tzinfo=None))
    return None if following is None else following.replace(tzinfo=datetime.UTC)


def _schedule(engine: Engine, function: Function) -> Cron | datetime.timedelta:
    text = engine.settings.resolver(function)(function.trigger.target())
    try:
        return parse_schedule(text)
    except ScheduleError as error:
        raise InvocationError(
            f"Function '{function.name}' ({function.where}) has the schedule {text!r}, which cannot be read: {error}."
        ) from error
