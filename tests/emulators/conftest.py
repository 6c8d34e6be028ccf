"""Fixtures: emulators of services, which live as long as the test session."""

import os
from collections.abc import Iterator

import pytest

from .azurite import Azurite, NoNodeError


@pytest.fixture(scope="session")
def azurite(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Azurite]:
    """Azurite on a free port. Without Node.js tests are skipped, but never in CI."""
    try:
        emulator = Azurite(tmp_path_factory.mktemp("azurite"))
    except NoNodeError as error:
        if os.environ.get("CI"):
            pytest.fail(f"Clients of Azure Storage must be tested in CI: {error}", pytrace=False)
        pytest.skip(str(error))
    yield emulator
    emulator.close()
