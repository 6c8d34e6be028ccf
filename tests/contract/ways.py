"""Three ways to run one app: the test client, Microsoft's v2 worker, and Microsoft's v1 worker on the built folders.

A test that takes a `Way` is run by all three with the same body.
"""

import importlib.util
import json
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import NamedTuple, Protocol, cast

from azfunc import FunctionApp
from azfunc.testing import TestClient

from .values import HttpAnswer, Value, http, text
from .worker import Worker


class Answer(NamedTuple):
    """Status and text of an HTTP answer."""

    status: int
    text: str


class Way(Protocol):
    """Runs functions of one app."""

    name: str

    def request(self, function: str, method: str = "GET", **query: str) -> Answer:
        """The answer of an HTTP function."""
        ...

    def message(self, function: str, parameter: str, body: object, out: str) -> object:
        """What a queue function sets for its output ``out`` when a message arrives."""
        ...

    def error(self, function: str, parameter: str, body: str) -> str:
        """The message of the exception that a queue function ends with."""
        ...


class InTestClient:
    """The app in this process."""

    name = "TestClient"

    def __init__(self, folder: Path, settings: Mapping[str, str]) -> None:
        self._client = TestClient(import_app(folder), settings=settings).__enter__()

    def request(self, function: str, method: str = "GET", **query: str) -> Answer:
        response = self._client.request(method, f"/api/{function}", params=query)
        return Answer(response.status_code, response.text)

    def message(self, function: str, parameter: str, body: object, out: str) -> object:
        result = self._client.invoke(function, body)
        return next((output.value for output in result.outputs if output.name == out), None)

    def error(self, function: str, parameter: str, body: str) -> str:
        try:
            self._client.invoke(function, body)
        except Exception as error:
            return str(error)
        raise AssertionError(f"{function} did not fail")

    def close(self) -> None:
        self._client.close()


class InWorker:
    """The app in one of Microsoft's workers."""

    def __init__(self, name: str, worker: Worker) -> None:
        self.name = name
        self._worker = worker
        assert worker.load_errors == {}

    def request(self, function: str, method: str = "GET", **query: str) -> Answer:
        url = f"http://localhost:7071/api/{function}"
        found = self._worker.invoke(function, {"req": http(method, url, query=query)})
        assert found.ok, found.stack
        assert isinstance(found.value, Value)
        answer = found.value.value
        assert isinstance(answer, HttpAnswer)
        return Answer(answer.status, cast("bytes", answer.body.value).decode())

    def message(self, function: str, parameter: str, body: object, out: str) -> object:
        found = self._worker.invoke(function, {parameter: text(json.dumps(body))})
        assert found.ok, found.stack
        value = found.outputs.get(out)
        if value is None or value.kind != "string":
            return value and value.value
        return json.loads(cast("str", value.value))

    def error(self, function: str, parameter: str, body: str) -> str:
        found = self._worker.invoke(function, {parameter: text(body)})
        assert not found.ok
        return found.error


def import_app(folder: Path) -> FunctionApp:
    """The app of a folder, its module under a name of its own."""
    name = f"{folder.name}_in_process"
    specification = importlib.util.spec_from_file_location(name, folder / "function_app.py")
    assert specification is not None
    assert specification.loader is not None
    module = importlib.util.module_from_spec(specification)
    sys.modules[name] = module
    specification.loader.exec_module(module)
    return cast("FunctionApp", module.app)
