"""Clients of azure-storage-blob as arguments: which they are, what they are connected to, and what is sent for them."""

import json
import subprocess
import sys
from collections.abc import Callable, Iterator
from typing import NamedTuple

import pytest
from azure.storage.blob import BlobClient, BlobServiceClient, ContainerClient, StorageStreamDownloader
from azure.storage.blob import aio as blob_aio

import azfunc as func
from azfunc.bindings.blob import BlobInput, BlobOutput, BlobTrigger
from azfunc.bindings.blob_clients import BlobAddress, ClientKind, client_kind, close_clients
from azfunc.bindings.datum import NOTHING, Datum
from azfunc.bindings.values import UnsupportedShapeError
from azfunc.errors import DecodeError, InvocationError
from azfunc.signature import shape_of

ACCOUNT = "DefaultEndpointsProtocol=https;AccountName=acc;AccountKey=c2VjcmV0;EndpointSuffix=core.windows.net"
HOST = "https://acc.blob.core.windows.net"


class Custom(BlobClient):
    """A class that derives from a client, as those of Microsoft's own extension do."""


class ModelData(NamedTuple):
    """What a host sends, as a message of protobuf shows it."""

    content: bytes
    source: str = "AzureStorageBlobs"


@pytest.fixture(autouse=True)
def _store(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setenv("Store", ACCOUNT)
    yield
    close_clients()


def made(annotation: object, datum: Datum, path: str = "orders/{name}") -> object:
    """What an input gives a parameter of a type."""
    shape = shape_of(annotation)
    blob_input = BlobInput(arg_name="blob", path=path, connection="Store").fitted(shape)
    assert blob_input.deferred
    return blob_input.decoder(shape)(datum, {})


def test_kinds() -> None:
    """Clients, those of aio, and classes that derive from them are recognised, others are none."""
    assert client_kind(BlobClient) == client_kind(Custom) == ClientKind("BlobClient", False)
    assert client_kind(blob_aio.ContainerClient) == ClientKind("ContainerClient", True)
    assert client_kind(StorageStreamDownloader[bytes]) == ClientKind("StorageStreamDownloader", False)
    assert [client_kind(kind) for kind in (BlobServiceClient, str, list[BlobClient], None, "BlobClient")] == [None] * 5


@pytest.mark.parametrize(
    "content",
    [
        b'{"Connection":"Store","ContainerName":"orders","BlobName":"a/b.txt"}',
        '{"connection":"Store","containerName":"orders","blobName":"a/b.txt"}',
        b'{"Connection":null,"ContainerName":"orders","BlobName":"a/b.txt"}',
        ModelData(b'{"ContainerName":"orders","BlobName":"a/b.txt"}'),
    ],
)
def test_clients_of_an_address(content: object) -> None:
    """The address that a host sends makes a client of the blob or of its container; nothing is asked of a service."""
    client = made(BlobClient, Datum("model", content))
    assert isinstance(client, BlobClient)
    assert client.url == f"{HOST}/orders/a/b.txt"
    container = made(ContainerClient | None, Datum("model", content))
    assert isinstance(container, ContainerClient)
    assert container.url == f"{HOST}/orders"


def test_own_datum() -> None:
    """The address that azfunc sends is the one that it reads."""
    client = made(BlobClient, BlobAddress.of_path("Store", "orders/a b/c.txt").to_datum())
    assert isinstance(client, BlobClient)
    assert (client.container_name, client.blob_name) == ("orders", "a b/c.txt")


def test_given_client_is_passed_on() -> None:
    """A test, or another extension, may give the client itself."""
    client = BlobClient(HOST, "orders", "x")
    assert made(BlobClient, Datum("model", client)) is client


@pytest.mark.parametrize("content", [b"[]", b"{}", b"nonsense", b'{"ContainerName":5}', 5])
def test_bad_addresses(content: object) -> None:
    """What is no address is a DecodeError."""
    with pytest.raises(DecodeError):
        made(BlobClient, Datum("model", content))


def test_path_of_the_trigger() -> None:
    """Where the content comes in spite of all, the trigger's path is the address."""
    shape = shape_of(BlobClient)
    trigger = BlobTrigger(arg_name="blob", path="orders/{name}", connection="Store").fitted(shape)
    client = trigger.decoder(shape)(Datum("bytes", b"content"), {"BlobTrigger": Datum("string", "orders/a")})
    assert isinstance(client, BlobClient)
    assert client.blob_name == "a"


def test_path_of_an_input(monkeypatch: pytest.MonkeyPatch) -> None:
    """An input's own path is the address where it has no tokens; with some, the error says what to do."""
    monkeypatch.setenv("PLACE", "orders")
    client = made(BlobClient, NOTHING, "%PLACE%/a.txt")
    assert isinstance(client, BlobClient)
    assert client.url == f"{HOST}/orders/a.txt"
    with pytest.raises(DecodeError, match="instead of built folders"):
        made(BlobClient, NOTHING, "orders/{name}")


def test_clients_share_their_connections() -> None:
    """Two clients of one connection use one pipeline, until the shared ones are closed."""
    datum = BlobAddress("Store", "orders", "a").to_datum()

    def pipeline() -> object:
        client = made(BlobClient, datum)
        return getattr(client, "_pipeline")._transport._transport  # noqa: B009 - no public name leads there

    first = pipeline()
    assert pipeline() is first
    close_clients()
    assert pipeline() is not first


def test_connection_by_identity(monkeypatch: pytest.MonkeyPatch) -> None:
    """A connection by identity has no key, and a client made of it a credential of azure-identity."""
    monkeypatch.delenv("Store")
    monkeypatch.setenv("Store__blobServiceUri", HOST)
    client = made(ContainerClient, BlobAddress("Store", "orders", "").to_datum())
    assert isinstance(client, ContainerClient)
    assert client.url == f"{HOST}/orders"
    assert type(client.credential).__module__.startswith("azure.identity")


def test_missing_connection(monkeypatch: pytest.MonkeyPatch) -> None:
    """A connection that is not set is an error that says how to have one."""
    monkeypatch.delenv("Store")
    with pytest.raises(InvocationError, match="UseDevelopmentStorage=true"):
        made(BlobClient, BlobAddress("Store", "orders", "a").to_datum())


def test_bad_connection_string(monkeypatch: pytest.MonkeyPatch) -> None:
    """A setting that is no connection string is named, and its value, which may hold a key, is not shown."""
    monkeypatch.setenv("Store", "AccountKey=c2VjcmV0")
    with pytest.raises(InvocationError, match="'Store' is no connection string") as error:
        made(BlobClient, BlobAddress("Store", "orders", "a").to_datum())
    assert "c2VjcmV0" not in str(error.value)


def test_unsupported() -> None:
    """A download that has to be awaited, and an output, cannot be clients; the message names what can."""
    with pytest.raises(UnsupportedShapeError, match="await blob"):
        made(blob_aio.StorageStreamDownloader, NOTHING)
    with pytest.raises(UnsupportedShapeError, match="blob_input gives a client"):
        BlobOutput(arg_name="out", path="orders/a", connection="Store").encoder(shape_of(BlobClient))


def app_of(handler: Callable[..., object]) -> func.Function:
    """A handler below a blob trigger with two tokens."""
    app = func.FunctionApp()
    app.blob_trigger(path="orders/{name}.{ext}", connection="Store")(handler)
    return app.functions[handler.__name__]


def test_beside_tokens() -> None:
    """Tokens are read from the address, and function.json says nothing of clients."""

    def f(blob: BlobClient, name: str) -> None: ...

    function = app_of(f)
    assert "properties" not in function.to_documents()[0]
    assert getattr(function.trigger, "deferred", None) is True
    found = function.plan.decode({"blob": BlobAddress("Store", "orders", "a.txt").to_datum()}, {})
    assert found["name"] == "a"
    assert isinstance(found["blob"], BlobClient)


def test_apps_without_clients_load_no_sdk() -> None:
    """An app that reads content loads no package of Azure, and no pydantic for tokens that are text."""
    script = (
        "import json, sys, azfunc\n"
        "app = azfunc.FunctionApp()\n"
        "@app.blob_trigger(path='orders/{name}', connection='S')\n"
        "def f(blob: azfunc.InputStream, name: str) -> None: ...\n"
        "app.functions\n"
        "print(json.dumps([name for name in sys.modules if name.split('.')[0] in ('azure', 'pydantic')]))\n"
    )
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    assert json.loads(done.stdout) == []
