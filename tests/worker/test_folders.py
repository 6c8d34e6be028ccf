"""Apps of function.json folders, found by the host and loaded by what it says of them."""

import json
import shutil
import subprocess
import sys
import uuid
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.contract.values import NOTHING, Value, rpc, text
from tests.contract.worker import read_function_json

from .host import Host, Worker

SUCCESS = rpc.StatusResult.Status.Success
FAILURE = rpc.StatusResult.Status.Failure

QUEUE = {"type": "queueTrigger", "direction": "in", "name": "msg", "queueName": "orders", "connection": "C"}
RETURN = {"type": "queue", "direction": "out", "name": "$return", "queueName": "copies", "connection": "C"}


Begin = Callable[[Path], Worker]


@pytest.fixture
def begin(host: Host, request: pytest.FixtureRequest) -> Begin:
    """Starts a worker on an app of folders and loads what the host finds there."""

    def start(app: Path) -> Worker:
        worker = host.start(app)
        request.addfinalizer(worker.close)
        assert worker.init().result.status == SUCCESS
        response = worker.metadata()
        assert (response.result.status, response.use_default_metadata_indexing) == (SUCCESS, True)
        worker.load_folders()
        return worker

    return start


def write_function(app: Path, name: str, source: str, script: str = "__init__.py", **document: object) -> Path:
    """Writes a function's folder."""
    folder = app / name
    folder.mkdir(parents=True, exist_ok=True)
    (folder / script).write_text(source, "utf-8")
    whole = {"bindings": [QUEUE, RETURN], **document}
    (folder / "function.json").write_text(json.dumps(whole), "utf-8")
    return folder


SHARED = """
from ..shared.menu import price
from __app__.shared import menu
import __app__.shared.menu
import azure.functions as func

def main(msg: func.QueueMessage) -> str:
    assert menu.price is price is __app__.shared.menu.price
    return f"{msg.get_body().decode()} {price()}"
"""


def test_functions_of_folders(begin: Begin, tmp_path: Path) -> None:
    """``__init__.py``, another script and entry point, async handlers, and shared code by both kinds of import."""
    (tmp_path / "shared").mkdir()
    (tmp_path / "shared" / "__init__.py").write_text("")
    (tmp_path / "shared" / "menu.py").write_text("loaded = []\nloaded.append(1)\ndef price(): return len(loaded)\n")
    write_function(tmp_path, "Shared", SHARED)
    source = "from . import helper\nasync def serve(msg: str) -> str: return helper.upper(msg)\n"
    folder = write_function(tmp_path, "Other", source, "handler.py", scriptFile="handler.py", entryPoint="serve")
    (folder / "helper.py").write_text("def upper(text): return text.upper()\n")
    write_function(tmp_path, "Above", "", scriptFile="../shared/cook.py", entryPoint="cook")
    source = "from .menu import price\ndef cook(msg: str): return f'{msg}{price()}'\n"
    (tmp_path / "shared" / "cook.py").write_text(source)
    worker = begin(tmp_path)
    assert not worker.load_errors
    given = {name: worker.invoke(name, msg=text("soup")).value for name in ("Shared", "Other", "Above")}
    expected = {"Shared": "soup 1", "Other": "SOUP", "Above": "soup1"}
    assert given == {name: Value("string", value) for name, value in expected.items()}


def test_a_bad_function(begin: Begin, tmp_path: Path) -> None:
    """What cannot be loaded is one function alone: logged with file and line, and answering with the reason."""
    write_function(tmp_path, "Good", "def main(msg): return msg")
    write_function(tmp_path, "Broken", "import os\nraise LookupError('no menu')\n")
    write_function(tmp_path, "Missing", "def other(msg): ...", entryPoint="serve")
    write_function(tmp_path, "Wrong", "def main(msg, more): ...")
    worker = begin(tmp_path)
    assert worker.invoke("Good", msg=text("soup")).ok
    expected = {
        "Broken": (f"{tmp_path / 'Broken' / '__init__.py'}:2", "LookupError: no menu"),
        "Missing": (f"{tmp_path / 'Missing' / '__init__.py'}:1", "serve"),
        "Wrong": (f"{tmp_path / 'Wrong'}", "more"),
    }
    assert set(worker.load_errors) == set(expected)
    for name, parts in expected.items():
        answer = worker.invoke(name, msg=text("soup"))
        logged = worker.wait_for_log(f"Function '{name}' cannot run")
        assert (answer.status, logged.level) == (FAILURE, rpc.RpcLog.Level.Error)
        for part in parts:
            assert part in answer.error
            assert part in logged.message


def test_binding_info_alone(begin: Begin, tmp_path: Path) -> None:
    """Where function.json is not at hand, what the host says of the bindings is enough."""
    folder = write_function(tmp_path, "Copy", "def main(msg: bytes) -> bytes: return msg + b'!'")
    worker = begin(tmp_path)
    metadata = read_function_json(folder / "function.json")
    (folder / "function.json").unlink()
    metadata.name = "CopyAgain"
    assert worker.load(metadata).status == SUCCESS
    answer = worker.invoke("CopyAgain", msg=text("soup"))
    assert answer.value == Value("bytes", b"soup!"), answer.stack


def test_the_host_may_load_again(begin: Begin, tmp_path: Path) -> None:
    """A function is loaded under every id that the host gives it."""
    folder = write_function(tmp_path, "Copy", "def main(msg): return msg")
    worker = begin(tmp_path)
    first = worker.ids["Copy"]
    again = read_function_json(folder / "function.json")
    again.function_id = str(uuid.uuid4())
    worker.load(again)
    assert worker.ids["Copy"] != first
    assert worker.invoke("Copy", msg=text("soup")).ok
    worker.ids["Copy"] = first
    assert worker.invoke("Copy", msg=text("soup")).ok


BUILT = """
from azfunc import FunctionApp, Out

app = FunctionApp()

@app.add_middleware
def loud(call):
    result = yield
    print("after", result)

@app.queue_trigger(queue_name="orders", connection="C")
@app.queue_output(arg_name="out", queue_name="copies", connection="C")
def copy(msg: dict[str, str], out: Out[dict[str, str]]) -> None:
    import traceback
    frames = {frame.name for frame in traceback.extract_stack()}
    out.set({**msg, "entered": str(any("entry" in name for name in frames))})

@app.queue_trigger(queue_name="orders", connection="C")
async def nothing(msg: str) -> None: ...
"""


def test_a_built_app(begin: Begin, tmp_path: Path) -> None:
    """What ``azfunc build`` wrote for Microsoft's v1 worker runs here as the functions themselves, without entries."""
    source, built = tmp_path / "source", tmp_path / "built"
    source.mkdir()
    (source / "function_app.py").write_text(BUILT)
    (source / "host.json").write_text('{"version": "2.0"}')
    command = [sys.executable, "-m", "azfunc", "build", str(source), "--out", str(built)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    shutil.rmtree(source)
    worker = begin(built)
    answer = worker.invoke("copy", msg=text('{"dish": "soup"}'))
    assert answer.ok, answer.stack
    assert answer.outputs["out"] == Value("json", {"dish": "soup", "entered": "False"})
    assert worker.invoke("nothing", msg=text("x")).value == NOTHING
    assert "after None" in worker.output()
