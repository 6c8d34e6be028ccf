"""Clients of blobs and tokens of their paths as parameters, beside functions that take content."""

import datetime
import json
from typing import IO, BinaryIO, TextIO

from azure.storage.blob import BlobClient, ContainerClient
from pydantic import BaseModel

from azfunc import FunctionApp, InputStream, Out, TimerRequest

app = FunctionApp()

STORAGE = "AzureWebJobsStorage"


class Order(BaseModel):
    dish: str


def told(**values: object) -> str:
    """What a function has seen, as JSON."""
    return json.dumps(values, sort_keys=True)


@app.function_name("Content")
@app.blob_trigger(path="uploads/{name}.{ext}", connection=STORAGE)
@app.blob_output(arg_name="seen", path="seen/{name}", connection=STORAGE)
def content(blob: InputStream, name: str, ext: str, seen: Out[str]) -> None:
    seen.set(told(name=name, ext=ext, text=blob.read().decode(), path=blob.name))


@app.function_name("Tokens")
@app.blob_trigger(path="numbers/{number}/{name}", connection=STORAGE)
@app.blob_output(arg_name="$return", path="seen/{name}", connection=STORAGE)
async def tokens(number: int, name: str) -> str:
    return told(number=number, name=name)


@app.function_name("Client")
@app.blob_trigger(path="uploads/{name}", connection=STORAGE)
@app.blob_output(arg_name="seen", path="seen/{name}", connection=STORAGE)
def client(blob: BlobClient, name: str, seen: Out[str]) -> None:
    seen.set(told(name=name, url=blob.url, kind=type(blob).__module__.partition("._")[0]))


@app.function_name("Input")
@app.timer_trigger(arg_name="timer", schedule="0 0 5 * * *")
@app.blob_input(arg_name="menus", path="menus/today.txt", connection=STORAGE)
@app.blob_output(arg_name="seen", path="seen/{rand-guid}", connection=STORAGE)
async def read_input(timer: TimerRequest, menus: ContainerClient, seen: Out[str]) -> None:
    seen.set(told(url=menus.url, late=timer.past_due))


@app.function_name("Day")
@app.blob_trigger(path="days/{day}/{table}.txt", connection=STORAGE)
@app.blob_output(arg_name="seen", path="seen/{table}", connection=STORAGE)
async def day(order: str, day: datetime.date, table: int, seen: Out[str]) -> None:
    seen.set(told(day=day.isoformat(), table=table, text=order))


@app.function_name("Binary")
@app.blob_trigger(path="archives/{name}", connection=STORAGE)
@app.blob_input(arg_name="before", path="old/{name}", connection=STORAGE)
@app.blob_output(arg_name="after", path="new/{name}", connection=STORAGE)
def binary(archive: BinaryIO, before: IO[bytes] | None, after: Out[bytes]) -> None:
    after.set((before.read() if before else b"none") + b"|" + archive.read())


@app.function_name("Bytes")
@app.blob_trigger(path="raw/{name}", connection=STORAGE, data_type="binary")
@app.blob_output(arg_name="$return", path="hex/{name}", connection=STORAGE)
def raw(content: bytes) -> str:
    return content.hex()


@app.function_name("Text")
@app.blob_trigger(path="texts/{name}", connection=STORAGE)
@app.blob_output(arg_name="$return", path="lines/{name}", connection=STORAGE)
async def lines(content: TextIO) -> list[str]:
    return [line.rstrip() for line in content]


@app.function_name("Model")
@app.blob_trigger(path="orders/{name}.json", connection=STORAGE)
@app.blob_output(arg_name="$return", path="copies/{name}.json", connection=STORAGE)
def model(orders: list[Order]) -> list[Order]:
    return orders[::-1]
