"""Blob bindings: stream, codec, rules."""

import dataclasses
import io
import json
import zipfile

import pytest
from hypothesis import given
from hypothesis import strategies as st

import azfunc as func
from azfunc.bindings.blob import BlobInput, BlobOutput, BlobTrigger, InputStream
from azfunc.bindings.datum import NOTHING, Datum
from azfunc.bindings.values import Shape, UnsupportedShapeError
from azfunc.errors import DecodeError, EncodeError

METADATA = {
    "BlobTrigger": Datum("string", "orders/1.json"),
    "Uri": Datum("json", '"https://account/orders/1.json"'),
    "Properties": Datum("json", '{"ContentLength":"6","Length":9}'),
    "Metadata": Datum("json", '{"k":"v"}'),
}


@dataclasses.dataclass
class Order:
    """A model of the tests."""

    id: int


def trigger(path: str = "orders/{name}") -> BlobTrigger:
    return BlobTrigger(arg_name="blob", path=path, connection="Store")


def blob_input(path: str = "orders/1.json") -> BlobInput:
    return BlobInput(arg_name="blob", path=path, connection="Store")


def output(path: str = "orders/1.json") -> BlobOutput:
    return BlobOutput(arg_name="blob", path=path, connection="Store")


@given(content=st.binary(max_size=200), size=st.integers(1, 50))
def test_stream_in_pieces(content: bytes, size: int) -> None:
    """Pieces of any size, read by read() and readinto(), add up to the content."""
    stream = InputStream(data=content)
    pieces = list(iter(lambda: stream.read(size), b""))
    assert b"".join(pieces) == content
    stream.seek(0)
    buffer = bytearray(len(content))
    assert stream.readinto(buffer) == len(content)
    assert bytes(buffer) == content


def test_stream_is_a_binary_file() -> None:
    """Lines, text wrappers and archives work on it, and reading after close does too."""
    stream = InputStream(data="h\u00e9\nb\n")
    assert isinstance(stream, io.BufferedIOBase)
    assert (stream.readable(), stream.seekable(), stream.writable()) == (True, True, False)
    assert stream.readlines() == ["h\u00e9\n".encode(), b"b\n"]
    assert stream.tell() == 6
    stream.seek(0)
    assert stream.read1(1) == b"h"
    stream.seek(0)
    assert io.TextIOWrapper(stream, encoding="utf-8").read() == "h\u00e9\nb\n"
    assert stream.read(None) == b""
    archive = io.BytesIO()
    with zipfile.ZipFile(archive, "w") as writer:
        writer.writestr("a.txt", "x")
    assert zipfile.ZipFile(InputStream(data=archive.getvalue())).read("a.txt") == b"x"


def test_stream_tells_about_the_blob() -> None:
    """The constructor's arguments are properties, and to_dict and to_json hold them."""
    stream = InputStream(name="c/b", uri="u", length=6, blob_properties={"Length": 6}, metadata={"k": "v"})
    known = {"name": "c/b", "uri": "u", "length": 6, "blob_properties": {"Length": 6}, "metadata": {"k": "v"}}
    assert {name: getattr(stream, name) for name in known} == known
    assert stream.to_dict() == known
    assert json.loads(stream.to_json()) == known
    assert "c/b" in repr(stream)
    assert set(json.loads(InputStream(data=b"abc").to_json()).values()) == {None}


def test_stream_refuses_other_data() -> None:
    """Data that is neither text nor bytes is a TypeError that says what may be given."""
    with pytest.raises(TypeError, match="str or bytes"):
        InputStream(data=5)


@pytest.mark.parametrize("datum", [Datum("string", "abc"), Datum("bytes", b"abc"), Datum("stream", b"abc")])
def test_decode_trigger(datum: Datum) -> None:
    """Text and bytes become a stream with what the trigger's metadata tells."""
    stream = trigger().decode(datum, METADATA)
    assert stream is not None
    assert stream.read() == b"abc"
    assert (stream.name, stream.uri, stream.length) == ("orders/1.json", "https://account/orders/1.json", 6)
    assert stream.blob_properties == {"ContentLength": "6", "Length": 9}
    assert stream.metadata == {"k": "v"}


def test_decode_length() -> None:
    """The length is ContentLength, else Length, else that of the content; zero stays zero."""

    def length(properties: str) -> int | None:
        stream = trigger().decode(Datum("bytes", b"abc"), {"Properties": Datum("json", properties)})
        return stream.length if stream else None

    assert [length(text) for text in ('{"Length":9}', '{"ContentLength":0}', "{}")] == [9, 0, 3]
    with pytest.raises(DecodeError, match="whole number"):
        length('{"Length":"many"}')


def test_decode_input() -> None:
    """An input knows nothing of its blob but the content, and a blob that is missing is None."""
    stream = blob_input().decode(Datum("string", "abc"), {})
    assert stream is not None
    assert (stream.read(), stream.name, stream.metadata, stream.length) == (b"abc", None, None, 3)
    assert blob_input().decode(NOTHING, {}) is None


def test_decoder_by_annotation() -> None:
    """Text, bytes, dicts and models are made of the content; another service's payload is refused."""
    datum = Datum("bytes", b'{"id": 1}')

    def made(annotation: object) -> object:
        return blob_input().decoder(Shape(annotation))(datum, {})

    assert made(str) == '{"id": 1}'
    assert made(bytes) == b'{"id": 1}'
    assert made(dict) == {"id": 1}
    assert made(Order) == Order(1)
    assert isinstance(made(InputStream), InputStream)
    assert blob_input().decoder(Shape(str, None, optional=True))(NOTHING, {}) is None
    with pytest.raises(UnsupportedShapeError, match="InputStream"):
        made(func.QueueMessage)


@pytest.mark.parametrize(
    ("value", "datum"),
    [
        ("text", Datum("string", "text")),
        (b"by", Datum("bytes", b"by")),
        (bytearray(b"by"), Datum("bytes", b"by")),
        (io.BytesIO(b"f"), Datum("bytes", b"f")),
        (io.StringIO("f"), Datum("string", "f")),
        (InputStream(data=b"s"), Datum("bytes", b"s")),
        ({"a": [1]}, Datum("string", '{"a": [1]}')),
        ([1, "\u00e9"], Datum("string", '[1, "\u00e9"]')),
        (Order(1), Datum("string", '{"id": 1}')),
    ],
)
def test_encode(value: object, datum: Datum) -> None:
    """Text, bytes and files are written as they are, other values as JSON text."""
    assert output().encode(value) == datum


def test_encode_refuses() -> None:
    """A file that gives no content, and a value without a JSON form, are errors that say what to do."""

    class Odd:
        def read(self) -> int:
            return 1

    class Async:
        async def read(self) -> bytes:
            return b""

    for value in (Odd(), Async()):
        with pytest.raises(EncodeError, match="Read it first"):
            output().encode(value)
    with pytest.raises(EncodeError, match="cannot be written as JSON"):
        output().encode({"a": object()})


def test_documents() -> None:
    """Every property is written by its name of function.json."""
    binding = BlobTrigger(arg_name="b", path="orders/{x}", connection="S", source="EventGrid", data_type="binary")
    assert binding.to_document() == {
        "type": "blobTrigger",
        "direction": "in",
        "name": "b",
        "path": "orders/{x}",
        "connection": "S",
        "source": "EventGrid",
        "dataType": "binary",
    }
    assert blob_input().to_document()["direction"] == "in"
    assert output().to_document()["direction"] == "out"
    assert [binding.target(), blob_input().target(), output().target()] == ["orders/{x}", *["orders/1.json"] * 2]


@pytest.mark.parametrize(
    "path",
    ["orders", "orders/{name}.json", "%CONTAINER%/x", "$root/x", "https://a.blob.core.windows.net/orders/x", "a%X%/b"],
)
def test_trigger_paths(path: str) -> None:
    """Paths that a trigger may have."""
    assert list(trigger(path).faults()) == []


@pytest.mark.parametrize(
    "path", ["orders/1.json", "%CONTAINER%", "{data.url}", "{container}/{name}", "{datetime:yyyy/MM}/x"]
)
def test_input_and_output_paths(path: str) -> None:
    """Paths that an input or an output may have."""
    assert list(blob_input(path).faults()) == []
    assert list(output(path).faults()) == []


def test_bad_paths() -> None:
    """Each bad path is one fault with a rule of its own, and shows the path."""
    faults = {
        (path, fault.rule)
        for path in ("Orders/x", "", "/x", "{c}/x", "o_r/x", "orders/{x}")
        for fault in trigger(path).faults()
        if repr(path) in fault.found
    }
    assert faults == {
        ("Orders/x", "bad-container-name"),
        ("", "blob-path-without-container"),
        ("/x", "blob-path-without-container"),
        ("{c}/x", "token-in-container"),
        ("o_r/x", "bad-container-name"),
    }
    for binding in (blob_input("orders"), output("orders"), output("orders/")):
        assert [fault.rule for fault in binding.faults()] == ["blob-path-without-blob"]
    [fault] = output("My_Orders/x").faults()
    assert "the container 'my-orders'" in fault.fix


def test_wrong_types() -> None:
    """A path that is no text is reported by its type, not by a crash."""
    binding = BlobTrigger(arg_name="b", path=5, connection="S", source="nonsense")
    assert [fault.rule for fault in binding.faults()] == ["wrong-argument-type", "unknown-enum-text"]


def test_in_an_app() -> None:
    """Positional arguments mean what they mean for azure.functions, and the plan decodes and encodes."""
    app = func.FunctionApp()

    @app.blob_trigger("blob", "incoming/{name}", "S")
    @app.blob_output(path="outgoing/{name}", connection="S")
    def copy(blob: InputStream, out: func.Out[bytes]) -> None:
        """Copies a blob."""

    function = app.functions["copy"]
    assert [binding.target() for binding in function.bindings] == ["incoming/{name}", "outgoing/{name}"]
    blob = function.plan.decode({"blob": Datum("bytes", b"x")}, METADATA)["blob"]
    assert isinstance(blob, InputStream)
    assert blob.name == "orders/1.json"
    out = func.Out[object]()
    out.set(blob)
    assert function.plan.encode(None, {"out": out}).outputs == {"out": Datum("bytes", b"x")}
