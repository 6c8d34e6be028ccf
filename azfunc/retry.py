"""Retry policies: how the host tries a failed invocation again.

Follows https://learn.microsoft.com/azure/azure-functions/functions-bindings-error-pages#retries.
"""

import datetime
import re
from typing import ClassVar, TypeAlias

from azfunc.bindings.datum import JsonValue
from azfunc.bindings.record import record
from azfunc.errors import Fault

FOREVER = -1
"""As ``max_retry_count``: try again without end."""

Interval: TypeAlias = datetime.timedelta | str
"""A duration under 24 hours: a timedelta, or text ``hh:mm:ss``."""

_INTERVAL = r"(?:[01]?\d|2[0-3]):[0-5]?\d:[0-5]?\d\Z"


def interval_text(interval: Interval) -> str:
    """An interval as hosts read it, ``hh:mm:ss``."""
    if isinstance(interval, str):
        return interval
    seconds = int(interval.total_seconds())
    return f"{seconds // 3600:02}:{seconds // 60 % 60:02}:{seconds % 60:02}"


def _count_fault(count: object) -> Fault | None:
    if isinstance(count, int) and not isinstance(count, bool) and count >= FOREVER:
        return None
    return Fault(
        "bad-retry",
        "max_retry_count of its retry policy is no count",
        f"max_retry_count={count!r}",
        "a whole number from 0, or FOREVER (-1)",
        "write how often to try again after the first failure, such as max_retry_count=3",
    )


def _interval_fault(name: str, interval: object) -> Fault | None:
    valid = isinstance(interval, datetime.timedelta | str) and re.match(_INTERVAL, interval_text(interval))
    if valid:
        return None
    return Fault(
        "bad-retry",
        f"{name} of its retry policy is no interval",
        f"{name}={interval!r}",
        "a timedelta or text hh:mm:ss, under 24 hours",
        f"write {name}='00:00:10' or {name}=timedelta(seconds=10)",
    )


@record
class FixedDelay:
    """Try again after a failure, always with the same delay.

    https://learn.microsoft.com/azure/azure-functions/functions-bindings-error-pages#retries

    Args:
        max_retry_count: how often to try again; `FOREVER` for no end.
        delay_interval: the wait between two tries, under 24 hours.
    """

    max_retry_count: int
    delay_interval: Interval
    strategy: ClassVar[str] = "fixedDelay"

    def to_document(self) -> dict[str, JsonValue]:
        """The policy as function.json holds it."""
        return {
            "strategy": self.strategy,
            "maxRetryCount": self.max_retry_count,
            "delayInterval": interval_text(self.delay_interval),
        }

    def faults(self) -> list[Fault]:
        """What is wrong with its values."""
        found = (_count_fault(self.max_retry_count), _interval_fault("delay_interval", self.delay_interval))
        return [fault for fault in found if fault]


@record
class ExponentialBackoff:
    """Try again after a failure, with a delay that grows from try to try.

    https://learn.microsoft.com/azure/azure-functions/functions-bindings-error-pages#retries

    Args:
        max_retry_count: how often to try again; `FOREVER` for no end.
        minimum_interval: the shortest wait, under 24 hours.
        maximum_interval: the longest wait, under 24 hours.
    """

    max_retry_count: int
    minimum_interval: Interval
    maximum_interval: Interval
    strategy: ClassVar[str] = "exponentialBackoff"

    def to_document(self) -> dict[str, JsonValue]:
        """The policy as function.json holds it."""
        return {
            "strategy": self.strategy,
            "maxRetryCount": self.max_retry_count,
            "minimumInterval": interval_text(self.minimum_interval),
            "maximumInterval": interval_text(self.maximum_interval),
        }

    def faults(self) -> list[Fault]:
        """What is wrong with its values."""
        found = (
            _count_fault(self.max_retry_count),
            _interval_fault("minimum_interval", self.minimum_interval),
            _interval_fault("maximum_interval", self.maximum_interval),
        )
        return [fault for fault in found if fault]


RetryPolicy: TypeAlias = FixedDelay | ExponentialBackoff
"""How the host tries a failed invocation again."""

_STRATEGIES = {"fixeddelay": FixedDelay, "exponentialbackoff": ExponentialBackoff}
_SHORTEST, _LONGEST = "00:00:00", "23:59:59"
"""What azure.functions apps leave out; its worker then waits between no time and 68 years."""


def read_policy(
    strategy: object,
    max_retry_count: object,
    delay_interval: Interval | None,
    minimum_interval: Interval | None,
    maximum_interval: Interval | None,
) -> RetryPolicy | Fault:
    """The policy that azure.functions' spelling of ``retry`` means, or what is wrong with it."""
    kind = _STRATEGIES.get(str(strategy).replace("_", "").lower())
    if kind is None:
        return Fault(
            "bad-retry",
            "the strategy of its retry policy is unknown",
            f"strategy={strategy!r}",
            "fixed_delay or exponential_backoff",
            "write @app.retry(FixedDelay(...)) or @app.retry(ExponentialBackoff(...))",
        )
    count = _count(max_retry_count)
    if isinstance(count, Fault):
        return count
    if kind is FixedDelay:
        return FixedDelay(count, delay_interval or "")
    return ExponentialBackoff(count, minimum_interval or _SHORTEST, maximum_interval or _LONGEST)


def _count(value: object) -> int | Fault:
    text = str(value).strip()
    count = int(text) if text.lstrip("-").isdecimal() else value
    fault = _count_fault(count)
    return fault or int(text)
