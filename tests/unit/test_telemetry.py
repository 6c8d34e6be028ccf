"""One span for each invocation, with the host's as parent, current wherever the invocation's code runs."""

import asyncio
import json
import subprocess
import sys
import threading
from base64 import b64encode
from collections.abc import Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from typing import Any, NamedTuple

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from opentelemetry import trace
from opentelemetry.context import attach, detach
from opentelemetry.sdk.trace import ReadableSpan, TracerProvider
from opentelemetry.sdk.trace.export import SimpleSpanProcessor
from opentelemetry.sdk.trace.export.in_memory_span_exporter import InMemorySpanExporter
from opentelemetry.trace import SpanKind, StatusCode

from azfunc import Context, FunctionApp, HttpRequest, HttpResponse, TraceContext, propagation
from azfunc.bindings.datum import Datum, HttpRequestData
from azfunc.call import Call
from azfunc.errors import RegistrationError
from azfunc.function import Function
from azfunc.logs import remove_record_ids
from azfunc.plan import Outcome
from azfunc.runtime.executor import Executor
from azfunc.runtime.invocation import Invocation
from azfunc.telemetry import Telemetry
from azfunc.telemetry.spans import _resolved

TRACE, SPAN = "0af7651916cd43dd8448eb211c80319c", "b7ad6b7169203331"
PARENT = TraceContext(f"00-{TRACE}-{SPAN}-01", "congo=t61rcWkgMzE", {"HostInstanceId": "h1"})
SENDERS = [f"00-{number:032x}-{number:016x}-01" for number in (1, 2, 3)]


class Spans:
    """A provider, and what it has exported."""

    def __init__(self) -> None:
        self._exporter = InMemorySpanExporter()
        self.provider = TracerProvider()
        self.provider.add_span_processor(SimpleSpanProcessor(self._exporter))

    def all(self) -> tuple[ReadableSpan, ...]:
        """The spans that have ended."""
        return self._exporter.get_finished_spans()

    def one(self) -> ReadableSpan:
        """The only one."""
        [span] = self.all()
        return span


@pytest.fixture
def spans() -> Iterator[Spans]:
    """A provider of the test's own."""
    yield Spans()
    propagation._carriers.clear()
    remove_record_ids()


def span_id() -> int:
    """The span that is current here."""
    return trace.get_current_span().get_span_context().span_id


def run(app: FunctionApp, *invocations: Invocation) -> list[Any]:
    """Runs invocations at the same time; gives outcomes and exceptions."""
    executor = Executor(app.functions)

    async def run_all() -> list[Any]:
        return await asyncio.gather(*map(executor.invoke, invocations), return_exceptions=True)

    try:
        return asyncio.run(run_all())
    finally:
        executor.close()


def request(function: str, url: str = "http://localhost/api/orders/7?code=secret") -> Invocation:
    """A request as a host hands it over."""
    data = Datum("http", HttpRequestData("get", url))
    return Invocation(function=function, inputs={"req": data}, trace=PARENT, id="i1")


def message(function: str, **more: Any) -> Invocation:
    """A message of a queue."""
    return Invocation(function=function, inputs={"msg": Datum("string", "x")}, **more)


def attributes(span: ReadableSpan) -> dict[str, Any]:
    """What a span says."""
    return dict(span.attributes or {})


@pytest.mark.parametrize("is_async", [False, True])
def test_a_request(spans: Spans, is_async: bool) -> None:
    """One server span, child of the host's, with what the conventions ask for, and without the query's key."""
    app = FunctionApp()
    app.enable_telemetry(spans.provider)
    if is_async:

        @app.route("orders/{id}")
        async def order(req: HttpRequest) -> HttpResponse:
            return HttpResponse(f"{span_id():x}", status_code=404)

    else:

        @app.route("orders/{id}")
        def order(req: HttpRequest) -> HttpResponse:
            return HttpResponse(f"{span_id():x}", status_code=404)

    [outcome] = run(app, request("order"))
    span = spans.one()
    assert span.context is not None
    assert span.parent is not None
    assert (span.name, span.kind, span.status.status_code) == ("order", SpanKind.SERVER, StatusCode.UNSET)
    assert f"{span.context.trace_id:032x}" == TRACE
    assert f"{span.parent.span_id:016x}" == SPAN
    assert span.parent.trace_state.get("congo") == "t61rcWkgMzE"
    assert outcome.return_value.value.body == f"{span.context.span_id:x}".encode()
    assert attributes(span) == {
        "faas.trigger": "http",
        "faas.name": "order",
        "faas.invocation_id": "i1",
        "faas.coldstart": True,
        "azfunc.host.HostInstanceId": "h1",
        "http.request.method": "GET",
        "http.route": "/api/orders/{id}",
        "http.response.status_code": 404,
        "url.path": "/api/orders/7",
        "url.scheme": "http",
        "server.address": "localhost",
    }


def test_answers_of_500_are_errors(spans: Spans) -> None:
    """A status of 500 and above marks the span, without an exception."""
    app = FunctionApp()
    app.enable_telemetry(spans.provider)

    @app.route("x")
    def broken(req: HttpRequest) -> HttpResponse:
        return HttpResponse(status_code=503)

    run(app, request("broken"))
    span = spans.one()
    assert span.status.status_code is StatusCode.ERROR
    assert (attributes(span)["error.type"], span.events) == ("503", ())


@pytest.mark.parametrize("is_async", [False, True])
def test_exceptions(spans: Spans, is_async: bool) -> None:
    """What a handler raises is recorded once, marks the span, and leaves the invocation unchanged."""
    app = FunctionApp()
    app.enable_telemetry(spans.provider)
    if is_async:

        @app.queue_trigger(queue_name="work", connection="C")
        async def fail(msg: str) -> None:
            raise LookupError("no such dish")

    else:

        @app.queue_trigger(queue_name="work", connection="C")
        def fail(msg: str) -> None:
            raise LookupError("no such dish")

    [error] = run(app, message("fail"))
    assert type(error) is LookupError
    span = spans.one()
    assert (span.status.status_code, span.status.description) == (StatusCode.ERROR, "LookupError: no such dish")
    assert attributes(span)["error.type"] == "LookupError"
    [event] = span.events
    assert event.name == "exception"
    assert "no such dish" in str((event.attributes or {})["exception.stacktrace"])


def test_exceptions_that_the_app_handles(spans: Spans) -> None:
    """Where an exception handler answers, the exception is recorded, and the span is no failure."""
    app = FunctionApp()
    app.enable_telemetry(spans.provider)

    @app.exception_handler(LookupError)
    def missing(error: LookupError, call: Call) -> HttpResponse:
        return HttpResponse(status_code=404)

    @app.route("x")
    def find(req: HttpRequest) -> HttpResponse:
        raise KeyError("x")

    [outcome] = run(app, request("find"))
    assert outcome.return_value.value.status_code == 404
    span = spans.one()
    assert span.status.status_code is StatusCode.UNSET
    assert [event.name for event in span.events] == ["exception"]


def test_the_span_is_current_everywhere(spans: Spans) -> None:
    """In threads, pools, tasks, loops and middleware inside; spans made there are children; afterwards none is."""
    app = FunctionApp()
    app.enable_telemetry(spans.provider)
    pool = ThreadPoolExecutor(1)
    found: dict[str, set[int]] = {}
    tracer = spans.provider.get_tracer("app")

    @app.add_middleware
    def inside(call: Call) -> Iterator[None]:
        found[call.function.name] = {span_id()}
        yield

    @app.queue_trigger(queue_name="work", connection="C")
    def threaded(msg: str) -> None:
        mine = found["threaded"]
        thread = threading.Thread(target=lambda: mine.add(span_id()))
        thread.start()
        thread.join()
        mine.update({pool.submit(span_id).result(), span_id()})
        with tracer.start_as_current_span("own"):
            assert pool.submit(span_id).result() == span_id()

    @app.queue_trigger(queue_name="work", connection="C")
    async def tasked(msg: str) -> None:
        async def task() -> int:
            await asyncio.sleep(0)
            return span_id()

        mine = found["tasked"]
        mine.update({span_id(), await asyncio.create_task(task()), await asyncio.to_thread(span_id)})
        mine.add(await asyncio.to_thread(lambda: asyncio.run(task())))

    run(app, message("threaded"), message("tasked"))
    by_name = {span.name: span for span in spans.all()}
    assert set(by_name) == {"threaded", "tasked", "own"}
    for name, ids in found.items():
        assert ids == {by_name[name].context.span_id}  # type: ignore[union-attr]  # an ended span has one
    assert by_name["own"].parent.span_id == by_name["threaded"].context.span_id  # type: ignore[union-attr]  # both do
    assert pool.submit(span_id).result() == 0
    assert span_id() == 0
    pool.shutdown()


def test_many_at_once(spans: Spans) -> None:
    """A hundred invocations at once: a span each, the own parent each, one cold start."""
    app = FunctionApp()
    app.enable_telemetry(spans.provider)

    @app.queue_trigger(queue_name="work", connection="C")
    async def work(msg: str) -> None:
        await asyncio.sleep(0)

    parents = [f"00-{number:032x}-{number:016x}-01" for number in range(1, 101)]
    run(app, *(message("work", trace=TraceContext(parent)) for parent in parents))
    found = [f"00-{span.context.trace_id:032x}-{span.parent.span_id:016x}-01" for span in spans.all()]  # type: ignore[union-attr]  # an ended span has both
    assert sorted(found) == parents
    assert [attributes(span)["faas.coldstart"] for span in spans.all()].count(True) == 1


@pytest.mark.parametrize("text", ["", "no trace", "00-0-0-00", "|old.1.", f"00-{'0' * 32}-{SPAN}-01"])
def test_without_a_parent(spans: Spans, text: str) -> None:
    """Where the host tells of no span, or of none that can be read, the span begins a trace."""
    app = FunctionApp()
    app.enable_telemetry(spans.provider)

    @app.queue_trigger(queue_name="work", connection="C")
    def work(msg: str) -> None: ...

    run(app, message("work", trace=TraceContext(text)))
    assert spans.one().parent is None
    assert spans.one().kind is SpanKind.CONSUMER


@pytest.mark.parametrize(("told", "is_inner"), [("same", True), ("other", False), ("", True)])
def test_a_span_that_is_there_already(spans: Spans, told: str, is_inner: bool) -> None:
    """A local span of the same trace, or without word from the host, gets a child; of another trace it is passed by."""
    app = FunctionApp()
    app.enable_telemetry(spans.provider)

    @app.queue_trigger(queue_name="work", connection="C")
    async def work(msg: str) -> None: ...

    with spans.provider.get_tracer("worker").start_as_current_span("outer") as outer:
        own = outer.get_span_context()
        texts = {"same": f"00-{own.trace_id:032x}-{SPAN}-01", "other": PARENT.trace_parent, "": ""}
        run(app, message("work", trace=TraceContext(texts[told])))
    span = spans.all()[0]
    assert span.parent is not None
    assert f"{span.parent.span_id:016x}" == (f"{own.span_id:016x}" if is_inner else SPAN)
    assert span.kind is (SpanKind.INTERNAL if is_inner else SpanKind.CONSUMER)


def test_the_context_that_microsofts_worker_attaches(spans: Spans) -> None:
    """A remote span that is current already, as their worker leaves it, is the parent, and no second one is made."""
    app = FunctionApp()
    app.enable_telemetry(spans.provider)

    @app.queue_trigger(queue_name="work", connection="C")
    async def work(msg: str) -> None: ...

    remote = trace.SpanContext(int(TRACE, 16), int(SPAN, 16), is_remote=True, trace_flags=trace.TraceFlags(1))
    token = attach(trace.set_span_in_context(trace.NonRecordingSpan(remote)))
    try:
        run(app, message("work", trace=PARENT))
    finally:
        detach(token)
    span = spans.one()
    assert span.parent is not None
    assert (span.parent.span_id, span.kind) == (int(SPAN, 16), SpanKind.CONSUMER)


class Brought(NamedTuple):
    """What came for one invocation."""

    inputs: Mapping[str, Datum]
    metadata: Mapping[str, Datum]

    def arguments(self) -> dict[str, object]:
        """Nothing is read."""
        return {}

    def data(self) -> tuple[Mapping[str, Datum], Mapping[str, Datum]]:
        """As a transport gives it."""
        return self.inputs, self.metadata


def arriving(function: Function, datum: Datum, metadata: Mapping[str, Datum]) -> Call:
    """A call that knows what came."""
    brought = Brought({function.trigger.arg_name or "": datum}, metadata)
    return Call(function, Context(invocation_id="i", function_name=function.name), {}, brought)


def span_of(spans: Spans, function: Function, datum: Datum, result: object = None, **metadata: object) -> ReadableSpan:
    """The span of one call, with metadata as JSON."""
    told = {name: Datum("json", json.dumps(value)) for name, value in metadata.items()}
    generator = Telemetry(spans.provider)(arriving(function, datum, told))
    next(generator)
    with pytest.raises(StopIteration):
        generator.send(result)
    return spans.all()[-1]


def links(span: ReadableSpan) -> list[str]:
    """The spans that it is linked with."""
    return [f"00-{link.context.trace_id:032x}-{link.context.span_id:016x}-01" for link in span.links]


def messaging() -> Mapping[str, Function]:
    """Functions of each messaging system."""
    app = FunctionApp()

    @app.service_bus_topic_trigger(topic_name="%TOPIC%", subscription_name="cook", connection="C", cardinality="many")
    def topic(msgs: list[str]) -> None: ...

    @app.service_bus_queue_trigger(queue_name="orders", connection="C")
    def queue(msg: str) -> None: ...

    @app.event_hub_message_trigger(event_hub_name="hubs", connection="C", consumer_group="g", cardinality="many")
    def hub(events: list[str]) -> None: ...

    @app.kafka_trigger(topic="topic", broker_list="B", consumer_group="g")
    def kafka(event: str) -> None: ...

    @app.event_grid_trigger()
    def grid(event: dict[str, Any]) -> None: ...

    @app.queue_trigger(queue_name="work", connection="C")
    def stored(msg: str) -> None: ...

    @app.blob_trigger(path="inbox/{name}", connection="C")
    def blob(data: bytes) -> None: ...

    @app.timer_trigger(schedule="0 0 * * * *")
    def timer(timer: Any) -> None: ...

    return app.functions


FUNCTIONS = messaging()


def test_batches_are_linked_with_their_senders(spans: Spans, monkeypatch: pytest.MonkeyPatch) -> None:
    """Each message's trace context becomes a link; messages without one, or with one of another format, none."""
    monkeypatch.setenv("TOPIC", "dishes")
    properties = [{"Diagnostic-Id": SENDERS[0]}, {}, {"Diagnostic-Id": "|old.1."}, {"traceparent": SENDERS[1]}]
    body = Datum("collection_string", ["a", "b", "c", "d"])
    span = span_of(spans, FUNCTIONS["topic"], body, ApplicationPropertiesArray=properties)
    assert links(span) == SENDERS[:2]
    said = attributes(span)
    assert {name: value for name, value in said.items() if name.startswith("messaging")} == {
        "messaging.system": "servicebus",
        "messaging.operation.name": "process",
        "messaging.operation.type": "process",
        "messaging.destination.name": "dishes",
        "messaging.destination.subscription.name": "cook",
        "messaging.batch.message_count": 4,
    }
    assert (span.kind, said["faas.trigger"]) == (SpanKind.CONSUMER, "pubsub")


def test_each_service_tells_of_senders_in_its_own_way(spans: Spans) -> None:
    """Properties of Event Hubs and Service Bus, headers of Kafka, the extension attribute of a CloudEvent."""
    hub = Datum("collection_string", ["a", "b"])
    properties = [{"Diagnostic-Id": SENDERS[0]}, {"Diagnostic-Id": SENDERS[1]}]
    span = span_of(spans, FUNCTIONS["hub"], hub, PropertiesArray=properties)
    assert (links(span), attributes(span)["messaging.consumer.group.name"]) == (SENDERS[:2], "g")
    one = span_of(
        spans,
        FUNCTIONS["queue"],
        Datum("string", "x"),
        ApplicationProperties={"Diagnostic-Id": SENDERS[2]},
        MessageId="m1",
    )
    assert (links(one), attributes(one)["messaging.message.id"]) == ([SENDERS[2]], "m1")
    header = {"Key": "traceparent", "Value": b64encode(SENDERS[0].encode()).decode()}
    envelope = {"Headers": [{"Key": "x", "Value": "!"}, header], "Value": "v"}
    assert links(span_of(spans, FUNCTIONS["kafka"], Datum("string", json.dumps(envelope)))) == [SENDERS[0]]
    event = {"specversion": "1.0", "traceparent": SENDERS[1], "data": {}}
    assert links(span_of(spans, FUNCTIONS["grid"], Datum("json", json.dumps(event)))) == [SENDERS[1]]


@pytest.mark.parametrize("name", ["topic", "queue", "hub", "kafka", "grid", "stored", "blob", "timer"])
@settings(max_examples=30, deadline=None)
@given(
    value=st.sampled_from(
        ['{"Headers": 1, "traceparent": 2}', '{"Headers', "[]", '{"Headers": ["x", {"Key": 1}]}', ""]
    ),
    told=st.recursive(st.none() | st.text(max_size=4), lambda one: st.lists(one) | st.dictionaries(st.text(), one)),
)
def test_nothing_that_arrives_breaks_a_span(name: str, value: str, told: Any) -> None:
    """Whatever stands where trace contexts may stand, the span is made, and without links."""
    spans = Spans()
    names = ("ApplicationProperties", "Properties", "Headers", "MessageId", "Id")
    metadata = {f"{name}{many}": told for name in names for many in ("", "Array")}
    span = span_of(spans, FUNCTIONS[name], Datum("string", value), **metadata)
    assert span.links == ()
    propagation._carriers.clear()
    remove_record_ids()


def test_sources_and_timers(spans: Spans) -> None:
    """A blob says what it watches, a timer its schedule; a queue of storage says its message."""
    assert (
        attributes(span_of(spans, FUNCTIONS["blob"], Datum("bytes", b"")))["faas.document.collection"] == "inbox/{name}"
    )
    timer = span_of(spans, FUNCTIONS["timer"], Datum("json", "{}"))
    assert (attributes(timer)["faas.cron"], timer.kind) == ("0 0 * * * *", SpanKind.INTERNAL)
    stored = attributes(span_of(spans, FUNCTIONS["stored"], Datum("string", "x"), Id="7"))
    assert (stored["messaging.system"], stored["messaging.message.id"]) == ("azure_queue_storage", "7")


@pytest.mark.parametrize(
    ("result", "status"),
    [
        (Outcome(Datum("http", HttpResponse(status_code=422)), {}), 422),
        (Outcome(Datum("string", "x"), {}), 200),
        (Outcome(Datum("none"), {}), None),
        (None, None),
    ],
)
def test_statuses(spans: Spans, result: object, status: int | None) -> None:
    """The status is that of the answer."""
    app = FunctionApp()

    @app.route("menu/{*rest}", methods=["POST"])
    def menu(req: HttpRequest) -> str: ...  # type: ignore[empty-body]  # never called

    data = Datum("http", HttpRequestData("post", "/menu/a/b"))
    said = attributes(span_of(spans, app.functions["menu"], data, result))
    assert said.get("http.response.status_code") == status
    assert (said["http.route"], said["url.path"], said["http.request.method"]) == ("/menu/{*rest}", "/menu/a/b", "POST")


def test_a_call_that_nobody_waits_for(spans: Spans) -> None:
    """A span whose invocation is dropped ends, and is no error."""
    generator = Telemetry(spans.provider)(arriving(FUNCTIONS["stored"], Datum("string", "x"), {}))
    next(generator)
    generator.close()
    assert spans.one().status.status_code is StatusCode.UNSET


@pytest.mark.parametrize(("text", "expected"), [("q", "q"), ("%Q%-%R%", "a-%R%"), ("50%", "50%"), ("%Q%%", "a%")])
def test_names_from_settings(monkeypatch: pytest.MonkeyPatch, text: str, expected: str) -> None:
    """App settings are put in; what is not set, and a lone percent sign, stay."""
    monkeypatch.setenv("Q", "a")
    monkeypatch.delenv("R", raising=False)
    assert _resolved(text) == expected


def test_without_opentelemetry() -> None:
    """Without the package an error says what to install; importing azfunc never loads it."""
    code = (
        "import sys, azfunc; assert 'opentelemetry' not in sys.modules; sys.modules['opentelemetry'] = None\n"
        "from azfunc.telemetry import Telemetry\n"
        "try:\n    Telemetry()\nexcept azfunc.AzfuncError as error:\n    print(error)"
    )
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert 'pip install "azfunc[otel]"' in run.stdout, run.stderr


def test_the_global_provider_serves_without_sdk() -> None:
    """With opentelemetry-api alone spans are made that do nothing, and invocations run."""
    app = FunctionApp()
    app.enable_telemetry()

    @app.queue_trigger(queue_name="work", connection="C")
    def work(msg: str) -> None: ...

    [outcome] = run(app, message("work", trace=PARENT))
    assert isinstance(outcome, Outcome)
    propagation._carriers.clear()
    remove_record_ids()


def test_what_cannot_be_read_has_a_span_too(spans: Spans) -> None:
    """A request that is refused before the handler, and a message that fits no model, are invocations like others."""
    app = FunctionApp()
    app.enable_telemetry(spans.provider)

    @app.get("orders/{id}")
    def order(id: int) -> str:
        return f"{id}"

    @app.queue_trigger(queue_name="work", connection="C")
    def work(msg: dict[str, int]) -> None: ...

    parts = Datum("http", HttpRequestData("GET", "http://localhost/api/orders/x", route_params={"id": "x"}))
    [_, error] = run(app, Invocation(function="order", inputs={"req": parts}), message("work"))
    refused, failed = sorted(spans.all(), key=lambda span: span.name)
    assert attributes(refused)["http.response.status_code"] == 422
    assert refused.status.status_code is StatusCode.UNSET
    assert failed.status.status_code is StatusCode.ERROR
    assert attributes(failed)["error.type"].endswith("DecodeError")
    assert type(error).__name__ == "DecodeError"


def test_it_is_enabled_once(spans: Spans) -> None:
    """Twice would mean two spans of each invocation."""
    app = FunctionApp()
    app.enable_telemetry(spans.provider)
    with pytest.raises(RegistrationError, match="two spans of each invocation"):
        app.enable_telemetry(spans.provider)
