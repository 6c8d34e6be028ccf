"""The project around the package: its commands, its promises in text, its samples."""

import os
import re
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

import azfunc
from azfunc.blueprint import Decorators

ROOT = Path(__file__).resolve().parents[1]
MODULES = sorted((ROOT / "azfunc").rglob("*.py"))


def run(*command: str | Path, **environment: str) -> subprocess.CompletedProcess[str]:
    """A command at the root of the project."""
    return subprocess.run(
        command, cwd=ROOT, env={**os.environ, **environment}, text=True, capture_output=True, check=False
    )


def program(folder: Path, name: str, script: str) -> None:
    """A program that a shell finds in a folder."""
    path = folder / name
    path.write_text(f"#!/bin/sh\n{script}\n")
    path.chmod(0o755)


def test_readme_opens_with_the_two_commands() -> None:
    """The first block of the README holds the demo and the tests."""
    first = re.search(r"^```\w*\n(.*?)^```", (ROOT / "README.md").read_text(), re.MULTILINE | re.DOTALL)
    assert first is not None
    assert [line.split("#")[0].split() for line in first[1].splitlines()] == [["make", "demo"], ["make", "test"]]


def test_make_says_what_can_be_made() -> None:
    """``make`` alone lists every command that the documentation names."""
    listed = run("make").stdout
    for target in ("demo", "test", "check", "bench", "help"):
        assert f"make {target} " in listed


def test_ci_runs_the_commands_of_the_readme() -> None:
    """Continuous integration has no commands of its own: it runs those that users run."""
    script = ROOT / ".ci" / "run"
    assert os.access(script, os.X_OK)
    steps = re.findall(r"^step (.+)$", script.read_text(), re.MULTILINE)
    assert steps == ["make check", "make versions", "make test"]


def test_a_failed_step_fails_the_run(tmp_path: Path) -> None:
    """Where one step fails the others still run, and the whole fails and says which it was."""
    program(tmp_path, "make", '[ "$1" = test ]')
    done = run(ROOT / ".ci" / "run", PATH=f"{tmp_path}{os.pathsep}{os.environ['PATH']}")
    assert done.returncode == 1
    assert "== make test" in done.stdout
    assert done.stderr.strip() == "Failed: make check,make versions"


def test_a_python_that_does_not_start_is_passed_over(tmp_path: Path) -> None:
    """A launcher without an interpreter behind it is not chosen, nor is one that is too old."""
    program(tmp_path, "python3.13", "exit 127")
    program(tmp_path, "python3.12", "exit 1")
    program(tmp_path, "python3", "exit 0")
    program(tmp_path, "python3.11", "exit 1")
    found = run("/bin/sh", "scripts/find_python.sh", "", PATH=str(tmp_path))
    assert found.stdout.strip() == str(tmp_path / "python3")


@pytest.mark.parametrize("given", ["", "/nowhere/python3"])
def test_without_a_new_python_the_message_says_what_to_do(tmp_path: Path, given: str) -> None:
    """Where no Python is new enough, or the given one is not, the message names the version and the way out."""
    done = run("/bin/sh", "scripts/find_python.sh", given, PATH=str(tmp_path))
    assert done.returncode == 1
    assert "needs Python 3.11 or newer" in done.stderr
    assert "make demo PYTHON=" in done.stderr


def test_little_is_depended_on() -> None:
    """An app that installs azfunc gets two more packages and what they need."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    names = {re.split(r"[<>=!~\[ ]", dependency)[0] for dependency in project["dependencies"]}
    assert names == {"typing-extensions", "pydantic"}
    assert project["requires-python"] == ">=3.11"


@pytest.mark.parametrize("module", MODULES, ids=lambda path: str(path.relative_to(ROOT)))
def test_modules_are_short_and_finished(module: Path) -> None:
    """A module has a docstring, fewer than 800 lines, and nothing that is left to do."""
    text = module.read_text("utf-8")
    assert text.startswith('"""')
    assert len(text.splitlines()) < 800
    assert not re.search(r"\b(TODO|FIXME|XXX)\b", text)


def test_every_public_name_is_in_the_reference() -> None:
    """Whatever can be imported from azfunc, and every decorator, stands in the reference."""
    reference = (ROOT / "docs" / "reference.md").read_text()
    decorators = [name for name in dir(Decorators) if not name.startswith("_") and name != "registry"]
    named = [name for name in azfunc.__all__ if name != "__version__"]
    missing = [name for name in (*named, *decorators) if not re.search(rf"\b{name}\b", reference)]
    assert missing == []


def test_demo_shows_the_restaurant() -> None:
    """The demo lists the functions, takes three orders to the report, explains two others, and shows a build."""
    before = files_of_samples()
    done = run(sys.executable, "scripts/demo.py", NO_COLOR="1", COLUMNS="120")
    assert done.returncode == 0, done.stderr
    assert done.stderr == ""
    listing, _, day = done.stdout.partition("Orders are sent")
    assert re.findall(r"^(\w+) +(?:http|queue|timer)Trigger", listing, re.MULTILINE) == [
        *("take_order", "read_order", "list_orders", "cook", "close_day")
    ]
    assert "No faults in 5 functions." in listing
    day, _, build = day.partition("$ azfunc build")
    assert re.findall(r"^  (\d{3})  (\w+)", day, re.MULTILINE) == [
        *(("202", "Ada"), ("202", "Grace"), ("202", "Alan"), ("422", "Kurt"), ("409", "Kurt"))
    ]
    assert "$.table: Input should be greater than or equal to 1" in day
    assert day.count("history -> cosmosDB Restaurant/OrderHistory") == 3
    assert '"received_at": "2024-05-01T12:00:00Z"' in day
    assert '"orders": 3' in day
    assert '"total": 3680' in day
    assert "out/cook/function.json" in build
    assert '"queueName": "kitchen-queue"' in build
    assert files_of_samples() == before


def files_of_samples() -> set[Path]:
    """What stands in the samples; other tests may leave compiled modules there."""
    return {path for path in (ROOT / "samples").rglob("*") if "__pycache__" not in path.parts}
