"""Datum: each kind as plain value, text, bytes and JSON."""

import json
from typing import get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st

from azfunc.bindings.datum import NOTHING, Datum, HttpRequestData, HttpResponseData, Kind
from azfunc.errors import DecodeError

JSON_VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=8,
)


@pytest.mark.parametrize(
    ("datum", "value"),
    [
        (NOTHING, None),
        (Datum("string", "a"), "a"),
        (Datum("json", '{"a": 1}'), {"a": 1}),
        (Datum("bytes", b"a"), b"a"),
        (Datum("stream", b"a"), b"a"),
        (Datum("int", 5), 5),
        (Datum("double", 1.5), 1.5),
        (Datum("collection_bytes", (b"a",)), [b"a"]),
        (Datum("collection_string", ("a", "b")), ["a", "b"]),
        (Datum("collection_double", (1.5,)), [1.5]),
        (Datum("collection_sint64", (1, 2)), [1, 2]),
    ],
)
def test_plain_values(datum: Datum, value: object) -> None:
    """JSON is parsed, collections become lists, the others are their value."""
    assert datum.python() == value


def test_http_and_model_stay_as_they_are() -> None:
    """The kinds without a plain form give their own objects."""
    request = HttpRequestData("GET", "http://h/")
    assert Datum("http", request).python() is request
    assert HttpResponseData(204).body == b""


def test_every_kind_is_covered() -> None:
    """The kinds are those of FunctionRpc's TypedData, and none."""
    assert len(get_args(Kind)) == 14


@given(JSON_VALUES)
def test_json_is_read_from_text_and_bytes(value: object) -> None:
    """JSON parses the same from json, string and bytes."""
    text = json.dumps(value)
    for datum in (Datum("json", text), Datum("string", text), Datum("bytes", text.encode())):
        assert datum.parse() == value


@given(st.text())
def test_text_and_bytes_are_utf_8(text: str) -> None:
    """Text goes to bytes and back."""
    data = text.encode("utf-8")
    assert Datum("string", text).data() == data
    assert Datum("bytes", data).text() == text
    assert Datum("string", text).text() == text
    assert Datum("bytes", data).data() == data


@pytest.mark.parametrize("text", ["", "{", "nope", "[" * 100_000])
def test_bad_json(text: str) -> None:
    """What is no JSON, or is nested without end, is a DecodeError."""
    with pytest.raises(DecodeError, match="json value"):
        Datum("json", text).parse()


def test_bytes_that_are_not_utf_8() -> None:
    """Such bytes are no text; the message says what to take instead."""
    with pytest.raises(DecodeError, match="as bytes"):
        Datum("bytes", b"\xff").text()


@pytest.mark.parametrize("datum", [NOTHING, Datum("int", 5), Datum("http", HttpRequestData("GET", "/"))])
def test_kinds_without_text(datum: Datum) -> None:
    """Kinds that are neither text nor bytes say so by name."""
    for read in (datum.raw, datum.text, datum.data, datum.parse):
        with pytest.raises(DecodeError, match=datum.kind):
            read()
