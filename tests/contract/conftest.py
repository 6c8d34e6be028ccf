"""Fixtures: workers that live as long as a test module."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path

import pytest

from tests.environments import found_or_skipped

from .capabilities import WAYS
from .environment import microsoft_python
from .settlement import SettlementHost
from .ways import InTestClient, InWorker, Way, import_app
from .worker import Worker, build_app, start_worker

APPS = Path(__file__).with_name("apps")

StartWorker = Callable[..., Worker]


@pytest.fixture(scope="session")
def microsoft() -> Path:
    """The interpreter with Microsoft's packages. Without Python 3.13 tests are skipped, but never in CI."""
    return found_or_skipped(microsoft_python)


@pytest.fixture(scope="module")
def start(microsoft: Path) -> Iterator[StartWorker]:
    """Starts workers that end with the module."""
    workers: list[Worker] = []

    def start_one(model: str, app_dir: Path, arguments: Sequence[str] = (), **environment: str) -> Worker:
        workers.append(start_worker(model, app_dir, arguments, **environment))
        return workers[-1]

    yield start_one
    for worker in workers:
        worker.close()


@pytest.fixture(scope="module", params=WAYS)
def way(request: pytest.FixtureRequest, start: StartWorker, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Way]:
    """Each way to run the app that the test's module names as ``APP``, with its ``SETTINGS``."""
    folder: Path = request.module.APP
    settings: Mapping[str, str] = getattr(request.module, "SETTINGS", {})
    app = import_app(folder)
    if request.param == "TestClient":
        client = InTestClient(app, settings)
        yield client
        client.close()
        return
    with SettlementHost() as host:
        if request.param == "v1":
            built_for: str = getattr(request.module, "BUILD_FOR", "microsoft")
            folder = build_app(folder, tmp_path_factory.mktemp("built") / "out", built_for)
        yield InWorker(request.param, start(request.param, folder, host.arguments, **settings), app, host)
