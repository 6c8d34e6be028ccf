"""Clients of azure-storage-blob as arguments: ``blob: BlobClient`` takes the blob's address, and no content.

Hosts send an address instead of the content where the worker says that a binding is deferred. Where they send the
content in spite of it, the address is the trigger's path. The package is imported when a client is made.
Follows https://learn.microsoft.com/azure/azure-functions/functions-bindings-storage-blob-trigger (SDK types).
"""

import os
from collections.abc import Mapping
from typing import TYPE_CHECKING, Literal, NamedTuple, TypeAlias, get_origin

from azfunc.bindings.azure_clients import Connection, async_credential, credential, missing_package, read_connection
from azfunc.bindings.datum import Datum, Metadata
from azfunc.bindings.decoding import Decoder
from azfunc.bindings.metadata import read_text
from azfunc.bindings.names import with_settings
from azfunc.bindings.values import Shape, UnsupportedShapeError, dump_json
from azfunc.errors import DecodeError, InvocationError

if TYPE_CHECKING:
    from azure.storage.blob import BlobServiceClient

ClientName: TypeAlias = Literal["BlobClient", "ContainerClient", "StorageStreamDownloader"]

_NAMES: tuple[ClientName, ...] = ("BlobClient", "ContainerClient", "StorageStreamDownloader")
_PACKAGE = "azure.storage.blob"


class ClientKind(NamedTuple):
    """A class of azure-storage-blob that a handler asks for."""

    name: ClientName
    is_async: bool
    """Whether it is the one of ``azure.storage.blob.aio``."""


def client_kind(annotation: object) -> ClientKind | None:
    """Which client a type is, or derives from; None for all other types."""
    kind = get_origin(annotation) or annotation
    for base in kind.__mro__ if isinstance(kind, type) else ():
        if base.__name__ in _NAMES and f"{base.__module__}.".startswith(f"{_PACKAGE}."):
            return ClientKind(base.__name__, f"{base.__module__}.".startswith(f"{_PACKAGE}.aio."))
    return None


class BlobAddress(NamedTuple):
    """What a client is connected to."""

    connection: str
    container: str
    blob: str

    @classmethod
    def of_path(cls, connection: str, path: str) -> "BlobAddress":
        """The address of container and blob in one path."""
        container, _, blob = path.partition("/")
        return cls(connection, container, blob)

    def to_datum(self) -> Datum:
        """The address as hosts send it."""
        content = {"Connection": self.connection, "ContainerName": self.container, "BlobName": self.blob}
        return Datum("model", dump_json(content))


def client_decoder(shape: Shape, connection: str, path: str) -> Decoder:
    """Makes the client that a parameter asks for.

    Args:
        shape: the parameter's type.
        connection: the binding's.
        path: the binding's; it is the address where neither host nor trigger tell one.

    Raises:
        UnsupportedShapeError: the async download, which nobody can begin before the handler runs.
    """
    kind = client_kind(shape.annotation)
    assert kind is not None
    if kind == ClientKind("StorageStreamDownloader", True):
        raise UnsupportedShapeError("BlobClient of azure.storage.blob.aio, then await blob.download_blob()")
    asked = get_origin(shape.annotation) or shape.annotation
    assert isinstance(asked, type)

    def decode(datum: Datum, metadata: Metadata) -> object:
        if datum.kind == "model" and isinstance(datum.value, asked):
            return datum.value
        address = address_of(datum, metadata, connection, path)
        return make_client(kind, address, is_optional=shape.optional)

    return decode


def address_of(datum: Datum, metadata: Metadata, connection: str, path: str) -> BlobAddress:
    """The blob that a value is about.

    Raises:
        DecodeError: nothing tells its name.
    """
    if datum.kind == "model":
        return sent_address(datum.value, connection)
    found = read_text(metadata, "BlobTrigger")
    if found is None:
        found = with_settings(path, os.environ)
        if "{" in found:
            raise DecodeError(
                f"This worker hands over a blob's content without its name, so that '{path}' cannot be resolved. "
                "Deploy the app with its decorators instead of built folders, let a blob trigger give the client, or "
                "take the content as bytes."
            )
    return BlobAddress.of_path(connection, found)


def sent_address(value: object, connection: str = "") -> BlobAddress:
    """The address in model data: an object with JSON as its ``content``, or that JSON itself.

    Args:
        value: what a host sent.
        connection: the binding's, where the host names none.

    Raises:
        DecodeError: it is no address.
    """
    content: object = getattr(value, "content", value)
    if not isinstance(content, str | bytes):
        raise DecodeError(f"The address of a blob is JSON text, but a {type(content).__name__} arrived.")
    found = Datum("string" if isinstance(content, str) else "bytes", content).parse()
    fields = {key.lower(): item for key, item in found.items()} if isinstance(found, Mapping) else {}
    container, blob = fields.get("containername"), fields.get("blobname")
    if not isinstance(container, str) or not container:
        raise DecodeError(f"The address of a blob has a ContainerName, but {content!r:.200} arrived.")
    return BlobAddress(str(fields.get("connection") or connection), container, str(blob or ""))


def make_client(kind: ClientKind, address: BlobAddress, *, is_optional: bool = False) -> object:
    """The client for an address; nothing is sent yet, except for a download, which begins at once.

    Args:
        kind: which client.
        address: what it is connected to.
        is_optional: whether a download of a blob that is not there is None.

    Raises:
        InvocationError: the connection is not set, or a package is missing.
        DecodeError: there is no blob to be downloaded.
    """
    connection = read_connection(address.connection, "blob")
    try:
        if kind.is_async:
            return _async_client(kind, connection, address)
        service = _service(connection)
    except ImportError as error:
        package = "aiohttp" if kind.is_async and "aiohttp" in str(error) else "azure-storage-blob"
        raise missing_package(package, f"a parameter that is a {kind.name}") from error
    except ValueError as error:
        raise InvocationError(
            f"The app setting '{connection.name}' is no connection string of a storage account: {error}. Copy it anew "
            "from the account's access keys, or set UseDevelopmentStorage=true for Azurite."
        ) from None  # the cause may show the key
    if kind.name == "ContainerClient":
        return service.get_container_client(address.container)
    client = service.get_blob_client(address.container, address.blob)
    if kind.name == "BlobClient":
        return client
    from azure.core.exceptions import ResourceNotFoundError

    try:
        return client.download_blob()
    except ResourceNotFoundError as error:
        if is_optional:
            return None
        raise DecodeError(
            f"There is no blob '{address.container}/{address.blob}' to be downloaded. "
            "Annotate the parameter StorageStreamDownloader | None if that may be."
        ) from error


_SERVICES: "dict[Connection, BlobServiceClient]" = {}
"""Made once for each connection: the clients of one service share its connections, and may be used by any thread."""


def _service(connection: Connection) -> "BlobServiceClient":
    from azure.storage.blob import BlobServiceClient

    found = _SERVICES.get(connection)
    if found is None:
        if connection.connection_string is not None:
            made = BlobServiceClient.from_connection_string(connection.connection_string)
        else:
            made = BlobServiceClient(connection.account_url, credential=credential(connection))
        found = _SERVICES.setdefault(connection, made)
    return found


def close_clients() -> None:
    """Closes the connections that clients share; clients made later open new ones."""
    while _SERVICES:
        _SERVICES.popitem()[1].close()


def _async_client(kind: ClientKind, connection: Connection, address: BlobAddress) -> object:
    """A client of its own, since its connections belong to the handler's event loop; the handler closes it."""
    from azure.storage.blob.aio import BlobClient, ContainerClient

    text, container, blob = connection.connection_string, address.container, address.blob
    if kind.name == "ContainerClient":
        if text is not None:
            return ContainerClient.from_connection_string(text, container)
        return ContainerClient(connection.account_url, container, credential=async_credential(connection))
    if text is not None:
        return BlobClient.from_connection_string(text, container, blob)
    return BlobClient(connection.account_url, container, blob, credential=async_credential(connection))
