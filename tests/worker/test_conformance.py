"""One suite for two workers, azfunc's and Microsoft's: what both do alike, and each difference between them."""

import inspect
import json
import re
import sys
import uuid
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any, NamedTuple

import pytest

from azfunc.worker import schema
from tests.contract.values import NOTHING, HttpAnswer, Value, blobs, data, http, json_value, rpc, text, texts

from .conftest import APPS, StartWorker
from .differences import DIFFERENCES
from .host import AZFUNC, Host, Worker, WorkerEndedError

APP = APPS / "alike"
IDS = {difference.id for difference in DIFFERENCES}
Start = Callable[[], Worker]


class Either(NamedTuple):
    """One of the two workers.

    Attributes:
        worker: on the app ``alike``.
        command: how another one is started.
        is_microsoft: which it is.
    """

    worker: Worker
    command: Sequence[str]
    is_microsoft: bool

    def differs(self, difference: str) -> bool:
        """Whether this is Microsoft's worker, in a test of a known difference."""
        assert difference in IDS
        return self.is_microsoft


@pytest.fixture(scope="module", params=["azfunc", pytest.param("microsoft", marks=pytest.mark.microsoft)])
def either(request: pytest.FixtureRequest, start: StartWorker) -> Either:
    """Each of the two workers, with all functions loaded."""
    is_microsoft = request.param == "microsoft"
    command = request.getfixturevalue("microsoft") if is_microsoft else AZFUNC
    return Either(start(APP, command=command), command, is_microsoft)


@pytest.fixture
def fresh(either: Either, host: Host) -> Iterator[Start]:
    """Starts further workers of the same kind, which a test may end."""
    workers: list[Worker] = []

    def start_one() -> Worker:
        workers.append(host.start(APP, command=either.command))
        return workers[-1]

    yield start_one
    for worker in workers:
        worker.close()


def body(value: Value) -> Any:
    """The JSON that an HTTP function answered with."""
    found = value.value.body.value if isinstance(value.value, HttpAnswer) else value.value
    assert isinstance(found, str | bytes)
    return json.loads(found)


def test_every_difference_is_shown() -> None:
    """Each row of the table stands in a test of this module, and ids are there once."""
    source = inspect.getsource(sys.modules[__name__])
    assert set(re.findall(r'differs\("([a-z-]+)"\)', source)) == IDS
    assert len(IDS) == len(DIFFERENCES)


# Start


def test_start_stream_comes_first(either: Either) -> None:
    """The first message introduces the worker by the id that the host gave it."""
    first = either.worker.stream.received[0]
    assert first.WhichOneof("content") == "start_stream"
    assert uuid.UUID(first.start_stream.worker_id)
    assert first.request_id == "start"
    kinds = [message.WhichOneof("content") for message in either.worker.stream.received]
    assert kinds.count("start_stream") == 1


def test_init(fresh: Start) -> None:
    """The answer to the init request says what the worker is."""
    response = fresh().init()
    assert response.result.status == rpc.StatusResult.Status.Success
    assert response.worker_metadata.runtime_name == "python"
    assert re.fullmatch(r"3\.\d+", response.worker_metadata.runtime_version)
    assert response.worker_metadata.worker_bitness
    assert response.worker_metadata.worker_version


def test_capabilities(either: Either, fresh: Start) -> None:
    """What hosts change their messages by. Each is shown by a test of this folder."""
    capabilities = dict(fresh().init().capabilities)
    assert set(capabilities.values()) == {"true"}
    both = {"RawHttpBodyBytes", "RpcHttpBodyOnly", "RpcHttpTriggerMetadataRemoved", "TypedDataCollection"}
    both.add("WorkerStatus")
    if either.differs("capabilities"):
        assert set(capabilities) == both | {"SharedMemoryDataTransfer"}
    else:
        assert set(capabilities) == both | {
            "EnableUserCodeException",
            "HandlesInvocationCancelMessage",
            "HandlesWorkerTerminateMessage",
            "HandlesWorkerWarmupMessage",
            "IncludeEmptyEntriesInMessagePayload",
            "SupportsLoadResponseCollection",
            "UseNullableValueDictionaryForHttp",
        }


def test_metadata(fresh: Start) -> None:
    """Functions are listed with their bindings, as JSON and as messages, and marked as found by the worker."""
    worker = fresh()
    worker.init()
    response = worker.metadata()
    assert response.result.status == rpc.StatusResult.Status.Success
    assert not response.use_default_metadata_indexing
    found = {function.name: function for function in response.function_metadata_results}
    queued = found["queued"]
    assert (queued.script_file, queued.entry_point, queued.language) == ("function_app.py", "queued", "python")
    assert queued.directory == str(APP)
    assert queued.properties["worker_indexed"] == "True"
    assert queued.function_id == str(uuid.uuid5(uuid.NAMESPACE_OID, "queued"))
    raw = {document["name"]: document for document in map(json.loads, queued.raw_bindings)}
    assert raw["msg"]["type"] == "queueTrigger"
    assert (raw["msg"]["queueName"], raw["out"]["queueName"]) == ("orders", "served")
    infos = {name: (info.type, info.direction) for name, info in queued.bindings.items()}
    assert infos == {"msg": ("queueTrigger", 0), "out": ("queue", 1)}


def test_second_worker(either: Either, fresh: Start) -> None:
    """A worker that is never asked for metadata runs what it is told to load."""
    known = {function.name: function for function in either.worker.metadata().function_metadata_results}
    worker = fresh()
    worker.init()
    assert worker.load(known["hello"]).status == rpc.StatusResult.Status.Success
    assert worker.invoke("hello", req=http(query={"name": "Ada"})).value == Value("string", "Hello, Ada!")


def test_load_of_an_unknown_function(either: Either) -> None:
    """A host and a worker with different states of an app."""
    result = either.worker.load(rpc.RpcFunctionMetadata(name="ghost", function_id="ghost"))
    answer = either.worker.invoke("ghost")
    assert not answer.ok
    if either.differs("load-unknown"):
        assert result.status == rpc.StatusResult.Status.Success
        assert answer.error == "AssertionError: "
    else:
        assert result.status == rpc.StatusResult.Status.Failure
        assert "'ghost'" in result.exception.message
        assert "hello_async" in answer.error


def test_load_twice(either: Either) -> None:
    """A function that is loaded again runs as before."""
    known = {function.name: function for function in either.worker.metadata().function_metadata_results}
    for _ in range(2):
        assert either.worker.load(known["hello"]).status == rpc.StatusResult.Status.Success
    assert either.worker.invoke("hello", req=http(query={"name": "Ada"})).ok


def test_load_collection(either: Either, fresh: Start) -> None:
    """All functions in one message, answered in one."""
    worker = fresh()
    worker.init()
    known = worker.metadata().function_metadata_results
    requests = [rpc.FunctionLoadRequest(function_id=one.function_id, metadata=one) for one in known]
    requests.append(rpc.FunctionLoadRequest(function_id="g", metadata=rpc.RpcFunctionMetadata(name="ghost")))
    collection = rpc.FunctionLoadRequestCollection(function_load_requests=requests)
    if either.differs("load-collection"):
        worker.send(function_load_request_collection=collection)
        assert worker.wait_for_log("function_load_request_collection")
        return
    response: schema.FunctionLoadResponseCollection = worker.ask(
        "function_load_response_collection", function_load_request_collection=collection
    )
    results = {one.function_id: one.result.status for one in response.function_load_responses}
    expected = {one.function_id: rpc.StatusResult.Status.Success for one in known}
    assert results == {**expected, "g": rpc.StatusResult.Status.Failure}


def test_status(either: Either) -> None:
    """The host's ping is answered under its own id."""
    assert either.worker.is_alive()


def test_unknown_messages(either: Either) -> None:
    """Messages that mean nothing to a worker, or do not exist yet, are passed over."""
    either.worker.send(file_change_event_request=rpc.FileChangeEventRequest(full_path="x"))
    either.worker.stream.send_bytes(b"\xfa\x3e\x02hi")  # field 999
    assert either.worker.wait_for_log("file_change_event_request")
    assert either.worker.is_alive()


# HTTP


def test_hello(either: Either) -> None:
    """A request reaches the handler, and its text the host, sync and async."""
    for function in ("hello", "hello_async"):
        answer = either.worker.invoke(function, req=http(query={"name": "Ada"}))
        assert (answer.ok, answer.value) == (True, Value("string", "Hello, Ada!"))


def test_request_parts(either: Either) -> None:
    """Every part of a request is where azure.functions has it."""
    sent = http(
        "POST",
        "http://x/api/parts?a=1",
        headers={"User-Agent": "t"},
        query={"a": "1"},
        params={"id": "7"},
        body=b"\xff",
    )
    found = body(either.worker.invoke("parts", req=sent).value)
    assert found == {
        "method": "POST",
        "url": "http://x/api/parts?a=1",
        "params": {"a": "1"},
        "route": {"id": "7"},
        "agent": "t",
        "cookie": None,
        "body": "\xff",
        "names": [],
    }


def test_nullable_maps(either: Either) -> None:
    """Maps whose values may be missing: an empty value stays, a null is left out."""
    sent = rpc.RpcHttp(method="GET", url="http://x")
    sent.nullable_query["a"].value = "1"
    sent.nullable_query["empty"].value = ""
    sent.nullable_query["null"].CopyFrom(rpc.NullableString())
    sent.nullable_params["id"].value = "7"
    sent.nullable_headers["user-agent"].value = "t"
    sent.cookies.add(name="c", value="d")
    found = body(either.worker.invoke("parts", req=rpc.TypedData(http=sent)).value)
    seen = (found["params"], found["route"], found["agent"], found["cookie"])
    if either.differs("nullable-maps"):
        assert seen == ({}, {}, None, None)
    else:
        assert seen == ({"a": "1", "empty": ""}, {"id": "7"}, "t", "c=d")


def test_identities(either: Either) -> None:
    """The identities that the host's authentication found."""
    sent = rpc.RpcHttp(method="GET", url="http://x")
    identity = sent.identities.add()
    identity.name_claim_type.value = "name"
    identity.claims.add(type="name", value="Ada")
    found = body(either.worker.invoke("parts", req=rpc.TypedData(http=sent)).value)
    assert found["names"] == ([] if either.differs("identities") else ["Ada"])


def test_response(either: Either) -> None:
    """Status, headers, bytes and cookies of a response."""
    response = either.worker.invoke("respond", req=http()).response.return_value.http
    assert response.status_code == "418"
    assert dict(response.headers) == {"content-type": "application/tea", "X-Pot": "tea"}
    assert response.body.bytes == b"\xff\x00"
    assert not response.enable_content_negotiation
    first, second = response.cookies
    assert (first.name, first.value, first.path.value, first.max_age.value) == ("id", "7", "/", 60.0)
    assert (first.secure.value, first.http_only.value, first.same_site) == (True, True, 1)
    assert (second.name, second.domain.value, second.expires.value.seconds) == ("theme", "example.com", 1792567680)
    assert second.same_site == 0
    given = [field for field in ("path", "secure", "http_only", "max_age") if second.HasField(field)]
    assert given == (["path", "secure", "http_only"] if either.differs("cookie-attributes") else [])


def test_no_body(either: Either) -> None:
    """A request without a body has an empty one."""
    assert either.worker.invoke("count", req=http("POST")).value == Value("string", "0")


def test_large_bodies(either: Either) -> None:
    """Eight megabytes there and back, beyond what gRPC takes unless it is told to."""
    sent = bytes(range(256)) * 2**15
    answer = either.worker.invoke("large", req=http("POST", body=sent))
    assert isinstance(answer.value.value, HttpAnswer)
    assert answer.value.value.body.value == sent[::-1]


# Kinds of values


@pytest.mark.parametrize(
    ("sent", "arrived"),
    [
        (text("soup"), "str 'soup'"),
        (text(""), "str ''"),
        (json_value({"a": 1}), "str '{\"a\": 1}'"),
        (data(b"\xff"), "bytes b'\\xff'"),
        (rpc.TypedData(), "NoneType None"),
    ],
    ids=["string", "empty", "json", "bytes", "none"],
)
def test_kinds(either: Either, sent: schema.TypedData, arrived: str) -> None:
    """What a handler without an annotation gets for each kind of value."""
    answer = either.worker.invoke("typed", msg=sent)
    assert answer.outputs == {"out": Value("string", arrived)}, answer.error
    assert answer.value == NOTHING


NUMBERS = {
    "int": (rpc.TypedData(int=-(2**63)), f"int {-(2**63)}"),
    "double": (rpc.TypedData(double=0.5), "float 0.5"),
    "stream": (rpc.TypedData(stream=b"\xff"), "bytes b'\\xff'"),
    "doubles": (rpc.TypedData(collection_double=rpc.CollectionDouble(double=[0.5])), "list [0.5]"),
}
LISTS = {
    "strings": (texts("a", ""), "list ['a', '']"),
    "bytes": (blobs(b"a", b""), "list [b'a', b'']"),
    "ints": (rpc.TypedData(collection_sint64=rpc.CollectionSInt64(sint64=[1, -1])), "list [1, -1]"),
}


@pytest.mark.parametrize(("sent", "arrived"), NUMBERS.values(), ids=NUMBERS)
def test_number_kinds(either: Either, sent: schema.TypedData, arrived: str) -> None:
    """Kinds of values that the protocol has besides text and bytes; as metadata, too."""
    answer = either.worker.invoke("typed", msg=sent)
    if either.differs("number-kinds"):
        assert answer.error.startswith("NotImplementedError")
    else:
        assert answer.outputs == {"out": Value("string", arrived)}, answer.error


@pytest.mark.parametrize(("sent", "arrived"), LISTS.values(), ids=LISTS)
def test_list_kinds(either: Either, sent: schema.TypedData, arrived: str) -> None:
    """Lists of values, empty ones among them."""
    answer = either.worker.invoke("typed", msg=sent)
    if either.differs("list-kinds"):
        assert answer.error.startswith("ValueError")
    else:
        assert answer.outputs == {"out": Value("string", arrived)}, answer.error


def test_outputs(either: Either) -> None:
    """Bytes of an output are sent as bytes."""
    assert either.worker.invoke("as_bytes", msg=text("é")).outputs == {"out": Value("bytes", "é".encode())}


def queue_message(worker: Worker, metadata: Mapping[str, schema.TypedData]) -> object:
    """What the handler of a queue message saw."""
    request = worker.invocation("queued", msg=text("soup"))
    for name, value in metadata.items():
        request.trigger_metadata[name].CopyFrom(value)
    answer = worker.answer(worker.start(request)[0])
    assert answer.ok, answer.stack
    value = answer.outputs["out"].value
    assert isinstance(value, str)
    return json.loads(value)


def test_trigger_metadata(either: Either) -> None:
    """What hosts tell beside a value reaches its members; without it they are empty."""
    told = {"Id": text("i1"), "DequeueCount": json_value(3), "PopReceipt": text("r")}
    assert queue_message(either.worker, told) == ["i1", "soup", 3, "r"]
    assert queue_message(either.worker, {}) == [None, "soup", None, None]


def test_wrong_kind(either: Either) -> None:
    """A value that does not fit its parameter fails the invocation, and says which."""
    answer = either.worker.invoke("hello", req=text("x"))
    assert not answer.ok
    assert "'string'" in answer.error or "'req' of function 'hello'" in answer.error
    missing = either.worker.invoke("hello")
    assert not missing.ok
    assert "'req'" in missing.error


def test_unknown_input(either: Either) -> None:
    """A value for a parameter that is not there."""
    answer = either.worker.invoke("hello", req=http(query={"name": "Ada"}), other=text("x"))
    if either.differs("unknown-input"):
        assert answer.error == "KeyError: 'other'"
    else:
        assert answer.value == Value("string", "Hello, Ada!")


# Invocations


def test_context(either: Either) -> None:
    """Retry and trace context reach the handler."""
    request = either.worker.invocation("about", req=http())
    request.trace_context.trace_parent = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01"
    request.trace_context.trace_state = "a=b"
    request.trace_context.attributes["ProcessId"] = "42"
    request.retry_context.retry_count = 2
    request.retry_context.max_retry_count = -1
    request.retry_context.exception.message = "no soup"
    found = body(either.worker.answer(either.worker.start(request)[0]).value)
    assert found == {
        "id": request.invocation_id,
        "name": "about",
        "retry": [2, -1],
        "before": "no soup",
        "trace": ["00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01", "a=b", {"ProcessId": "42"}],
    }


def test_no_context(either: Either) -> None:
    """Without a retry policy the attempt is the first one."""
    found = body(either.worker.invoke("about", req=http()).value)
    assert (found["retry"], found["before"], found["trace"]) == ([0, 0], None, ["", "", {}])


def test_at_the_same_time(either: Either) -> None:
    """Sync handlers run on threads, async ones together on the loop."""
    worker = either.worker
    met = worker.start(*(worker.invocation("wait_for_two", req=http()) for _ in range(2)))
    ten = worker.start(*(worker.invocation("wait_for_ten", req=http(query={"n": str(n)})) for n in range(10)))
    assert [worker.answer(one).value for one in met] == [Value("string", "met")] * 2
    assert [worker.answer(one).value for one in ten] == [Value("string", str(n)) for n in range(10)]
    assert all(len(worker.stream.answers[one]) == 1 for one in (*met, *ten))


@pytest.mark.parametrize("function", ["fails", "fails_async"])
def test_exception(either: Either, function: str) -> None:
    """An exception fails its invocation, with its type, its text and the user's frames."""
    answer = either.worker.invoke(function, req=http())
    assert answer.status == rpc.StatusResult.Status.Failure
    assert answer.error == "ValueError: no soup"
    assert answer.value == NOTHING
    frames = re.findall(r'File "(.*)", line \d+, in (\w+)', answer.stack)
    assert frames[-2:] == [(str(APP / "function_app.py"), function), (str(APP / "function_app.py"), "spoil")]
    assert (len(frames) > 2) is either.differs("traceback-frames")
    exception = answer.response.result.exception
    marks = (exception.type, exception.is_user_exception)
    assert marks == (("", False) if either.differs("exception-type") else ("ValueError", True))


@pytest.mark.parametrize("function", ["surrogate", "no_answer", "recurse"])
def test_bad_answers(either: Either, function: str) -> None:
    """Values that cannot be sent, and recursion without an end, fail their invocation alone."""
    answer = either.worker.invoke(function, req=http())
    assert not answer.ok
    assert answer.error
    assert either.worker.is_alive()


def test_surrogate_in_an_exception(either: Either) -> None:
    """An exception whose text is no UTF-8."""
    request = either.worker.invocation("surrogate_error", req=http())
    either.worker.start(request)
    if either.differs("surrogate-error"):
        assert either.worker.wait_for_log("the handler of invocation_request raised")
        assert either.worker.is_alive()
        assert request.invocation_id not in either.worker.stream.answers
    else:
        assert either.worker.answer(request.invocation_id).error == "ValueError: half of \\ud800"


def test_unknown_function(either: Either) -> None:
    """An invocation of a function that has never been loaded fails."""
    request = rpc.InvocationRequest(invocation_id="lost", function_id="never loaded")
    answer = either.worker.answer(either.worker.start(request)[0])
    assert not answer.ok


def test_exit(either: Either, fresh: Start) -> None:
    """A handler that ends the interpreter."""
    worker = fresh()
    worker.prepare()
    if either.differs("exit"):
        with pytest.raises(WorkerEndedError):
            worker.invoke("leave", req=http())
        assert worker.wait() == 0
    else:
        answer = worker.invoke("leave", req=http())
        assert "raised SystemExit(0)" in answer.error
        assert worker.is_alive()


def test_blocked_loop(either: Either, fresh: Start) -> None:
    """An async handler that blocks the loop until a sync one sets it free."""
    worker = fresh()
    worker.prepare()
    [blocking] = worker.start(worker.invocation("block_loop", req=http()))
    if either.differs("blocked-loop"):
        worker.send(request_id="ping", worker_status_request=rpc.WorkerStatusRequest())
        with pytest.raises(TimeoutError):
            worker.stream.wait_for(lambda message: message.request_id == "ping", seconds=0.5)
        worker.process.kill()
        return
    assert worker.is_alive()
    assert worker.invoke("release", req=http()).ok
    assert worker.answer(blocking).value == Value("string", "released")


def test_cancel(either: Either) -> None:
    """The host gives up an invocation."""
    worker = either.worker
    request = worker.invocation("wait_cancel", req=http(query={"brief": "1"} if either.is_microsoft else None))
    worker.start(request)
    worker.send(invocation_cancel=rpc.InvocationCancel(invocation_id=request.invocation_id))
    status = worker.answer(request.invocation_id).status
    if either.differs("cancel"):
        assert status == rpc.StatusResult.Status.Failure  # by the handler's own time limit
        assert worker.wait_for_log("invocation_cancel")
    else:
        assert status == rpc.StatusResult.Status.Cancelled


def test_terminate(either: Either, fresh: Start) -> None:
    """The host asks for the end of the worker."""
    worker = fresh()
    worker.prepare()
    worker.send(worker_terminate=rpc.WorkerTerminate(grace_period=rpc.Duration(seconds=5)))
    if either.differs("terminate"):
        assert worker.wait_for_log("worker_terminate")
        assert worker.is_alive()
    else:
        assert worker.wait() == 0


def test_shared_memory(either: Either) -> None:
    """A value in shared memory where the host has not turned that on."""
    request = either.worker.invocation("typed")
    parameter = request.input_data.add(name="msg")
    parameter.rpc_shared_memory.name = "none"
    answer = either.worker.answer(either.worker.start(request)[0])
    assert not answer.ok
    told = "shared memory" in answer.error
    assert told is not either.differs("shared-memory")


# Log records


def records(worker: Worker, mark: str) -> dict[str, schema.RpcLog]:
    """The records of one mark, by the last word of their first line."""
    found = [log for log in worker.logs() if log.message.startswith(f"{mark} ")]
    return {log.message.splitlines()[0].removeprefix(f"{mark} "): log for log in found}


def test_records(either: Either) -> None:
    """Levels, categories, ids and exceptions of records; what is printed goes to the console as it is."""
    worker = either.worker
    request = worker.invocation("logs", req=http(query={"mark": "sync"}))
    assert worker.answer(worker.start(request)[0]).ok
    found = records(worker, "sync")
    levels = {word: log.level for word, log in found.items() if word not in ("thread", "pool")}
    assert levels == {"information": 2, "warning": 3, "error": 4, "critical": 5, "system": 2, "exception": 4}
    for word in levels:
        assert found[word].invocation_id == request.invocation_id
        assert found[word].log_category == (1 if word == "system" else 0)
        assert found[word].category == ("azure.functions" if word == "system" else "kitchen")
    assert "ValueError: no soup" in found["exception"].message
    assert found["exception"].exception.message == "ValueError: no soup"
    assert "in spoil" in found["exception"].exception.stack_trace
    assert "sync printed\n" in worker.output()
    assert not any("printed" in log.message for log in worker.logs())
    elsewhere = {found[word].invocation_id for word in ("thread", "pool")}
    assert elsewhere == ({""} if either.differs("thread-records") else {request.invocation_id})


def test_records_of_tasks(either: Either) -> None:
    """Records of tasks, and of work given to threads by asyncio, have the invocation's id."""
    worker = either.worker
    request = worker.invocation("logs_async", req=http(query={"mark": "async"}))
    assert worker.answer(worker.start(request)[0]).ok
    found = records(worker, "async")
    assert {word: log.invocation_id for word, log in found.items()} == dict.fromkeys(
        ("information", "task", "to_thread"), request.invocation_id
    )


def test_records_of_no_invocation(either: Either, fresh: Start) -> None:
    """Records that are made while the app is imported."""
    worker = fresh()
    worker.init()
    worker.metadata()
    record = worker.wait_for_log("the app is imported")
    assert record.invocation_id == ""
    assert record.log_category == (0 if either.differs("lost-records") else 1)


def test_records_of_the_worker(either: Either) -> None:
    """What the worker itself says of an invocation."""
    worker = either.worker
    request = worker.invocation("hello", req=http(query={"name": "Ada"}))
    worker.answer(worker.start(request)[0])
    own = [log for log in worker.logs() if log.invocation_id == request.invocation_id]
    assert len(own) == (1 if either.differs("own-records") else 0)
