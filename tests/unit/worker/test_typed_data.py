"""TypedData to Datum and back."""

import json
import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from azfunc.bindings.datum import NOTHING, Datum, HttpResponseData
from azfunc.bindings.model_data import ModelData
from azfunc.errors import EncodeError
from azfunc.worker import protocol, schema
from azfunc.worker.typed_data import read_datum, write_datum

rpc = protocol.load()
ints = st.integers(-(2**63), 2**63 - 1)
texts = st.text()
bytes_ = st.binary()
floats = st.floats(allow_nan=False)


def written(datum: Datum) -> schema.TypedData:
    """A datum as it is on the wire."""
    typed = rpc.TypedData()
    write_datum(datum, typed)
    return rpc.TypedData.FromString(typed.SerializeToString())


SENT = st.one_of(
    st.builds(lambda value: (rpc.TypedData(string=value), Datum("string", value)), texts),
    st.builds(lambda value: (rpc.TypedData(json=value), Datum("json", value)), texts),
    st.builds(lambda value: (rpc.TypedData(bytes=value), Datum("bytes", value)), bytes_),
    st.builds(lambda value: (rpc.TypedData(stream=value), Datum("stream", value)), bytes_),
    st.builds(lambda value: (rpc.TypedData(int=value), Datum("int", value)), ints),
    st.builds(lambda value: (rpc.TypedData(double=value), Datum("double", value)), floats),
    st.builds(
        lambda values: (
            rpc.TypedData(collection_string=rpc.CollectionString(string=values)),
            Datum("collection_string", values),
        ),
        st.lists(texts),
    ),
    st.builds(
        lambda values: (
            rpc.TypedData(collection_bytes=rpc.CollectionBytes(bytes=values)),
            Datum("collection_bytes", values),
        ),
        st.lists(bytes_),
    ),
    st.builds(
        lambda values: (
            rpc.TypedData(collection_sint64=rpc.CollectionSInt64(sint64=values)),
            Datum("collection_sint64", values),
        ),
        st.lists(ints),
    ),
    st.builds(
        lambda values: (
            rpc.TypedData(collection_double=rpc.CollectionDouble(double=values)),
            Datum("collection_double", values),
        ),
        st.lists(floats),
    ),
)


@given(SENT)
def test_every_kind_is_read(sent: tuple[schema.TypedData, Datum]) -> None:
    """Whatever kind a host sends, empty or not, its value arrives."""
    typed, datum = sent
    assert read_datum(rpc.TypedData.FromString(typed.SerializeToString())) == datum


def test_nothing_is_read_and_written() -> None:
    """No value at all stays none."""
    assert read_datum(rpc.TypedData()) == NOTHING
    assert written(NOTHING) == rpc.TypedData()


def test_models_are_read() -> None:
    """What the SDK types of extensions are made of."""
    data = rpc.ModelBindingData(
        version="1.0", source="AzureStorageBlobs", content_type="application/json", content=b"{}"
    )
    model = ModelData("1.0", "AzureStorageBlobs", "application/json", b"{}")
    assert read_datum(rpc.TypedData(model_binding_data=data)) == Datum("model", model)
    several = rpc.CollectionModelBindingData(model_binding_data=[data, data])
    assert read_datum(rpc.TypedData(collection_model_binding_data=several)) == Datum("collection_model", [model] * 2)


@given(
    st.one_of(
        st.builds(lambda value: Datum("string", value), texts),
        st.builds(lambda value: Datum("json", json.dumps(value)), texts),
        st.builds(lambda value: Datum("bytes", value), bytes_),
        st.builds(lambda value: Datum("int", value), ints),
        st.builds(lambda value: Datum("double", value), floats),
    )
)
def test_round_trip(datum: Datum) -> None:
    """What a worker sends is what it would read."""
    assert read_datum(written(datum)) == datum


@given(st.integers(2**63) | st.integers(max_value=-(2**63) - 1))
def test_numbers_beyond_the_wire(value: int) -> None:
    """Whole numbers that do not fit are JSON, which has no limit."""
    assert json.loads(written(Datum("int", value)).json) == value


def test_double_that_is_no_number() -> None:
    """NaN is a double as any other."""
    assert math.isnan(written(Datum("double", math.nan)).double)


@given(st.lists(texts))
def test_lists_are_sent_as_json(values: list[str]) -> None:
    """Hosts refuse lists of workers in any other form."""
    typed = written(Datum("collection_string", values))
    assert json.loads(typed.json) == values


@pytest.mark.parametrize("kind", ["string", "json"])
@given(st.text(alphabet=st.characters(categories=["Cs"]), min_size=1), texts)
def test_surrogates(kind: str, half: str, text: str) -> None:
    """Text that UTF-8 cannot carry is refused, with the place."""
    datum = Datum("string", text + half) if kind == "string" else Datum("json", text + half)
    with pytest.raises(EncodeError, match=rf"at index {len(text)}\)"):
        write_datum(datum, rpc.TypedData())


def test_surrogates_in_a_response() -> None:
    """Also in the parts of a response."""
    for response in (HttpResponseData(200, [("x", "\udc80")]), HttpResponseData(200, (), "\udc80")):
        with pytest.raises(EncodeError, match="lone surrogate"):
            write_datum(Datum("http", response), rpc.TypedData())


@pytest.mark.parametrize("datum", [Datum("model", ModelData("", "", "", b"")), Datum("int", "x"), Datum("double", 5)])
def test_what_workers_do_not_send(datum: Datum) -> None:
    """A kind that hosts take from nobody, or a value that is not of its kind."""
    with pytest.raises(EncodeError, match=f"cannot send a value of kind {datum.kind}"):
        write_datum(datum, rpc.TypedData())
