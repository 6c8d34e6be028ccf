"""Worker extensions around functions in a worker: their order, their settings, and what they raise."""

from pathlib import Path

import pytest

from azfunc.worker import schema
from tests.contract.values import rpc, text
from tests.environments import find_python_313, found_or_skipped, python_with

from .conftest import MakeApp, StartWorker
from .host import AZFUNC, Worker
from .test_protobuf_versions import VERSIONS

APP = """
import logging
import azure.functions as func
from azure.functions import AppExtensionBase, FuncExtensionBase

seen = []
app = func.FunctionApp()

class OfApp(AppExtensionBase):
    @classmethod
    def init(cls):
        seen.append("init")

    @classmethod
    def configure(cls, *args, **kwargs):
        seen.append(f"configure {kwargs}")

    @classmethod
    def post_function_load_app_level(cls, function_name, function_directory, *args, **kwargs):
        seen.append(f"app load {function_name}")

    @classmethod
    def pre_invocation_app_level(cls, logger, context, func_args={}, *args, **kwargs):
        logger.info("app pre %s", context.function_name)
        raise LookupError("app pre")

    @classmethod
    def post_invocation_app_level(cls, logger, context, func_args={}, func_ret=None, *args, **kwargs):
        logger.info("app post %s", func_ret)

class OfFile(FuncExtensionBase):
    def post_function_load(self, function_name, function_directory, *args, **kwargs):
        seen.append(f"file load {function_name}")

    def pre_invocation(self, logger, context, func_args={}, *args, **kwargs):
        logger.info("file pre %s", sorted(func_args))

    def post_invocation(self, logger, context, func_args={}, func_ret=None, *args, **kwargs):
        logger.info("file post %s", func_ret)
        raise LookupError("file post")

OfApp.configure(loud=True)
OfFile(__file__)

@app.queue_trigger(arg_name="msg", queue_name="orders", connection="C")
@app.queue_output(arg_name="$return", queue_name="answers", connection="C")
def plain(msg: str) -> str:
    logging.info("handler %s", msg)
    if msg == "fail":
        raise ValueError(msg)
    return "; ".join(seen)

@app.queue_trigger(arg_name="msg", queue_name="orders", connection="C")
@app.queue_output(arg_name="$return", queue_name="answers", connection="C")
async def waiting(msg: str) -> str:
    logging.info("handler %s", msg)
    if msg == "fail":
        raise ValueError(msg)
    return "; ".join(seen)
"""

LOADED = "init; configure {'loud': True}; file load plain; app load plain; file load waiting; app load waiting"


@pytest.fixture(params=["this Python", "3.13"])
def command(request: pytest.FixtureRequest) -> tuple[str, ...]:
    """The worker on the interpreter of the tests, and on 3.13, whose official worker has no extensions."""
    if request.param == "this Python":
        return AZFUNC
    return (str(python_with("worker-3.13", VERSIONS[-1], found_or_skipped(find_python_313))), *AZFUNC[1:])


def logs_of(worker: Worker, invocation: str) -> list[schema.RpcLog]:
    """What was logged for an invocation."""
    return [log for log in worker.logs() if log.invocation_id == invocation]


@pytest.mark.parametrize("function", ["plain", "waiting"])
def test_order(function: str, command: tuple[str, ...], start: StartWorker, make_app: MakeApp) -> None:
    """App, file, handler, file, app, each with its logger and in its invocation; what hooks raise is logged alone."""
    worker = start(make_app(APP), command=command)
    [invocation] = worker.start(worker.invocation(function, msg=text("soup")))
    answer = worker.answer(invocation)
    assert answer.value.value == LOADED, answer.stack
    found = [(log.category.rpartition(".")[2], log.message.splitlines()[0]) for log in logs_of(worker, invocation)]
    assert found == [
        ("OfApp", f"app pre {function}"),
        ("OfApp", f"A hook before the invocation of function '{function}' failed."),
        ("OfFile", "file pre ['msg']"),
        ("root", "handler soup"),
        ("OfFile", f"file post {LOADED}"),
        ("OfFile", f"A hook after the invocation of function '{function}' failed."),
        ("OfApp", f"app post {LOADED}"),
    ]
    errors = [log for log in logs_of(worker, invocation) if log.level == rpc.RpcLog.Level.Error]
    assert [log.exception.message for log in errors] == ["LookupError: app pre", "LookupError: file post"]


@pytest.mark.parametrize("function", ["plain", "waiting"])
def test_after_a_failure(function: str, start: StartWorker, make_app: MakeApp) -> None:
    """After a handler that raised no hooks run, and its exception is the answer."""
    worker = start(make_app(APP))
    [invocation] = worker.start(worker.invocation(function, msg=text("fail")))
    assert worker.answer(invocation).error == "ValueError: fail"
    assert not [log for log in logs_of(worker, invocation) if "post" in log.message]


@pytest.mark.parametrize(("setting", "is_on"), [("1", True), ("0", False), ("false", False)])
def test_setting(setting: str, is_on: bool, start: StartWorker, make_app: MakeApp) -> None:
    """Extensions take part unless the setting says no."""
    worker = start(make_app(APP), environment={"PYTHON_ENABLE_WORKER_EXTENSIONS": setting})
    [invocation] = worker.start(worker.invocation("plain", msg=text("soup")))
    assert worker.answer(invocation).ok
    assert any("file pre" in log.message for log in logs_of(worker, invocation)) is is_on


def test_of_a_folder(host_of_folders: "Path", start: StartWorker) -> None:
    """An extension made in a function's folder looks at that function alone."""
    worker = start(host_of_folders, environment={"AzureWebJobsScriptRoot": str(host_of_folders)})
    for name in ("Orders", "Other"):
        folder = host_of_folders / name
        info = rpc.BindingInfo(type="queueTrigger", direction=0)
        metadata = rpc.RpcFunctionMetadata(name=name, directory=str(folder), bindings={"msg": info})
        assert worker.load(metadata).status == rpc.StatusResult.Status.Success
    for name, expected in (("Orders", ["file pre Orders"]), ("Other", [])):
        [invocation] = worker.start(worker.invocation(name, msg=text("soup")))
        assert worker.answer(invocation).ok
        assert [log.message for log in logs_of(worker, invocation)] == expected


@pytest.fixture
def host_of_folders(tmp_path: Path) -> Path:
    """An app of two folders, of which one has an extension."""
    source = """
from azure.functions import FuncExtensionBase

class OfFile(FuncExtensionBase):
    def pre_invocation(self, logger, context, func_args={}, *args, **kwargs):
        logger.info("file pre %s", context.function_name)

OfFile(__file__)

def main(msg): ...
"""
    for name, text_of in (("Orders", source), ("Other", "def main(msg): ...")):
        (tmp_path / name).mkdir()
        (tmp_path / name / "__init__.py").write_text(text_of)
        (tmp_path / name / "function.json").write_text(
            '{"bindings": [{"type": "queueTrigger", "name": "msg", "direction": "in",'
            ' "queueName": "orders", "connection": "C"}]}'
        )
    return tmp_path
