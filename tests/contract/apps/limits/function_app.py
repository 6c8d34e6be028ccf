"""What Microsoft's workers cannot do."""

import asyncio
from collections.abc import AsyncIterator, Iterator

from azure.storage.blob import BlobClient

from azfunc import AuthLevel, FunctionApp, HttpRequest, HttpResponse, Out, StreamedResponse

app = FunctionApp(http_auth_level=AuthLevel.ANONYMOUS)


@app.get("countdown")
def count_down(start: int = 3) -> Iterator[str]:
    for number in range(start, 0, -1):
        yield f"{number}\n"


@app.get("events")
async def send_events(req: HttpRequest) -> StreamedResponse | HttpResponse:
    async def events() -> AsyncIterator[str]:
        for dish in ("soup", "tea"):
            await asyncio.sleep(0)
            yield f"data: {dish}\n\n"

    if req.params.get("whole"):
        return HttpResponse("soup, tea")
    return StreamedResponse(events(), media_type="text/event-stream")


@app.queue_trigger(queue_name="words", connection="AzureWebJobsStorage")
@app.kafka_output(arg_name="$return", topic="words", broker_list="localhost:9092")
def send(word: str) -> str:
    return word


@app.queue_trigger(queue_name="pages", connection="AzureWebJobsStorage")
@app.blob_output(arg_name="$return", path="pages/{rand-guid}", connection="AzureWebJobsStorage")
def keep(word: str) -> str | None:
    return None if word == "stone" else word


@app.queue_trigger(queue_name="names", connection="AzureWebJobsStorage")
@app.blob_input(arg_name="photo", path="photos/{queueTrigger}.jpg", connection="AzureWebJobsStorage")
@app.queue_output(arg_name="seen", queue_name="seen", connection="AzureWebJobsStorage")
def find(name: str, photo: BlobClient, seen: Out[str]) -> None:
    seen.set(f"{name}: {photo.url}")
