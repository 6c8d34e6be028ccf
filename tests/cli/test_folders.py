"""``list``, ``build`` and ``invoke`` on apps of function.json folders."""

import json
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from azfunc.cli.group import azfunc

HTTP = {"bindings": [{"type": "httpTrigger", "name": "req"}, {"type": "http", "direction": "out", "name": "$return"}]}
QUEUE = {"bindings": [{"type": "queueTrigger", "name": "msg", "queueName": "orders", "odd": None}]}
GREET = """
import azure.functions as func


def main(req: func.HttpRequest) -> func.HttpResponse:
    import azure.functions

    print("greeting")
    return azure.functions.HttpResponse(f"hello {req.params.get('name')}")
"""


@pytest.fixture(autouse=True)
def shop(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """An app with one good function, and one that cannot be imported."""
    path, modules = list(sys.path), set(sys.modules)
    monkeypatch.chdir(tmp_path)
    add(tmp_path, "Greet", HTTP, GREET)
    add(tmp_path, "Poor", QUEUE, "import no_such_package\n")
    (tmp_path / "host.json").write_text('{"extensions": {"http": {"routePrefix": "v1"}}}')
    (tmp_path / "local.settings.json").write_text('{"Values": {}}')
    yield tmp_path
    sys.path[:] = path
    for name in set(sys.modules) - modules:
        if name.partition(".")[0] == "__app__":
            del sys.modules[name]


def add(root: Path, name: str, document: object, source: str) -> None:
    """Adds a function's folder."""
    (root / name).mkdir()
    (root / name / "function.json").write_text(json.dumps(document))
    (root / name / "__init__.py").write_text(source)


def run(*arguments: str) -> Result:
    """Runs a command in this process."""
    return CliRunner().invoke(azfunc, list(arguments))


def test_list() -> None:
    """Every function is listed from its function.json, and the fault of the broken one is told."""
    result = run("list")
    assert result.exit_code == 1
    lines = [line.split() for line in result.stdout.splitlines()]
    assert lines[1:] == [["Greet", "httpTrigger", "/v1/Greet"], ["Poor", "queueTrigger", "orders"]]
    assert "1 fault in this app" in result.stderr
    assert "function 'Poor': its script cannot be imported: ModuleNotFoundError" in result.stderr
    assert "Traceback" in result.stderr


def test_list_as_json(shop: Path) -> None:
    """JSON holds the bindings exactly as function.json does, and file and line of handler or trigger."""
    entries = {entry["name"]: entry for entry in json.loads(run("list", ".", "--json").stdout)}
    assert entries["Greet"]["bindings"] == HTTP["bindings"]
    assert entries["Poor"]["bindings"] == QUEUE["bindings"]
    assert (entries["Greet"]["file"], entries["Greet"]["line"]) == (str(shop / "Greet" / "__init__.py"), 5)
    assert (entries["Poor"]["file"], entries["Poor"]["line"]) == (str(shop / "Poor" / "function.json"), 1)


def test_invoke() -> None:
    """A good function answers although another is broken; azure.functions is azfunc inside of it as well."""
    result = run("invoke", "Greet", "--query", "name=Ada")
    assert result.exit_code == 0, result.output
    assert result.stdout.startswith("HTTP 200 OK")
    assert result.stdout.endswith("hello Ada\n")


def test_invoke_of_a_broken_function() -> None:
    """The broken function tells its fault."""
    result = run("invoke", "Poor", "--data", "x")
    assert result.exit_code == 1
    assert "no_such_package" in result.stderr
    assert run("invoke", "Nobody").exit_code == 1


def test_build(shop: Path) -> None:
    """A handler that cannot be imported here is a warning, and an error with --strict."""
    result = run("build", "--out", "dist")
    assert result.exit_code == 0, result.output
    assert result.stdout.startswith("Built 2 functions into dist (")
    assert "warning: " in result.stderr
    assert "no_such_package" in result.stderr
    assert json.loads((shop / "dist" / "Poor" / "function.json").read_text())["bindings"] == QUEUE["bindings"]
    assert not (shop / "dist" / "local.settings.json").exists()
    strict = run("build", "--out", "other", "--strict")
    assert (strict.exit_code, (shop / "other").exists()) == (1, False)


def test_build_of_a_faulty_app(shop: Path) -> None:
    """Any other fault builds nothing."""
    add(shop, "Worse", '{"bindings": []}', "def main(): ...")
    result = run("build", "--out", "dist")
    assert (result.exit_code, (shop / "dist").exists()) == (1, False)
    assert "function 'Worse'" in result.stderr


def test_metadata_only(shop: Path) -> None:
    """The function.json files alone."""
    assert run("build", "--out", "dist", "--metadata-only").exit_code == 0
    assert sorted(path.name for path in (shop / "dist").iterdir()) == [".azfunc-build.json", "Greet", "Poor"]
    assert [path.name for path in (shop / "dist" / "Greet").iterdir()] == ["function.json"]
