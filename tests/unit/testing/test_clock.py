"""The client's clock: timers that fire when they are due, and the moments that events tell."""

import datetime
from collections.abc import Iterator

import pytest
from hypothesis import given
from hypothesis import strategies as st

from azfunc import EventHubEvent, FunctionApp, Out, QueueMessage, ServiceBusMessage, TimerRequest
from azfunc.errors import InvocationError
from azfunc.testing import TestClient

START = datetime.datetime(2024, 5, 1, 7, 30, tzinfo=datetime.UTC)

app = FunctionApp()
seen: list[object] = []


@app.timer_trigger(schedule="0 0 8 * * *")
@app.queue_output(queue_name="reports", connection="C")
def daily(timer: TimerRequest, report: Out[str]) -> None:
    """Fires each morning."""
    seen.append(("daily", timer.past_due, timer.schedule_status["Last"], timer.schedule_status["Next"]))
    report.set("daily")


@app.timer_trigger(schedule="06:00:00")
def often(timer: TimerRequest) -> None:
    """Fires every six hours."""
    seen.append(("often", timer.past_due, timer.schedule_status["Next"]))


@app.timer_trigger(schedule="0 0 9 * * *", use_monitor=False)
def unwatched(timer: TimerRequest) -> None:
    """Fires each morning, without anybody who keeps its schedule."""
    seen.append(("unwatched", timer.past_due))


@app.timer_trigger(schedule="0 0 0 30 2 *")
def never(timer: TimerRequest) -> None:
    """Waits for 30 February."""
    seen.append("never")


@app.queue_trigger(queue_name="reports", connection="C")
def read(msg: QueueMessage) -> None:
    """Tells when its message was sent."""
    seen.append((msg.insertion_time, msg.expiration_time, msg.time_next_visible))


@app.service_bus_queue_trigger(queue_name="jobs", connection="C")
def job(msg: ServiceBusMessage) -> None:
    """Tells when its message was sent."""
    seen.append((msg.enqueued_time_utc, msg.expires_at_utc))


@app.event_hub_message_trigger(event_hub_name="hub", connection="C", cardinality="one")
def event(event: EventHubEvent) -> None:
    """Tells when its event was sent."""
    seen.append(event.enqueued_time)


@pytest.fixture
def client() -> Iterator[TestClient]:
    """A client whose clock stands still."""
    seen.clear()
    with TestClient(app, now=START) as found:
        yield found


def test_time_passes(client: TestClient) -> None:
    """Timers fire in order, each at its moment and as often as it is due, and know their last and next time."""
    results = client.clock.advance(hours=24)
    assert [result.function for result in results] == ["daily", "unwatched", "often", "often", "often", "often"]
    assert seen[0] == ("daily", False, "0001-01-01T00:00:00", "2024-05-02T08:00:00+00:00")
    assert seen[2] == ("often", False, "2024-05-01T19:30:00+00:00")
    assert client.clock.now() == START + datetime.timedelta(hours=24)
    client.clock.advance(datetime.timedelta(minutes=31))
    assert seen[6] == ("daily", False, "2024-05-01T08:00:00+00:00", "2024-05-03T08:00:00+00:00")


def test_intervals_go_on_over_several_steps(client: TestClient) -> None:
    """An interval that is due after two steps fires in the second, and once."""
    assert [result.function for result in client.clock.advance(hours=5)] == ["daily", "unwatched"]
    assert [result.function for result in client.clock.advance(hours=5)] == ["often"]


def test_an_outage(client: TestClient) -> None:
    """What was due while the app did not run fires once afterwards, past due; unwatched schedules are lost."""
    results = client.clock.outage(days=3)
    assert [result.function for result in results] == ["daily", "often"]
    assert [told[:2] for told in seen if isinstance(told, tuple)] == [("daily", True), ("often", True)]
    assert client.clock.now() == START + datetime.timedelta(days=3)


def test_setting_the_clock(client: TestClient) -> None:
    """Nothing fires when the clock is set, and a moment without time zone is in UTC."""
    client.clock.move_to(datetime.datetime(2030, 1, 1))
    assert client.clock.now() == datetime.datetime(2030, 1, 1, tzinfo=datetime.UTC)
    assert seen == []
    assert client.timer("daily").next == datetime.datetime(2030, 1, 1, 8, tzinfo=datetime.UTC)
    assert client.timer("never").next is None


def test_time_does_not_run_backwards(client: TestClient) -> None:
    """A negative length is a mistake, told with what to do."""
    with pytest.raises(InvocationError, match=r"clock\.move_to"):
        client.clock.advance(hours=-1)


def test_events_go_by_the_clock(client: TestClient) -> None:
    """Messages that timers or tests send carry the clock's time, also when they are delivered later."""
    client.timer("daily").fire()
    client.clock.advance(minutes=20)
    client.run_until_idle()
    assert seen[1] == (
        START,
        START + datetime.timedelta(days=7),
        START + datetime.timedelta(minutes=30),
    )
    client.service_bus("jobs").send("x", time_to_live=datetime.timedelta(hours=1))
    client.event_hub("hub").send("x")
    now = START + datetime.timedelta(minutes=20)
    assert seen[2:] == [(now, now + datetime.timedelta(hours=1)), now]


def test_a_clock_that_runs() -> None:
    """Without a moment of its own a client goes by the machine's clock, until it is moved."""
    before = datetime.datetime.now(datetime.UTC)
    client = TestClient(app)
    assert before <= client.clock.now() <= datetime.datetime.now(datetime.UTC)
    client.clock.advance()
    assert client.clock.now() == client.clock.now()
    client.close()


def test_a_schedule_that_nobody_can_read() -> None:
    """A setting that holds no schedule is told with the function."""
    wrong = FunctionApp()

    @wrong.timer_trigger(schedule="%WHEN%")
    def tick(timer: TimerRequest) -> None: ...

    with (
        TestClient(wrong, settings={"WHEN": "at noon"}) as client,
        pytest.raises(InvocationError, match=r"'tick' .* has the schedule 'at noon', which cannot be read"),
    ):
        client.timer("tick").fire()


@given(st.lists(st.integers(0, 30 * 3600), min_size=1, max_size=6))
def test_steps_make_no_difference(steps: list[int]) -> None:
    """However a length of time is cut up, the same timers fire in the same order."""
    with TestClient(app, now=START) as one, TestClient(app, now=START) as other:
        at_once = [result.function for result in one.clock.advance(seconds=sum(steps))]
        in_steps = [result.function for step in steps for result in other.clock.advance(seconds=step)]
    assert in_steps == at_once
