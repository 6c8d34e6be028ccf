"""Clients and path tokens in Microsoft's v2 worker as the app stands, and in their v1 worker as it is built."""

import json
from typing import Any

import pytest

from azfunc.worker import schema

from . import host
from .conftest import APPS, StartWorker
from .values import NOTHING, rpc, text
from .worker import Result, Worker, build_app

pytestmark = [pytest.mark.microsoft, pytest.mark.timeout(600)]

APP = APPS / "clients"
EMULATOR = "http://127.0.0.1:10000/devstoreaccount1"


@pytest.fixture(scope="module", params=["v2", "v1"])
def worker(request: pytest.FixtureRequest, start: StartWorker, tmp_path_factory: pytest.TempPathFactory) -> Worker:
    """The app in each of the two workers."""
    environment = {"AzureWebJobsStorage": "UseDevelopmentStorage=true"}
    if request.param == "v2":
        return start("v2", APP, **environment)
    return start("v1", build_app(APP, tmp_path_factory.mktemp("built") / "out"), **environment)


def address(container: str, blob: str) -> schema.TypedData:
    """A blob's address as the host sends it."""
    content = {"Connection": "AzureWebJobsStorage", "ContainerName": container, "BlobName": blob}
    return rpc.TypedData(
        model_binding_data=rpc.ModelBindingData(
            version="1.0",
            source="AzureStorageBlobs",
            content_type="application/json",
            content=json.dumps(content).encode(),
        )
    )


def metadata(path: str) -> dict[str, schema.TypedData]:
    """What the host tells about a blob that triggers."""
    return {**host.BLOB_METADATA, "BlobTrigger": text(path)}


def seen(result: Result) -> Any:
    """What a function told through its output."""
    assert result.ok, result.stack
    told = result.outputs["seen"].value if result.value == NOTHING else result.value.value
    assert isinstance(told, str)
    return json.loads(told)


def test_all_functions_load(worker: Worker) -> None:
    """Each function of the app is known to the worker and loads."""
    assert worker.load_errors == {}
    assert worker.functions == {"Content", "Tokens", "Client", "Input"}


def test_content_and_tokens(worker: Worker) -> None:
    """Tokens of the path are parameters beside the content."""
    result = worker.invoke("Content", {"blob": text("soup")}, metadata=metadata("uploads/a.b.txt"))
    assert seen(result) == {"ext": "txt", "name": "a.b", "path": "uploads/a.b.txt", "text": "soup"}


def test_tokens_alone(worker: Worker) -> None:
    """A function that takes tokens alone has a binding for the blob all the same."""
    result = worker.invoke("Tokens", {"blob": text("soup")}, metadata=metadata("orders/7/x"))
    assert seen(result) == {"name": "x", "number": 7}


def test_client_of_a_trigger(worker: Worker) -> None:
    """The v2 worker hands an address over, the v1 worker the content; the handler gets the same client of both."""
    blob = address("uploads", "a.txt") if worker.model == "v2" else text("soup")
    result = worker.invoke("Client", {"blob": blob}, metadata=metadata("uploads/a.txt"))
    assert seen(result) == {"kind": "azure.storage.blob", "name": "a.txt", "url": f"{EMULATOR}/uploads/a.txt"}


def test_client_of_an_input(worker: Worker) -> None:
    """So it is for an input whose path is known before anything arrives."""
    blob = address("menus", "today.txt") if worker.model == "v2" else text("soup")
    result = worker.invoke("Input", {"timer": host.timer(), "menus": blob})
    assert seen(result) == {"late": False, "url": f"{EMULATOR}/menus"}


def test_the_host_is_asked_for_addresses(worker: Worker) -> None:
    """The bindings of clients say so in what the v2 worker tells the host, and those of content do not."""
    if worker.model == "v1":
        documents = [json.loads(path.read_text("utf-8")) for path in worker.app_dir.glob("*/function.json")]
        assert not any("properties" in binding for document in documents for binding in document["bindings"])
        return
    asked = {
        (function.name, binding["name"]): binding.get("properties", {}).get("SupportsDeferredBinding", False)
        for function in worker.metadata().function_metadata_results
        for binding in map(json.loads, function.raw_bindings)
    }
    assert {name for name, is_asked in asked.items() if is_asked} == {("Client", "blob"), ("Input", "menus")}
