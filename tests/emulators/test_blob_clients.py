"""Clients of blobs as arguments, against Azurite."""

import asyncio
import subprocess
import sys
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from azure.core.exceptions import ResourceNotFoundError
from azure.storage.blob import BlobClient, BlobServiceClient, ContainerClient, StorageStreamDownloader
from azure.storage.blob import aio as blob_aio

import azfunc as func
from azfunc.bindings.blob_clients import BlobAddress, close_clients
from azfunc.bindings.datum import Datum
from azfunc.errors import DecodeError

from .azurite import Azurite

app = func.FunctionApp()


@app.blob_trigger(path="orders/{name}.txt", connection="Store")
def shout(blob: BlobClient, name: str) -> None:
    """Writes a second blob beside the first."""
    text = blob.download_blob().readall().decode()
    container = ContainerClient.from_container_url(blob.url.rsplit("/", 1)[0], blob.credential)
    with container:
        container.upload_blob(f"{name}.loud", text.upper(), overwrite=True)


@app.blob_trigger(path="orders/{name}.txt", connection="Store")
async def size(blob: blob_aio.BlobClient) -> None:
    """Tells a blob's size."""
    async with blob:
        sizes.append((await blob.get_blob_properties()).size)


@app.blob_trigger(path="orders/{name}.txt", connection="Store")
def read(blob: StorageStreamDownloader[bytes]) -> None:
    """Reads a blob that is being downloaded."""
    sizes.append(len(blob.readall()))


@app.blob_trigger(path="orders/{name}.txt", connection="Store")
def read_if_there(blob: StorageStreamDownloader[bytes] | None) -> None:
    """Reads a blob that may have been deleted."""
    sizes.append(0 if blob is None else len(blob.readall()))


sizes: list[int] = []


@pytest.fixture
def container(azurite: Azurite, monkeypatch: pytest.MonkeyPatch) -> Iterator[ContainerClient]:
    """A new container, to which the connection 'Store' leads."""
    monkeypatch.setenv("Store", azurite.connection)
    with BlobServiceClient.from_connection_string(azurite.connection) as service:
        container = service.create_container("orders")
        yield container
        container.delete_container()
    close_clients()


def arguments(name: str, blob: str) -> dict[str, object]:
    """The arguments of a function for the address of a blob."""
    function = app.functions[name]
    datum = BlobAddress("Store", "orders", blob).to_datum()
    return function.plan.decode({"blob": datum}, {"BlobTrigger": Datum("string", f"orders/{blob}")})


def test_read_and_write(container: ContainerClient) -> None:
    """A function reads its blob through a client, and writes another, named by a token of the path."""
    container.upload_blob("soup.txt", "leek")
    shout(**arguments("shout", "soup.txt"))  # type: ignore[arg-type]  # made for its parameters
    assert container.download_blob("soup.loud").readall() == b"LEEK"


def test_async(container: ContainerClient) -> None:
    """An async client belongs to the handler, which closes it."""
    container.upload_blob("soup.txt", "leek")
    asyncio.run(size(**arguments("size", "soup.txt")))  # type: ignore[arg-type]  # made for its parameters
    assert sizes.pop() == 4


def test_download(container: ContainerClient) -> None:
    """A download has begun when the handler gets it."""
    container.upload_blob("soup.txt", "leek")
    read(**arguments("read", "soup.txt"))  # type: ignore[arg-type]  # made for its parameters
    assert sizes.pop() == 4


def test_missing_blob(container: ContainerClient) -> None:
    """A client of a blob that is not there is given, and fails when it is used; a download is None, or an error."""
    client = arguments("shout", "gone.txt")["blob"]
    assert isinstance(client, BlobClient)
    with pytest.raises(ResourceNotFoundError):
        client.get_blob_properties()
    assert arguments("read_if_there", "gone.txt") == {"blob": None}
    with pytest.raises(DecodeError, match=r"no blob 'orders/gone\.txt'.*StorageStreamDownloader \| None"):
        arguments("read", "gone.txt")


def test_archive(container: ContainerClient, tmp_path: Path) -> None:
    """A client's download goes into a file piece by piece, so that an archive need not fit into memory."""
    path = tmp_path / "menu.zip"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("soup.txt", "leek")
    with path.open("rb") as file:
        container.upload_blob("menu.txt", file)
    client = arguments("shout", "menu.txt")["blob"]
    assert isinstance(client, BlobClient)
    with (tmp_path / "copy.zip").open("w+b") as copy:
        client.download_blob().readinto(copy)
        assert zipfile.ZipFile(copy).read("soup.txt") == b"leek"


_READ_BIG = """
import resource, sys
from azure.storage.blob import BlobClient
import azfunc
from azfunc.bindings.blob_clients import BlobAddress

app = azfunc.FunctionApp()

@app.blob_trigger(path="orders/{name}", connection="Store")
def count(blob: BlobClient) -> int:
    return sum(len(chunk) for chunk in blob.download_blob().chunks())

def memory() -> int:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024

plan = app.functions["count"].plan
arguments = plan.decode({"blob": BlobAddress("Store", "orders", "big").to_datum()}, {})
before = memory()
print(count(**arguments), memory() - before)
"""


def test_big_blobs_stay_out_of_memory(container: ContainerClient) -> None:
    """Reading 200 MiB through a client takes less than 100 MiB of memory: the SDK's first request has 32 of them."""
    piece = b"x" * 2**22
    container.upload_blob("big", (piece for _ in range(50)), length=50 * len(piece), max_concurrency=1)
    done = subprocess.run([sys.executable, "-c", _READ_BIG], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    count, grown = map(int, done.stdout.split())
    assert count == 200 * 2**20
    assert grown < 100
