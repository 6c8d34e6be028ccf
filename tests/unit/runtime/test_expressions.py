"""Binding expressions."""

import datetime
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from azfunc.bindings.datum import Datum
from azfunc.errors import InvocationError
from azfunc.runtime.expressions import BindingData, format_moment

NOW = datetime.datetime(2024, 3, 5, 14, 7, 9, 123456, tzinfo=datetime.UTC)
DATA = BindingData(
    {
        "QueueTrigger": Datum("string", "hello"),
        "id": Datum("string", "7"),
        "customer": Datum("json", '{"name": "Ada", "address": {"City": "Paris"}, "old": false}'),
        "DequeueCount": Datum("json", "3"),
        "Query": Datum("json", '{"q": "x"}'),
    },
    "Fn",
    NOW,
)


@pytest.mark.parametrize(
    ("text", "result"),
    [
        ("plain", "plain"),
        ("out/{id}.txt", "out/7.txt"),
        ("{ID}-{queuetrigger}", "7-hello"),
        ("{customer.name}", "Ada"),
        ("{customer.ADDRESS.city}", "Paris"),
        ("{Query.q}", "x"),
        ("{DequeueCount}", "3"),
        ("{{id}}", "{id}"),
        ("{sys.methodname}", "Fn"),
        ("{datetime}", "2024-03-05T14-07-09Z"),
        ("{DateTime:yyyy/MM/dd}", "2024/03/05"),
        ("{sys.utcnow:HHmm}", "1407"),
    ],
)
def test_tokens(text: str, result: str) -> None:
    """Tokens stand for metadata, parts of JSON, and a few things that hosts know."""
    assert DATA.resolve(text) == result


@pytest.mark.parametrize("text", ["{nope}", "{customer.nope}", "{id.deep}"])
def test_unknown_tokens(text: str) -> None:
    """A token without a value fails, with what is known and how to give one."""
    with pytest.raises(InvocationError, match=r"Function 'Fn': .*known: customer, dequeuecount"):
        DATA.resolve(text)


@pytest.mark.parametrize(
    ("form", "pattern"),
    [("", r"[0-9a-f-]{36}"), (":N", r"[0-9a-f]{32}"), (":B", r"\{[0-9a-f-]{36}\}"), (":P", r"\([0-9a-f-]{36}\)")],
)
def test_random_ids(form: str, pattern: str) -> None:
    """``rand-guid`` is new at each use, in the format asked for; ``sys.randguid`` stays the same."""
    first, second = DATA.resolve(f"{{rand-guid{form}}} {{rand-guid{form}}}").split(" ")
    assert first != second
    assert re.fullmatch(pattern, first)
    assert DATA.resolve("{sys.randguid}") == DATA.resolve("{sys.randguid}")


def test_own_values_win_over_what_hosts_know() -> None:
    """A message with a property ``datetime`` gives its own."""
    assert BindingData({"datetime": Datum("string", "mine")}, "f").resolve("{datetime}") == "mine"


@pytest.mark.parametrize(
    ("form", "result"),
    [
        ("yy M d H h m s", "24 3 5 14 2 7 9"),
        ("dddd, MMMM dd", "Tuesday, March 05"),
        ("ddd MMM hh:mm tt", "Tue Mar 02:07 PM"),
        ("ss.fff", "09.123"),
        ("fffffff zzz K", "1234560 +00:00 Z"),
        ("'at' HH", "at 14"),
        (r"\dd", "d5"),
    ],
)
def test_date_formats(form: str, result: str) -> None:
    """Custom formats of .NET are understood."""
    assert format_moment(NOW, form) == result


@given(st.datetimes(timezones=st.just(datetime.UTC)))
def test_the_round_trip_of_a_date_format(moment: datetime.datetime) -> None:
    """The sortable format reads back as the same moment."""
    text = format_moment(moment, "yyyy-MM-ddTHH:mm:ss.ffffffZ")
    assert datetime.datetime.fromisoformat(text) == moment
