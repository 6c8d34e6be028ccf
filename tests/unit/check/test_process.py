"""The process of the check: whatever an app does while it is imported, the report arrives whole."""

import subprocess
import sys
import time
from pathlib import Path

import pytest

from azfunc.check.process import CheckFailedError, check_in_process
from azfunc.errors import AppNotFoundError

APP = """
import sys, os, threading, time
from azfunc import FunctionApp, TimerRequest

app = FunctionApp()

@app.timer_trigger(schedule="0 0 3 * * *")
def clean(timer: TimerRequest) -> None: ...
"""


def write(folder: Path, source: str) -> Path:
    """A project whose function_app.py holds a source."""
    (folder / "function_app.py").write_text(source)
    (folder / "host.json").write_text('{"version": "2.0"}')
    (folder / "requirements.txt").write_text("azfunc\n")
    return folder


@pytest.mark.parametrize(
    "deed",
    [
        pytest.param('print("noise", flush=True); print("[not, a, report]", file=sys.__stdout__)', id="prints"),
        pytest.param('os.write(1, b"[noise]\\n"); os.system("echo noise")', id="writes to the descriptor"),
        pytest.param("sys.stdout.close()", id="closes stdout"),
        pytest.param("threading.Thread(target=time.sleep, args=(600,)).start()", id="leaves a thread behind"),
        pytest.param("import atexit; atexit.register(time.sleep, 600)", id="waits at exit"),
        pytest.param("import atexit; atexit.register(os._exit, 7)", id="ends itself at exit"),
        pytest.param("import subprocess; subprocess.Popen(['sleep', '5'])", id="starts a program"),
        pytest.param("assert sys.stdin.read() == ''", id="reads stdin"),
        pytest.param("assert os.path.samefile('.', os.path.dirname(__file__))", id="reads files beside it"),
        pytest.param("sys.setrecursionlimit(200); sys.argv = []", id="changes the interpreter"),
    ],
)
def test_deeds_of_an_app_do_not_disturb(deed: str, tmp_path: Path) -> None:
    """The report is whole, and does not wait for what the app leaves behind."""
    root = write(tmp_path, f"{APP}\n{deed}\n")
    start = time.monotonic()
    report = check_in_process(str(root), timeout=30)
    assert report.diagnostics == []
    assert report.functions == 1
    assert time.monotonic() - start < 25


def test_forked_process_does_not_hold_up_the_end(tmp_path: Path) -> None:
    """A crash is told at once, though a process that the app forked keeps the pipe open."""
    root = write(tmp_path, f"{APP}\nif os.fork() == 0:\n    time.sleep(8)\n    os._exit(0)\nos._exit(4)\n")
    start = time.monotonic()
    report = check_in_process(str(root), timeout=30)
    assert [(one.rule, one.found) for one in report.diagnostics] == [("app-exited", "exit code 4")]
    assert time.monotonic() - start < 6


def test_killed_import_is_told(tmp_path: Path) -> None:
    """A signal that leaves no traceback is told with its number, and is no time-out."""
    root = write(tmp_path, "import os, signal\nos.kill(os.getpid(), signal.SIGKILL)\n")
    report = check_in_process(str(root), timeout=30)
    assert [(one.rule, one.found) for one in report.diagnostics] == [("app-crashed", "ended by signal 9")]


def test_faults_of_files_are_told_though_the_import_crashes(tmp_path: Path) -> None:
    """What was found before the import arrives, whatever becomes of the import."""
    root = write(tmp_path, "import os\nos._exit(0)\n")
    (root / "host.json").write_text("{}")
    report = check_in_process(str(root), timeout=30)
    assert [one.rule for one in report.diagnostics] == ["app-exited", "host-json-version"]


@pytest.mark.parametrize(
    "error", ["KeyboardInterrupt", "SystemExit('bye')", "GeneratorExit", "ExceptionGroup('', [ValueError()])"]
)
def test_any_error_of_an_import_is_a_diagnostic(error: str, tmp_path: Path) -> None:
    """Whatever the app raises at import is told at its line."""
    root = write(tmp_path, f"import azfunc\n\nraise {error}\n")
    report = check_in_process(str(root), timeout=30)
    assert [(one.rule, one.line) for one in report.diagnostics] == [("import-error", 3)]


def test_nothing_to_check_is_refused(tmp_path: Path) -> None:
    """A place without an app is refused with what may be said."""
    with pytest.raises(AppNotFoundError, match=r"has no function_app\.py"):
        check_in_process(str(tmp_path))


def test_failure_of_the_check_itself_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A process that cannot even begin is no fault of the app."""
    monkeypatch.setenv("PYTHONHOME", str(tmp_path / "nowhere"))
    with pytest.raises(CheckFailedError, match="ended with"):
        check_in_process(str(write(tmp_path, APP)))


def test_settings_of_the_file_are_there_at_import(tmp_path: Path) -> None:
    """The app sees local.settings.json as environment; settings that it sets itself are none that a host knows."""
    root = write(
        tmp_path,
        "import os\nfrom azfunc import FunctionApp\n\nassert os.environ['MENU'] == 'soup'\nos.environ['Shop'] = 'x'\n"
        "app = FunctionApp()\n\n\n"
        "@app.queue_trigger(queue_name='orders', connection='Shop')\ndef cook(msg: str) -> None: ...\n",
    )
    (root / "host.json").write_text('{"version": "2.0", "extensionBundle": {"id": "x", "version": "[4.*, 5.0.0)"}}')
    (root / "local.settings.json").write_text('{"IsEncrypted": false, "Values": {"MENU": "soup"}}')
    report = check_in_process(str(root), timeout=30)
    assert [(one.rule, one.line) for one in report.diagnostics] == [("missing-setting", 9)]


def foreign_modules(run: str, *more: str) -> str:
    """Which of some modules are loaded after a program has run."""
    names = repr(("pydantic", "rich", "tomllib", *more))
    code = f"import sys; {run}; print([name for name in sys.modules if name.startswith({names})])"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    return done.stdout.splitlines()[-1]


def test_command_imports_little(tmp_path: Path) -> None:
    """The command's own process imports neither pydantic nor rich, and no binding."""
    root = str(write(tmp_path, APP))
    run = f"from azfunc.cli.group import azfunc; azfunc(['check', {root!r}], standalone_mode=False)"
    assert foreign_modules(run, "azfunc.bindings", "azfunc.app") == "[]"


def test_check_imports_little(tmp_path: Path) -> None:
    """The process that imports the app adds neither pydantic nor a command line to what the app imports."""
    root = str(write(tmp_path, APP))
    assert foreign_modules(f"from azfunc.check.run import check_project; check_project({root!r})", "click") == "[]"
