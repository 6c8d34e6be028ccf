"""The command ``openapi``: what it prints and writes, and how it fails."""

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result
from openapi_spec_validator import OpenAPIV31SpecValidator

from azfunc.cli.group import azfunc

from .test_commands import _clean as _clean
from .test_commands import forget_modules

ROOT = Path(__file__).resolve().parents[2]
SAMPLES = sorted(path.parent for path in (ROOT / "samples").glob("*/host.json"))
APP = """
from azfunc import FunctionApp

app = FunctionApp()
print("importing")


@app.get("square")
def square(number: int) -> int:
    return number * number
"""
SERVED = (
    APP + '\n\napp.add_openapi(title="Sums", version="2", description="Of numbers.", servers=["https://a.example"])\n'
)


def run(*arguments: str) -> Result:
    """Runs the command in this process."""
    forget_modules()
    return CliRunner().invoke(azfunc, ["openapi", *arguments], catch_exceptions=False)


def document(*arguments: str) -> Any:
    """The document that it prints, which is a valid one."""
    result = run(*arguments)
    assert result.exit_code == 0, result.output
    found: Any = json.loads(result.stdout)
    OpenAPIV31SpecValidator(found).validate()
    return found


def test_prints(tmp_path: Path) -> None:
    """JSON alone on stdout, whatever the app prints; the route prefix is that of host.json."""
    (tmp_path / "function_app.py").write_text(APP)
    (tmp_path / "host.json").write_text('{"version": "2.0", "extensions": {"http": {"routePrefix": "v1"}}}')
    assert list(document()["paths"]) == ["/v1/square"]
    assert run().stderr == "importing\n"


def test_options(tmp_path: Path) -> None:
    """Title, version, description and servers are those of the app, unless options say others."""
    (tmp_path / "function_app.py").write_text(SERVED)
    said = document()
    assert said["info"] == {"title": "Sums", "version": "2", "description": "Of numbers."}
    assert said["servers"] == [{"url": "https://a.example"}]
    options = ("--title", "T", "--version", "3", "--description", "", "--server", "/x", "--server", "/y")
    found = document(*options)
    assert found["info"] == {"title": "T", "version": "3"}
    assert found["servers"] == [{"url": "/x"}, {"url": "/y"}]


def test_out(tmp_path: Path) -> None:
    """A file instead."""
    (tmp_path / "function_app.py").write_text(APP)
    result = run("--out", "api.json")
    assert (result.exit_code, result.stdout) == (0, "")
    assert json.loads((tmp_path / "api.json").read_text())["openapi"] == "3.1.0"
    failed = run("--out", "no/such/api.json")
    assert failed.exit_code == 1
    assert "no/such/api.json" in failed.stderr


def test_faults(tmp_path: Path) -> None:
    """Faults of the app, and what cannot be described, are told with places and fixes; nothing is printed."""
    (tmp_path / "function_app.py").write_text(
        APP + '\n\n@app.get("other", operation_id="square")\ndef other(number: int) -> int:\n    return 1\n'
    )
    result = run()
    assert (result.exit_code, result.stdout) == (1, "")
    assert "function_app.py:13: function 'other'" in result.stderr
    assert "fix:      give one of them another operation_id" in result.stderr


@pytest.mark.parametrize("sample", SAMPLES, ids=lambda path: path.name)
def test_samples(sample: Path) -> None:
    """Every sample has a document, also that of folders with function.json; web apps describe themselves."""
    command = [sys.executable, "-m", "azfunc", "openapi", str(sample)]  # their modules have the same names
    found: Any = json.loads(subprocess.run(command, capture_output=True, check=True).stdout)
    OpenAPIV31SpecValidator(found).validate()
    assert bool(found["paths"]) is not sample.name.endswith("_app")
