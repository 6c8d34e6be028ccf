"""Every everyday binding, in Microsoft's v2 worker as the app stands, and in their v1 worker as it is built."""

import json
from typing import Any

import pytest

from . import host
from .conftest import APPS, StartWorker
from .values import NOTHING, HttpAnswer, Value, blobs, data, http, json_value, rpc, text, texts
from .worker import TRACE_PARENT, TRACE_STATE, Call, Result, Worker, build_app

pytestmark = [pytest.mark.microsoft, pytest.mark.timeout(600)]

APP = APPS / "everyday"


@pytest.fixture(scope="module", params=["v2", "v1"])
def worker(request: pytest.FixtureRequest, start: StartWorker, tmp_path_factory: pytest.TempPathFactory) -> Worker:
    """The everyday app, in each of the two workers."""
    if request.param == "v2":
        return start("v2", APP)
    return start("v1", build_app(APP, tmp_path_factory.mktemp("built") / "out"))


def answer(result: Result) -> HttpAnswer:
    """The HTTP answer of an invocation that went well."""
    assert result.ok, result.stack
    assert isinstance(result.value.value, HttpAnswer)
    return result.value.value


def seen(result: Result, name: str = "seen") -> Any:
    """What a function told through an output, read as JSON."""
    assert result.ok, result.stack
    told = result.outputs[name].value
    return json.loads(told) if isinstance(told, str | bytes) else told


def test_all_functions_load(worker: Worker) -> None:
    """Each function of the app is known to the worker and loads."""
    assert worker.initialised.status == rpc.StatusResult.Status.Success, worker.initialised.exception.message
    assert worker.load_errors == {}
    assert worker.functions == host.FUNCTIONS


def test_http_request_arrives_whole(worker: Worker) -> None:
    """Method, URL, query, route parameters, headers and body of a request reach the handler; its response the host."""
    request = http(
        "POST",
        "http://localhost:7071/api/echo/ada/3?q=1",
        headers={"User-Agent": "test", "Content-Type": "text/plain"},
        query={"q": "1"},
        params={"name": "ada", "page": "3"},
        body="grüße".encode(),
    )
    told = answer(worker.invoke("Echo", {"req": request}))
    assert told.status == 200
    assert told.headers["x-seen"] == "yes"
    assert told.headers["content-type"].startswith("application/json")
    assert told.body.kind == "bytes"
    assert json.loads(told.body.value) == {
        "method": "POST",
        "url": "http://localhost:7071/api/echo/ada/3?q=1",
        "params": {"q": "1"},
        "route": {"name": "ada", "page": "3"},
        "agent": "test",
        "body": "grüße",
    }


def test_async_handler_returns_text(worker: Worker) -> None:
    """An async handler's text answers as text."""
    result = worker.invoke("Text", {"req": http(query={"name": "Ada"})})
    assert (result.ok, result.value) == (True, Value("string", "hello Ada"))


def test_unannotated_handler(worker: Worker) -> None:
    """A handler without annotations gets the request, and its bytes, status and mimetype are kept."""
    told = answer(worker.invoke("Unannotated", {"req": http("POST", body=b"\xff\x00abc")}))
    assert (told.status, told.body) == (201, Value("bytes", b"cba\x00\xff"))
    assert told.headers["content-type"] == "application/octet-stream"


def test_string_annotations_with_none(worker: Worker) -> None:
    """``"HttpResponse | None"`` loads in a worker that knows no such annotation, and None is no answer."""
    assert answer(worker.invoke("OptionalAnswer", {"req": http(query={"answer": "1"})})).status == 204
    nothing = worker.invoke("OptionalAnswer", {"req": http()})
    assert nothing.error.startswith("EncodeError: The return value of function 'OptionalAnswer'")


def test_types_for_checkers_alone(worker: Worker) -> None:
    """Annotations that exist only for type checkers load, and the handler gets the usual object."""
    assert answer(worker.invoke("HiddenTypes", {"req": http()})).body == Value("bytes", b"HttpRequest")


def test_cookies(worker: Worker) -> None:
    """Each Set-Cookie header becomes a cookie of the answer."""
    assert answer(worker.invoke("Cookies", {"req": http()})).cookies == ("a=1", "b=2")


def test_answer_through_out(worker: Worker) -> None:
    """An ``Out[HttpResponse]`` answers in place of a return value."""
    result = worker.invoke("HttpOut", {"req": http()})
    assert result.ok, result.stack
    assert result.value == NOTHING
    told = result.outputs["res"].value
    assert isinstance(told, HttpAnswer)
    assert (told.status, told.body) == (202, Value("bytes", b"through out"))


def test_model_and_list_through_outs(worker: Worker) -> None:
    """A pydantic model and a list of dicts leave through two queue outputs, beside the HTTP answer."""
    body = json.dumps({"id": "o1", "dishes": ["soup", "pie"]}).encode()
    result = worker.invoke("PlaceOrder", {"req": http("POST", body=body)})
    assert answer(result).status == 202
    assert seen(result, "kitchen") == {"id": "o1", "dishes": ["soup", "pie"], "table": None}
    assert seen(result, "audit") == [{"dish": "soup"}, {"dish": "pie"}]


@pytest.mark.parametrize("function", ["who-am-i", "WhoAsync"])
def test_context(worker: Worker, function: str) -> None:
    """The context tells name, folder, invocation, trace and retry, under any parameter name, sync and async."""
    retry = rpc.RetryContext(
        retry_count=2, max_retry_count=5, exception=rpc.RpcException(message="boom", source="s", stack_trace="t")
    )
    result = worker.invoke(function, {"req": http()}, retry=retry)
    assert result.ok, result.stack
    told = json.loads(str(result.value.value))
    thread = told.pop("thread")
    assert told == {
        "function": function,
        "directory": str(worker.app_dir.resolve()),
        "invocation": result.invocation_id,
        "parent": TRACE_PARENT,
        "state": TRACE_STATE,
        "attributes": {"ProcessId": "42"},
        "retry": [2, 5],
        "error": "boom",
    }
    assert thread == result.invocation_id


def test_users_decorator_runs(worker: Worker) -> None:
    """A decorator of the user's own below ours is called, and a sync handler runs in a thread."""
    assert worker.invoke("Wrapped", {"req": http()}).value == Value("string", "audited in a thread")


@pytest.mark.parametrize(("function", "handler"), [("Raises", "Raises"), ("RaisesAsync", "RaisesAsync")])
def test_users_exception(worker: Worker, function: str, handler: str) -> None:
    """An exception of the user's code arrives unchanged, with a traceback that leads into the user's files."""
    result = worker.invoke(function, {"req": http(query={"dish": "stone soup"})})
    assert not result.ok
    assert result.error == "LookupError: no recipe for stone soup"
    assert "KeyError: 'stone soup'" in result.stack
    for line in (f"in {handler}", "in cook", "return {}[dish]", 'return cook(req.params["dish"])'):
        assert line in result.stack
    assert f'File "{worker.app_dir / "web.py"}"' in result.stack


def test_wrong_answer_is_named(worker: Worker) -> None:
    """A return value that HTTP cannot send fails with an error that says so and names the function."""
    result = worker.invoke("WrongAnswer", {"req": http()})
    assert not result.ok
    assert "EncodeError" in result.error
    assert "WrongAnswer" in result.error


def test_calls_run_at_the_same_time(worker: Worker) -> None:
    """Async stays async: a handler that waits for another call gets it."""
    calls = [Call("Rendezvous", {"req": http()}), Call("Rendezvous", {"req": http()})]
    assert [result.value.value for result in worker.invoke_all(calls)] == ["first", "second"]


def test_warmup(worker: Worker) -> None:
    """The warm-up trigger gives its context object."""
    result = worker.invoke("Warm", {"warmup": json_value({})})
    assert (result.ok, result.outputs) == (True, {})


def test_timer(worker: Worker) -> None:
    """A timer's due state, status and schedule arrive."""
    result = worker.invoke("Tick", {"timer": host.timer(past_due=True)})
    assert seen(result) == {"past_due": True, "status": host.SCHEDULE_STATUS, "schedule": {"AdjustForDST": True}}


def test_exception_of_a_retried_function(worker: Worker) -> None:
    """A function with a retry policy fails as any other; trying again is the host's business."""
    assert worker.invoke("Retried", {"timer": host.timer()}).error == "RuntimeError: again"


def test_queue_message(worker: Worker) -> None:
    """A queue message arrives with body and metadata."""
    result = worker.invoke("QueueMessage", {"msg": text("soup")}, metadata=host.QUEUE_METADATA)
    assert seen(result) == {
        "id": "6f0b3b0e",
        "body": "soup",
        "dequeue_count": 2,
        "expiration_time": "2030-01-08T10:00:00+00:00",
        "insertion_time": "2030-01-01T10:00:00+00:00",
        "time_next_visible": "2030-01-01T10:10:00+00:00",
        "pop_receipt": "receipt",
    }


def test_queue_model_to_cosmos(worker: Worker) -> None:
    """A queue message becomes a pydantic model; the model that is returned becomes a document."""
    result = worker.invoke("QueueModel", {"msg": text('{"id": "o1"}')}, metadata=host.QUEUE_METADATA)
    assert result.ok, result.stack
    assert result.value == Value("json", [{"id": "o1", "dishes": [], "table": 7}])


def test_queue_text_to_queue_list(worker: Worker) -> None:
    """A ``str`` message arrives as text; a list that an async handler returns is sent as several messages."""
    result = worker.invoke("QueueText", {"msg": text("soup")}, metadata=host.QUEUE_METADATA)
    assert result.ok, result.stack
    assert result.value == Value("json", ["soup", "SOUP"])


def test_queue_bytes_to_blob(worker: Worker) -> None:
    """A ``bytes`` message arrives as it is, UTF-8 or not, and bytes are returned to a blob."""
    result = worker.invoke("QueueBytes", {"msg": data(b"\xff\x00\x01")}, metadata=host.QUEUE_METADATA)
    assert (result.ok, result.value) == (True, Value("bytes", b"\x01\x00\xff"))


def test_queue_dict_to_queue_message(worker: Worker) -> None:
    """A ``dict`` message is parsed; a `QueueMessage` that is put out is sent as its body, not as JSON about it."""
    result = worker.invoke("QueueDict", {"msg": text('{"text": "hi"}')}, metadata=host.QUEUE_METADATA)
    assert result.ok, result.stack
    assert result.outputs["out"] == Value("bytes", b"hi")


@pytest.mark.parametrize("menu", [None, "pie"])
def test_blob_input_or_none(worker: Worker, menu: str | None) -> None:
    """A blob input annotated ``str | None`` gives the text, or None where there is no blob."""
    given = rpc.TypedData() if menu is None else text(menu)
    result = worker.invoke("QueueWithBlob", {"msg": text("today"), "menu": given}, metadata=host.QUEUE_METADATA)
    assert seen(result) == {"msg": "today", "menu": menu}


def test_blob_trigger(worker: Worker) -> None:
    """A blob arrives as a stream with name, address, length and metadata."""
    result = worker.invoke("Blob", {"blob": text("content")}, metadata=host.BLOB_METADATA)
    assert seen(result) == {
        "name": "uploads/a.txt",
        "uri": "https://store.blob.core.windows.net/uploads/a.txt",
        "length": 7,
        "text": "content",
        "meta": {"author": "ada"},
    }


def test_blob_bytes(worker: Worker) -> None:
    """A binary blob trigger, a binary blob input and a blob output of an async handler carry any bytes."""
    given = {"blob": data(b"\xff\x01"), "before": data(b"\x00\x02")}
    result = worker.invoke("BlobBytes", given, metadata=host.BLOB_METADATA)
    assert result.ok, result.stack
    assert result.outputs == {"after": Value("bytes", b"\x00\x02|\xff\x01")}


def test_tables(worker: Worker) -> None:
    """One entity arrives as a dict, several as a list of TypedDicts, and an entity goes out."""
    given = {
        "msg": text("today"),
        "entity": json_value({"PartitionKey": "p", "RowKey": "r"}),
        "lines": json_value([{"dish": "soup", "price": 4}, {"dish": "pie", "price": 5.5}]),
    }
    result = worker.invoke("Bill", given, metadata=host.QUEUE_METADATA)
    assert seen(result, "total") == {"PartitionKey": "today", "RowKey": "r", "sum": 9.5}


def test_table_return_value(worker: Worker) -> None:
    """A dict that an async handler returns becomes an entity."""
    result = worker.invoke("Row", {"msg": text("1")}, metadata=host.QUEUE_METADATA)
    assert result.ok, result.stack
    assert result.value == Value("json", {"PartitionKey": "p", "RowKey": "1"})


def test_cosmos_documents(worker: Worker) -> None:
    """Changed documents arrive as a DocumentList of Documents."""
    assert seen(worker.invoke("Documents", {"docs": text('[{"id": "1"}, {"id": "2"}]')})) == ["1", "2"]


def test_cosmos_models(worker: Worker) -> None:
    """Documents become a list of models, and a list of models goes out as documents."""
    result = worker.invoke("Models", {"docs": text('[{"id": "1", "dishes": ["pie"]}]')})
    assert result.ok, result.stack
    assert result.outputs == {"copies": Value("json", [{"id": "copy-1", "dishes": ["pie"], "table": None}])}


@pytest.mark.parametrize(
    ("found", "dishes"), [('{"id": "o1", "dishes": ["pie"]}', ["pie"]), ("null", None), (None, None)]
)
def test_cosmos_inputs(worker: Worker, found: str | None, dishes: object) -> None:
    """A look-up by id gives the model, or None where there is none; a query gives a DocumentList."""
    given = {
        "msg": text("o1"),
        "doc": rpc.TypedData() if found is None else text(found),
        "others": json_value([{"id": "a"}, {"id": "b"}]),
    }
    result = worker.invoke("Find", given, metadata=host.QUEUE_METADATA)
    assert seen(result) == {"msg": "o1", "doc": dishes, "others": ["a", "b"]}


def test_generic(worker: Worker) -> None:
    """A trigger and an output that azfunc does not know carry text."""
    result = worker.invoke("Rabbit", {"event": text("carrot")})
    assert result.ok, result.stack
    assert result.outputs == {"hare": Value("string", "torrac")}


def test_generic_model_and_implicit_return(worker: Worker) -> None:
    """Unknown types give models and dicts too, and take a return value without a ``$return`` binding."""
    given = {"event": text('{"id": "o1"}'), "info": json_value({"url": "https://chat"})}
    result = worker.invoke("RabbitModel", given)
    assert result.ok, result.stack
    assert result.value == Value("json", {"id": "o1", "url": "https://chat"})


def test_event_grid(worker: Worker) -> None:
    """An Event Grid event arrives with its fields and data."""
    result = worker.invoke("GridEvent", {"event": json_value(host.GRID_EVENT)})
    told = seen(result)
    assert told.pop("time").startswith("2030-01-01T10:00:00")
    assert told == {"id": "e1", "topic": "/topics/t", "data": {"dish": "pie"}}


def test_cloud_event_to_event_grid(worker: Worker) -> None:
    """A CloudEvent arrives as one, and an event goes out."""
    sent = _parsed(_output(worker.invoke("Cloud", {"event": json_value(host.CLOUD_EVENT)}), "out"))
    assert isinstance(sent, dict)
    assert sent.pop("eventTime").startswith("2030-01-01T10:00:00")
    assert sent == {
        "id": "c1",
        "subject": "menu",
        "dataVersion": "1",
        "eventType": "made",
        "data": {"source": "/kitchen", "was": {"dish": "pie"}},
    }


def test_event_hub_one(worker: Worker) -> None:
    """One event of a hub arrives with its metadata, and text goes on to a hub."""
    result = worker.invoke("HubOne", {"event": text("e")}, metadata=host.HUB_METADATA)
    assert (result.ok, result.value) == (True, Value("string", "7:128:table-1:e")), result.stack


@pytest.mark.parametrize("events", [texts("a", "b"), blobs(b"a", b"b")])
def test_event_hub_many(worker: Worker, events: Any) -> None:
    """A batch of events arrives as a list, each with its own metadata, and a list goes out."""
    result = worker.invoke("HubMany", {"events": events}, metadata=host.HUB_METADATA_MANY)
    assert _output(result, "out") == Value("json", ["7:128:a", "8:256:b"])


def test_event_hub_models(worker: Worker) -> None:
    """``list[Model]`` gets a model for each event, dataclasses too."""
    events = texts('{"x": 2, "y": 3}', '{"x": 4, "y": 5}')
    assert seen(worker.invoke("HubModels", {"events": events}, metadata=host.HUB_METADATA_MANY)) == 26


def test_service_bus_one(worker: Worker) -> None:
    """A message of a Service Bus queue arrives with its properties."""
    result = worker.invoke("BusOne", {"msg": text("hi")}, metadata=host.BUS_METADATA)
    assert _output(result, "out") == Value("string", "m1:3:order:hi")


def test_service_bus_many(worker: Worker) -> None:
    """A batch of messages arrives as a list, each with its own properties."""
    result = worker.invoke("BusMany", {"msgs": texts("a", "b")}, metadata=host.BUS_METADATA_MANY)
    assert seen(result) == [{"id": "m1", "count": 1, "body": "a"}, {"id": "m2", "count": 2, "body": "b"}]


def test_topic_model(worker: Worker) -> None:
    """A message of a topic becomes ``Model | None``, and a dict that is returned goes on to a topic."""
    result = worker.invoke("TopicModel", {"msg": text('{"id": "1", "dishes": ["pie"]}')}, metadata=host.BUS_METADATA)
    assert result.ok, result.stack
    assert _parsed(result.value) == {"dishes": ["pie"]}


def test_topic_texts(worker: Worker) -> None:
    """``list[str]`` gets the texts of a batch, and bytes go out."""
    result = worker.invoke("TopicTexts", {"msgs": texts("a", "b")}, metadata=host.BUS_METADATA_MANY)
    assert _output(result, "out") == Value("bytes", b"a b")


def _output(result: Result, name: str) -> Value:
    assert result.ok, result.stack
    return result.outputs[name]


def _parsed(value: Value) -> object:
    return json.loads(value.value) if isinstance(value.value, str | bytes) else value.value
