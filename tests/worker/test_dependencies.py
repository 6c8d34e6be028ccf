"""Packages of the app and of the worker, apart in one process."""

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

import pydantic
import pytest

import azfunc
from tests.contract.values import HttpAnswer, Value, http, text
from tests.environments import ROOT, packages_of

from .conftest import MakeApp, StartWorker
from .host import AZFUNC, Worker
from .test_protobuf_versions import OLD_GRPCIO, copies, serve

PACKAGES = Path(".python_packages", "lib", "site-packages")
GENERATED = Path(__file__).parent / "apps" / "generated"
EVERYTHING = Path(__file__).parent / "apps" / "everything"

OWN = ("click", "google.protobuf", "grpc", "pydantic", "pydantic_core", "typing_extensions")
"""What the worker, azfunc and its command line are made with."""

VERY_OLD_GRPCIO = {11: "1.51.3", 12: "1.59.3", 13: "1.66.2", 14: "1.76.0"}[sys.version_info.minor]

TELL = """
import importlib, json, sys
from azfunc import FunctionApp

app = FunctionApp()

@app.queue_trigger(queue_name="names", connection="C")
@app.queue_output(arg_name="$return", queue_name="files", connection="C")
def where(msg: str) -> str:
    module = importlib.import_module(msg)
    return json.dumps([getattr(module, "__version__", None), module.__file__])
"""


def bring(app: Path, *packages: str) -> Path:
    """Installs packages beside an app, as a deployment does."""
    place = app / PACKAGES
    for package in packages:
        shutil.copytree(packages_of("deployed", [package]), place, dirs_exist_ok=True)
    return place


def break_package(app: Path, name: str) -> None:
    """Puts a package beside an app that cannot be imported."""
    place = (app / PACKAGES).joinpath(*name.split("."))
    place.mkdir(parents=True)
    (place / "__init__.py").write_text(f"raise LookupError('the broken {name} of the app')\n")


def where(worker: Worker, module: str) -> tuple[str | None, Path]:
    """The version and file of what the app imports by a name."""
    answer = worker.invoke("where", msg=text(module))
    assert answer.ok, answer.stack
    version, file = json.loads(str(answer.value.value))
    return version, Path(file)


@pytest.mark.parametrize("name", OWN)
def test_broken_package(name: str, start: StartWorker, make_app: MakeApp) -> None:
    """A broken copy of whatever the worker has is the app's own trouble, at the place where the app imports it."""
    app = make_app(TELL)
    break_package(app, name)
    worker = start(app)
    answer = worker.invoke("where", msg=text(name))
    assert answer.error == f"LookupError: the broken {name} of the app"
    assert where(worker, "json")[1].name == "__init__.py"


def test_all_broken(start: StartWorker, tmp_path: Path) -> None:
    """With everything broken at once, an app that imports nothing of it does all that it does elsewhere."""
    app = shutil.copytree(EVERYTHING, tmp_path / "app")
    for name in OWN:
        break_package(app, name)
    worker = start(app)
    for function in ("hello", "hello_async"):
        answer = worker.invoke(function, req=http(query={"name": "Ada"}))
        assert answer.value == Value("string", "Hello, Ada!")


@pytest.mark.parametrize(
    ("package", "module"),
    [
        ("click==7.1.2", "click"),
        ("protobuf==3.20.3", "google.protobuf"),
        (f"grpcio=={VERY_OLD_GRPCIO}", "grpc"),
        ("pydantic==1.10.26", "pydantic"),
        ("typing-extensions==4.0.1", "typing_extensions"),
    ],
)
def test_old_package(package: str, module: str, start: StartWorker, make_app: MakeApp) -> None:
    """An app gets the old copy that it brings."""
    app = make_app(TELL)
    bring(app, package, *(["typing-extensions==4.12.2"] if module == "pydantic" else []))
    version, file = where(start(app), module)
    assert file.is_relative_to(app / PACKAGES)
    assert version in (None, package.partition("==")[2])


@pytest.mark.parametrize(
    "packages",
    [
        ("protobuf==3.20.3", f"grpcio=={VERY_OLD_GRPCIO}"),
        ("protobuf==5.29.5", f"grpcio=={OLD_GRPCIO}"),
        ("protobuf==4.25.8",),
    ],
    ids=" ".join,
)
def test_two_copies_work(packages: tuple[str, ...], start: StartWorker, tmp_path: Path) -> None:
    """Two copies of protobuf and gRPC do their work side by side, the app's while the worker's hold its stream."""
    app = shutil.copytree(GENERATED, tmp_path / "app")
    bring(app, *packages)
    worker = start(app)
    for _ in range(3):
        serve(worker)
    found = copies(worker)
    for package in packages:
        name, _, version = package.partition("==")
        assert found[name] == version
        assert Path(found[f"{name} file"]).is_relative_to(app)


MODELS = """
from dataclasses import dataclass

import pydantic
import typing_extensions
from azfunc import FunctionApp, HttpRequest

@dataclass
class Order:
    dish: str
    count: int

app = FunctionApp()

@app.queue_trigger(queue_name="orders", connection="C")
@app.queue_output(arg_name="$return", queue_name="files", connection="C")
def serve(order: Order) -> str:
    return f"{order.count} {order.dish} {pydantic.VERSION} {typing_extensions.__file__}"

@app.post("orders/{table}")
def book(table: int, order: Order) -> str:
    return f"{table} {order}"
"""


@pytest.mark.parametrize(
    "packages",
    [("typing-extensions==4.0.1",), ("pydantic==1.10.26", "typing-extensions==4.12.2")],
    ids=" ".join,
)
def test_pydantic_of_the_worker(packages: tuple[str, ...], start: StartWorker, make_app: MakeApp) -> None:
    """An app with a pydantic that is too old, or with an old part of it, has azfunc's models with the worker's."""
    app = make_app(MODELS)
    bring(app, *packages)
    worker = start(app)
    version = dict(package.split("==") for package in packages).get("pydantic", pydantic.VERSION)
    answer = worker.invoke("serve", order=text('{"dish": "soup", "count": "2"}'))
    assert answer.value == Value("string", f"2 soup {version} {app / PACKAGES / 'typing_extensions.py'}"), answer.stack
    request = http("POST", params={"table": "4"}, headers={"Content-Type": "application/json"}, body=b'{"dish": 4}')
    answered = worker.invoke("book", req=request).value.value
    assert isinstance(answered, HttpAnswer)
    assert answered.status == 422


PYDANTIC = (
    "pydantic==2.12.5",
    "pydantic-core==2.41.5",
    "annotated-types==0.7.0",
    "typing-extensions==4.15.0",
    "typing-inspection==0.4.2",
)


def test_pydantic_of_the_app(start: StartWorker, make_app: MakeApp) -> None:
    """An app's own pydantic is the one that reads its models, if azfunc can work with it."""
    app = make_app(MODELS.replace("@dataclass", "").replace("class Order:", "class Order(pydantic.BaseModel):"))
    bring(app, *PYDANTIC)
    answer = start(app).invoke("serve", order=text('{"dish": "soup", "count": "2"}'))
    assert answer.value == Value("string", f"2 soup 2.12.5 {app / PACKAGES / 'typing_extensions.py'}"), answer.stack


def test_isolation_can_be_switched_off(start: StartWorker, make_app: MakeApp) -> None:
    """With the setting off, what the worker has comes before what the app brings."""
    app = make_app(TELL)
    break_package(app, "grpc")
    (app / PACKAGES / "menu.py").write_text("")
    worker = start(app, environment={"PYTHON_ISOLATE_WORKER_DEPENDENCIES": "0"})
    assert not where(worker, "grpc")[1].is_relative_to(app)
    assert where(worker, "menu")[1] == app / PACKAGES / "menu.py"


@pytest.mark.parametrize("safe", [True, False], ids=["-P", "current folder first"])
def test_started_among_packages(safe: bool, start: StartWorker, make_app: MakeApp) -> None:
    """Neither the current folder nor PYTHONPATH, as Azure sets it, makes the app's copies the worker's."""
    app = make_app(TELL)
    for name in OWN:
        break_package(app, name)
    for name in ("grpc", "queue", "concurrent", "schema"):
        (app / f"{name}.py").write_text(f"raise LookupError('{name} of the app')\n")
    path = os.pathsep.join([str(app / PACKAGES), str(app), str(ROOT)])
    worker = start(
        app,
        command=[part for part in AZFUNC if safe or part != "-P"],
        environment={"PYTHONPATH": path, "AzureWebJobsScriptRoot": str(app)},
    )
    assert worker.invoke("where", msg=text("click")).error == "LookupError: the broken click of the app"
    assert where(worker, "json")[1].name == "__init__.py"


def test_another_azfunc(start: StartWorker, make_app: MakeApp) -> None:
    """An azfunc of another version beside the app is left alone, and both versions are told."""
    app = make_app(TELL)
    place = app / PACKAGES
    break_package(app, "azfunc")
    (place / "azfunc-0.0.7.dist-info").mkdir()
    (place / "azfunc-0.0.7.dist-info" / "METADATA").write_text("Metadata-Version: 2.1\nName: azfunc\nVersion: 0.0.7\n")
    worker = start(app)
    version, file = where(worker, "azfunc")
    assert (version, file) == (azfunc.__version__, Path(azfunc.__file__))
    told = worker.wait_for_log("The app brings azfunc").message
    assert "azfunc 0.0.7" in told
    assert azfunc.__version__ in told


def test_the_same_azfunc(start: StartWorker, make_app: MakeApp) -> None:
    """The same version twice is worth no warning."""
    app = make_app(TELL)
    break_package(app, "azfunc")
    info = app / PACKAGES / f"azfunc-{azfunc.__version__}.dist-info"
    info.mkdir()
    (info / "METADATA").write_text(f"Metadata-Version: 2.1\nName: azfunc\nVersion: {azfunc.__version__}\n")
    worker = start(app)
    where(worker, "azfunc")
    assert not [log for log in worker.logs() if "brings azfunc" in log.message]


TELL_IMPORTS = """
import atexit, json, os, sys

def tell(code=0, leave=os._exit):
    print(json.dumps({name: getattr(module, "__file__", None) for name, module in sys.modules.items()}), flush=True)
    leave(code)

os._exit = tell
atexit.register(tell)
"""


def imported(code: str) -> Mapping[str, str | None]:
    """The modules that a process has imported by its end, with their files."""
    run = subprocess.run(
        [sys.executable, "-P", "-c", TELL_IMPORTS + code],
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
        check=False,
    )
    found: Mapping[str, str | None] = json.loads(run.stdout.splitlines()[-1])
    return found


WORKER = "from azfunc.worker.process import main, WorkerProcess\nimport azfunc.worker.protocol as p, grpc; p.load()"


def test_what_the_worker_imports() -> None:
    """Of third parties the worker imports grpcio and protobuf, and what these import themselves; nothing else."""
    third = {
        name.partition(".")[0]
        for name, file in imported(WORKER).items()
        if file and "site-packages" in file and name.partition(".")[0] != "azfunc"
    }
    before = {name.partition(".")[0] for name in imported("")}
    assert third - before == {"google", "grpc", "typing_extensions"}


def test_the_command_leaves_click_alone() -> None:
    """``azfunc worker`` is the worker before click or anything else of the command line is imported."""
    code = "import sys; sys.argv = ['azfunc', 'worker']\nfrom azfunc.cli.main import main; main()"
    found = imported(code)
    assert "azfunc.worker.process" in found
    assert not {"click", "rich", "azfunc.cli.group", "pydantic"} & set(found)
