"""Batches: the messages of one, and what is none."""

import pytest

from azfunc.bindings.datum import NOTHING, Datum
from azfunc.bindings.decoding import split_batch
from azfunc.errors import DecodeError


@pytest.mark.parametrize(
    ("datum", "items"),
    [
        (Datum("collection_string", ["a"]), [Datum("string", "a")]),
        (Datum("collection_bytes", [b"a", b"b"]), [Datum("bytes", b"a"), Datum("bytes", b"b")]),
        (Datum("json", '[{"a": 1}, 5]'), [Datum("json", '{"a": 1}'), Datum("json", "5")]),
        (Datum("string", "[]"), []),
    ],
)
def test_batches_are_split(datum: Datum, items: list[Datum]) -> None:
    """Collections and JSON lists are taken apart."""
    assert split_batch(datum) == items


@pytest.mark.parametrize("datum", [Datum("json", '{"a": 1}'), Datum("string", "nope"), NOTHING])
def test_what_is_no_batch(datum: Datum) -> None:
    """One value where several are expected is a DecodeError."""
    with pytest.raises(DecodeError):
        split_batch(datum)
