"""The command ``check``: formats, exit codes, selection and suppressions."""

import json
import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from azfunc.cli.group import COMMANDS, azfunc

APP = """
from azfunc import FixedDelay, FunctionApp, QueueMessage

app = FunctionApp()
print("importing the shop")


@app.retry(FixedDelay(1, "00:00:01"))
@app.queue_trigger(queue_name="orders", connection="Shop")
def cook(msg: QueueMessage) -> None: ...
"""


@pytest.fixture
def shop(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with an app that has one error and one warning, which is the current folder."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "function_app.py").write_text(APP.lstrip())
    (tmp_path / "host.json").write_text('{"version": "2.0", "extensionBundle": {"id": "x", "version": "[4.*, 5)"}}')
    (tmp_path / "local.settings.json").write_text('{"IsEncrypted": false, "Values": {}}')
    (tmp_path / "requirements.txt").write_text("azfunc\n")
    return tmp_path


def run(*arguments: str) -> Result:
    """Runs the command in this process; the app in one of its own."""
    return CliRunner().invoke(azfunc, ["check", *arguments], catch_exceptions=False)


def found(*arguments: str) -> list[str]:
    """The rules of the diagnostics, by the JSON report."""
    return [one["rule"] for one in json.loads(run("--format", "json", *arguments).stdout)["diagnostics"]]


def test_error_fails(shop: Path) -> None:
    """An error is shown with its place, and the exit code is 1; what the app prints is not on stdout."""
    done = subprocess.run([sys.executable, "-m", "azfunc", "check"], capture_output=True, text=True)
    assert done.returncode == 1
    assert done.stdout.splitlines()[0].startswith("function_app.py:7: warning[retry-not-supported] function 'cook': ")
    assert "\nfunction_app.py:8: error[missing-setting] function 'cook': " in done.stdout
    assert done.stdout.splitlines()[-1] == "1 error, 1 warning in 1 function."
    assert done.stderr == "importing the shop\n"


def test_warnings_fail_when_asked(shop: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A warning alone leaves the exit code 0, and 1 with --strict."""
    monkeypatch.setenv("Shop", "x")
    assert (run().exit_code, run("--strict").exit_code) == (0, 1)
    assert run("--strict", "--ignore", "retry-not-supported").exit_code == 0


def test_select_and_ignore(shop: Path) -> None:
    """Ids and prefixes, several at once, parted by commas or repeated."""
    assert found() == ["retry-not-supported", "missing-setting"]
    assert found("--select", "missing-*") == ["missing-setting"]
    assert found("--ignore", "missing-setting,retry-not-supported") == []
    assert found("--select", "retry-not-supported", "--select", "missing-setting", "--ignore", "missing-*") == [
        "retry-not-supported"
    ]


def test_suppressions_are_shown_as_such(shop: Path) -> None:
    """What pyproject.toml suppresses does not fail, but is counted, and listed on demand."""
    (shop / "pyproject.toml").write_text('[tool.azfunc.check.per-function-ignores]\ncook = ["missing-*"]\n')
    result = run()
    assert result.exit_code == 0
    assert result.stdout.splitlines()[-1] == "1 warning in 1 function (1 suppressed by pyproject.toml)."
    assert "missing-setting" not in result.stdout
    assert "error[missing-setting]" in run("--verbose").stdout
    assert json.loads(run("--format", "json").stdout)["summary"] == {"errors": 0, "warnings": 1, "suppressed": 1}
    results = json.loads(run("--format", "sarif").stdout)["runs"][0]["results"]
    assert [bool(one.get("suppressions")) for one in results] == [False, True]


def test_github(shop: Path) -> None:
    """Annotations alone stand on stdout, and the exit code is that of the text."""
    result = run("--format", "github")
    assert result.exit_code == 1
    assert [line.partition(" ")[0] for line in result.stdout.splitlines()] == ["::warning", "::error"]


@pytest.mark.parametrize(
    ("arguments", "sense"),
    [
        (
            ["--select", "missing-seting"],
            "--select: there is no rule 'missing-seting'. Did you mean 'missing-setting'?",
        ),
        (["--ignore", "x*"], "--ignore: there is no rule 'x*'."),
        (["--format", "xml"], "'xml' is not one of"),
        (["--timeout", "0"], "0"),
        (["/nowhere/at/all"], "there is no file or folder '/nowhere/at/all'"),
        (["--nonsense"], "No such option"),
    ],
)
def test_wrong_usage(arguments: list[str], sense: str, shop: Path) -> None:
    """Wrong usage, or nothing to check, is told on stderr, and the exit code is 2."""
    result = run(*arguments)
    assert result.exit_code == 2
    assert sense in result.stderr
    assert result.stdout == ""


def test_wrong_settings(shop: Path) -> None:
    """A rule in pyproject.toml that does not exist is no fault of the app: the exit code is 2."""
    (shop / "pyproject.toml").write_text('[tool.azfunc.check]\nignore = ["no-such-rule"]\n')
    result = run()
    assert result.exit_code == 2
    assert "there is no rule 'no-such-rule'" in result.stderr


def test_crash_is_a_diagnostic(shop: Path) -> None:
    """An app that ends its process is told, and the exit code is 1."""
    (shop / "function_app.py").write_text("import os\nos._exit(0)\n")
    result = run()
    assert result.exit_code == 1
    assert result.stdout.startswith("function_app.py:1: error[app-exited] the import of the app ended its process\n")


def test_folders_with_function_json(shop: Path) -> None:
    """Apps of the programming model v1 are checked alike, with the lines of function.json."""
    (shop / "function_app.py").unlink()
    (shop / "Cook").mkdir()
    (shop / "Cook" / "__init__.py").write_text("def main(msg: str) -> None: ...\n")
    (shop / "Cook" / "function.json").write_text(
        '{"bindings": [\n'
        '{"type": "queueTrigger", "direction": "in", "name": "msg", "queueName": "orders", "connection": "Shop"}]}'
    )
    result = run()
    assert result.exit_code == 1
    assert result.stdout.startswith("Cook/function.json:2: error[missing-setting] function 'Cook': ")


def test_rules_are_listed() -> None:
    """Every rule with severity and summary; nothing is checked."""
    result = run("--rules", "/nowhere")
    assert result.exit_code == 0
    line = next(line for line in result.stdout.splitlines() if line.startswith("unknown-token "))
    assert line.split(maxsplit=2)[1:] == ["error", "A binding expression names what the trigger does not supply."]


def test_commands_are_where_the_group_says() -> None:
    """Each command can be loaded, and has the name that it is listed under."""
    for name in COMMANDS:
        command = azfunc.get_command(None, name)  # type: ignore[arg-type]  # no command looks at the context
        assert command is not None
        assert command.name == name
    assert azfunc.get_command(None, "nonsense") is None  # type: ignore[arg-type]
