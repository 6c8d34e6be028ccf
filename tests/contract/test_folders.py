"""An app of function.json folders, built, in Microsoft's v1 worker: for azure.functions and for azfunc alike."""

import json
from pathlib import Path

import pytest

from azfunc.metadata.folder_app import FolderApp
from azfunc.metadata.folder_build import build_folders

from .conftest import APPS, StartWorker
from .values import HttpAnswer, Value, http, text
from .worker import Worker

pytestmark = [pytest.mark.microsoft, pytest.mark.timeout(600)]


@pytest.fixture(scope="module")
def worker(start: StartWorker, tmp_path_factory: pytest.TempPathFactory) -> Worker:
    """The built app in the v1 worker."""
    out: Path = tmp_path_factory.mktemp("built") / "out"
    build_folders(FolderApp(APPS / "folders"), out=out)
    return start("v1", out)


def test_functions_load(worker: Worker) -> None:
    """Each function loads but the one that cannot be imported, whose load error tells the user's line."""
    assert worker.functions == {"Greet", "Order", "Tally", "Broken"}
    assert set(worker.load_errors) == {"Broken"}
    error = worker.load_errors["Broken"]
    assert "no_such_package_anywhere" in error.message + error.stack_trace


def test_written_for_azure_functions(worker: Worker) -> None:
    """A handler for azure.functions runs as it is."""
    result = worker.invoke("Greet", {"req": http(query={"name": "Ada"})})
    assert result.ok, result.stack
    assert isinstance(result.value.value, HttpAnswer)
    assert result.value.value.body == Value("bytes", b"hello Ada")


def test_written_for_azfunc(worker: Worker) -> None:
    """Handlers for azfunc get and give models, one async, one with a context, through shared code."""
    order = {"id": "o1", "dishes": ["soup", "pie"]}
    taken = worker.invoke("Order", {"req": http("POST", body=json.dumps(order).encode())})
    assert taken.ok, taken.stack
    assert isinstance(taken.value.value, HttpAnswer)
    assert taken.value.value.status == 202
    sent = str(taken.outputs["kitchen"].value)
    assert json.loads(sent) == order
    tallied = worker.invoke("Tally", {"order": text(sent)})
    assert (tallied.ok, tallied.value) == (True, Value("string", "Tally: 2")), tallied.stack
