"""Fields of trigger metadata: what a host says about a message, as Python values."""

import datetime
import re
from collections.abc import Mapping
from typing import cast

from azfunc.bindings.datum import Datum, JsonValue, Metadata
from azfunc.errors import DecodeError

_NET_DATE = (
    r"(?P<year>\d{4})-(?P<month>\d\d)-(?P<day>\d\d)|(?P<us_month>\d{1,2})/(?P<us_day>\d{1,2})/(?P<us_year>\d{4})"
)
_TIME = (
    r"[T ](?P<hour>\d{1,2}):(?P<minute>\d\d):(?P<second>\d\d)(?:\.(?P<fraction>\d+))?"
    r"(?: (?P<half>[AP]M))?(?P<zone>Z|[+-]\d\d:?\d\d)?\Z"
)
_TIME_SPAN = r"(?P<sign>-)?(?:(?P<days>\d+)\.)?(?:(?:(\d+):)?(\d+):)?(\d+)(?:\.(\d+))?\Z"


class Fields:
    """What a host says about one message: one that came alone, or one of a batch.

    For a batch the field ``MessageId`` is the message's item of ``MessageIdArray``; where the host sends no such
    array, it is what stands under the plain name. Each field is parsed once, also for a batch of many.
    """

    __slots__ = ("_index", "_metadata", "_parsed")

    def __init__(self, metadata: Metadata) -> None:
        self._metadata = metadata
        self._parsed: dict[str, object] = {}
        self._index: int | None = None

    @classmethod
    def of_batch(cls, metadata: Metadata, count: int) -> "list[Fields]":
        """The fields of each of ``count`` messages."""
        first = cls(metadata)
        return [first._at(index) for index in range(count)]

    def _at(self, index: int) -> "Fields":
        fields = Fields(self._metadata)
        fields._parsed = self._parsed
        fields._index = index
        return fields

    def _read(self, name: str) -> object:
        if name not in self._parsed:
            value = read_field(self._metadata, name)
            if isinstance(value, str) and name.endswith("Array") and value.startswith("["):
                value = Datum("json", value).parse()
            self._parsed[name] = value
        return self._parsed[name]

    def value(self, name: str) -> object:
        """The field as a plain value; None where the host sends none, or too short an array."""
        index = self._index
        if index is None:
            return self._read(name)
        column = self._read(f"{name}Array")
        value = self._read(name) if column is None else column
        if not isinstance(value, list):
            return value
        items = cast("list[object]", value)
        return items[index] if index < len(items) else None

    def text(self, name: str) -> str | None:
        """A text field; other scalars are written as text."""
        value = self.value(name)
        return None if value is None else str(value)

    def number(self, name: str) -> int | None:
        """A whole number; see `as_int`."""
        return as_int(self.value(name), name)

    def moment(self, name: str) -> datetime.datetime | None:
        """A moment; see `as_datetime`."""
        return as_datetime(self.value(name), name)

    def duration(self, name: str) -> datetime.timedelta | None:
        """A duration; see `as_timedelta`."""
        return as_timedelta(self.value(name), name)

    def mapping(self, name: str) -> dict[str, JsonValue]:
        """A JSON object; empty where the host sends none."""
        return as_mapping(self.value(name))


def plain_metadata(metadata: Mapping[str, object]) -> dict[str, object]:
    """All metadata as plain Python values, by the host's names."""
    return {name: value.python() if isinstance(value, Datum) else value for name, value in metadata.items()}


def read_field(metadata: Metadata, name: str) -> object:
    """A metadata field as a plain Python value; None where the host does not send it."""
    datum = metadata.get(name)
    return None if datum is None else datum.python()


def read_text(metadata: Metadata, name: str) -> str | None:
    """A text field; other scalars are written as text."""
    value = read_field(metadata, name)
    return None if value is None else str(value)


def read_int(metadata: Metadata, name: str) -> int | None:
    """A whole number, also from text.

    Raises:
        DecodeError: it is none.
    """
    return as_int(read_field(metadata, name), name)


def read_mapping(metadata: Metadata, name: str) -> dict[str, JsonValue]:
    """A JSON object; empty where the host sends none."""
    return as_mapping(read_field(metadata, name))


def read_datetime(metadata: Metadata, name: str) -> datetime.datetime | None:
    """A moment; see `as_datetime`."""
    return as_datetime(read_field(metadata, name), name)


def read_timedelta(metadata: Metadata, name: str) -> datetime.timedelta | None:
    """A duration; see `as_timedelta`."""
    return as_timedelta(read_field(metadata, name), name)


def as_mapping(value: object) -> dict[str, JsonValue]:
    """A JSON object, also from its text; empty for everything else."""
    if isinstance(value, str) and value.startswith("{"):
        value = Datum("json", value).parse()
    return dict(cast("Mapping[str, JsonValue]", value)) if isinstance(value, Mapping) else {}


def as_int(value: object, name: str) -> int | None:
    """A whole number from a number or from text."""
    if value is None or value == "":
        return None
    try:
        return int(cast("str", value))
    except (TypeError, ValueError, OverflowError):
        raise DecodeError(f"The trigger metadata {name} is {value!r}, where a whole number is expected.") from None


def as_datetime(value: object, name: str) -> datetime.datetime | None:
    """A moment from ISO 8601 or .NET's ``MM/dd/yyyy`` text; fractions are cut to microseconds.

    A zone makes the result aware (an offset of zero is UTC); without one it stays naive.
    """
    if isinstance(value, datetime.datetime):
        return value
    if value is None or value == "":
        return None
    text = str(value).strip()
    date = re.match(_NET_DATE, text)
    time = re.compile(_TIME).match(text, date.end()) if date else None
    if date is None or (time is None and date.end() != len(text)):
        raise DecodeError(f"The trigger metadata {name} is {value!r}, where an ISO 8601 date and time is expected.")
    try:
        return _moment(date, time)
    except ValueError as error:
        raise DecodeError(f"The trigger metadata {name} is {value!r}, which is no date: {error}.") from None


def _moment(date: re.Match[str], time: re.Match[str] | None) -> datetime.datetime:
    day = (
        int(date["year"] or date["us_year"]),
        int(date["month"] or date["us_month"]),
        int(date["day"] or date["us_day"]),
    )
    if time is None:
        return datetime.datetime(*day)  # noqa: DTZ001 - the text names no zone
    hour = int(time["hour"])
    if time["half"]:
        hour = hour % 12 + (12 if time["half"] == "PM" else 0)
    micro = int((time["fraction"] or "0")[:6].ljust(6, "0"))
    zone = _zone(time["zone"])
    return datetime.datetime(*day, hour, int(time["minute"]), int(time["second"]), micro, tzinfo=zone)


def _zone(text: str | None) -> datetime.timezone | None:
    if text is None:
        return None
    if text == "Z":
        return datetime.UTC
    minutes = int(text[1:3]) * 60 + int(text[-2:])
    offset = datetime.timedelta(minutes=-minutes if text[0] == "-" else minutes)
    return datetime.timezone(offset) if offset else datetime.UTC


def as_timedelta(value: object, name: str) -> datetime.timedelta | None:
    """A duration from .NET's TimeSpan text (``1.02:03:04.5``), ``M:S``, or seconds."""
    if isinstance(value, datetime.timedelta):
        return value
    if value is None or value == "":
        return None
    try:
        span = datetime.timedelta(seconds=value) if isinstance(value, int | float) else _time_span(str(value).strip())
    except (OverflowError, ValueError):  # more days than Python counts, infinity, NaN
        span = None
    if span is None:
        raise DecodeError(f"The trigger metadata {name} is {value!r}, where a time span like 00:05:00 is expected.")
    return span


def _time_span(text: str) -> datetime.timedelta | None:
    match = re.match(_TIME_SPAN, text)
    if match is None:
        return None
    hours, minutes, seconds, fraction = match.group(3, 4, 5, 6)
    span = datetime.timedelta(
        days=int(match["days"] or 0),
        hours=int(hours or 0),
        minutes=int(minutes or 0),
        seconds=int(seconds),
        microseconds=int((fraction or "0")[:6].ljust(6, "0")),
    )
    return -span if match["sign"] else span
