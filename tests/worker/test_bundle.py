"""The folder by which Microsoft's host starts the worker, read by the host's own rules, and what is started."""

import json
import os
import platform
import re
import shutil
import subprocess
import sys
import zipfile
from collections.abc import Mapping
from datetime import timedelta
from pathlib import Path
from typing import NamedTuple

import pytest

from azfunc.worker.bundle import FOLDER, write_bundle
from tests.contract.values import Value, http
from tests.environments import ROOT

from .conftest import StartWorker

EVERYTHING = Path(__file__).parent / "apps" / "everything"
AZFUNC = str(Path(sys.executable).with_name("azfunc"))


class WorkerDescription(NamedTuple):
    """What a host takes from worker.config.json."""

    language: str
    command: tuple[str, ...]
    indexing: str
    initialization: timedelta
    startup: timedelta


def expand(text: str, environment: Mapping[str, str]) -> str:
    """``%NAME%`` from the environment, nothing where it is not set; ``{os}`` and ``{architecture}``."""
    text = re.sub(r"%(.+?)%", lambda found: environment.get(found[1], ""), text)
    return text.replace("{os}", platform.system().upper()).replace("{architecture}", "X64")


def duration(text: str) -> timedelta:
    """A .NET TimeSpan, ``hh:mm:ss``."""
    hours, minutes, seconds = map(int, text.split(":"))
    return timedelta(hours=hours, minutes=minutes, seconds=seconds)


def read_as_host(folder: Path, environment: Mapping[str, str]) -> WorkerDescription:
    """Reads a worker's folder as the host does: WorkerConfigFactory and RpcWorkerDescription."""
    config = json.loads((folder / "worker.config.json").read_text("utf-8"))
    description, options = config["description"], config["processOptions"]
    assert all(extension.startswith(".") for extension in description["extensions"])
    assert isinstance(description["workerIndexing"], str)
    path = expand(description["defaultWorkerPath"], environment)
    executable = expand(description["defaultExecutablePath"], environment)
    script = path if Path(path).is_absolute() else str(folder / path)
    assert Path(script).is_file()
    arguments = [expand(argument, environment) for argument in description.get("arguments", ())]
    return WorkerDescription(
        description["language"],
        (executable, *arguments, script),
        description["workerIndexing"],
        duration(options["initializationTimeout"]),
        duration(options["processStartupTimeout"]),
    )


def test_what_the_host_reads() -> None:
    """It is for Python, indexes functions itself, and gets more than the usual 10 s: the app is imported meanwhile."""
    read = read_as_host(FOLDER, os.environ)
    assert (read.language, read.indexing) == ("python", "true")
    assert read.command == ("python", str(FOLDER / "worker.py"))
    assert read.initialization > timedelta(seconds=10)
    assert read.startup >= timedelta(seconds=60)


@pytest.mark.parametrize("is_written", [True, False], ids=["written", "installed"])
def test_started_by_the_host(is_written: bool, start: StartWorker, tmp_path: Path) -> None:
    """The command line that the host makes of the folder starts a worker that runs an app."""
    environment = {"PATH": f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"}
    folder = FOLDER
    if is_written:
        folder, environment = tmp_path / "worker folder", {"PATH": "/usr/bin:/bin"}
        subprocess.run([AZFUNC, "worker", "--bundle", str(folder)], check=True, capture_output=True)
    app = shutil.copytree(EVERYTHING, tmp_path / "app")
    (app / "worker.py").write_text("NAME = 'a module of the app'\n")
    with (app / "function_app.py").open("a") as file:
        file.write("\nimport worker\nassert worker.NAME\n")
    command = read_as_host(folder, environment).command
    worker = start(app, command=command, environment={**environment, "FUNCTIONS_WORKER_DIRECTORY": str(folder)})
    assert worker.invoke("hello", req=http(query={"name": "Ada"})).value == Value("string", "Hello, Ada!")


def test_the_command_is_the_worker(start: StartWorker) -> None:
    """``azfunc worker`` with the host's flags is the worker."""
    worker = start(EVERYTHING, command=(AZFUNC, "worker"))
    assert worker.invoke("hello", req=http(query={"name": "Ada"})).ok


def test_the_command_writes(tmp_path: Path) -> None:
    """``azfunc worker --bundle`` tells what it wrote, and the setting; what is there is replaced."""
    for _ in range(2):
        run = subprocess.run(
            [AZFUNC, "worker", "--bundle", "there"], cwd=tmp_path, capture_output=True, text=True, check=True
        )
    folder = tmp_path / "there"
    assert run.stdout.splitlines()[-1] == f"export languageWorkers__python__workerDirectory={folder}"
    assert read_as_host(folder, {}).command == (sys.executable, str(folder / "worker.py"))


def test_the_command_without_flags() -> None:
    """Started by hand, the worker says who starts it and what is meant instead; its help is that of a command."""
    run = subprocess.run([AZFUNC, "worker"], capture_output=True, text=True, check=False)
    assert run.returncode == 2
    assert "started by a Functions host" in run.stderr
    helped = subprocess.run([AZFUNC, "worker", "--help"], capture_output=True, text=True, check=True)
    assert "--bundle" in helped.stdout


def test_python_without_azfunc(tmp_path: Path) -> None:
    """A host whose Python has no azfunc is told which Python it was, and what to do."""
    write_bundle(tmp_path)
    python = Path(sys.base_prefix) / "bin" / "python3"
    environment = {name: value for name, value in os.environ.items() if name != "PYTHONPATH"}
    run = subprocess.run(
        [python, "-I", tmp_path / "worker.py"], capture_output=True, text=True, check=False, env=environment
    )
    assert run.returncode == 1
    assert "azfunc is not installed" in run.stderr
    assert "Traceback" not in run.stderr


def test_the_wheel_has_it(tmp_path: Path) -> None:
    """The folder is in the wheel."""
    build = [sys.executable, "-m", "pip", "wheel", "--quiet", "--no-deps", "--wheel-dir", str(tmp_path), str(ROOT)]
    subprocess.run(build, check=True, capture_output=True)
    names = zipfile.ZipFile(next(tmp_path.glob("*.whl"))).namelist()
    assert {"azfunc/worker/bundle/worker.py", "azfunc/worker/bundle/worker.config.json"} <= set(names)
