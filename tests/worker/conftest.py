"""Workers for tests: each test module has a host, and starts worker processes on apps."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Protocol

import pytest

from .host import COMMAND, Host, Worker


class StartWorker(Protocol):
    """Starts a worker that is initialised, and has loaded all functions of its app."""

    def __call__(
        self, app: Path, *, environment: Mapping[str, str] | None = None, command: Sequence[str] = COMMAND
    ) -> Worker: ...


@pytest.fixture(scope="module")
def host() -> Iterator[Host]:
    """A host that no other module uses."""
    host = Host()
    yield host
    host.close()


@pytest.fixture(scope="module")
def start(host: Host) -> Iterator[StartWorker]:
    """Starts workers; they end with the module."""
    workers: list[Worker] = []

    def start_worker(
        app: Path, *, environment: Mapping[str, str] | None = None, command: Sequence[str] = COMMAND
    ) -> Worker:
        worker = host.start(app, environment=environment, command=command)
        workers.append(worker)
        worker.init()
        for function in worker.metadata().function_metadata_results:
            worker.load(function)
        return worker

    yield start_worker
    for worker in workers:
        worker.close()


MakeApp = Callable[[str], Path]


@pytest.fixture
def make_app(tmp_path: Path) -> MakeApp:
    """Writes an app of one module."""

    def make(source: str, name: str = "function_app.py") -> Path:
        (tmp_path / name).write_text(source, "utf-8")
        return tmp_path

    return make


__all__: Sequence[str] = ("MakeApp", "StartWorker")
