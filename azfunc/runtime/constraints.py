"""The constraints of route templates, with ASP.NET Core's meaning: ``int``, ``range(1,9)``, ``regex(^a+$)``…

Follows https://learn.microsoft.com/aspnet/core/fundamentals/routing#route-constraints.
"""

import re
from collections.abc import Callable

from azfunc.bindings.metadata import as_datetime
from azfunc.bindings.route_template import RouteError
from azfunc.errors import DecodeError

Test = Callable[[str], bool]
"""Whether a value of a route token is admitted."""

_INTEGER = re.compile(r"\s*(?P<sign>[+-]?)0*(?P<digits>[0-9]{1,19})\s*\Z")
_NUMBER = re.compile(r"\s*[+-]?(?:[0-9][0-9,]*\.?[0-9]*|\.[0-9]+)(?P<exponent>[eE][+-]?[0-9]+)?\s*\Z")
_GUID = re.compile(
    r"\s*(?:[0-9a-f]{32}|(?P<open>[{(])?[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}(?P<close>[)}])?)\s*\Z",
    re.IGNORECASE,
)
_ALPHA = re.compile(r"[a-z]*\Z", re.IGNORECASE)
_PAIRS = {None: None, "{": "}", "(": ")"}


def make_constraint(text: str) -> Test:
    """The test of a constraint as it stands in a template, such as ``int`` or ``length(2,5)``.

    Raises:
        RouteError: its arguments make no sense.
    """
    name, _, rest = text.partition("(")
    arguments = rest[:-1] if rest.endswith(")") else rest
    plain = _PLAIN.get(name)
    if plain is not None:
        return plain
    if name == "regex":
        return _regex(arguments)
    try:
        numbers = [int(part) for part in arguments.split(",")]
        return _NUMERIC[name](numbers)
    except (ValueError, KeyError, IndexError):
        raise RouteError(f"the constraint {text!r} has no whole numbers as arguments, such as {name}(1)") from None


def _whole_number(value: str) -> int | None:
    """The number, if it is one of at most 64 bits; a path may hold more digits than Python reads."""
    match = _INTEGER.match(value)
    number = int(match["sign"] + match["digits"]) if match else None
    return number if number is not None and -(1 << 63) <= number < 1 << 63 else None


def _is_int(value: str) -> bool:
    number = _whole_number(value)
    return number is not None and -(1 << 31) <= number < 1 << 31


def _is_long(value: str) -> bool:
    return _whole_number(value) is not None


def _is_guid(value: str) -> bool:
    match = _GUID.match(value)
    return match is not None and _PAIRS[match["open"]] == match["close"]


def _is_datetime(value: str) -> bool:
    try:
        return as_datetime(value, "value") is not None
    except DecodeError:
        return False


def _is_decimal(value: str) -> bool:
    match = _NUMBER.match(value)
    return match is not None and match["exponent"] is None


def _regex(pattern: str) -> Test:
    try:
        compiled = re.compile(pattern, re.IGNORECASE)
    except re.error as error:
        raise RouteError(f"the constraint regex({pattern}) is no regular expression: {error}") from None
    return lambda value: compiled.search(value) is not None


def _within(low: int | None, high: int | None) -> Test:
    def test(value: str) -> bool:
        number = _whole_number(value)
        return number is not None and (low is None or number >= low) and (high is None or number <= high)

    return test


def _length(low: int, high: int | None) -> Test:
    return lambda value: len(value) >= low and (high is None or len(value) <= high)


_PLAIN: dict[str, Test] = {
    "alpha": lambda value: bool(_ALPHA.match(value)),
    "bool": lambda value: value.strip().lower() in ("true", "false"),
    "datetime": _is_datetime,
    "decimal": _is_decimal,
    "double": lambda value: bool(_NUMBER.match(value)),
    "float": lambda value: bool(_NUMBER.match(value)),
    "guid": _is_guid,
    "int": _is_int,
    "long": _is_long,
    "required": bool,
}

_NUMERIC: dict[str, Callable[[list[int]], Test]] = {
    "length": lambda numbers: _length(numbers[0], numbers[-1]),
    "max": lambda numbers: _within(None, numbers[0]),
    "maxlength": lambda numbers: _length(0, numbers[0]),
    "min": lambda numbers: _within(numbers[0], None),
    "minlength": lambda numbers: _length(numbers[0], None),
    "range": lambda numbers: _within(numbers[0], numbers[1]),
}
