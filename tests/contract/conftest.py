"""Fixtures: workers that live as long as a test module."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.environments import found_or_skipped

from .environment import microsoft_python
from .worker import Worker, start_worker

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

    def start_one(model: str, app_dir: Path, **environment: str) -> Worker:
        workers.append(start_worker(model, app_dir, **environment))
        return workers[-1]

    yield start_one
    for worker in workers:
        worker.close()
