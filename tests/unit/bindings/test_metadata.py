"""Trigger metadata: texts, numbers, moments and durations as hosts write them."""

import datetime
from typing import cast

import pytest
from hypothesis import given
from hypothesis import strategies as st

from azfunc.bindings.datum import Datum
from azfunc.bindings.metadata import (
    Fields,
    as_datetime,
    as_int,
    as_timedelta,
    plain_metadata,
    read_datetime,
    read_field,
    read_int,
    read_mapping,
    read_text,
    read_timedelta,
)
from azfunc.errors import DecodeError

UTC = datetime.UTC


@pytest.mark.parametrize(
    ("text", "moment"),
    [
        ("2024-01-02T03:04:05Z", datetime.datetime(2024, 1, 2, 3, 4, 5, tzinfo=UTC)),
        ("2024-01-02T03:04:05.123Z", datetime.datetime(2024, 1, 2, 3, 4, 5, 123000, tzinfo=UTC)),
        ("2024-01-02T03:04:05.1234567Z", datetime.datetime(2024, 1, 2, 3, 4, 5, 123456, tzinfo=UTC)),
        ("2024-01-02T03:04:05+00:00", datetime.datetime(2024, 1, 2, 3, 4, 5, tzinfo=UTC)),
        ("2024-01-02T03:04:05-00:00", datetime.datetime(2024, 1, 2, 3, 4, 5, tzinfo=UTC)),
        ("2024-01-02T03:04:05.1234567+00:00", datetime.datetime(2024, 1, 2, 3, 4, 5, 123456, tzinfo=UTC)),
        ("2024-01-02T03:04:05", datetime.datetime(2024, 1, 2, 3, 4, 5)),
        ("2024-01-02T03:04:05.12", datetime.datetime(2024, 1, 2, 3, 4, 5, 120000)),
        ("01/02/2024 03:04:05Z", datetime.datetime(2024, 1, 2, 3, 4, 5, tzinfo=UTC)),
        ("1/2/2024 3:04:05 AM", datetime.datetime(2024, 1, 2, 3, 4, 5)),
        ("1/2/2024 12:04:05 AM", datetime.datetime(2024, 1, 2, 0, 4, 5)),
        ("1/2/2024 12:04:05 PM", datetime.datetime(2024, 1, 2, 12, 4, 5)),
        ("1/2/2024 3:04:05 PM", datetime.datetime(2024, 1, 2, 15, 4, 5)),
        ("01/02/2024T03:04:05", datetime.datetime(2024, 1, 2, 3, 4, 5)),
        ("2024-01-02", datetime.datetime(2024, 1, 2)),
        ("9999-12-31T23:59:59.9999999+00:00", datetime.datetime(9999, 12, 31, 23, 59, 59, 999999, tzinfo=UTC)),
        ("", None),
        (None, None),
    ],
)
def test_moments(text: str | None, moment: datetime.datetime | None) -> None:
    """ISO 8601 and .NET's own texts are read; fractions are cut to microseconds, nothing is None."""
    found = as_datetime(text, "Time")
    assert found == moment
    if found is not None and moment is not None:
        assert found.tzinfo == moment.tzinfo


def test_offset_of_a_moment_is_kept() -> None:
    """A zone other than UTC is read too, with or without colon."""
    zone = datetime.timezone(datetime.timedelta(hours=-5, minutes=-30))
    for text in ("2024-01-02T03:04:05-05:30", "2024-01-02T03:04:05-0530"):
        found = as_datetime(text, "Time")
        assert found == datetime.datetime(2024, 1, 2, 3, 4, 5, tzinfo=zone)
        assert found is not None
        assert found.utcoffset() == datetime.timedelta(hours=-5, minutes=-30)


@given(st.datetimes(timezones=st.timezones() | st.none()).filter(lambda moment: moment.fold == 0))
def test_isoformat_is_read_back(moment: datetime.datetime) -> None:
    """Every moment that Python writes with whole-minute offsets is read back the same."""
    offset = moment.utcoffset()
    if offset is not None and offset % datetime.timedelta(minutes=1):
        moment = moment.replace(tzinfo=UTC)
    found = as_datetime(moment.isoformat(), "Time")
    assert found is not None
    assert found.isoformat() == moment.isoformat()


@pytest.mark.parametrize("value", ["soon", "2024-13-01", "2024-01-02T25:00:00", "2024-01-02T03:04", 5, "2024-01-02x"])
def test_what_is_no_moment(value: object) -> None:
    """Other texts raise DecodeError with the field's name."""
    with pytest.raises(DecodeError, match="EnqueuedTimeUtc"):
        as_datetime(value, "EnqueuedTimeUtc")


def test_values_that_are_parsed_already_pass() -> None:
    """A moment or duration, as a test may give it, is taken as it is, a duration of nothing included."""
    moment = datetime.datetime(2024, 1, 2)
    assert as_datetime(moment, "T") is moment
    assert as_timedelta(datetime.timedelta(0), "T") == datetime.timedelta(0)


@pytest.mark.parametrize(
    ("value", "span"),
    [
        ("12:34:56", datetime.timedelta(seconds=45296)),
        ("34:56", datetime.timedelta(seconds=2096)),
        ("5819", datetime.timedelta(seconds=5819)),
        ("1.00:00:00", datetime.timedelta(days=1)),
        ("-5", datetime.timedelta(seconds=-5)),
        ("-1.02:00:00", datetime.timedelta(days=-1, hours=-2)),
        ("00:00:30.5", datetime.timedelta(seconds=30.5)),
        ("25:00:00", datetime.timedelta(hours=25)),
        ("00:00:00", datetime.timedelta(0)),
        ("10675199.02:48:05.4775807", datetime.timedelta(10675199, 5, 477580, hours=2, minutes=48)),
        (5, datetime.timedelta(seconds=5)),
        (0, datetime.timedelta(0)),
        (1.5, datetime.timedelta(seconds=1.5)),
        ("", None),
        (None, None),
    ],
)
def test_durations(value: object, span: datetime.timedelta | None) -> None:
    """TimeSpan texts with days and fractions, minutes and seconds, and plain seconds are read."""
    assert as_timedelta(value, "TimeToLive") == span


@pytest.mark.parametrize(
    "value", ["soon", "1:2:3:4", "5 s", float("inf"), float("nan"), "9999999999.00:00:00", "9" * 5000]
)
def test_what_is_no_duration(value: object) -> None:
    """Other values, and more days than Python counts, raise DecodeError with the field's name."""
    with pytest.raises(DecodeError, match="TimeToLive"):
        as_timedelta(value, "TimeToLive")


@given(st.text(max_size=20) | st.integers() | st.floats() | st.booleans() | st.lists(st.integers(), max_size=2))
def test_readers_raise_nothing_but_decode_errors(value: object) -> None:
    """Whatever stands in the metadata, the readers give a value or a DecodeError."""
    for read in (as_int, as_datetime, as_timedelta):
        try:
            read(value, "Field")
        except DecodeError as error:
            assert "Field" in str(error)


@pytest.mark.parametrize(("value", "number"), [("5", 5), (5, 5), (None, None), ("", None), (" 7 ", 7)])
def test_whole_numbers(value: object, number: int | None) -> None:
    """A number may come as text; nothing is None."""
    assert as_int(value, "DeliveryCount") == number


@pytest.mark.parametrize("value", ["five", [1], {}, float("inf"), float("nan")])
def test_what_is_no_whole_number(value: object) -> None:
    """Other values raise DecodeError with the field's name."""
    with pytest.raises(DecodeError, match="DeliveryCount"):
        as_int(value, "DeliveryCount")


def test_fields_of_every_kind_of_datum() -> None:
    """A field may come as string, JSON text or int."""
    metadata = {
        "Id": Datum("string", "a"),
        "Count": Datum("json", "3"),
        "Sequence": Datum("int", 9),
        "Sent": Datum("json", '"2024-01-01T00:00:00Z"'),
        "Ttl": Datum("string", "00:05:00"),
        "Props": Datum("json", '{"a": 1}'),
        "PropsText": Datum("string", '{"a": 2}'),
        "Null": Datum("json", "null"),
    }
    assert read_text(metadata, "Id") == "a"
    assert read_text(metadata, "Count") == "3"
    assert read_text(metadata, "Null") is None
    assert read_text(metadata, "Missing") is None
    assert read_int(metadata, "Count") == 3
    assert read_int(metadata, "Sequence") == 9
    assert read_int(metadata, "Missing") is None
    assert read_datetime(metadata, "Sent") == datetime.datetime(2024, 1, 1, tzinfo=UTC)
    assert read_timedelta(metadata, "Ttl") == datetime.timedelta(minutes=5)
    assert read_mapping(metadata, "Props") == {"a": 1}
    assert read_mapping(metadata, "PropsText") == {"a": 2}
    assert read_mapping(metadata, "Id") == {}
    assert read_mapping(metadata, "Missing") == {}
    assert read_field(metadata, "Missing") is None


def test_fields_of_one_message() -> None:
    """A message that came alone has the fields of their plain names, whatever arrays stand beside them."""
    fields = Fields({"MessageId": Datum("string", "m"), "MessageIdArray": Datum("json", '["x"]')})
    assert fields.text("MessageId") == "m"
    assert fields.number("DeliveryCount") is None
    assert fields.moment("EnqueuedTimeUtc") is None
    assert fields.duration("TimeToLive") is None
    assert fields.mapping("UserProperties") == {}


def test_fields_of_a_batch_are_taken_by_index() -> None:
    """Each message has its own item of the arrays, in whichever form the arrays come."""
    metadata = {
        "MessageIdArray": Datum("collection_string", ["a", "b"]),
        "SequenceNumberArray": Datum("collection_sint64", [7, 8]),
        "DeliveryCountArray": Datum("json", "[1, 2]"),
        "UserPropertiesArray": Datum("string", '[{"k": 1}, {"k": 2}]'),
        "TimeToLiveArray": Datum("json", '["00:00:05", null]'),
    }
    first, second = Fields.of_batch(metadata, 2)
    assert (first.text("MessageId"), second.text("MessageId")) == ("a", "b")
    assert (first.number("SequenceNumber"), second.number("SequenceNumber")) == (7, 8)
    assert (first.number("DeliveryCount"), second.number("DeliveryCount")) == (1, 2)
    assert (first.mapping("UserProperties"), second.mapping("UserProperties")) == ({"k": 1}, {"k": 2})
    assert (first.duration("TimeToLive"), second.duration("TimeToLive")) == (datetime.timedelta(seconds=5), None)


def test_short_and_missing_arrays_of_a_batch() -> None:
    """A short array leaves None, a missing one falls back to the plain name, as one value or as a list."""
    metadata = {
        "MessageIdArray": Datum("json", '["a"]'),
        "MessageId": Datum("string", "not this"),
        "Label": Datum("string", "same for all"),
        "To": Datum("json", '["x", "y"]'),
    }
    first, second = Fields.of_batch(metadata, 2)
    assert (first.text("MessageId"), second.text("MessageId")) == ("a", None)
    assert (first.text("Label"), second.text("Label")) == ("same for all", "same for all")
    assert (first.text("To"), second.text("To")) == ("x", "y")
    assert first.text("SessionId") is None


def test_plain_metadata() -> None:
    """Datums become plain values, other values stay."""
    plain = plain_metadata({"a": Datum("json", '{"b": [1]}'), "c": 5})
    assert plain == {"a": {"b": [1]}, "c": 5}
    assert cast("dict[str, object]", plain["a"])["b"] == [1]
