"""Retry policies: the typed spelling and azure.functions' one mean the same."""

import datetime

import pytest

from azfunc import FOREVER, ExponentialBackoff, FixedDelay, FunctionApp, TimerRequest


def policy_of(app: FunctionApp) -> object:
    """The retry entry of the only function's document."""
    (function,) = app.functions.values()
    assert function.retry is not None
    return function.retry.to_document()


@pytest.mark.parametrize(
    ("arguments", "document"),
    [
        (
            (FixedDelay(3, datetime.timedelta(minutes=5)),),
            {"strategy": "fixedDelay", "maxRetryCount": 3, "delayInterval": "00:05:00"},
        ),
        (
            ("fixed_delay", "3", "00:05:00"),
            {"strategy": "fixedDelay", "maxRetryCount": 3, "delayInterval": "00:05:00"},
        ),
        (
            (ExponentialBackoff(FOREVER, "00:00:02", datetime.timedelta(hours=1)),),
            {
                "strategy": "exponentialBackoff",
                "maxRetryCount": -1,
                "minimumInterval": "00:00:02",
                "maximumInterval": "01:00:00",
            },
        ),
        (
            ("exponentialBackoff", -1, None, "00:00:02", "01:00:00"),
            {
                "strategy": "exponentialBackoff",
                "maxRetryCount": -1,
                "minimumInterval": "00:00:02",
                "maximumInterval": "01:00:00",
            },
        ),
    ],
)
def test_both_spellings(arguments: tuple[object, ...], document: object) -> None:
    """Objects and texts give the same entry of function.json."""
    app = FunctionApp()

    @app.retry(*arguments)  # type: ignore[call-overload, untyped-decorator]
    @app.timer_trigger(schedule="0 * * * * *")
    def tick(timer: TimerRequest) -> None: ...

    assert policy_of(app) == document


def test_the_lower_of_two_wins() -> None:
    """As in azure.functions."""
    app = FunctionApp()

    @app.retry(FixedDelay(1, "00:00:01"))
    @app.retry(FixedDelay(2, "00:00:02"))
    @app.timer_trigger(schedule="0 * * * * *")
    def tick(timer: TimerRequest) -> None: ...

    assert app.functions["tick"].retry == FixedDelay(2, "00:00:02")


def test_a_policy_on_a_trigger_that_does_not_support_it_warns() -> None:
    """Hosts say that such retries will not be supported for long; so do we, when the app is read."""
    from azfunc import AzfuncWarning, QueueMessage

    app = FunctionApp()

    @app.retry(FixedDelay(1, "00:00:01"))
    @app.queue_trigger(queue_name="kitchen-queue", connection="Storage")
    def cook(msg: QueueMessage) -> None: ...

    with pytest.warns(AzfuncWarning, match="function 'cook': .*retry policies.*queueTrigger"):
        assert app.functions["cook"].retry is not None
