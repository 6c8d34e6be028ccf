"""What a handler gets of a blob, and gives for one, by its annotations."""

import csv
import io
import typing
import zipfile
from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import BaseModel

import azfunc as func
from azfunc.bindings.blob import BlobInput, BlobOutput, BlobTrigger, InputStream
from azfunc.bindings.datum import NOTHING, Datum, Metadata
from azfunc.bindings.enums import DataType
from azfunc.bindings.values import Shape
from azfunc.errors import DecodeError, EncodeError
from azfunc.signature import shape_of

METADATA: Metadata = {"BlobTrigger": Datum("string", "orders/1.json")}


class Order(BaseModel):
    """A model of the tests."""

    id: int


def given_for(annotation: object, content: bytes | str | None, metadata: Metadata = METADATA) -> object:
    """What a trigger gives a parameter of a type for some content."""
    trigger = BlobTrigger(arg_name="blob", path="orders/{name}", connection="Store")
    shape = shape_of(annotation)
    kind = "bytes" if isinstance(content, bytes) else "string"
    return trigger.fitted(shape).decoder(shape)(NOTHING if content is None else Datum(kind, content), metadata)


def written(annotation: object, value: object) -> Datum:
    """What an output sends for a value under an annotation."""
    output = BlobOutput(arg_name="out", path="orders/1", connection="Store")
    return output.encoder(shape_of(annotation))(value)


FILES = (typing.IO[bytes], typing.BinaryIO, io.BytesIO, io.BufferedReader, io.BufferedIOBase, io.IOBase, InputStream)


@pytest.mark.parametrize("annotation", FILES)
def test_binary_files(annotation: typing.Any) -> None:
    """Each type of a binary file gives one that can be read, sought and iterated, and used as a context manager."""
    archive = io.BytesIO()
    with zipfile.ZipFile(archive, "w") as writer:
        writer.writestr("soup.txt", "leek")
    file = typing.cast("typing.BinaryIO", given_for(annotation, archive.getvalue()))
    assert zipfile.ZipFile(file).read("soup.txt") == b"leek"
    lines = typing.cast("typing.BinaryIO", given_for(annotation, "a\nb"))
    assert list(lines) == [b"a\n", b"b"]
    lines.seek(2)
    buffer = bytearray(4)
    assert typing.cast("io.BytesIO", lines).readinto(buffer) == 1
    with lines as entered:
        assert entered is lines
    assert lines.closed
    if annotation.__module__ != "typing":
        assert isinstance(file, annotation)


@pytest.mark.parametrize("annotation", [typing.IO[str], typing.TextIO, io.StringIO])
def test_text_files(annotation: object) -> None:
    """A text file reads UTF-8, and the byte order mark that spreadsheets write is no part of the first column."""
    file = typing.cast("typing.TextIO", given_for(annotation, "\ufeffdish,price\nsoup,5\n".encode()))
    assert list(csv.DictReader(file)) == [{"dish": "soup", "price": "5"}]


@pytest.mark.parametrize("annotation", [*FILES, str, bytes, Order, typing.TextIO, dict[str, int]])
def test_no_blob(annotation: object) -> None:
    """An input that finds no blob gives None, whatever is asked for."""
    blob_input = BlobInput(arg_name="blob", path="orders/1", connection="Store")
    assert blob_input.decoder(shape_of(typing.Optional[annotation]))(NOTHING, {}) is None  # noqa: UP045 - any type


def test_models() -> None:
    """JSON becomes models and lists of them, also behind a byte order mark."""
    assert given_for(Order, b'\xef\xbb\xbf{"id": 1}') == Order(id=1)
    assert given_for(list[Order], '[{"id": 1}]') == [Order(id=1)]
    assert given_for(dict[str, int], '\ufeff{"id": 1}') == {"id": 1}
    assert given_for(str, b"\xef\xbb\xbfsoup") == "soup"
    assert given_for(bytes, b"\xef\xbb\xbfsoup") == b"\xef\xbb\xbfsoup"


def test_wrong_encoding_names_blob_and_position() -> None:
    """Content that is no UTF-8, or no model, is an error with the blob's path and the place in it."""
    for annotation in (str, typing.TextIO):
        with pytest.raises(DecodeError, match=r"Blob 'orders/1\.json': .*position 2"):
            given_for(annotation, b"ab\xff")
    with pytest.raises(DecodeError, match=r"Blob 'orders/1\.json': .*\$\.id"):
        given_for(Order, '{"id": "x"}')
    with pytest.raises(DecodeError, match=r"Blob 'orders/\{name\}': "):
        given_for(str, b"\xff", {})


@given(content=st.binary(max_size=60))
def test_any_bytes(content: bytes) -> None:
    """Any bytes come back from every binary type, and text is either the same text or a DecodeError."""
    assert given_for(bytes, content) == content
    assert typing.cast("typing.BinaryIO", given_for(typing.BinaryIO, content)).read() == content
    try:
        text = given_for(str, content)
    except DecodeError:
        with pytest.raises(UnicodeDecodeError):
            content.decode()
    else:
        assert text == content.decode().removeprefix("\ufeff")


def test_binary_files_ask_for_bytes() -> None:
    """A file of bytes makes the binding binary, since hosts would read text; what was said, and others, stay."""

    def data_type(annotation: object, said: typing.Literal["string"] | None = None) -> object:
        blob_input = BlobInput(arg_name="b", path="orders/1", connection="S", data_type=said)
        return blob_input.fitted(Shape(annotation)).data_type

    assert {data_type(kind) for kind in (typing.BinaryIO, typing.IO[bytes], io.BytesIO)} == {DataType.BINARY}
    assert {data_type(kind) for kind in (InputStream, str, bytes, Order, typing.TextIO)} == {None}
    assert data_type(typing.BinaryIO, "string") is DataType.STRING


@pytest.mark.parametrize(
    ("annotation", "value", "datum"),
    [
        (str, "soup", Datum("string", "soup")),
        (bytes, b"\xff", Datum("bytes", b"\xff")),
        (bytes, io.BytesIO(b"\xff"), Datum("bytes", b"\xff")),
        (bytes, InputStream(data=b"x"), Datum("bytes", b"x")),
        (typing.IO[bytes], io.BytesIO(b"\xff"), Datum("bytes", b"\xff")),
        (typing.BinaryIO, InputStream(data=b"x"), Datum("bytes", b"x")),
        (typing.TextIO, io.StringIO("x"), Datum("string", "x")),
        (InputStream, InputStream(data=b"x"), Datum("bytes", b"x")),
        (Order, Order(id=1), Datum("string", '{"id":1}')),
        (list[Order], [Order(id=1)], Datum("string", '[{"id": 1}]')),
    ],
)
def test_outputs(annotation: object, value: object, datum: Datum) -> None:
    """Text, bytes, open files and models are written as the annotation says."""
    assert written(annotation, value) == datum


@pytest.mark.parametrize(("annotation", "value"), [(typing.BinaryIO, b"x"), (Order, io.BytesIO(b"x")), (Order, {})])
def test_outputs_refuse(annotation: object, value: object) -> None:
    """A value that is not what the annotation says is refused before anything is sent."""
    with pytest.raises(EncodeError, match="The annotation says"):
        written(annotation, value)


def test_return_value_is_a_blob() -> None:
    """A handler may return the content of a blob."""
    app = func.FunctionApp()

    @app.blob_trigger(path="orders/{name}", connection="S")
    @app.blob_output(arg_name="$return", path="copies/{name}", connection="S")
    def copy(orders: list[Order]) -> Sequence[Order]:
        return orders

    plan = app.functions["copy"].plan
    assert plan.decode({"orders": Datum("string", '[{"id": 2}]')}, METADATA) == {"orders": [Order(id=2)]}
    assert plan.encode_return([Order(id=2)]) == Datum("string", '[{"id": 2}]')
