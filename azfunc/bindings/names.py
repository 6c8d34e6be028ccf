"""The rules for names that services set, each a pattern with its words."""

import re
from collections.abc import Iterator, Mapping
from functools import lru_cache
from typing import NamedTuple

from azfunc.errors import Fault


@lru_cache
def pattern_of(text: str) -> re.Pattern[str]:
    """A pattern compiled when it is first needed: most apps meet one or two of these rules."""
    return re.compile(text)


class NameRule(NamedTuple):
    """What a service allows as a name."""

    rule: str
    noun: str
    pattern: str
    words: str


_DEAD_LETTERS = r"(?i:/\$(?:Transfer/\$)?DeadLetterQueue)?"

STORAGE_QUEUE = NameRule(
    "bad-queue-name",
    "queue name",
    r"(?!.*--)[a-z0-9][a-z0-9-]{1,61}[a-z0-9]\Z",
    "3 to 63 lower-case letters, digits and single hyphens, beginning and ending with a letter or digit",
)
BLOB_CONTAINER = NameRule(
    "bad-container-name",
    "container name",
    r"(?:(?!.*--)[a-z0-9][a-z0-9-]{1,61}[a-z0-9]|\$root|\$web|\$logs)\Z",
    "3 to 63 lower-case letters, digits and single hyphens, beginning and ending with a letter or digit",
)
TABLE = NameRule(
    "bad-table-name",
    "table name",
    r"[A-Za-z][A-Za-z0-9]{2,62}\Z",
    "3 to 63 letters and digits, beginning with a letter",
)
COSMOS_ID = NameRule(
    "bad-container-name",
    "Cosmos DB name",
    r"[^/\\#?\x00]{1,254}[^/\\#?\x00 ]\Z|[^/\\#?\x00 ]\Z",
    "1 to 255 characters without / \\ # ?, not ending with a space",
)
SERVICE_BUS_ENTITY = NameRule(
    "bad-queue-name",
    "Service Bus entity name",
    rf"[A-Za-z0-9](?:[A-Za-z0-9._/~-]{{0,258}}[A-Za-z0-9])?{_DEAD_LETTERS}\Z",
    "1 to 260 letters, digits, dots, hyphens, underscores and slashes, beginning and ending with a letter or digit "
    "(its dead letters: name/$DeadLetterQueue)",
)
SERVICE_BUS_SUBSCRIPTION = NameRule(
    "bad-subscription-name",
    "Service Bus subscription name",
    rf"[A-Za-z0-9](?:[A-Za-z0-9._-]{{0,48}}[A-Za-z0-9])?{_DEAD_LETTERS}\Z",
    "1 to 50 letters, digits, dots, hyphens and underscores, beginning and ending with a letter or digit "
    "(its dead letters: name/$DeadLetterQueue)",
)
EVENT_HUB = NameRule(
    "bad-event-hub-name",
    "event hub name",
    r"[A-Za-z0-9](?:[A-Za-z0-9._-]{0,254}[A-Za-z0-9])?\Z",
    "1 to 256 letters, digits, dots, hyphens and underscores, beginning and ending with a letter or digit",
)

_EXPRESSION = r"%[^%]+%|\{[^{}]+\}"
_SETTING = r"%([^%{}]+)%"


def has_expression(text: str) -> bool:
    """Whether a text holds ``%SETTING%`` or ``{token}``, so that only the host knows its final value."""
    return ("%" in text or "{" in text) and re.search(_EXPRESSION, text) is not None


def with_settings(text: str, settings: Mapping[str, str]) -> str:
    """A text with app settings in the place of ``%NAME%``; a name that is not set is left as it stands."""
    if "%" not in text:
        return text
    return pattern_of(_SETTING).sub(lambda match: settings.get(match[1], match[0]), text)


def name_fault(field: str, value: object, rule: NameRule) -> Iterator[Fault]:
    """A fault if ``value`` is a text that the service would refuse; names with expressions are left to the host."""
    if not isinstance(value, str) or has_expression(value) or pattern_of(rule.pattern).match(value):
        return
    yield Fault(
        rule.rule,
        f"{field} is no valid {rule.noun}",
        f"{field}={value!r}",
        rule.words,
        _suggestion(field, value, rule),
    )


def _suggestion(field: str, value: str, rule: NameRule) -> str:
    candidate = re.sub(r"-{2,}", "-", re.sub(r"[^a-z0-9]+", "-", value.lower())).strip("-")
    if rule is TABLE:
        candidate = re.sub(r"[^A-Za-z0-9]", "", value)
    if candidate and candidate != value and pattern_of(rule.pattern).match(candidate):
        return f"use {field}={candidate!r}, and the same name where the {rule.noun.removesuffix(' name')} is made"
    return f"choose a {rule.noun} of {rule.words}"
