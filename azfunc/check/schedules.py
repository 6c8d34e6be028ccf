"""Schedules of timers: rules, and the next times at which they fire.

Follows https://learn.microsoft.com/azure/azure-functions/functions-bindings-timer#ncrontab-time-zones.
"""

import datetime
import re
from collections.abc import Iterator
from typing import TYPE_CHECKING, NamedTuple

from azfunc.check.diagnostic import Finding
from azfunc.check.environment import Settings
from azfunc.check.rule import app_rule
from azfunc.check.subject import Subject
from azfunc.errors import Fault

if TYPE_CHECKING:
    from azfunc.bindings.ncrontab import Cron

RUNS = 3
"""How many of the next runs are shown."""

ZONE_SETTINGS = ("WEBSITE_TIME_ZONE", "TZ")
"""The settings that name the time zone of schedules; without one it is UTC, as in Azure."""


class ScheduledRuns(NamedTuple):
    """When a timer fires next."""

    function: str
    schedule: str
    zone: str
    runs: tuple[str, ...]
    """Moments in ISO 8601 with their offset from UTC."""


def next_runs(subject: Subject, now: datetime.datetime) -> Iterator[ScheduledRuns]:
    """The next runs of every timer whose schedule is known.

    Args:
        subject: the app.
        now: a moment with a time zone.
    """
    zone = _zone(subject.settings)
    for name, text, cron in _crons(subject):
        if zone is not None:
            moments = _occurrences(cron, now, zone[1])
            yield ScheduledRuns(name, text, zone[0], tuple(moment.isoformat() for moment in moments))


def _crons(subject: Subject) -> Iterator[tuple[str, str, "Cron"]]:
    """Function, text and expression of each timer that has an NCRONTAB expression; time spans say it themselves."""
    for function in subject.functions.values():
        trigger = function.trigger
        if trigger.type.lower() == "timertrigger":
            from azfunc.bindings.ncrontab import Cron, ScheduleError, parse_schedule

            text = re.sub("%([^%]+)%", lambda match: subject.settings.get(match[1]) or match[0], trigger.target())
            try:
                schedule = parse_schedule(text)
            except ScheduleError:  # of a setting that is not set, or that another rule tells of
                continue
            if isinstance(schedule, Cron):
                yield function.name, text, schedule


def _zone(settings: Settings) -> tuple[str, datetime.tzinfo] | None:
    """The time zone of schedules; None for one that this machine does not know, such as a name of Windows."""
    name = next((value for setting in ZONE_SETTINGS if (value := settings.get(setting))), "")
    if name in ("", "UTC"):
        return "UTC", datetime.UTC
    from zoneinfo import ZoneInfo

    try:
        return name, ZoneInfo(name.removeprefix(":"))
    except (ValueError, OSError):
        return None
    except KeyError:  # ZoneInfoNotFoundError
        return None


def _occurrences(cron: "Cron", now: datetime.datetime, zone: datetime.tzinfo) -> Iterator[datetime.datetime]:
    """The next runs; a time that the clock skips in spring is moved by what it skips."""
    moment = now.astimezone(zone).replace(tzinfo=None)
    for _ in range(RUNS):
        following = cron.next_after(moment)
        if following is None:
            return
        yield following.replace(tzinfo=zone).astimezone(datetime.UTC).astimezone(zone)
        moment = following


@app_rule("schedule-never-fires")
def never_fires(subject: Subject) -> Iterator[Finding]:
    """The days that a schedule names do not exist, such as 30 February."""
    start = datetime.datetime(2024, 1, 1)  # noqa: DTZ001 - schedules are in local time
    for name, text, cron in _crons(subject):
        if cron.next_after(start) is None:
            function = subject.functions[name]
            fault = Fault(
                "schedule-never-fires",
                "its schedule never fires: no day is of that month, day and weekday",
                f"schedule={text!r}",
                "days that exist; day of month and weekday must both fit",
                "correct the fields for day of month, month and weekday",
            )
            yield subject.finding(function, function.trigger, fault)


RULES = (never_fires,)
