"""The command line as a process: the script, the terminal, and a missing extra."""

import os
import pty
import re
import subprocess
import sys
import textwrap
from pathlib import Path

import pytest

APP = """
import azfunc
app = azfunc.FunctionApp()

@app.queue_trigger(queue_name="orders-from-the-terrace-and-the-bar", connection="C")
def serve_the_guests_on_the_terrace(msg: str) -> None: ...
"""


@pytest.fixture
def shop(tmp_path: Path) -> Path:
    """A folder with a small app."""
    (tmp_path / "function_app.py").write_text(APP)
    return tmp_path


def run(folder: Path, *arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
    """Runs a Python process in a folder."""
    return subprocess.run(
        [sys.executable, *arguments],
        cwd=folder,
        env={**os.environ, **environment},
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )


def test_what_a_console_cannot_show_is_shown_by_its_number(tmp_path: Path) -> None:
    """Half of a surrogate pair in function.json, and letters that a console lacks, break no command."""
    (tmp_path / "Half").mkdir()
    document = '{"bindings": [{"type": "queueTrigger", "name": "msg", "queueName": "\\ud800", "connection": "größe"}]}'
    (tmp_path / "Half" / "function.json").write_text(document, "utf-8")
    (tmp_path / "Half" / "__init__.py").write_text("def main(msg): ...\n")
    for command in ("list", "check"):
        done = run(tmp_path, "-m", "azfunc", command, PYTHONIOENCODING="ascii")
        assert "Traceback" not in done.stderr + done.stdout
        assert r"\ud800" in done.stderr + done.stdout


def test_a_pipe_gets_plain_text_that_is_never_cut(shop: Path) -> None:
    """However narrow the window is said to be, a pipe gets whole names and no colours."""
    result = run(shop, "-m", "azfunc", "list", COLUMNS="20", FORCE_COLOR="1")
    assert result.stderr == ""
    assert result.stdout.splitlines()[1] == (
        "serve_the_guests_on_the_terrace  queueTrigger  orders-from-the-terrace-and-the-bar"
    )


def test_the_exit_code_of_a_process(shop: Path) -> None:
    """A failure is seen by the shell, with one text and no traceback."""
    result = run(shop, "-m", "azfunc", "invoke", "nobody")
    assert result.returncode == 1
    assert result.stderr.startswith("error: There is no function 'nobody'")
    assert "Traceback" not in result.stderr


@pytest.mark.parametrize("no_color", ["", "1"])
def test_a_terminal_gets_a_table(shop: Path, no_color: str) -> None:
    """On a terminal names are folded into the window, not cut; NO_COLOR takes all styles away."""
    seen: list[bytes] = []
    script = (
        f"import os; os.chdir({str(shop)!r}); os.environ.update(COLUMNS='60', TERM='xterm', NO_COLOR={no_color!r}); "
        "from azfunc.cli.main import main; main()"
    )

    def read(descriptor: int) -> bytes:
        seen.append(os.read(descriptor, 1024))
        return seen[-1]

    status = pty.spawn([sys.executable, "-c", script, "list"], read)
    text = b"".join(seen).decode()
    assert status == 0
    assert ("\x1b[" in text) == (no_color == "")
    lines = [re.sub(r"\x1b\[[0-9;]*m", "", line).rstrip() for line in text.splitlines()]
    assert max(map(len, lines)) <= 60
    names = "".join(line.split(" ")[0] for line in lines[1:])
    assert names == "serve_the_guests_on_the_terrace"


def test_a_missing_extra_is_told_in_one_line(shop: Path) -> None:
    """Without click the command says what to install."""
    script = textwrap.dedent(
        """
        import importlib.util
        found = importlib.util.find_spec
        importlib.util.find_spec = lambda name, package=None: None if name == "click" else found(name, package)
        from azfunc.cli.main import main
        main()
        """
    )
    result = run(shop, "-c", script)
    assert result.returncode == 2
    assert result.stderr == 'azfunc: the command line needs click: pip install "azfunc[cli]"\n'
