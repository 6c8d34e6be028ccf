"""The hooks of extensions around invocations."""
# ruff: noqa: ARG003 - a hook takes all that it is given

import asyncio
import logging
import subprocess
import sys
from collections.abc import Iterator

import pytest

from azfunc import Context, FunctionApp
from azfunc import extension as extension_module
from azfunc.bindings.datum import Datum
from azfunc.extension import AppExtensionBase, Arguments, Extensions, FuncExtensionBase
from azfunc.runtime.executor import Executor
from azfunc.runtime.invocation import Invocation
from azfunc.testing import TestClient

seen: list[object] = []
app = FunctionApp()


@app.queue_trigger(queue_name="work", connection="C")
@app.queue_output(arg_name="$return", queue_name="copies", connection="C")
def plain(msg: str) -> str:
    """A sync handler."""
    seen.append(f"plain {msg}")
    if msg == "fail":
        raise LookupError(msg)
    return f"{msg}!"


@app.queue_trigger(queue_name="work", connection="C")
@app.queue_output(arg_name="$return", queue_name="copies", connection="C")
async def waiting(msg: str) -> str:
    """An async handler."""
    await asyncio.sleep(0)
    seen.append(f"waiting {msg}")
    if msg == "fail":
        raise LookupError(msg)
    return f"{msg}!"


@pytest.fixture(autouse=True)
def registered(monkeypatch: pytest.MonkeyPatch) -> Iterator[Extensions]:
    """No extensions but those of the test, and nothing seen."""
    monkeypatch.delenv("AzureWebJobsScriptRoot", raising=False)
    monkeypatch.setattr(extension_module, "registered", Extensions())
    seen.clear()
    yield extension_module.registered


def define_app_extension() -> None:
    """An extension of the app that tells what it sees."""

    class OfApp(AppExtensionBase):
        @classmethod
        def post_function_load_app_level(
            cls, function_name: str, function_directory: str, *args: object, **kwargs: object
        ) -> None:
            seen.append(f"app load {function_name}")

        @classmethod
        def pre_invocation_app_level(
            cls,
            logger: logging.Logger,
            context: Context,
            func_args: Arguments | None = None,
            *args: object,
            **kwargs: object,
        ) -> None:
            seen.append(f"app pre {context.function_name} {func_args}")

        @classmethod
        def post_invocation_app_level(
            cls,
            logger: logging.Logger,
            context: Context,
            func_args: Arguments | None = None,
            func_ret: object = None,
            *args: object,
            **kwargs: object,
        ) -> None:
            seen.append(f"app post {func_ret}")


class OfFile(FuncExtensionBase):
    """An extension of a file that tells what it sees."""

    def post_function_load(self, function_name: str, function_directory: str, *args: object, **kwargs: object) -> None:
        seen.append(f"file load {function_name}")

    def pre_invocation(
        self,
        logger: logging.Logger,
        context: Context,
        func_args: Arguments | None = None,
        *args: object,
        **kwargs: object,
    ) -> None:
        seen.append(f"file pre {logger.name}")

    def post_invocation(
        self,
        logger: logging.Logger,
        context: Context,
        func_args: Arguments | None = None,
        func_ret: object = None,
        *args: object,
        **kwargs: object,
    ) -> None:
        seen.append(f"file post {func_ret}")


def run(function: str, message: str) -> object:
    """What a function returns for a message; the loading of functions is not kept in what is seen."""
    executor = Executor(app.functions)
    seen[:] = [item for item in seen if "load" not in str(item)]
    try:
        outcome = asyncio.run(executor.invoke(Invocation(function=function, inputs={"msg": Datum("string", message)})))
        return outcome.return_value.value
    finally:
        executor.close()


def test_order_at_loading() -> None:
    """A function's own extensions learn of its loading before those of the app."""
    define_app_extension()
    OfFile(__file__)
    OfFile("/elsewhere/function_app.py")
    Executor(app.functions).close()
    assert seen == ["file load plain", "app load plain", "file load waiting", "app load waiting"]


@pytest.mark.parametrize("function", ["plain", "waiting"])
def test_order_around_an_invocation(function: str) -> None:
    """App, function, handler, function, app, for sync and async handlers; each hook gets what it is promised."""
    OfFile(__file__)
    define_app_extension()
    assert run(function, "soup") == "soup!"
    assert seen == [
        f"app pre {function} {{'msg': 'soup'}}",
        "file pre azure_functions_worker.extension.OfFile",
        f"{function} soup",
        "file post soup!",
        "app post soup!",
    ]


@pytest.mark.parametrize("function", ["plain", "waiting"])
def test_no_hooks_after_a_failure(function: str) -> None:
    """After a handler that raised no hooks run, and its exception is what the caller gets."""
    define_app_extension()
    OfFile(__file__)
    with pytest.raises(LookupError):
        run(function, "fail")
    assert not [item for item in seen if "post" in str(item)]


def test_hook_changes_arguments() -> None:
    """A hook before the handler may change its arguments."""

    class Upper(FuncExtensionBase):
        def pre_invocation(
            self,
            logger: logging.Logger,
            context: Context,
            func_args: Arguments | None = None,
            *args: object,
            **kwargs: object,
        ) -> None:
            assert func_args is not None
            func_args["msg"] = str(func_args["msg"]).upper()

    Upper(__file__)
    assert run("plain", "soup") == "SOUP!"


@pytest.mark.parametrize("function", ["plain", "waiting"])
def test_hooks_that_raise(function: str, caplog: pytest.LogCaptureFixture) -> None:
    """What hooks raise is logged below their extension's name; the others run, and so does the handler."""

    class Broken(FuncExtensionBase):
        def post_function_load(self, *args: object, **kwargs: object) -> None:
            raise LookupError("at loading")

        def pre_invocation(self, *args: object, **kwargs: object) -> None:
            raise LookupError("before")

        def post_invocation(self, *args: object, **kwargs: object) -> None:
            raise LookupError("after")

    Broken(__file__)
    OfFile(__file__)
    assert run(function, "soup") == "soup!"
    assert len(seen) == 3
    told = [(record.name.rpartition(".")[2], str(record.exc_info and record.exc_info[1])) for record in caplog.records]
    expected = [("Broken", "at loading")] * 2 + [("Broken", "before"), ("Broken", "after")]
    assert told == expected


def test_extensions_run_in_the_test_client() -> None:
    """The test client runs the hooks that production runs."""
    define_app_extension()
    with TestClient(app) as client:
        client.invoke("plain", "soup")
    assert seen[-1] == "app post soup!"


def test_no_extension_costs_nothing() -> None:
    """Without extensions an executor has no hooks to look up, and their module is not loaded."""
    executor = Executor(app.functions)
    assert executor._runners == {}
    executor.close()
    code = (
        "import sys; from azfunc import FunctionApp; from azfunc.runtime.executor import Executor;"
        "Executor(FunctionApp().functions).close(); print('azfunc.extension' in sys.modules)"
    )
    ran = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert ran.stdout.strip() == "False"
