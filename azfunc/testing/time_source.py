"""`TimeSource`: the moment that a client takes for now."""

import datetime


class TimeSource:
    """Tells the time: that of the machine, or the one that a test has set.

    Args:
        now: the moment at which time stands still; None lets it run. A moment without time zone is in UTC.
    """

    def __init__(self, now: datetime.datetime | None = None) -> None:
        self._fixed = None if now is None else in_utc(now)

    @property
    def is_frozen(self) -> bool:
        """Whether time stands still until a test moves it."""
        return self._fixed is not None

    def now(self) -> datetime.datetime:
        """This moment, in UTC."""
        return self._fixed or datetime.datetime.now(datetime.UTC)

    def freeze(self, moment: datetime.datetime | None) -> None:
        """Lets time stand still at a moment; None lets it run again."""
        self._fixed = None if moment is None else in_utc(moment)


def in_utc(moment: datetime.datetime) -> datetime.datetime:
    """A moment in UTC; one without time zone is taken for UTC."""
    return moment.replace(tzinfo=datetime.UTC) if moment.tzinfo is None else moment.astimezone(datetime.UTC)
