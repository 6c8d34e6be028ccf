"""What type checkers see of azfunc, in the built wheel.

Files in ``cases`` hold `assert_type` lines and lines that must be errors. The latter end with
``# E: <mypy code> | <pyright rule>``: a marked line that a checker accepts fails the test, and so does an error on a
line without a mark, or of another kind than marked.
"""

import ast
import json
import os
import re
import subprocess
import sys
from collections import defaultdict
from pathlib import Path

import pytest

HERE = Path(__file__).parent
CASES = sorted((HERE / "cases").glob("*.py"))
MARK = re.compile(r"#\s*E:\s*(?P<mypy>[\w,-]+)\s*\|\s*(?P<pyright>\w+(?:,\w+)*)\s*$")
CONSEQUENCE = "reportUnknown"
"""What pyright adds to an error that leaves a type unknown."""

Errors = dict[tuple[str, int], set[str]]
"""Codes of the errors on a line of a file."""


def expected_errors(checker: str) -> Errors:
    """The marked lines, with the codes that the checker must report there."""
    found: Errors = {}
    for path in CASES:
        for number, line in enumerate(path.read_text("utf-8").splitlines(), 1):
            mark = MARK.search(line)
            assert mark or "# E:" not in line, f"{path.name}:{number} has a mark that cannot be read"
            if mark:
                found[path.name, number] = set(mark[checker].split(","))
    return found


def agree(actual: Errors, messages: dict[tuple[str, int], list[str]], checker: str) -> None:
    """Fails with all the lines where a checker says something else than the marks."""
    expected = expected_errors(checker)
    lines: list[str] = []
    for place in sorted({*actual, *expected}):
        wanted = expected.get(place, set())
        found = {code for code in actual.get(place, set()) if not (wanted and code.startswith(CONSEQUENCE))}
        if found != wanted:
            said = "; ".join(messages[place]) or "nothing"
            lines.append(f"{place[0]}:{place[1]}: marked {sorted(wanted)}, found {sorted(found)}: {said}")
    if lines:
        pytest.fail(f"{checker} disagrees on {len(lines)} lines:\n" + "\n".join(lines), pytrace=False)


def run_checker(*command: str, **variables: str) -> str:
    """What a checker of this environment prints, run where the checkout's azfunc cannot be imported."""
    environment = {name: value for name, value in os.environ.items() if name not in {"PYTHONPATH", "MYPYPATH"}}
    environment.update(variables, PYRIGHT_PYTHON_IGNORE_WARNINGS="1")
    result = subprocess.run([sys.executable, "-m", *command], cwd=HERE, capture_output=True, text=True, env=environment)
    assert result.stdout.strip(), f"{command[0]} printed nothing; it says: {result.stderr}"
    return result.stdout


def test_enough_is_asserted() -> None:
    """At least 60 types are asserted and at least 30 lines must be errors."""
    asserted = sum(
        isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "assert_type"
        for path in CASES
        for node in ast.walk(ast.parse(path.read_text("utf-8")))
    )
    assert asserted >= 60
    assert len(expected_errors("mypy")) >= 30


def test_a_marked_line_that_is_accepted_is_reported() -> None:
    """A checker that finds no errors at all disagrees on every marked line."""
    with pytest.raises(pytest.fail.Exception, match=f"mypy disagrees on {len(expected_errors('mypy'))} lines"):
        agree({}, defaultdict(list), "mypy")


def test_every_decorator_is_covered() -> None:
    """Each public decorator and method of an app stands in some case file."""
    from azfunc.app import FunctionApp

    text = "\n".join(path.read_text("utf-8") for path in CASES)
    names = {name for name in dir(FunctionApp) if not name.startswith("_")}
    missing = sorted(name for name in names if not re.search(rf"\.{name}\b", text))
    assert missing == []


@pytest.mark.timeout(400)
def test_mypy(wheel_python: Path) -> None:
    """mypy --strict finds the asserted types, and exactly the marked errors."""
    output = run_checker(
        "mypy",
        "--config-file=mypy.ini",
        f"--cache-dir={wheel_python.parents[1] / 'mypy_cache'}",
        f"--python-executable={wheel_python}",
        "--output=json",
        "cases",
    )
    actual: Errors = defaultdict(set)
    messages: dict[tuple[str, int], list[str]] = defaultdict(list)
    for line in output.splitlines():
        item = json.loads(line)
        if item["severity"] == "error":
            place = Path(item["file"]).name, int(item["line"])
            actual[place].add(str(item["code"]))
            messages[place].append(str(item["message"]))
    agree(actual, messages, "mypy")


@pytest.mark.timeout(400)
def test_pyright(wheel_python: Path) -> None:
    """pyright in strict mode finds the asserted types, and exactly the marked errors."""
    output = json.loads(run_checker("pyright", f"--pythonpath={wheel_python}", "--outputjson"))
    assert output["summary"]["filesAnalyzed"] == len(CASES)
    actual: Errors = defaultdict(set)
    messages: dict[tuple[str, int], list[str]] = defaultdict(list)
    for item in output["generalDiagnostics"]:
        place = Path(item["file"]).name, int(item["range"]["start"]["line"]) + 1
        actual[place].add(str(item.get("rule", "syntax")))
        messages[place].append(str(item["message"]))
    agree(actual, messages, "pyright")


@pytest.mark.timeout(400)
def test_every_public_symbol_has_a_known_type(wheel_python: Path) -> None:
    """pyright --verifytypes knows the type of every public symbol of the installed wheel."""
    # --verifytypes looks for packages where the first python on PATH has them, whatever --pythonpath says.
    path = f"{wheel_python.parent}{os.pathsep}{os.environ['PATH']}"
    output = json.loads(
        run_checker("pyright", "--outputjson", "--ignoreexternal", "--verifytypes", "azfunc", PATH=path)
    )
    complete = output["typeCompleteness"]
    assert Path(complete["pyTypedPath"]).is_relative_to(wheel_python.parents[1]), "the wheel is what is looked at"
    gaps = [
        f"{symbol['name']}: {diagnostic['message']}"
        for symbol in complete["symbols"]
        if not symbol["isTypeKnown"] or symbol["isTypeAmbiguous"]
        for diagnostic in symbol["diagnostics"]
        if "No docstring" not in diagnostic["message"]
    ]
    if gaps or complete["completenessScore"] != 1:
        pytest.fail(f"{complete['completenessScore']:.2%} of the types are known:\n" + "\n".join(gaps), pytrace=False)
