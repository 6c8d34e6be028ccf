"""Decorated apps: what a host is told of them, whatever is wrong with them."""

from collections.abc import Callable
from pathlib import Path

import pytest

from azfunc.worker import schema
from tests.contract.values import http, rpc, text

from .conftest import MakeApp, StartWorker
from .host import Host, Worker

GOOD = """
from azfunc import FunctionApp

app = FunctionApp()

@app.queue_trigger(queue_name="orders", connection="C")
@app.queue_output(arg_name="$return", queue_name="copies", connection="C")
def copy(msg: str) -> str:
    return msg
"""

BAD = """
@app.queue_trigger(queue_name="orders", connection="C")
def lost(msg: str, other: int) -> None: ...
"""

SUCCESS = rpc.StatusResult.Status.Success
FAILURE = rpc.StatusResult.Status.Failure


Initialise = Callable[..., Worker]


@pytest.fixture
def initialised(host: Host, request: pytest.FixtureRequest) -> Initialise:
    """Starts workers that have been initialised, and not been asked for functions."""

    def start(app: Path, **environment: str) -> Worker:
        worker = host.start(app, environment=environment)
        request.addfinalizer(worker.close)
        assert worker.init().result.status == SUCCESS
        return worker

    return start


def test_another_script(start: StartWorker, make_app: MakeApp) -> None:
    """PYTHON_SCRIPT_FILE_NAME names the script, and the host is told that name."""
    app = make_app(GOOD, "my_app.py")
    worker = start(app, environment={"PYTHON_SCRIPT_FILE_NAME": "my_app.py"})
    assert worker.invoke("copy", msg=text("soup")).ok
    assert worker.metadata().function_metadata_results[0].script_file == "my_app.py"


def test_a_script_that_is_missing(initialised: Initialise, make_app: MakeApp) -> None:
    """Where the named script is not there, the host looks for folders; and the log says what is missing."""
    worker = initialised(make_app(GOOD), PYTHON_SCRIPT_FILE_NAME="elsewhere.py")
    assert worker.metadata().use_default_metadata_indexing
    assert "PYTHON_SCRIPT_FILE_NAME" in worker.wait_for_log("elsewhere.py").message


def test_one_bad_function(start: StartWorker, make_app: MakeApp) -> None:
    """A bad function takes none of the others away: it is logged with its line, listed, and answers with its fault."""
    app = make_app(GOOD + BAD)
    worker = start(app)
    assert worker.invoke("copy", msg=text("soup")).ok
    line = (GOOD + BAD).splitlines().index("def lost(msg: str, other: int) -> None: ...")  # that of the decorator
    logged = worker.wait_for_log("function 'lost'")
    assert logged.level == rpc.RpcLog.Level.Error
    assert f"{app / 'function_app.py'}:{line}: function 'lost'" in logged.message
    assert "other" in logged.message
    assert f"{app / 'function_app.py'}:{line}" in worker.load_errors["lost"].message
    answer = worker.invoke("lost", msg=text("soup"))
    assert answer.status == FAILURE
    assert f"{app / 'function_app.py'}:{line}: function 'lost'" in answer.error


BROKEN = """
import json

def read_menu():
    try:
        json.loads("{")
    except ValueError as error:
        raise LookupError("there is no menu") from error

read_menu()
"""


def assert_tells_import_error(exception: schema.RpcException, app: Path) -> None:
    """The whole of it: both exceptions of the chain with the user's frames, none of ours."""
    for part in ("LookupError: there is no menu", "JSONDecodeError", "direct cause", str(app / "function_app.py")):
        assert part in exception.message
    assert "in read_menu" in exception.message
    assert "azfunc/locator.py" not in exception.message + exception.stack_trace
    assert "importlib" not in exception.message + exception.stack_trace


def test_import_error(initialised: Initialise, make_app: MakeApp) -> None:
    """An app that cannot be imported is told in the answer and in the log, with the whole traceback."""
    app = make_app(BROKEN)
    worker = initialised(app)
    result = worker.metadata().result
    assert result.status == FAILURE
    assert_tells_import_error(result.exception, app)
    assert worker.wait_for_log("there is no menu").level == rpc.RpcLog.Level.Error


@pytest.mark.parametrize(
    ("source", "told"),
    [
        ("import sys; sys.exit(3)", "SystemExit: 3"),
        ("def broken(:", "SyntaxError"),
        ("import nowhere_to_be_found", "No module named 'nowhere_to_be_found'"),
        ("x = 1", "makes no FunctionApp"),
        ("from azfunc import FunctionApp\none = FunctionApp()\ntwo = FunctionApp()", "2 apps: 'one', 'two'"),
        ("raise RecursionError('deep')", "deep"),
    ],
)
def test_apps_that_cannot_be_had(source: str, told: str, initialised: Initialise, make_app: MakeApp) -> None:
    """Whatever keeps an app from being had is an answer, never silence, and the worker stays."""
    worker = initialised(make_app(source))
    for _ in range(2):
        result = worker.metadata().result
        assert result.status == FAILURE
        assert told in result.exception.message
    assert worker.process.poll() is None


FUNCTION_JSON = """
{"scriptFile": "../function_app.py", "entryPoint": "copy", "bindings": [
  {"type": "queueTrigger", "direction": "in", "name": "msg", "queueName": "orders", "connection": "C"}
]}
"""


def test_import_error_beside_folders(initialised: Initialise, make_app: MakeApp) -> None:
    """With the files of ``azfunc build --metadata-only`` functions stay listed, and each answers with the error."""
    app = make_app(BROKEN)
    for name in ("copy", "other"):
        (app / name).mkdir()
        (app / name / "function.json").write_text(FUNCTION_JSON)
    worker = initialised(app)
    response = worker.metadata()
    assert (response.result.status, response.use_default_metadata_indexing) == (SUCCESS, True)
    for name in ("copy", "other"):
        script = str(app / "function_app.py")
        metadata = rpc.RpcFunctionMetadata(name=name, directory=str(app / name), script_file=script)
        assert worker.load(metadata).status == FAILURE
        assert_tells_import_error(worker.load_errors[name], app)
        answer = worker.invoke(name, msg=text("soup"))
        assert_tells_import_error(answer.response.result.exception, app)


def test_second_worker(host: Host, initialised: Initialise, make_app: MakeApp) -> None:
    """A later worker of an app gets no metadata request: it indexes when it is asked to load a function."""
    app = make_app(GOOD + BAD)
    first = initialised(app)
    listed = first.metadata().function_metadata_results
    assert {metadata.name for metadata in listed} == {"copy", "lost"}
    assert all(metadata.properties["worker_indexed"] == "True" for metadata in listed)
    second = initialised(app)
    loaded = {metadata.name: second.load(metadata).status for metadata in listed}
    assert loaded == {"copy": SUCCESS, "lost": FAILURE}
    assert second.ids == {metadata.name: metadata.function_id for metadata in listed}
    assert second.invoke("copy", msg=text("soup")).value.value == "soup"


def test_a_function_that_is_not_there(initialised: Initialise, make_app: MakeApp) -> None:
    """Asked for what the app does not have, as after half a deployment, the worker says what it has."""
    worker = initialised(make_app(GOOD))
    assert worker.load(rpc.RpcFunctionMetadata(name="gone", properties={"worker_indexed": "True"})).status == FAILURE
    assert "its functions are: copy" in worker.load_errors["gone"].message
    assert "its functions are: copy" in worker.invoke("gone", req=http()).error


def test_no_functions(initialised: Initialise, make_app: MakeApp) -> None:
    """An app in which nothing is decorated is worth a warning."""
    worker = initialised(make_app("import azfunc\napp = azfunc.FunctionApp()"))
    response = worker.metadata()
    assert (response.result.status, len(response.function_metadata_results)) == (SUCCESS, 0)
    assert worker.wait_for_log("has no functions").level == rpc.RpcLog.Level.Warning
