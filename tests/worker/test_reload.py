"""A placeholder that becomes an app: a host has started the worker before it knew whose it would be."""

import json
import os
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from azfunc.worker import schema
from tests.contract.values import rpc, text
from tests.environments import ROOT

from .host import Host, Worker

SUCCESS = rpc.StatusResult.Status.Success

APP = """
import json, logging, os, sys, time
import menu
from azfunc import FunctionApp

app = FunctionApp()

@app.queue_trigger(queue_name="questions", connection="C")
@app.queue_output(arg_name="$return", queue_name="answers", connection="C")
def where(msg: str) -> str:
    logging.debug("a detail")
    return json.dumps({
        "cwd": os.getcwd(), "menu": menu.NAME, "settings": dict(os.environ), "path": sys.path,
        "zone": time.localtime(0).tm_hour, "packaged": __import__("packaged").NAME,
    })
"""


def write_app(folder: Path, name: str) -> Path:
    """An app with a module and a package of its own, that bear the same names in every app."""
    packages = folder / ".python_packages" / "lib" / "site-packages"
    packages.mkdir(parents=True)
    (packages / "packaged.py").write_text(f"NAME = {name!r}\n")
    (folder / "menu.py").write_text(f"NAME = {name!r}\n")
    (folder / "function_app.py").write_text(APP)
    return folder


@pytest.fixture
def worker(host: Host, tmp_path: Path, request: pytest.FixtureRequest) -> Worker:
    """A worker that waits for its app, in a folder that is not the app's."""
    empty = tmp_path / "placeholder"
    empty.mkdir()
    worker = host.start(empty, environment={"WEBSITE_PLACEHOLDER_MODE": "1", "TZ": "UTC", "OF_BEFORE": "1"})
    request.addfinalizer(worker.close)
    assert worker.init().result.status == SUCCESS
    return worker


def reload(worker: Worker, app: Path, **settings: str) -> schema.FunctionEnvironmentReloadResponse:
    """Gives the worker an app, as a host does."""
    request = rpc.FunctionEnvironmentReloadRequest(
        environment_variables={"PATH": os.environ["PATH"], "PYTHONPATH": str(ROOT), **settings},
        function_app_directory=str(app),
    )
    return worker.ask("function_environment_reload_response", function_environment_reload_request=request)


def ask(worker: Worker) -> Mapping[str, Any]:
    """What the app finds around it."""
    for function in worker.metadata().function_metadata_results:
        assert worker.load(function).status == SUCCESS
    answer = worker.invoke("where", msg=text(""))
    assert answer.ok, answer.stack
    found: Mapping[str, Any] = json.loads(str(answer.value.value))
    return found


def test_environment(worker: Worker, tmp_path: Path) -> None:
    """Variables are replaced and not added to, the folder and its packages are the app's, and clocks go its time."""
    app = write_app(tmp_path / "app", "soup")
    response = reload(worker, app, TZ="Etc/GMT-5", OF_AFTER="2")
    assert response.result.status == SUCCESS
    found = ask(worker)
    assert (found["cwd"], found["menu"], found["packaged"], found["zone"]) == (str(app), "soup", "soup", 5)
    settings = found["settings"]
    assert (settings["OF_AFTER"], "OF_BEFORE" in settings, "WEBSITE_PLACEHOLDER_MODE" in settings) == (
        "2",
        False,
        False,
    )
    assert not [path for path in found["path"] if "placeholder" in path]


def test_answer(worker: Worker, tmp_path: Path) -> None:
    """The answer says again what the worker is and can do, which depends on the app and its settings."""
    app = write_app(tmp_path / "app", "soup")
    memory = tmp_path / "memory"
    memory.mkdir()
    response = reload(
        worker,
        app,
        FUNCTIONS_WORKER_SHARED_MEMORY_DATA_TRANSFER_ENABLED="1",
        FUNCTIONS_UNIX_SHARED_MEMORY_DIRECTORIES=str(memory),
    )
    assert response.worker_metadata.runtime_name == "python"
    assert response.capabilities["WorkerStatus"] == "true"
    assert response.capabilities["SharedMemoryDataTransfer"] == "true"
    assert response.capabilities_update_strategy == 1


def test_debug_level(worker: Worker, tmp_path: Path) -> None:
    """The setting that lets debug records through is that of the app."""
    reload(worker, write_app(tmp_path / "app", "soup"), PYTHON_ENABLE_DEBUG_LOGGING="1")
    ask(worker)
    assert worker.wait_for_log("a detail").level == rpc.RpcLog.Level.Debug


def test_modules_of_another_app(worker: Worker, tmp_path: Path) -> None:
    """What was imported for one app is not found by the next."""
    for name in ("first", "second"):
        reload(worker, write_app(tmp_path / name, name))
        found = ask(worker)
        assert (found["menu"], found["packaged"]) == (name, name)
    assert not [path for path in found["path"] if "first" in path]


def test_thread_count(worker: Worker, tmp_path: Path) -> None:
    """Sync handlers run on as many threads as the app's settings say."""
    app = tmp_path / "app"
    app.mkdir()
    (app / "function_app.py").write_text(
        """
import threading, time
from azfunc import FunctionApp
app = FunctionApp()
running = []
most = []

@app.queue_trigger(queue_name="orders", connection="C")
@app.queue_output(arg_name="$return", queue_name="answers", connection="C")
def count(msg: str) -> str:
    running.append(1)
    most.append(len(running))
    time.sleep(0.2)
    running.pop()
    return str(max(most))
"""
    )
    reload(worker, app, PYTHON_THREADPOOL_THREAD_COUNT="2")
    for function in worker.metadata().function_metadata_results:
        worker.load(function)
    ids = worker.start(*(worker.invocation("count", msg=text("")) for _ in range(6)))
    assert max(int(str(worker.answer(one).value.value)) for one in ids) == 2


def test_a_folder_that_is_missing(worker: Worker, tmp_path: Path) -> None:
    """A folder that is not there is a failure that names it, and the worker stays."""
    response = reload(worker, tmp_path / "nowhere")
    assert response.result.status == rpc.StatusResult.Status.Failure
    assert "nowhere" in response.result.exception.message
    assert reload(worker, write_app(tmp_path / "app", "soup")).result.status == SUCCESS
    assert ask(worker)["menu"] == "soup"
