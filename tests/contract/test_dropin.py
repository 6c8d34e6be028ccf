"""One app for azure.functions, as it is and with its import line changed: Microsoft's worker sees the same."""

import json
from pathlib import Path
from typing import Any

import pytest

from azfunc.worker import schema

from . import host
from .conftest import APPS, StartWorker
from .values import Value, http, json_value, rpc, text, texts
from .worker import Call, Result, Worker, build_app

pytestmark = [pytest.mark.microsoft, pytest.mark.timeout(600)]

APP = APPS / "dropin"
IMPORT = "import azure.functions as func"

CALLS = {
    "hello by route": Call("Hello", {"req": http(params={"name": "ada"})}),
    "hello by query": Call("Hello", {"req": http(query={"name": "ada"})}),
    "hello by body": Call("Hello", {"req": http("POST", body=b'{"name": "ada"}')}),
    "hello nobody": Call("Hello", {"req": http("POST", body=b"no json")}),
    "json": Call("give_json", {"req": http()}),
    "plain": Call("plain", {"req": http()}),
    "cookie": Call("cookie", {"req": http()}),
    "fail": Call("fail", {"req": http()}),
    "tick": Call("tick", {"mytimer": host.timer(past_due=True)}),
    "forward": Call("forward", {"msg": text("soup")}, host.QUEUE_METADATA),
    "fan out": Call("fan_out", {"msg": text("soup pie")}, host.QUEUE_METADATA),
    "blob": Call("copy_blob", {"blob": text("content")}, host.BLOB_METADATA),
    "documents": Call("copy_documents", {"documents": text('[{"id": "1"}, {"id": "2"}]')}),
    "grid": Call("grid", {"event": json_value(host.GRID_EVENT)}),
    "hub": Call("hub", {"event": text("e")}, host.HUB_METADATA),
    "hub many": Call("hub_many", {"events": texts("a", "b")}, host.HUB_METADATA_MANY),
    "bus": Call("bus", {"msg": text("hi")}, host.BUS_METADATA),
    "rabbit": Call("rabbit", {"event": text("carrot")}),
    "generic http": Call("generic_http", {"req": http("PUT", params={"id": "7"})}),
    "row": Call(
        "copy_row",
        {"msg": text("r2"), "row": json_value({"PartitionKey": "p", "RowKey": "r"})},
        host.QUEUE_METADATA,
    ),
    "blueprint": Call(
        "from_blueprint", {"req": http("DELETE"), "before": text("b"), "documents": json_value([{"id": "1"}])}
    ),
    "retried": Call("retried", {"timer": host.timer()}),
    "backed off": Call("backed_off", {"timer": host.timer()}),
}


@pytest.fixture(scope="module")
def theirs(start: StartWorker) -> Worker:
    """The app with azure.functions, in the v2 worker."""
    return start("v2", APP)


@pytest.fixture(scope="module")
def our_app(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The app with azfunc."""
    folder = tmp_path_factory.mktemp("ours") / "app"
    folder.mkdir()
    source = (APP / "function_app.py").read_text("utf-8")
    assert source.count(IMPORT) == 1
    (folder / "function_app.py").write_text(source.replace(IMPORT, "import azfunc as func"), "utf-8")
    return folder


@pytest.fixture(scope="module", params=["v2", "v1"])
def ours(
    request: pytest.FixtureRequest, start: StartWorker, our_app: Path, tmp_path_factory: pytest.TempPathFactory
) -> Worker:
    """The app with azfunc, in the v2 worker, and built in the v1 worker."""
    if request.param == "v2":
        return start("v2", our_app)
    return start("v1", build_app(our_app, tmp_path_factory.mktemp("built") / "out"))


def told(result: Result, worker: Worker) -> dict[str, Any]:
    """What the host gets of an invocation, without what differs by nature: folders, and how JSON is laid out."""
    folder = str(worker.app_dir)
    return {
        "ok": result.ok,
        "error": result.error,
        "value": _plain(result.value, folder),
        "outputs": {name: _plain(value, folder) for name, value in result.outputs.items()},
    }


def _plain(value: Value, folder: str) -> object:
    if value.kind == "http":
        answer: Any = value.value
        return ("http", answer.status, dict(answer.headers), _plain(answer.body, folder), answer.cookies)
    if isinstance(value.value, bytes):
        return (value.kind, value.value.replace(folder.encode(), b"APP"))
    return (value.kind, value.value)


@pytest.mark.parametrize("call", CALLS.values(), ids=CALLS)
def test_same_answers(theirs: Worker, ours: Worker, call: Call) -> None:
    """The host gets the same answer, outputs and error from both apps."""
    expected = told(theirs.invoke_all([call])[0], theirs)
    if call.function == "copy_row":  # azfunc reads the text of an entity, and sends it as the JSON that it is
        kind, entity = expected["outputs"]["copy"]
        assert kind == "string"
        expected["outputs"]["copy"] = ("json", json.loads(entity))
    assert told(ours.invoke_all([call])[0], ours) == expected


def test_same_functions(theirs: Worker, ours: Worker) -> None:
    """The control loads without an error, and both apps hold the same functions."""
    success = rpc.StatusResult.Status.Success
    assert ours.initialised.status == success, ours.initialised.exception.message
    assert theirs.load_errors == ours.load_errors == {}
    assert theirs.functions == ours.functions == {call.function for call in CALLS.values()}


def test_same_metadata(start: StartWorker, theirs: Worker, our_app: Path) -> None:
    """The v2 worker tells the host the same of both apps: bindings, retry policies, scripts, entries."""
    expected = described(theirs.metadata())
    actual = described(start("v2", our_app).metadata())
    assert actual == expected


def described(response: schema.FunctionMetadataResponse) -> dict[str, Any]:
    """The worker's metadata without what differs by nature: ids of processes, order of bindings, case of enums."""
    assert not response.use_default_metadata_indexing
    return {
        metadata.name: {
            "script": metadata.script_file,
            "entry": metadata.entry_point,
            "id": metadata.function_id,
            "language": metadata.language,
            "properties": dict(metadata.properties),
            "retry": metadata.retry_options.SerializeToString(),
            "bindings": {name: info.SerializeToString() for name, info in metadata.bindings.items()},
            "raw": sorted((_lower(json.loads(raw)) for raw in metadata.raw_bindings), key=lambda item: item["name"]),
        }
        for metadata in response.function_metadata_results
    }


_ENUMS = ("direction", "authLevel", "cardinality", "accessRights", "methods", "dataType")


def _lower(binding: dict[str, Any]) -> dict[str, Any]:
    """A raw binding with enum values in lower case, which hosts read without regard to case."""
    return {name: json.loads(json.dumps(value).lower()) if name in _ENUMS else value for name, value in binding.items()}


def test_retry_policies_reach_the_host(theirs: Worker) -> None:
    """The comparison above compares retry policies that are there."""
    options = {metadata.name: metadata.retry_options for metadata in theirs.metadata().function_metadata_results}
    fixed = rpc.RpcRetryOptions.RetryStrategy.fixed_delay
    assert (options["retried"].retry_strategy, options["retried"].delay_interval.seconds) == (fixed, 10)
    assert options["backed_off"].maximum_interval.seconds == 60


def test_handwritten_folders(start: StartWorker) -> None:
    """The v1 worker runs hand-written folders, with entry points of other names: the control of the built ones."""
    worker = start("v1", APPS / "handwritten")
    assert worker.metadata().use_default_metadata_indexing
    assert worker.load_errors == {}
    greeted = worker.invoke("Greet", {"req": http(query={"name": "ada"})})
    assert (greeted.ok, greeted.outputs) == (True, {"said": Value("string", "hello")})
    copied = worker.invoke("Copy", {"msg": text("ab")}, metadata=host.QUEUE_METADATA)
    assert copied.value == Value("string", "abab")
