"""An app with telemetry, which tells of its own spans."""

import json
from concurrent.futures import ThreadPoolExecutor

from opentelemetry import trace
from opentelemetry.sdk.trace import ReadableSpan, TracerProvider
from opentelemetry.sdk.trace.export import SimpleSpanProcessor
from opentelemetry.sdk.trace.export.in_memory_span_exporter import InMemorySpanExporter

from azfunc import AuthLevel, FunctionApp, HttpRequest, HttpResponse

exporter = InMemorySpanExporter()
provider = TracerProvider()
provider.add_span_processor(SimpleSpanProcessor(exporter))
trace.set_tracer_provider(provider)

app = FunctionApp(http_auth_level=AuthLevel.ANONYMOUS)
app.enable_telemetry()
pool = ThreadPoolExecutor(1)


def inner(name: str) -> None:
    with trace.get_tracer("app").start_as_current_span(name):
        pass


@app.route("orders/{id}")
def order(req: HttpRequest) -> HttpResponse:
    pool.submit(inner, "in a pool").result()
    return HttpResponse("no such order", status_code=404)


@app.queue_trigger(queue_name="work", connection="C")
async def work(msg: str) -> None:
    inner("in a task")
    raise LookupError(msg)


def told(span: ReadableSpan) -> dict[str, object]:
    assert span.context is not None
    return {
        "name": span.name,
        "kind": span.kind.name,
        "trace": f"{span.context.trace_id:032x}",
        "id": f"{span.context.span_id:016x}",
        "parent": f"{span.parent.span_id:016x}" if span.parent else "",
        "status": span.status.status_code.name,
        "events": [event.name for event in span.events],
        "attributes": dict(span.attributes or {}),
    }


@app.route("spans")
def spans(req: HttpRequest) -> str:
    """The spans that have ended; each is told once."""
    found = [told(span) for span in exporter.get_finished_spans()]
    exporter.clear()
    return json.dumps(found)
