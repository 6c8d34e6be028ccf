"""Timers: trigger.

Follows https://learn.microsoft.com/azure/azure-functions/functions-bindings-timer.
"""

from collections.abc import Iterator, Mapping
from typing import ClassVar, cast

from azfunc.bindings.binding import PayloadTypes
from azfunc.bindings.datum import Datum, JsonValue, Metadata
from azfunc.bindings.enums import DataTypeLike
from azfunc.bindings.kinds import Trigger
from azfunc.bindings.names import has_expression
from azfunc.bindings.ncrontab import ScheduleError, parse_schedule
from azfunc.bindings.record import binding_class
from azfunc.bindings.values import Payload, UnsupportedShapeError
from azfunc.errors import DecodeError, Fault


class TimerRequest(Payload):
    """One firing of a timer.

    Args:
        past_due: whether the host noticed the time too late, for example because it was not running.
        schedule_status: the host's ``{"Last": …, "Next": …, "LastUpdated": …}``, moments as text.
        schedule: the host's ``{"AdjustForDST": bool}``.
    """

    __slots__ = ("past_due", "schedule", "schedule_status")

    def __init__(
        self,
        *,
        past_due: bool = False,
        schedule_status: Mapping[str, JsonValue] | None = None,
        schedule: Mapping[str, JsonValue] | None = None,
    ) -> None:
        self.past_due: bool = past_due
        self.schedule_status: Mapping[str, JsonValue] = schedule_status or {}
        self.schedule: Mapping[str, JsonValue] = schedule or {}

    def to_dict(self) -> dict[str, JsonValue]:
        return {"past_due": self.past_due, "schedule_status": self.schedule_status, "schedule": self.schedule}

    def __repr__(self) -> str:
        return f"<azfunc.TimerRequest past_due={self.past_due}>"


_NO_OBJECTS: frozenset[type] = frozenset((int, float, bool, list))
"""JSON types that a timer's value, an object, never has."""


@binding_class
class TimerTrigger(Trigger):
    """Runs the function on a schedule.

    https://learn.microsoft.com/azure/azure-functions/functions-bindings-timer

    Args:
        arg_name: the handler's parameter that takes the `TimerRequest`; may be left out where only one can be meant.
        schedule: NCRONTAB of six fields, second first (``0 */5 * * * *``), a time span (``00:05:00``), or
            ``%SETTING%``. Times are the host's local time, UTC in Azure.
        run_on_startup: fire once more whenever the host starts. Not for production.
        use_monitor: keep the schedule's progress so that missed times are noticed; the host's default is true
            for intervals of a minute or more.
        data_type: how the host hands the value over.
    """

    type: ClassVar[str] = "timerTrigger"
    payloads: ClassVar[PayloadTypes] = (TimerRequest,)
    retries: ClassVar[bool] = True

    arg_name: str | None = None
    schedule: str
    run_on_startup: bool | None = None
    use_monitor: bool | None = None
    data_type: DataTypeLike | None = None

    def target(self) -> str:
        return self.schedule

    def decode(self, datum: Datum, metadata: Metadata) -> TimerRequest:
        value = datum.parse()
        if not isinstance(value, dict):
            raise DecodeError("A timer's value is a JSON object, but something else arrived.")
        return TimerRequest(
            past_due=bool(value.get("IsPastDue", False)),
            schedule_status=cast("Mapping[str, JsonValue] | None", value.get("ScheduleStatus")),
            schedule=cast("Mapping[str, JsonValue] | None", value.get("Schedule")),
        )

    def refuse_foreign(self, annotation: object) -> None:
        super().refuse_foreign(annotation)
        if isinstance(annotation, type) and annotation in _NO_OBJECTS:
            raise UnsupportedShapeError("TimerRequest, str, dict or a model")

    def rules(self) -> Iterator[Fault]:
        if not isinstance(self.schedule, str) or has_expression(self.schedule):
            return
        try:
            parse_schedule(self.schedule)
        except ScheduleError as error:
            yield Fault(
                "bad-schedule",
                f"its schedule is no NCRONTAB expression: {error}",
                f"schedule={self.schedule!r}",
                "six fields 'second minute hour day month weekday', or a time span hh:mm:ss, or %SETTING%",
                "for every five minutes write '0 */5 * * * *', for 8:30 on weekdays '0 30 8 * * 1-5'",
            )
