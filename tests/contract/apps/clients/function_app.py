"""Clients of blobs and tokens of their paths as parameters, beside a function that takes content."""

import json

from azure.storage.blob import BlobClient, ContainerClient

from azfunc import FunctionApp, InputStream, Out, TimerRequest

app = FunctionApp()

STORAGE = "AzureWebJobsStorage"


def told(**values: object) -> str:
    """What a function has seen, as JSON."""
    return json.dumps(values, sort_keys=True)


@app.function_name("Content")
@app.blob_trigger(path="uploads/{name}.{ext}", connection=STORAGE)
@app.blob_output(arg_name="seen", path="seen/{name}", connection=STORAGE)
def content(blob: InputStream, name: str, ext: str, seen: Out[str]) -> None:
    seen.set(told(name=name, ext=ext, text=blob.read().decode(), path=blob.name))


@app.function_name("Tokens")
@app.blob_trigger(path="orders/{number}/{name}", connection=STORAGE)
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
