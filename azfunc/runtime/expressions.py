"""Binding expressions: ``%SETTING%``, ``{token}``, ``{rand-guid}``, ``{datetime:yyyy}`` in properties of bindings.

Follows https://learn.microsoft.com/azure/azure-functions/functions-bindings-expressions-patterns.
"""

import datetime
import re
import uuid
from collections.abc import Callable, Mapping
from typing import Final, cast

from azfunc.bindings.datum import JsonValue, Metadata
from azfunc.errors import DecodeError, InvocationError

_PART = re.compile(r"\{\{|\}\}|\{(?P<name>[^{}]+)\}")
_DATE_PART = re.compile(r"yyyy|yy|MMMM|MMM|MM|M|dddd|ddd|dd|d|HH|H|hh|h|mm|m|ss|s|f{1,7}|tt|zzz|K|'[^']*'|\\.")
_DEFAULT_DATE_FORMAT = "yyyy-MM-ddTHH-mm-ssK"


class BindingData:
    """What the tokens of an invocation's bindings stand for.

    Args:
        metadata: the trigger's metadata.
        function: name of the function, for ``{sys.methodname}`` and messages.
        now: the moment that ``{datetime}`` means, in UTC.
    """

    def __init__(self, metadata: Metadata, function: str, now: datetime.datetime | None = None) -> None:
        self._values = {name.lower(): datum for name, datum in metadata.items()}
        self._function = function
        self._now = now or datetime.datetime.now(datetime.UTC)
        self._guid = uuid.uuid4()

    def resolve(self, text: str) -> str:
        """Puts values in the place of ``{tokens}``; ``{{`` and ``}}`` are braces.

        Raises:
            InvocationError: nothing is known by the name of a token.
        """
        return _PART.sub(lambda match: self._value(match["name"]) if match["name"] else match[0][0], text)

    def _value(self, expression: str) -> str:
        name, colon, form = expression.partition(":")
        found, value = self._look_up(name)
        if found:
            return _as_text(value)
        special = _SPECIAL.get(name.lower())
        if special is None:
            known = ", ".join(sorted(self._values)) or "none"
            raise InvocationError(
                f"Function '{self._function}': a binding names {{{expression}}}, but the invocation knows no value for "
                f"it (known: {known}). Send it in the message or the route, or pass metadata={{'{name}': ...}}."
            )
        return special(self, form if colon else None)

    def _look_up(self, name: str) -> tuple[bool, JsonValue]:
        first, *rest = name.lower().split(".")
        datum = self._values.get(name.lower()) or self._values.get(first)
        if datum is None:
            return False, None
        try:
            value = cast("JsonValue", datum.python())
        except DecodeError:
            value = datum.text()
        for step in rest if name.lower() not in self._values else ():
            members = {key.lower(): item for key, item in value.items()} if isinstance(value, Mapping) else {}
            if step not in members:
                return False, None
            value = members[step]
        return True, value

    def _new_guid(self, form: str | None) -> str:
        return _format_guid(uuid.uuid4(), form)

    def _moment(self, form: str | None) -> str:
        return format_moment(self._now, form or _DEFAULT_DATE_FORMAT)

    def _method_name(self, form: str | None) -> str:
        return self._function

    def _invocation_guid(self, form: str | None) -> str:
        return _format_guid(self._guid, form)


_SPECIAL: Final[Mapping[str, Callable[[BindingData, str | None], str]]] = {
    "rand-guid": BindingData._new_guid,
    "datetime": BindingData._moment,
    "sys.methodname": BindingData._method_name,
    "sys.utcnow": BindingData._moment,
    "sys.randguid": BindingData._invocation_guid,
}


def _as_text(value: JsonValue) -> str:
    return str(value) if isinstance(value, str | int | float) else ""


def _format_guid(guid: uuid.UUID, form: str | None) -> str:
    forms = {"N": guid.hex, "B": f"{{{guid}}}", "P": f"({guid})"}
    return forms.get((form or "D").upper(), str(guid))


def format_moment(moment: datetime.datetime, form: str) -> str:
    """A moment in UTC by a custom format of .NET, such as ``yyyy/MM/dd``."""
    hour = moment.hour % 12 or 12
    parts = {
        "yyyy": f"{moment.year:04}",
        "yy": f"{moment.year % 100:02}",
        "MMMM": _MONTHS[moment.month - 1],
        "MMM": _MONTHS[moment.month - 1][:3],
        "MM": f"{moment.month:02}",
        "M": str(moment.month),
        "dddd": _DAYS[moment.weekday()],
        "ddd": _DAYS[moment.weekday()][:3],
        "dd": f"{moment.day:02}",
        "d": str(moment.day),
        "HH": f"{moment.hour:02}",
        "H": str(moment.hour),
        "hh": f"{hour:02}",
        "h": str(hour),
        "mm": f"{moment.minute:02}",
        "m": str(moment.minute),
        "ss": f"{moment.second:02}",
        "s": str(moment.second),
        "tt": "AM" if moment.hour < 12 else "PM",
        "zzz": "+00:00",
        "K": "Z",
    }

    def part(match: re.Match[str]) -> str:
        text = match[0]
        if text[0] == "f":
            return f"{moment.microsecond:06}0"[: len(text)]
        return parts[text] if text in parts else text.strip("'").removeprefix("\\")

    return _DATE_PART.sub(part, form)


_MONTHS = (
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
)
_DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
