"""Blobs: trigger, input and output.

Follows https://learn.microsoft.com/azure/azure-functions/functions-bindings-storage-blob.
"""

import inspect
import io
from collections.abc import Iterator, Mapping
from typing import ClassVar

from azfunc.bindings.base import Input, Output, PayloadTypes, Trigger
from azfunc.bindings.datum import Datum, JsonValue, Metadata
from azfunc.bindings.enums import BlobSourceLike, DataTypeLike
from azfunc.bindings.metadata import as_int, read_mapping, read_text
from azfunc.bindings.names import BLOB_CONTAINER, name_fault
from azfunc.bindings.payload import as_bytes
from azfunc.bindings.record import binding_class
from azfunc.bindings.values import Payload, encode_value
from azfunc.errors import EncodeError, Fault


class InputStream(Payload, io.BufferedIOBase):
    """A blob's content as a binary file, with what is known about the blob.

    The content is in memory, so the stream can also be sought (`zipfile` and the like need that), and closing it
    loses nothing.

    Args:
        data: the content; text is kept as UTF-8.
        name: container and path, such as ``orders/2024/1.json``; a trigger tells it, an input does not.
        uri: the blob's address.
        length: size of the content in bytes.
        blob_properties: what the service says about the blob, by its names (``ContentLength``).
        metadata: what users stored about the blob.
    """

    def __init__(
        self,
        *,
        data: bytes | bytearray | str | None = b"",
        name: str | None = None,
        uri: str | None = None,
        length: int | None = None,
        blob_properties: Mapping[str, JsonValue] | None = None,
        metadata: Mapping[str, JsonValue] | None = None,
    ) -> None:
        super().__init__()
        self._content = io.BytesIO(as_bytes(data))
        self._name = name
        self._uri = uri
        self._length = length
        self._blob_properties = blob_properties
        self._metadata = metadata

    @property
    def name(self) -> str | None:
        """Container and path of the blob; None for a blob input."""
        return self._name

    @property
    def uri(self) -> str | None:
        """Address of the blob; None for a blob input."""
        return self._uri

    @property
    def length(self) -> int | None:
        """Size of the blob in bytes."""
        return self._length

    @property
    def blob_properties(self) -> Mapping[str, JsonValue] | None:
        """What the service says about the blob, by its names; None for a blob input."""
        return self._blob_properties

    @property
    def metadata(self) -> Mapping[str, JsonValue] | None:
        """What users stored about the blob; None for a blob input."""
        return self._metadata

    def read(self, size: int | None = -1) -> bytes:
        """At most ``size`` bytes; all that is left if it is None or negative."""
        return self._content.read(size)

    def read1(self, size: int = -1) -> bytes:
        """The same as `read`: nothing is ever waited for."""
        return self._content.read(size)

    def seek(self, offset: int, whence: int = io.SEEK_SET) -> int:
        """Moves to a place in the content and returns it."""
        return self._content.seek(offset, whence)

    def tell(self) -> int:
        """The place in the content, in bytes from its start."""
        return self._content.tell()

    def readable(self) -> bool:
        """True."""
        return True

    def seekable(self) -> bool:
        """True."""
        return True

    def writable(self) -> bool:
        """False."""
        return False

    def to_dict(self) -> dict[str, JsonValue]:
        """What is known about the blob, without its content."""
        return {
            "name": self._name,
            "uri": self._uri,
            "length": self._length,
            "blob_properties": self._blob_properties,
            "metadata": self._metadata,
        }

    def __repr__(self) -> str:
        return f"<azfunc.InputStream name={self._name} length={self._length} at 0x{id(self):0x}>"


@binding_class
class BlobTrigger(Trigger):
    """Runs the function for each new or changed blob.

    https://learn.microsoft.com/azure/azure-functions/functions-bindings-storage-blob-trigger

    Args:
        arg_name: the handler's parameter that takes the `InputStream`, ``bytes``, ``str`` or a model; may be left
            out where only one can be meant.
        path: container and pattern, such as ``orders/{name}.json``; a container alone means all its blobs.
            ``%SETTING%`` is allowed, ``{token}`` only behind the container.
        connection: the app setting with the connection string, or the prefix of identity-based settings.
        source: how changes are noticed: by Event Grid, or by scanning logs and container (the host's default).
        data_type: how the host hands the content over. It reads it as UTF-8 text unless this is binary, so say
            binary for images and the like.
    """

    type: ClassVar[str] = "blobTrigger"
    payloads: ClassVar[PayloadTypes] = (InputStream,)

    arg_name: str | None = None
    path: str
    connection: str
    source: BlobSourceLike | None = None
    data_type: DataTypeLike | None = None

    def target(self) -> str:
        return self.path

    def decode(self, datum: Datum, metadata: Metadata) -> InputStream | None:
        return _decode(datum, metadata)

    def rules(self) -> Iterator[Fault]:
        yield from _container_faults(self.path)
        container = _container(self.path)
        if "{" in container:
            yield Fault(
                "token-in-container",
                "its path has a token in the container, which a trigger must know",
                f"path={self.path!r}",
                "a container's name or %SETTING%, then a pattern such as {name}",
                "name the container, and put tokens behind the slash: path='orders/{name}'",
            )


@binding_class
class BlobInput(Input):
    """Reads a blob before the function runs; the handler gets None where there is none.

    https://learn.microsoft.com/azure/azure-functions/functions-bindings-storage-blob-input

    Args:
        arg_name: the handler's parameter that takes the `InputStream`, ``bytes``, ``str`` or a model; may be left
            out where only one can be meant.
        path: container and blob, such as ``orders/{id}.json``; ``%SETTING%`` and ``{token}`` are allowed.
        connection: the app setting with the connection string, or the prefix of identity-based settings.
        data_type: how the host hands the content over: UTF-8 text (its default) or binary.
    """

    type: ClassVar[str] = "blob"
    payloads: ClassVar[PayloadTypes] = (InputStream,)

    arg_name: str | None = None
    path: str
    connection: str
    data_type: DataTypeLike | None = None

    def target(self) -> str:
        return self.path

    def decode(self, datum: Datum, metadata: Metadata) -> InputStream | None:
        return _decode(datum, metadata)

    def rules(self) -> Iterator[Fault]:
        yield from _container_faults(self.path)
        yield from _blob_faults(self.path)


@binding_class
class BlobOutput(Output):
    """Writes a blob after the function has run: it is overwritten, and its container made where it is missing.

    Text, bytes and open files are written as they are; other values (dicts, lists, models) as JSON text.

    https://learn.microsoft.com/azure/azure-functions/functions-bindings-storage-blob-output

    Args:
        arg_name: the handler's ``Out`` parameter, or ``$return`` for its return value.
        path: container and blob, such as ``orders/{rand-guid}.json``; ``%SETTING%`` and ``{token}`` are allowed.
        connection: the app setting with the connection string, or the prefix of identity-based settings.
        data_type: how the host takes the value: text or bytes.
    """

    type: ClassVar[str] = "blob"
    payloads: ClassVar[PayloadTypes] = (InputStream,)

    arg_name: str | None = None
    path: str
    connection: str
    data_type: DataTypeLike | None = None

    def target(self) -> str:
        return self.path

    def encode(self, value: object) -> Datum:
        read = getattr(value, "read", None)
        if callable(read):
            content = None if inspect.iscoroutinefunction(read) else read()
            if not isinstance(content, str | bytes | bytearray):
                raise EncodeError(
                    f"A blob is written from a file whose read() gives str or bytes, but that of "
                    f"{type(value).__name__} does not. Read it first and give what was read."
                )
            value = content
        datum = encode_value(value)
        return Datum("string", datum.value) if datum.kind == "json" else datum

    def rules(self) -> Iterator[Fault]:
        yield from _container_faults(self.path)
        yield from _blob_faults(self.path)


def _decode(datum: Datum, metadata: Metadata) -> InputStream | None:
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


def _container(path: object) -> str:
    """The first segment of a path; empty for a blob's address, which needs no container name."""
    if not isinstance(path, str) or "://" in path:
        return ""
    return path.partition("/")[0]


def _container_faults(path: object) -> Iterator[Fault]:
    """Whether a path begins with a container's name; one with expressions is left to the host."""
    container = _container(path)
    if isinstance(path, str) and (not path or path.startswith("/")):
        yield Fault(
            "blob-path-without-container",
            "its path does not begin with a container",
            f"path={path!r}",
            "container/blob",
            f"write the container first: path='orders/{path.lstrip('/') or '{name}'}'",
        )
    elif container and not _has_expression(container):
        for fault in name_fault("path", container, BLOB_CONTAINER):
            yield fault._replace(found=f"path={path!r}", fix=fault.fix.replace("path=", "the container "))


def _blob_faults(path: object) -> Iterator[Fault]:
    """Whether a path names a blob behind the container."""
    container = _container(path)
    if isinstance(path, str) and container and not _has_expression(path) and not path.partition("/")[2]:
        yield Fault(
            "blob-path-without-blob",
            "its path names a container, but no blob",
            f"path={path!r}",
            "container/blob",
            f"add the blob: path='{container}/{{name}}'",
        )


def _has_expression(text: str) -> bool:
    """Whether a part of a path holds an expression, or a piece of one that itself holds a slash."""
    return "{" in text or "%" in text
