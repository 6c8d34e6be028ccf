"""The next runs of timers, in the time zone that hosts take."""

import datetime
from pathlib import Path

import pytest

from azfunc import FunctionApp, TimerRequest
from azfunc.check.environment import Settings
from azfunc.check.files import ProjectFiles
from azfunc.check.places import spots_of
from azfunc.check.schedules import ScheduledRuns, next_runs
from azfunc.check.subject import Subject

NOW = datetime.datetime(2026, 3, 28, 12, 0, tzinfo=datetime.UTC)


def runs(schedule: str, **settings: str) -> list[ScheduledRuns]:
    """The next runs of an app with one timer."""
    app = FunctionApp()

    @app.timer_trigger(schedule=schedule)
    def clean(timer: TimerRequest) -> None: ...

    files = ProjectFiles(Path("/nowhere"))
    subject = Subject(app.functions, frozenset(), files, None, Settings(settings, known=True), spots_of(app))
    return list(next_runs(subject, NOW))


def test_three_runs_in_utc() -> None:
    """Without a zone, schedules are in UTC; three runs are told."""
    assert runs("0 30 8 * * 1-5") == [
        ScheduledRuns(
            "clean",
            "0 30 8 * * 1-5",
            "UTC",
            ("2026-03-30T08:30:00+00:00", "2026-03-31T08:30:00+00:00", "2026-04-01T08:30:00+00:00"),
        )
    ]


@pytest.mark.parametrize("setting", ["WEBSITE_TIME_ZONE", "TZ"])
def test_zone_of_the_settings(setting: str) -> None:
    """The zone of the settings counts; a time that the clock skips in spring is moved by what it skips."""
    (found,) = runs("0 30 2 * * *", **{setting: "Europe/Berlin"})
    assert found.zone == "Europe/Berlin"
    assert found.runs == ("2026-03-29T03:30:00+02:00", "2026-03-30T02:30:00+02:00", "2026-03-31T02:30:00+02:00")


def test_setting_stands_for_the_schedule() -> None:
    """A schedule that a setting holds is told with its value."""
    (found,) = runs("%WHEN%", WHEN="0 0 0 1 1 *")
    assert found.schedule == "0 0 0 1 1 *"
    assert found.runs[0] == "2027-01-01T00:00:00+00:00"


@pytest.mark.parametrize(
    ("schedule", "settings"),
    [
        ("00:05:00", {}),
        ("%WHEN%", {}),
        ("%WHEN%", {"WHEN": "now and then"}),
        ("0 0 3 * * *", {"TZ": "W. Europe Standard Time"}),
        ("0 0 3 * * *", {"TZ": "../../etc/passwd"}),
    ],
)
def test_nothing_is_told_that_is_not_known(schedule: str, settings: dict[str, str]) -> None:
    """Time spans say it themselves; unknown settings and zones of other systems say nothing."""
    assert runs(schedule, **settings) == []


def test_few_runs_are_told_as_they_are() -> None:
    """A schedule that never fires has no runs."""
    assert runs("0 0 8 30 2 *")[0].runs == ()
