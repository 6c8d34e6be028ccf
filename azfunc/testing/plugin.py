"""The pytest plugin: fixtures for the project that a test run stands in.

pytest loads it wherever azfunc is installed, so it imports nothing of azfunc before a fixture is asked for.

``azfunc_app``
    The project's app: that of ``function_app.py`` in the root folder, or of what the ini option ``azfunc_app`` names.
``azfunc_settings``
    App settings for one test: ``Values`` of local.settings.json in the environment, and ``set(NAME=...)``.
``azfunc_client``
    A `TestClient` of the app, opened for one test, with these settings and the route prefix of host.json.
"""

from collections.abc import Iterator
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from azfunc.app import FunctionApp
    from azfunc.project import Project
    from azfunc.testing.client import TestClient
    from azfunc.testing.settings import TestSettings


def pytest_addoption(parser: pytest.Parser) -> None:
    """Adds the ini option."""
    parser.addini(
        "azfunc_app",
        "the function app for azfunc_app and azfunc_client: a folder, a file, module or module:name; "
        "the root folder if left out",
        default="",
    )


@pytest.fixture(scope="session")
def azfunc_project(pytestconfig: pytest.Config) -> "Project":
    """The project that a test run stands in, found but not imported.

    Raises:
        AppNotFoundError: there is none; the message ends with what may be said.
    """
    from azfunc.project import find_project

    said = str(pytestconfig.getini("azfunc_app"))
    place, colon, name = said.partition(":")
    below = pytestconfig.rootpath / place
    return find_project(f"{below}{colon}{name}" if not place or below.exists() else said)


@pytest.fixture(scope="session")
def azfunc_app(azfunc_project: "Project") -> "FunctionApp":
    """The project's app, imported once with ``Values`` of local.settings.json in the environment.

    Raises:
        AppImportError: the app's module cannot be imported.
        AppNotFoundError: the module holds no app, or several.
    """
    from azfunc.metadata.local_settings import read_local_settings
    from azfunc.testing.settings import TestSettings

    with TestSettings(read_local_settings(azfunc_project.root).values):
        return azfunc_project.app()


@pytest.fixture
def azfunc_settings(azfunc_project: "Project") -> "Iterator[TestSettings]":
    """App settings as environment variables: ``Values`` of local.settings.json, and what a test sets.

    Variables that are set already win, as on a developer's machine. After the test all is as it was.

    Raises:
        DocumentError: local.settings.json cannot be read.
    """
    from azfunc.metadata.local_settings import read_local_settings
    from azfunc.testing.settings import TestSettings

    with TestSettings(read_local_settings(azfunc_project.root).values) as settings:
        yield settings


@pytest.fixture
def azfunc_client(
    azfunc_app: "FunctionApp",
    azfunc_project: "Project",
    azfunc_settings: "TestSettings",  # noqa: ARG001  # its settings are to be there
) -> "Iterator[TestClient]":
    """A client of the project's app, open for one test: its lifespan has run, and ends after the test.

    Settings that its lifespan or a settings model reads are set in a fixture before: see docs/testing.md.
    """
    from azfunc.metadata.host_json import read_route_prefix
    from azfunc.testing.client import TestClient

    prefix = read_route_prefix(azfunc_project.root)
    with azfunc_project.running(), TestClient(azfunc_app, route_prefix=prefix) as client:
        yield client
