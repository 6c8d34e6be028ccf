"""Workers for tests: each test module has a host, and starts worker processes on apps."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Protocol

import pytest

from tests.contract.environment import microsoft_python
from tests.environments import found_or_skipped

from .host import AZFUNC, Host, Worker

APPS = Path(__file__).with_name("apps")
MICROSOFT_SHELL = Path(__file__).with_name("microsoft_worker.py")


class StartWorker(Protocol):
    """Starts a worker; if not told otherwise it is initialised, and has loaded all functions of its app."""

    def __call__(
        self,
        app: Path,
        *,
        command: Sequence[str] = AZFUNC,
        environment: Mapping[str, str] | None = None,
        arguments: Sequence[str] = (),
        is_prepared: bool = True,
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
        app: Path,
        *,
        command: Sequence[str] = AZFUNC,
        environment: Mapping[str, str] | None = None,
        arguments: Sequence[str] = (),
        is_prepared: bool = True,
    ) -> Worker:
        worker = host.start(app, command=command, environment=environment, arguments=arguments)
        workers.append(worker)
        if is_prepared:
            worker.prepare()
        return worker

    yield start_worker
    for worker in workers:
        worker.close()


@pytest.fixture(scope="session")
def microsoft() -> Sequence[str]:
    """The command of Microsoft's v2 worker. Without Python 3.13 its tests are skipped, but never in CI."""
    return (str(found_or_skipped(microsoft_python)), "-P", str(MICROSOFT_SHELL), "v2")


MakeApp = Callable[[str], Path]


@pytest.fixture
def make_app(tmp_path: Path) -> MakeApp:
    """Writes an app of one module."""

    def make(source: str, name: str = "function_app.py") -> Path:
        (tmp_path / name).write_text(source, "utf-8")
        return tmp_path

    return make


__all__: Sequence[str] = ("MakeApp", "StartWorker")
