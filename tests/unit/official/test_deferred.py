"""Addresses of blobs, as Microsoft's workers hand them over."""

import io
from typing import NamedTuple

from azure.storage.blob import BlobClient

import azfunc as func
from azfunc.bindings.blob import BlobTrigger
from azfunc.bindings.blob_clients import BlobAddress, address_of
from azfunc.official.deferred import annotate_clients, sdk_type
from azfunc.official.payloads import reader
from azfunc.signature import shape_of


class ModelData(NamedTuple):
    """Their message with an address."""

    content: bytes


class Stream(io.BytesIO):
    """Their stream; it must not be read, since nobody asked for its content."""

    name = "orders/a.txt"

    def read(self, size: int | None = -1) -> bytes:
        raise AssertionError("the content was read")


def read_address(value: object) -> BlobAddress:
    """The address that a value of theirs has."""
    trigger = BlobTrigger(arg_name="blob", path="orders/{name}", connection="Store").fitted(shape_of(BlobClient))
    return address_of(*reader(trigger)(value), "Store", "orders/{name}")


def test_every_form_is_an_address() -> None:
    """Model data, a client of their extension, and a stream lead to the same blob; the stream is not read."""
    data = ModelData(b'{"Connection":"Store","ContainerName":"orders","BlobName":"a.txt"}')
    client = BlobClient("https://acc.blob.core.windows.net", "orders", "a.txt")
    addresses = [read_address(value) for value in (data, client, Stream())]
    assert addresses == [BlobAddress("Store", "orders", "a.txt")] * 3


def test_outside_of_their_workers() -> None:
    """Without their packages entries stay as they are."""
    app = func.FunctionApp()

    @app.blob_trigger(path="orders/{name}", connection="Store")
    def f(blob: BlobClient) -> None: ...

    def entry(blob: object) -> None: ...

    before = dict(entry.__annotations__)
    annotate_clients(entry, app.functions["f"])
    assert sdk_type() is None
    assert entry.__annotations__ == before
