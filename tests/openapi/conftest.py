"""Fixtures: a browser that lives as long as the test session."""

import os
from collections.abc import Iterator

import pytest
from selenium.webdriver import Chrome

from .browser import NoBrowserError, chromium


@pytest.fixture(scope="session")
def browser(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Chrome]:
    """Chromium. Where it is missing and cannot be installed tests are skipped, but never in CI."""
    try:
        with chromium(tmp_path_factory.mktemp("chromium")) as running:
            yield running
    except NoBrowserError as error:
        if os.environ.get("CI"):
            pytest.fail(f"The page must be tested in CI: {error}", pytrace=False)
        pytest.skip(str(error))
