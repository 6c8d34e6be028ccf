"""Content of blobs: from what a host hands over to what a handler asks for, and back.

Text, bytes, files and models. Which class a handler gets for which annotation is in docs/blobs.md.
"""

import io
import typing
from collections.abc import Callable, Mapping
from typing import Any, cast

from azfunc.bindings.blob_stream import InputStream
from azfunc.bindings.datum import Datum, JsonValue, Metadata
from azfunc.bindings.decoding import UNTYPED
from azfunc.bindings.kinds import Encoder
from azfunc.bindings.metadata import as_int, read_mapping, read_text
from azfunc.bindings.values import Shape, encode_value
from azfunc.errors import EncodeError

ValueReader = Callable[[Datum], object]
"""Makes a value of a blob's content."""


def decode_stream(datum: Datum, metadata: Metadata) -> InputStream | None:
    """The content as an `InputStream`, with what the trigger tells about the blob; None where there is no blob."""
    if datum.kind == "none":
        return None
    content = datum.data()
    properties = _mapping(metadata, "Properties")
    length = (properties or {}).get("ContentLength", (properties or {}).get("Length"))
    return InputStream(
        data=content,
        name=read_text(metadata, "BlobTrigger"),
        uri=read_text(metadata, "Uri"),
        length=len(content) if length is None else as_int(length, "Properties"),
        blob_properties=properties,
        metadata=_mapping(metadata, "Metadata"),
    )


def _mapping(metadata: Metadata, name: str) -> dict[str, JsonValue] | None:
    return read_mapping(metadata, name) if name in metadata else None


_STREAMS: tuple[object, ...] = (
    io.BufferedIOBase,
    io.IOBase,
    typing.BinaryIO,
    typing.IO,
    typing.IO[bytes],
    typing.IO[Any],
)
"""Types of which an `InputStream` is one."""


def _bytes_io(datum: Datum) -> io.BytesIO | None:
    return None if datum.kind == "none" else io.BytesIO(datum.data())


def _buffered_reader(datum: Datum) -> io.BufferedReader | None:
    return None if datum.kind == "none" else io.BufferedReader(cast("io.RawIOBase", io.BytesIO(datum.data())))


def _string_io(datum: Datum) -> io.StringIO | None:
    return None if datum.kind == "none" else io.StringIO(without_bom(datum).text())


_BINARY_FILES: Mapping[object, ValueReader] = {io.BytesIO: _bytes_io, io.BufferedReader: _buffered_reader}
_TEXT_FILES: Mapping[object, ValueReader] = dict.fromkeys(
    (io.StringIO, io.TextIOBase, typing.TextIO, typing.IO[str]), _string_io
)


def is_stream(annotation: object) -> bool:
    """Whether a handler asks for a file of bytes that an `InputStream` is."""
    return any(annotation == kind for kind in _STREAMS)


def is_binary_file(annotation: object) -> bool:
    """Whether a handler asks for a file of bytes by a type of Python's own."""
    return is_stream(annotation) or any(annotation == kind for kind in _BINARY_FILES)


def is_file(annotation: object) -> bool:
    """Whether a handler asks for a file of bytes or text by a type of Python's own."""
    return is_binary_file(annotation) or any(annotation == kind for kind in _TEXT_FILES)


def file_reader(annotation: object) -> ValueReader | None:
    """What makes the file object that a handler asks for; None for types that are no files."""
    files = {**_BINARY_FILES, **_TEXT_FILES}
    return files[annotation] if is_file(annotation) and annotation in files else None


def text_reader(read: ValueReader) -> ValueReader:
    """A reader that is given text and JSON without the byte order mark in front."""
    return lambda datum: read(without_bom(datum))


def without_bom(datum: Datum) -> Datum:
    """Text or bytes without the byte order mark, which some editors and spreadsheets put before UTF-8."""
    if isinstance(datum.value, str) and datum.value.startswith("\ufeff"):
        return Datum(datum.kind, datum.value[1:])
    if isinstance(datum.value, bytes) and datum.value.startswith(b"\xef\xbb\xbf"):
        return Datum(datum.kind, datum.value[3:])
    return datum


def encode_content(value: object) -> Datum:
    """What is written for a value: text, bytes and files as they are, others as JSON text.

    Raises:
        EncodeError: a file that gives neither text nor bytes, or a value without a JSON form.
    """
    read = getattr(value, "read", None)
    if callable(read):
        value = _read_whole(value, cast("Callable[[], object]", read))
    datum = encode_value(value)
    return Datum("string", datum.value) if datum.kind == "json" else datum


def file_encoder(shape: Shape, encode: Encoder | None) -> Encoder:
    """What writes the values that a parameter or return value of this shape gives, open files among them.

    Args:
        shape: its type.
        encode: what writes values that are no files; None where files alone may be given.
    """
    is_other = encode is not None and shape.annotation not in (*UNTYPED, str, bytes, bytearray, InputStream)

    def encode_file(value: object) -> Datum:
        if not is_other and callable(getattr(value, "read", None)):
            return encode_content(value)
        if encode is not None:
            return encode(value)
        raise EncodeError(
            f"The annotation says {shape.describe()}, but a {type(value).__name__} was given. Give an open file, or "
            "change the annotation to what is given."
        )

    return encode if encode is not None and is_other else encode_file


def _read_whole(file: object, read: Callable[[], object]) -> object:
    from inspect import iscoroutinefunction

    content = None if iscoroutinefunction(read) else read()
    if isinstance(content, str | bytes | bytearray):
        return content
    raise EncodeError(
        f"A blob is written from a file whose read() gives str or bytes, but that of {type(file).__name__} does not. "
        "Read it first and give what was read."
    )
