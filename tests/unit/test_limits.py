"""What Microsoft's workers cannot do, as faults of functions."""

from collections.abc import AsyncIterator

import pytest
from azure.storage.blob import BlobClient, ContainerClient

from azfunc import FunctionApp, HttpRequest, HttpResponse, Out, StreamedResponse, TimerRequest
from azfunc.errors import AppError
from azfunc.limits import folder_faults, refuse_unworkable, worker_faults

app = FunctionApp()


@app.get("generator")
def generator(count: int):  # type: ignore[no-untyped-def]  # nothing but its code says that it yields
    yield str(count)


@app.get("iterator")
async def iterator(count: int) -> AsyncIterator[bytes]:
    async def pieces() -> AsyncIterator[bytes]:
        yield b"x" * count

    return pieces()


@app.route("either")
def either(req: HttpRequest) -> StreamedResponse | HttpResponse:
    return HttpResponse("")


@app.get("whole")
def whole(count: int) -> list[str]:
    return ["x"] * count


@app.timer_trigger(schedule="0 0 5 * * *")
@app.kafka_output(arg_name="$return", topic="t", broker_list="localhost:9092")
def returned(timer: TimerRequest) -> str:
    return "x"


@app.timer_trigger(schedule="0 0 5 * * *")
@app.kafka_output(arg_name="out", topic="t", broker_list="localhost:9092")
def set_out(timer: TimerRequest, out: Out[str]) -> None: ...


@app.queue_trigger(queue_name="pages", connection="S")
@app.blob_output(arg_name="$return", path="pages/{rand-guid}", connection="S")
def optional_blob(word: str) -> str | None: ...


@app.queue_trigger(queue_name="more-pages", connection="S")
@app.blob_output(arg_name="$return", path="pages/{rand-guid}", connection="S")
def blob(word: str) -> str:
    return word


@app.queue_trigger(queue_name="copies", connection="S")
@app.queue_output(arg_name="$return", queue_name="kept", connection="S")
def optional_message(word: str) -> str | None: ...


@app.queue_trigger(queue_name="names", connection="S")
@app.blob_input(arg_name="blob", path="photos/{queueTrigger}", connection="S")
def with_token(name: str, blob: BlobClient) -> None: ...


@app.queue_trigger(queue_name="others", connection="S")
@app.blob_input(arg_name="blob", path="%PHOTOS%/all", connection="S")
@app.blob_input(arg_name="content", path="photos/{queueTrigger}", connection="S")
def without_token(name: str, blob: ContainerClient, content: bytes) -> None: ...


@app.blob_trigger(path="photos/{name}", connection="S")
def triggered(photo: BlobClient, name: str) -> None: ...


def test_faults() -> None:
    """Streams, by annotation or by code, and return values for Kafka; clients whose blob nothing names."""
    functions = app.functions
    both = {name: [fault.rule for fault, _ in worker_faults(one)] for name, one in functions.items()}
    assert {name: rules for name, rules in both.items() if rules} == {
        "generator": ["streamed-answer"],
        "iterator": ["streamed-answer"],
        "either": ["streamed-answer"],
        "returned": ["kafka-return"],
        "optional_blob": ["optional-blob-return"],
    }
    folders = {name: [binding.arg_name for _, binding in folder_faults(one)] for name, one in functions.items()}
    assert {name: found for name, found in folders.items() if found} == {"with_token": ["blob"]}


def test_refusal() -> None:
    """All of them are told together, each with function and place; nothing is said where nothing is wrong."""
    with pytest.raises(AppError) as caught:
        refuse_unworkable(app.functions.values())
    told = [(fault.rule, fault.function) for fault in caught.value.exceptions]
    assert told == [
        ("streamed-answer", "generator"),
        ("streamed-answer", "iterator"),
        ("streamed-answer", "either"),
        ("kafka-return", "returned"),
        ("optional-blob-return", "optional_blob"),
        ("client-without-address", "with_token"),
    ]
    assert all(fault.where == app.functions[fault.function].where for fault in caught.value.exceptions)
    refuse_unworkable(
        app.functions[name] for name in ("whole", "set_out", "blob", "optional_message", "without_token", "triggered")
    )
