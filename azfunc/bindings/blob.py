"""Blobs: trigger, input and output.

Follows https://learn.microsoft.com/azure/azure-functions/functions-bindings-storage-blob.
"""

import sys
from collections.abc import Callable, Iterator, Sequence
from typing import TYPE_CHECKING, ClassVar

from azfunc.bindings import blob_content
from azfunc.bindings.binding import PayloadTypes
from azfunc.bindings.blob_stream import InputStream as InputStream
from azfunc.bindings.datum import Datum, Metadata
from azfunc.bindings.decoding import Decoder, Reading
from azfunc.bindings.enums import BlobSourceLike, DataType, DataTypeLike
from azfunc.bindings.kinds import Encoder, Input, Output, Trigger
from azfunc.bindings.names import BLOB_CONTAINER, name_fault
from azfunc.bindings.record import binding_class
from azfunc.bindings.values import Shape, UnsupportedShapeError
from azfunc.errors import Fault

if TYPE_CHECKING:
    from typing import Self

    from azfunc.bindings.metadata import Fields
    from azfunc.bindings.spread import Asked, Handled, Spread


class _BlobReading(Reading):
    """What trigger and input share: the content by the parameter's annotation, or a client."""

    deferred: ClassVar[bool] = False
    """Whether the parameter takes a client, so that a host should send the blob's address instead of its content."""

    def decode(self, datum: Datum, metadata: Metadata) -> InputStream | None:
        return blob_content.decode_stream(datum, metadata)

    def fitted(self, shape: Shape) -> "Self":
        if is_client(shape.annotation):
            return self.with_fields(deferred=True)
        if self.__dict__["data_type"] is None and blob_content.is_binary_file(shape.annotation):
            return self.with_fields(data_type=DataType.BINARY)
        return super().fitted(shape)

    def decoder(self, shape: Shape) -> Decoder:
        if is_client(shape.annotation):
            from azfunc.bindings.blob_clients import client_decoder

            return client_decoder(shape, self.__dict__["connection"], self.__dict__["path"])
        return self.decode if blob_content.is_stream(shape.annotation) else super().decoder(shape)

    def value_reader(self, annotation: object) -> Callable[[Datum], object]:
        reader = blob_content.file_reader(annotation)
        if reader is not None:
            return reader
        reader = super().value_reader(annotation)
        return reader if annotation is bytes or annotation is bytearray else blob_content.text_reader(reader)

    def message_name(self, datum: Datum, fields: "Fields") -> str:
        return f"Blob '{fields.text('BlobTrigger') or self.__dict__['path']}'"


def is_client(annotation: object) -> bool:
    """Whether a type is a client of azure-storage-blob, of which an app must have imported the package."""
    if "azure.storage.blob" not in sys.modules:
        return False
    from azfunc.bindings.blob_clients import client_kind

    return client_kind(annotation) is not None


@binding_class
class BlobTrigger(_BlobReading, Trigger):
    """Runs the function for each new or changed blob.

    https://learn.microsoft.com/azure/azure-functions/functions-bindings-storage-blob-trigger

    Args:
        arg_name: the handler's parameter that takes the `InputStream`, ``bytes``, ``str`` or a model; may be left
            out where only one can be meant. Parameters named like tokens of the path take what the tokens stand for.
        path: container and pattern, such as ``orders/{name}.json``; a container alone means all its blobs.
            ``%SETTING%`` is allowed, ``{token}`` only behind the container.
        connection: the app setting with the connection string, or the prefix of identity-based settings.
        source: how changes are noticed: by Event Grid, or by scanning logs and container (the host's default).
        data_type: how the host hands the content over. It reads it as UTF-8 text unless this is binary, so say
            binary for images and the like.
    """

    type: ClassVar[str] = "blobTrigger"
    payloads: ClassVar[PayloadTypes] = (InputStream,)
    may_fill_several: ClassVar[bool] = True

    arg_name: str | None = None
    path: str
    connection: str
    source: BlobSourceLike | None = None
    data_type: DataTypeLike | None = None

    def target(self) -> str:
        return self.path

    def fills_several(self, asked: "Sequence[Asked]") -> bool:
        if not asked or "{" not in str(self.path):
            return False
        from azfunc.bindings.blob_tokens import takes_tokens

        return takes_tokens(self.path, self.arg_name, asked)

    def spread(self, handled: "Handled") -> "Spread":
        from azfunc.bindings.blob_tokens import spread_by_path

        return spread_by_path(self, self.path, handled)

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
class BlobInput(_BlobReading, Input):
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
        return blob_content.encode_content(value)

    def encoder(self, shape: Shape) -> Encoder:
        if is_client(shape.annotation):
            raise UnsupportedShapeError("str, bytes, a file or a model; blob_input gives a client, which writes itself")
        encode = None if blob_content.is_file(shape.annotation) else super().encoder(shape)
        return blob_content.file_encoder(shape, encode)

    def rules(self) -> Iterator[Fault]:
        yield from _container_faults(self.path)
        yield from _blob_faults(self.path)


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
