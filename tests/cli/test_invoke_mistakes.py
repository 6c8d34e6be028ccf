"""What ``azfunc invoke`` and ``azfunc build`` say to somebody who got it slightly wrong."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

APP = """
from azfunc import FunctionApp, HttpRequest, QueueMessage
from pydantic import BaseModel

app = FunctionApp()


class Order(BaseModel):
    id: str


@app.route("take/{table}/{seat?}", methods=["POST"])
def take(req: HttpRequest) -> str:
    return req.get_json(Order).id


@app.queue_trigger(queue_name="orders", connection="C")
def cook(order: Order) -> None: ...


@app.queue_trigger(queue_name="notes", connection="C")
@app.queue_output(arg_name="$return", queue_name="copies-{deqeueCount}", connection="C")
def note(msg: QueueMessage) -> str:
    return f"try {msg.dequeue_count}"
"""


@pytest.fixture
def shop(tmp_path: Path) -> Path:
    """A folder with a small app."""
    (tmp_path / "function_app.py").write_text(APP)
    return tmp_path


def run(folder: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    """The command, in a process of its own."""
    return subprocess.run(
        [sys.executable, "-m", "azfunc", *arguments],
        cwd=folder,
        env={**os.environ, "COLUMNS": "300"},
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )


def test_a_body_that_the_handler_refuses_is_told_with_its_line(shop: Path) -> None:
    """An error that comes out of ``get_json`` names the function, the user's line and the data."""
    done = run(shop, "invoke", "take", "--data", '{"id": 1}', "--meta", "table=4")
    assert done.returncode == 1
    line = APP.splitlines().index("    return req.get_json(Order).id") + 1
    assert done.stderr.startswith(f"error: {shop / 'function_app.py'}:{line}: function 'take': This value is no Order")
    assert done.stderr.endswith('--data was {"id": 1}\n')
    assert "Traceback" not in done.stderr


@pytest.mark.parametrize(
    ("data", "told"),
    [
        ([], "No --data was given. Give the trigger's value with --data TEXT, or --data @FILE."),
        (["--data", "{bad"], "--data was {bad"),
        (["--data", "x" * 100], f"--data was {'x' * 57}..."),
    ],
)
def test_a_message_that_cannot_be_read(shop: Path, data: list[str], told: str) -> None:
    """The parameter is named, and what was given for it."""
    done = run(shop, "invoke", "cook", *data)
    assert done.returncode == 1
    assert done.stderr.startswith("error: Parameter 'order' of function 'cook'")
    assert done.stderr.splitlines()[-1] == told


@pytest.mark.parametrize(
    ("arguments", "meant"),
    [
        (["note", "--meta", "DequeCount=3"], "DequeueCount"),
        (["take", "--data", '{"id": "1"}', "--meta", "table=4", "--meta", "seet=1"], "seat"),
    ],
)
def test_misspelt_metadata_is_warned_of(shop: Path, arguments: list[str], meant: str) -> None:
    """A name that is nearly one of the trigger's metadata, or of the route's tokens, is asked about."""
    done = run(shop, "invoke", *arguments)
    assert f"Did you mean {meant}?" in done.stderr


@pytest.mark.parametrize("given", ["dequeuecount=3", "Colour=red"])
def test_other_metadata_is_taken_in_silence(shop: Path, given: str) -> None:
    """Case does not matter, and a name of one's own may be meant for a binding expression."""
    done = run(shop, "invoke", "note", "--meta", given, "--meta", "deqeueCount=1")
    assert (done.returncode, done.stderr) == (0, "")


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (["cook", "--query", "a=b", "--method", "GET"], "a queueTrigger, so it takes no --method, --query."),
        (["take", "--meta", "table=4", "--method", "delete"], "answers POST, not DELETE. Use --method POST"),
        (["take", "."], "the app is named with --app"),
    ],
)
def test_options_that_do_not_fit(shop: Path, arguments: list[str], told: str) -> None:
    """Wrong usage runs nothing, says what is right, and is exit code 2."""
    done = run(shop, "invoke", *arguments)
    assert (done.returncode, done.stdout) == (2, "")
    assert told in done.stderr


def test_a_build_without_a_place(shop: Path) -> None:
    """What may be said is in the message."""
    done = run(shop, "build")
    assert done.returncode == 2
    assert "such as --out ../built" in done.stderr


def test_repeated_headers_are_joined(tmp_path: Path) -> None:
    """A name that is given twice, in whatever case, arrives with both values, as hosts hand it over."""
    (tmp_path / "function_app.py").write_text(
        "import azfunc as func\napp = func.FunctionApp()\n"
        "@app.route('tags')\ndef tags(req: func.HttpRequest) -> str:\n    return req.headers['x-tag']\n"
    )
    done = run(tmp_path, "invoke", "tags", "--header", "X-Tag=a", "--header", "x-tag=b")
    assert done.stdout.splitlines()[-1] == "a,b", done.stderr
