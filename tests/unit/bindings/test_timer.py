"""Timers: the request, its codec, the rules."""

import json

import pytest

from azfunc import TimerRequest
from azfunc.bindings.datum import Datum
from azfunc.bindings.timer import TimerTrigger
from azfunc.errors import DecodeError


def timer(schedule: str = "0 */5 * * * *", **fields: bool) -> TimerTrigger:
    """A trigger with a schedule."""
    return TimerTrigger(arg_name="timer", schedule=schedule, **fields)  # type: ignore[arg-type]  # flags alone


def test_request_of_a_host() -> None:
    """The host's JSON becomes a request with all three parts."""
    value = {"IsPastDue": True, "Schedule": {"AdjustForDST": True}, "ScheduleStatus": {"Last": "L", "Next": "N"}}
    request = timer().decode(Datum("json", json.dumps(value)), {})
    assert request.past_due is True
    assert request.schedule == {"AdjustForDST": True}
    assert request.schedule_status == {"Last": "L", "Next": "N"}


@pytest.mark.parametrize("text", ["{}", '{"ScheduleStatus": null, "Schedule": null}'])
def test_request_without_status(text: str) -> None:
    """A timer without monitor sends no status; the parts are empty, not missing."""
    request = timer().decode(Datum("json", text), {})
    assert (request.past_due, request.schedule_status, request.schedule) == (False, {}, {})


@pytest.mark.parametrize("datum", [Datum("json", "[]"), Datum("string", "nope"), Datum("none")])
def test_what_is_no_timer(datum: Datum) -> None:
    """Another value than a JSON object is a DecodeError."""
    with pytest.raises(DecodeError):
        timer().decode(datum, {})


def test_request_in_tests() -> None:
    """A request can be made by hand, and has a JSON-ready form."""
    assert TimerRequest().past_due is False
    assert TimerRequest(past_due=True, schedule_status={"Last": "x"}).to_dict() == {
        "past_due": True,
        "schedule_status": {"Last": "x"},
        "schedule": {},
    }
    assert repr(TimerRequest(past_due=True)) == "<azfunc.TimerRequest past_due=True>"


@pytest.mark.parametrize("schedule", ["0 */5 * * * *", "*/5 * * * *", "00:05:00", "%SCHEDULE%"])
def test_good_schedules(schedule: str) -> None:
    """Cron expressions, time spans and settings give no fault."""
    assert list(timer(schedule).faults()) == []
    assert timer(schedule).target() == schedule


@pytest.mark.parametrize("schedule", ["every minute", "0 0 0 * * 7", "00:00:00", ""])
def test_bad_schedules(schedule: str) -> None:
    """What is no schedule is one fault that shows it and how to write one."""
    (fault,) = timer(schedule).faults()
    assert fault.rule == "bad-schedule"
    assert fault.found == f"schedule={schedule!r}"


def test_document() -> None:
    """The properties are written in camel case, those left out are not."""
    assert timer(run_on_startup=True).to_document() == {
        "type": "timerTrigger",
        "direction": "in",
        "name": "timer",
        "schedule": "0 */5 * * * *",
        "runOnStartup": True,
    }
    assert TimerTrigger.retries
