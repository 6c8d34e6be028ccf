"""NCRONTAB, the schedule grammar of timer triggers, and its occurrences.

Six fields (second first) or five: ``*``, numbers, ``a-b``, lists, ``/n`` steps, English names of months and weekdays
by any prefix. Weekday is 0 (Sunday) to 6; day of month and weekday must both match, unlike Unix cron.
Follows https://learn.microsoft.com/azure/azure-functions/functions-bindings-timer#ncrontab-expressions.
"""

import datetime
import re
from typing import NamedTuple


class ScheduleError(ValueError):
    """A text that is no schedule; the message says which field is wrong and why."""


class _Field(NamedTuple):
    name: str
    low: int
    high: int
    names: tuple[str, ...] = ()


_MONTHS = (
    *("january", "february", "march", "april", "may", "june"),
    *("july", "august", "september", "october", "november", "december"),
)
_WEEKDAYS = ("sunday", "monday", "tuesday", "wednesday", "thursday", "friday", "saturday")
_FIELDS = (
    _Field("second", 0, 59),
    _Field("minute", 0, 59),
    _Field("hour", 0, 23),
    _Field("day of month", 1, 31),
    _Field("month", 1, 12, _MONTHS),
    _Field("weekday", 0, 6, _WEEKDAYS),
)
_TIME_SPAN = r"(?:(\d+)\.)?(\d{1,2}):(\d{1,2}):(\d{1,2})(?:\.\d+)?\Z"
_HORIZON_YEARS = 40
"""29 February falls on a given weekday once in 28 years, around a century that is no leap year once in 40."""


_MOST_DIGITS = 9
_END = datetime.datetime.max.replace(microsecond=0)  # noqa: DTZ901 - schedules are in local time


class Cron(NamedTuple):
    """A parsed NCRONTAB expression: the values that each field admits."""

    text: str
    seconds: tuple[int, ...]
    minutes: tuple[int, ...]
    hours: tuple[int, ...]
    days: frozenset[int]
    months: frozenset[int]
    weekdays: frozenset[int]

    def next_after(self, moment: datetime.datetime) -> datetime.datetime | None:
        """The first occurrence strictly after a naive local time; None if there is none (30 February)."""
        if moment.replace(microsecond=0) == _END:
            return None
        base = moment.replace(microsecond=0) + datetime.timedelta(seconds=1)
        day = base.date()
        time = _time_from(self, (base.hour, base.minute, base.second)) if self._admits(day) else None
        if time is not None:
            return datetime.datetime.combine(day, time)
        last_year = min(day.year + _HORIZON_YEARS, datetime.MAXYEAR)
        following = self._next_day(day, last_year)
        if following is None:
            return None
        return datetime.datetime.combine(following, datetime.time(self.hours[0], self.minutes[0], self.seconds[0]))

    def _admits(self, day: datetime.date) -> bool:
        return day.month in self.months and day.day in self.days and day.isoweekday() % 7 in self.weekdays

    def _next_day(self, day: datetime.date, last_year: int) -> datetime.date | None:
        from calendar import monthrange  # an app that is only indexed asks for no occurrence

        for year in range(day.year, last_year + 1):
            for month in sorted(self.months):
                if (year, month) < (day.year, day.month):
                    continue
                for number in sorted(self.days):
                    if number > monthrange(year, month)[1]:
                        break
                    candidate = datetime.date(year, month, number)
                    if candidate > day and self._admits(candidate):
                        return candidate
        return None


def _time_from(cron: Cron, earliest: tuple[int, int, int]) -> datetime.time | None:
    """The first time of day that the expression admits and that is not before ``earliest``."""
    hour, minute, _ = earliest
    for h in cron.hours:
        if h < hour:
            continue
        for m in cron.minutes:
            if (h, m) < (hour, minute):
                continue
            for s in cron.seconds:
                if (h, m, s) >= earliest:
                    return datetime.time(h, m, s)
    return None


def parse_cron(text: str) -> Cron:
    """Takes an expression of six fields (five: the second is 0) apart.

    Raises:
        ScheduleError: it is none.
    """
    words = text.split()
    if len(words) == 5:
        words = ["0", *words]
    if len(words) != 6:
        raise ScheduleError(f"it has {len(words)} fields where NCRONTAB has six, second first")
    values = [_parse_field(field, word) for field, word in zip(_FIELDS, words, strict=True)]
    seconds, minutes, hours, days, months, weekdays = values
    return Cron(
        text,
        tuple(sorted(seconds)),
        tuple(sorted(minutes)),
        tuple(sorted(hours)),
        frozenset(days),
        frozenset(months),
        frozenset(weekdays),
    )


def parse_time_span(text: str) -> datetime.timedelta | None:
    """A constant interval written ``hh:mm:ss`` or ``d.hh:mm:ss``; None for other texts.

    Raises:
        ScheduleError: it looks like one, but is zero or has a part out of range.
    """
    match = re.match(_TIME_SPAN, text.strip())
    if match is None:
        return None
    days, hours, minutes, seconds = (int(part or 0) for part in match.groups())
    if hours > 23 or minutes > 59 or seconds > 59:
        raise ScheduleError("as a time span d.hh:mm:ss it has hours over 23, minutes over 59 or seconds over 59")
    span = datetime.timedelta(days=days, hours=hours, minutes=minutes, seconds=seconds)
    if not span:
        raise ScheduleError("as a time span it is zero, so it would fire without pause")
    return span


def parse_schedule(text: str) -> Cron | datetime.timedelta:
    """A cron expression or a constant interval.

    Raises:
        ScheduleError: it is neither.
    """
    return parse_time_span(text) or parse_cron(text)


def _parse_field(field: _Field, text: str) -> set[int]:
    admitted: set[int] = set()
    for item in text.split(","):
        body, slash, step_text = item.partition("/")
        if not body or (slash and not _is_number(step_text)):
            raise ScheduleError(f"{text!r} in the {field.name} field has an empty or malformed part")
        low, high = _range(field, body, open_ended=bool(slash))
        admitted.update(range(low, high + 1, max(1, int(step_text or 1))))
    return admitted


def _range(field: _Field, text: str, *, open_ended: bool) -> tuple[int, int]:
    if text == "*":
        return field.low, field.high
    first, dash, last = text.partition("-")
    low = _value(field, first)
    if dash:
        high = _value(field, last)
        return (low, high) if low <= high else (high, low)
    return low, field.high if open_ended else low


def _is_number(text: str) -> bool:
    return text.isdecimal() and text.isascii() and len(text) <= _MOST_DIGITS


def _value(field: _Field, text: str) -> int:
    if _is_number(text):
        value = int(text)
        if field.low <= value <= field.high:
            return value
        hint = "; Sunday is 0" if field.name == "weekday" and value == 7 else ""
        raise ScheduleError(f"{text} is out of range for the {field.name} field, {field.low} to {field.high}{hint}")
    for number, name in enumerate(field.names):
        if text and name.startswith(text.lower()):
            return number + field.low
    unsupported = "; ?, L, W and # are not part of NCRONTAB" if text in ("?", "L", "W") or "#" in text else ""
    raise ScheduleError(f"{text!r} is no value of the {field.name} field{unsupported}")
