"""MCP in Microsoft's workers: the same lines with azfunc and with azure.functions give the same answers."""

import json
from pathlib import Path

import pytest

from azfunc.worker import schema

from .conftest import APPS, StartWorker
from .values import Value, data, text
from .worker import Worker, build_app

pytestmark = [pytest.mark.microsoft, pytest.mark.timeout(600)]

APP = APPS / "tools"


@pytest.fixture(scope="module")
def theirs(start: StartWorker, tmp_path_factory: pytest.TempPathFactory) -> Worker:
    """The app on azure.functions itself, in their v2 worker."""
    folder: Path = tmp_path_factory.mktemp("theirs")
    source = (APP / "function_app.py").read_text("utf-8")
    (folder / "function_app.py").write_text(source.replace("import azfunc as func", "import azure.functions as func"))
    (folder / "host.json").write_text((APP / "host.json").read_text("utf-8"))
    return start("v2", folder)


@pytest.fixture(scope="module", params=["v2", "v1"])
def ours(request: pytest.FixtureRequest, start: StartWorker, tmp_path_factory: pytest.TempPathFactory) -> Worker:
    """The app on azfunc, in each of the two workers."""
    if request.param == "v2":
        return start("v2", APP)
    return start("v1", build_app(APP, tmp_path_factory.mktemp("built") / "out"))


def call(**arguments: object) -> schema.TypedData:
    """A call as the MCP extension sends it."""
    return text(json.dumps({"name": "t", "arguments": arguments, "sessionid": "s", "transport": {}}))


CALLS: list[tuple[str, dict[str, schema.TypedData]]] = [
    ("save", {"context": call(title="a")}),
    ("save", {"context": call(title="a", count=5, tags=["x"])}),
    ("dish", {"context": call(name="soup")}),
    ("table", {"context": call(number=7)}),
    ("read", {"context": call(name="a.txt"), "file": data(b"abc")}),
    ("nothing", {"context": call()}),
    ("raw", {"call": call(a=1)}),
    ("menu", {"request": call()}),
    ("review", {"request": call(code="x = 1")}),
]


@pytest.mark.parametrize(
    ("function", "inputs"), CALLS, ids=[f"{name}-{place}" for place, (name, _) in enumerate(CALLS)]
)
def test_same_answer(theirs: Worker, ours: Worker, function: str, inputs: dict[str, schema.TypedData]) -> None:
    """Each kind of function answers a call with the very text that it answers with on azure.functions."""
    assert ours.load_errors == theirs.load_errors == {}
    expected, found = (worker.invoke(function, inputs) for worker in (theirs, ours))
    assert expected.ok, expected.stack
    assert found.ok, found.stack
    assert found.value == expected.value
    assert isinstance(found.value, Value)
    assert found.value.kind == "string"


def test_a_call_that_does_not_fit_names_the_argument(ours: Worker) -> None:
    """The error that the worker reports tells function and argument."""
    found = ours.invoke("save", {"context": call(count=5)})
    assert not found.ok
    assert "Function 'save': Argument 'title' is missing" in found.error
