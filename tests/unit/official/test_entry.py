"""Entries: what Microsoft's workers see of a function, and what is left of one whose app is broken.

What runs through an entry is shown in tests/contract, by Microsoft's own workers.
"""

import inspect
import json
import sys
import traceback
import typing
from pathlib import Path

import pytest

from azfunc import Context, FunctionApp, HttpRequest, Out, QueueMessage
from azfunc.errors import AppImportError, InvocationError
from azfunc.official.legacy import legacy_entry

QUEUE = {"queue_name": "kitchen-queue", "connection": "Storage"}


@pytest.fixture(autouse=True)
def _clean(monkeypatch: pytest.MonkeyPatch) -> None:
    """What loading an app adds to the interpreter goes with the test."""
    monkeypatch.setattr(sys, "path", list(sys.path))
    monkeypatch.delitem(sys.modules, "function_app", raising=False)


def entries(app: FunctionApp) -> dict[str, typing.Any]:
    """The entries of an app by function name."""
    return {function.get_function_name(): function.get_user_function() for function in app.get_functions()}


def test_an_entry_has_the_parameters_and_nothing_else() -> None:
    """Bound parameters by name, ``context`` where the handler takes one, no annotations; async stays async."""
    app = FunctionApp()

    @app.queue_trigger(arg_name="msg", **QUEUE)
    @app.queue_output(arg_name="result", **QUEUE)
    async def cook(msg: "QueueMessage", ctx: Context, result: Out[str], spice: int = 3) -> None: ...

    @app.function_name("take-order")
    @app.route("orders")
    def take(req: HttpRequest) -> str:
        return ""

    found = entries(app)
    assert list(inspect.signature(found["cook"]).parameters) == ["msg", "result", "context"]
    assert typing.get_type_hints(found["cook"]) == {}
    assert inspect.iscoroutinefunction(found["cook"])
    assert not inspect.iscoroutinefunction(found["take-order"])


def test_an_entry_stands_in_the_users_file() -> None:
    """The worker takes the function's directory from it, and tracebacks show the handler's definition."""
    app = FunctionApp()

    @app.queue_trigger(**QUEUE)
    def cook(msg: QueueMessage) -> None: ...

    entry = entries(app)["cook"]
    assert inspect.getfile(entry) == __file__
    assert entry.__code__.co_firstlineno == app.functions["cook"].where.line
    lines = {line for _, _, line in entry.__code__.co_lines()}
    assert lines - {None} == {app.functions["cook"].where.line}


def built(folder: Path, source: str, name: str = "cook") -> Path:
    """A built folder with one queue function, and the script that holds the app; returns the function's module."""
    (folder / name).mkdir()
    (folder / "_azfunc_function_app.py").write_text(source)
    bindings = [{"type": "queueTrigger", "direction": "in", "name": "msg"}]
    (folder / name / "function.json").write_text(json.dumps({"bindings": bindings}))
    return folder / name / "__init__.py"


def load(module: Path) -> typing.Any:
    """The entry that a built module makes."""
    return legacy_entry(str(module), script="_azfunc_function_app.py", module="function_app", app="app")


def test_a_function_of_a_broken_app_tells_the_traceback(tmp_path: Path) -> None:
    """It has its parameters, and every call raises the import's error anew, without the frames of calls before."""
    entry = load(built(tmp_path, "import does_not_exist\n"))
    assert list(inspect.signature(entry).parameters) == ["msg"]
    depths: list[int] = []
    for _ in range(3):
        with pytest.raises(AppImportError, match="does_not_exist") as caught:
            entry(msg=None)
        assert "import does_not_exist" in str(caught.value)
        depths.append(len(traceback.extract_tb(caught.value.__traceback__)))
    assert depths == [depths[0]] * 3


def test_a_function_that_is_declared_wrongly_tells_its_faults(tmp_path: Path) -> None:
    """The fault is in the error of the call, with file and line."""
    source = (
        "import azfunc as func\napp = func.FunctionApp()\n"
        "@app.queue_trigger(arg_name='msg', queue_name='Bad_Name', connection='C')\ndef cook(msg): ...\n"
    )
    with pytest.raises(InvocationError, match=r"_azfunc_function_app\.py:3: function 'cook': queue_name is no valid"):
        load(built(tmp_path, source))(msg=None)


def test_a_folder_of_other_source_says_so(tmp_path: Path) -> None:
    """A function that the app does not have any more is named, with what to do."""
    with pytest.raises(InvocationError, match=r"Function 'cook' is not in the app.*run azfunc build again"):
        load(built(tmp_path, "import azfunc\napp = azfunc.FunctionApp()\n"))(msg=None)
