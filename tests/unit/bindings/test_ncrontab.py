"""NCRONTAB: the grammar, and occurrences compared with croniter's."""

import datetime

import pytest
from croniter import CroniterBadDateError, croniter
from hypothesis import given, settings
from hypothesis import strategies as st

from azfunc.bindings.ncrontab import Cron, ScheduleError, parse_cron, parse_schedule, parse_time_span

RANGES = ((0, 59), (0, 59), (0, 23), (1, 31), (1, 12), (0, 6))
MOMENTS = st.datetimes(datetime.datetime(1990, 1, 1), datetime.datetime(2060, 1, 1))


def ranges_in_order(low: int, high: int) -> st.SearchStrategy[str]:
    """One item of a field, in the part of the grammar that croniter shares."""
    number = st.integers(low, high)
    span = st.tuples(number, number).map(lambda pair: f"{min(pair)}-{max(pair)}").filter(_is_wide)
    step = st.integers(1, 40)
    return st.one_of(
        number.map(str),
        span,
        st.tuples(span, step).map(lambda pair: f"{pair[0]}/{pair[1]}"),
    )


def _is_wide(span: str) -> bool:
    first, last = span.split("-")
    return int(first) < int(last)


def fields(low: int, high: int) -> st.SearchStrategy[str]:
    """A field: everything, every n-th, or a list of items."""
    items = st.lists(ranges_in_order(low, high), min_size=1, max_size=3).map(",".join)
    every = st.integers(2, 20).map(lambda step: f"*/{step}")
    return st.one_of(st.just("*"), st.just("*"), every, items)


EXPRESSIONS = st.tuples(*[fields(*bounds) for bounds in RANGES]).map(" ".join)


def parsed(text: str) -> Cron:
    """The expression, which is no time span."""
    schedule = parse_schedule(text)
    assert isinstance(schedule, Cron)
    return schedule


@settings(max_examples=300, deadline=None)
@given(EXPRESSIONS, MOMENTS)
def test_next_occurrence_is_that_of_croniter(expression: str, base: datetime.datetime) -> None:
    """Where the grammars agree, the next occurrence is the one that croniter finds with day_or=False."""
    base = base.replace(microsecond=0)
    ours = parse_cron(expression).next_after(base)
    oracle = croniter(expression, base, day_or=False, second_at_beginning=True, max_years_between_matches=60)
    try:
        theirs = oracle.get_next(datetime.datetime)
    except CroniterBadDateError:  # the date never comes
        theirs = None
    assert ours == theirs


@settings(max_examples=100, deadline=None)
@given(EXPRESSIONS, MOMENTS)
def test_occurrences_are_strictly_after_and_admitted(expression: str, base: datetime.datetime) -> None:
    """Every occurrence lies after its base, and each of its parts is among the values of its field."""
    cron = parse_cron(expression)
    for _ in range(4):
        following = cron.next_after(base)
        if following is None:
            return
        assert following > base
        assert following.second in cron.seconds
        assert following.minute in cron.minutes
        assert following.hour in cron.hours
        assert following.day in cron.days
        assert following.month in cron.months
        assert following.isoweekday() % 7 in cron.weekdays
        base = following


@given(st.text(alphabet="0123456789*/-,. :?LW#JANMONjanmon", max_size=40))
def test_any_text_is_a_schedule_or_a_schedule_error(text: str) -> None:
    """Whatever is written, parsing succeeds or raises ScheduleError, nothing else."""
    try:
        parse_schedule(text)
    except ScheduleError as error:
        assert str(error)


@pytest.mark.parametrize(
    ("field", "values"),
    [
        ("0 0 0 1 j *", {1}),
        ("0 0 0 1 ma *", {3}),
        ("0 0 0 1 m *", {3}),
        ("0 0 0 1 may *", {5}),
        ("0 0 0 1 JUL *", {7}),
        ("0 0 0 1 september *", {9}),
        ("0 0 0 1 Jan-Mar *", {1, 2, 3}),
        ("0 0 0 1 oct,d *", {10, 12}),
        ("0 0 0 1 feb/3 *", {2, 5, 8, 11}),
    ],
)
def test_months_are_named_by_any_prefix(field: str, values: set[int]) -> None:
    """A month may be written as the beginning of its English name, of any length and case; the first one wins."""
    assert parsed(field).months == values


@pytest.mark.parametrize(
    ("field", "values"),
    [("m", {1}), ("s", {0}), ("sa", {6}), ("t", {2}), ("th", {4}), ("Wednesday", {3}), ("mon-fri", {1, 2, 3, 4, 5})],
)
def test_weekdays_are_named_by_any_prefix(field: str, values: set[int]) -> None:
    """A weekday may be written as the beginning of its English name; Sunday is 0."""
    assert parsed(f"0 0 0 * * {field}").weekdays == values


def test_reversed_range_is_swapped() -> None:
    """A range that runs backwards means the same as forwards."""
    assert parsed("0 50-10 * * * *").minutes == parsed("0 10-50 * * * *").minutes
    assert parsed("0 0 0 * * fri-mon").weekdays == {1, 2, 3, 4, 5}


def test_step_zero_is_one() -> None:
    """A step of nothing is a step of one."""
    assert parsed("*/0 * * * * *").seconds == tuple(range(60))


def test_single_value_with_step_runs_to_the_end() -> None:
    """a/n begins at a and goes on to the field's highest value."""
    assert parsed("0 7/20 * * * *").minutes == (7, 27, 47)


def test_five_fields_mean_second_zero() -> None:
    """Without a seconds field the second is 0."""
    assert parsed("*/5 * * * *").seconds == (0,)


def test_day_and_weekday_must_both_match() -> None:
    """Friday the 13th: day of month and weekday are joined by and, unlike Unix cron."""
    following = parsed("0 0 0 13 * 5").next_after(datetime.datetime(2024, 1, 1))
    assert following == datetime.datetime(2024, 9, 13)


def test_impossible_date_never_comes() -> None:
    """30 February has no occurrence."""
    assert parsed("0 0 0 30 2 *").next_after(datetime.datetime(2024, 1, 1)) is None


def test_leap_day_on_a_weekday_is_found_across_2100() -> None:
    """A 29 February on a Monday is found although 2100 is no leap year."""
    following = parsed("0 0 0 29 2 1").next_after(datetime.datetime(2088, 3, 1))
    assert following is not None
    assert (following.month, following.day, following.isoweekday()) == (2, 29, 1)
    assert following.year > 2100


def test_end_of_time_has_no_successor() -> None:
    """The last second that Python knows has no next occurrence, and no overflow."""
    assert parsed("* * * * * *").next_after(datetime.datetime.max) is None


def test_fraction_of_a_second_is_dropped() -> None:
    """The base's microseconds do not count."""
    base = datetime.datetime(2024, 1, 1, 0, 0, 0, 999_999)
    assert parsed("* * * * * *").next_after(base) == datetime.datetime(2024, 1, 1, 0, 0, 1)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("0 0 0 * * 7", "Sunday is 0"),
        ("60 * * * * *", "out of range"),
        ("0 0 24 * * *", "hour"),
        ("0 0 0 0 * *", "1 to 31"),
        ("0 0 0 * 13 *", "month"),
        ("0 0 0 ? * *", "not part of NCRONTAB"),
        ("0 0 0 L * *", "not part of NCRONTAB"),
        ("0 0 0 * * 5#2", "not part of NCRONTAB"),
        ("0 0 0 * foo *", "'foo'"),
        ("0 0 0 * *", "day of month"),
        ("* * *", "3 fields"),
        ("", "0 fields"),
        ("0 1,,2 * * * *", "malformed"),
        ("0 */x * * * *", "malformed"),
        ("0 1/ * * * *", "malformed"),
        ("0 1- * * * *", "''"),
        ("0 *-5 * * * *", "'*'"),
        ("0 " + "9" * 5000 + " * * * *", "minute"),
        ("0 */" + "9" * 5000 + " * * * *", "malformed"),
    ],
)
def test_bad_expressions_say_what_is_wrong(text: str, words: str) -> None:
    """An expression that hosts refuse raises ScheduleError with the field or the reason."""
    with pytest.raises(ScheduleError) as caught:
        parse_schedule(text)
    assert words in str(caught.value)


@pytest.mark.parametrize(
    ("text", "span"),
    [
        ("00:05:00", datetime.timedelta(minutes=5)),
        ("1.02:03:04", datetime.timedelta(days=1, hours=2, minutes=3, seconds=4)),
        (" 00:00:30 ", datetime.timedelta(seconds=30)),
    ],
)
def test_time_spans(text: str, span: datetime.timedelta) -> None:
    """hh:mm:ss and d.hh:mm:ss are constant intervals."""
    assert parse_schedule(text) == span


@pytest.mark.parametrize("text", ["24:00:00", "00:60:00", "00:00:60", "00:00:00"])
def test_time_spans_out_of_range(text: str) -> None:
    """A span with a part out of range, or of no length, is refused."""
    with pytest.raises(ScheduleError, match="time span"):
        parse_schedule(text)


def test_other_text_is_no_time_span() -> None:
    """What does not look like a span is left to the cron grammar."""
    assert parse_time_span("0 * * * * *") is None
