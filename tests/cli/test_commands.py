"""The commands ``list``, ``build`` and ``invoke``: what they print, and how they fail."""

import json
import os
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from azfunc import __version__
from azfunc.cli.group import azfunc

SHOP = """
import os
import azfunc
from azfunc import FunctionApp, HttpRequest, HttpResponse, Out, TimerRequest

app = FunctionApp()
print("importing the shop")


@app.route("orders/{table:int}", methods=["POST"])
@app.queue_output(arg_name="kitchen", queue_name="kitchen-queue", connection="C")
def order(req: HttpRequest, kitchen: Out[dict]) -> HttpResponse:
    print("cooking")
    kitchen.set({"table": req.route_params["table"], "dish": req.get_json()["dish"], "q": req.params.get("q")})
    return HttpResponse("thanks", status_code=202, headers={"x-agent": req.headers.get("x-agent", "-")})


@app.queue_trigger(queue_name="a-rather-long-queue-name-that-a-narrow-window-would-cut-in-two", connection="C")
@app.blob_input(arg_name="menu", path="menus/{day}.txt", connection="C")
@app.queue_output(arg_name="$return", queue_name="copies", connection="C")
def copy(msg: str, menu: bytes | None) -> str:
    return f"{msg} {menu!r} {os.environ.get('GREETING')}"


@app.timer_trigger(schedule="0 0 8 * * *")
def morning(timer: TimerRequest) -> None:
    raise LookupError("no coffee")
"""

BROKEN = """
from azfunc import FunctionApp, HttpRequest, HttpResponse, TimerRequest

app = FunctionApp()


@app.route("good")
def good(req: HttpRequest) -> HttpResponse:
    return HttpResponse("")


@app.queue_trigger(queue_name="Bad_Queue", connection="C")
def bad(msg: str) -> None: ...


@app.timer_trigger(schedule="every day")
def worse(timer: TimerRequest) -> None: ...
"""


@pytest.fixture(autouse=True)
def _clean(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Each test in a folder of its own; path, modules and environment as before afterwards."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(sys, "path", list(sys.path))
    before = dict(os.environ)
    yield
    os.environ.clear()
    os.environ.update(before)
    forget_modules()


def forget_modules() -> None:
    """Lets the next command import the app anew, as a new process would."""
    folder = str(Path.cwd())
    for name, module in list(sys.modules.items()):
        if str(getattr(module, "__file__", None)).startswith(folder):
            del sys.modules[name]


@pytest.fixture
def shop(tmp_path: Path) -> Path:
    """A folder with the shop's app, which is the current folder."""
    (tmp_path / "function_app.py").write_text(SHOP)
    return tmp_path


def run(*arguments: str, stdin: bytes | None = None) -> Result:
    """Runs a command in this process."""
    forget_modules()
    return CliRunner().invoke(azfunc, arguments, input=stdin, catch_exceptions=False)


def test_list(shop: Path) -> None:
    """One line for each function, columns as wide as needed, and nothing of what the app prints."""
    result = run("list")
    assert result.exit_code == 0
    queue = "a-rather-long-queue-name-that-a-narrow-window-would-cut-in-two"
    assert result.stdout.splitlines() == [
        "Function  Trigger       Route or source" + " " * 49 + "Inputs                Outputs",
        "order     httpTrigger   POST /api/orders/{table:int}" + " " * 36 + " " * 22 + "queue kitchen-queue",
        f"copy      queueTrigger  {queue}  blob menus/{{day}}.txt  queue copies",
        "morning   timerTrigger  0 0 8 * * *",
    ]
    assert result.stderr == "importing the shop\n"


def test_list_as_json(shop: Path) -> None:
    """JSON holds every binding as function.json has it, and the place of each function."""
    (shop / "host.json").write_text('{"version": "2.0", "Extensions": {"HTTP": {"routeprefix": "v1"}}} // mine')
    value = json.loads(run("list", str(shop), "--json").stdout)
    assert [entry["name"] for entry in value] == ["order", "copy", "morning"]
    assert value[0]["source"] == "POST /v1/orders/{table:int}"
    assert value[0]["outputs"] == ["$return", "kitchen"]
    assert (value[0]["file"], value[0]["line"]) == (str(shop / "function_app.py"), 10)
    assert value[1]["bindings"][0]["type"] == "queueTrigger"


def test_list_of_an_empty_app(tmp_path: Path) -> None:
    """An app without functions says what is missing."""
    (tmp_path / "empty.py").write_text("import azfunc\napp = azfunc.FunctionApp()\n")
    result = run("list", "empty:app")
    assert (result.exit_code, "has no functions" in result.stdout) == (0, True)


def test_faults_are_told_together(tmp_path: Path) -> None:
    """The good functions are listed, all faults told on stderr, without a traceback."""
    (tmp_path / "function_app.py").write_text(BROKEN)
    result = run("list")
    assert result.exit_code == 1
    assert "good" in result.stdout
    assert result.stderr.startswith("error: 2 faults in this app:")
    for told in ("function 'bad'", "function 'worse'", "function_app.py:12", "fix:"):
        assert told in result.stderr
    assert "Traceback" not in result.stderr


@pytest.mark.parametrize("command", [["list"], ["build", "--out", "x"], ["invoke", "f"]])
def test_no_app_ends_with_the_syntax(command: list[str]) -> None:
    """Where there is no app, every command tells how to name one."""
    result = run(*command)
    assert result.exit_code == 1
    assert "has no function_app.py" in result.stderr
    assert "MODULE:NAME" in result.stderr.splitlines()[-1]


def test_a_broken_import_shows_the_users_frames(tmp_path: Path) -> None:
    """The traceback begins with the user's own line."""
    (tmp_path / "function_app.py").write_text("import no_such_package\n")
    result = run("list")
    assert result.exit_code == 1
    frames = [line for line in result.stderr.splitlines() if line.startswith("  File ")]
    assert frames == [f'  File "{tmp_path / "function_app.py"}", line 1, in <module>']


def test_local_settings(shop: Path) -> None:
    """Values are set where nothing is set yet; comments are understood."""
    values = '{"IsEncrypted": false, "Values": {"GREETING": "file", "FLAG": true, "NOTHING": null}, /* mine */}'
    (shop / "local.settings.json").write_text(values)
    result = run("invoke", "copy", "--data", "x", "--input", "menu=m")
    assert "x b'm' file" in result.stdout
    assert result.stderr.count("'NOTHING' is null") == 1
    assert os.environ["FLAG"] == "true"
    os.environ["GREETING"] = "mine"
    assert "x b'm' mine" in run("invoke", "copy", "--data", "x", "--input", "menu=m").stdout


@pytest.mark.parametrize(
    ("text", "told"),
    [('{"Values": []', "local.settings.json"), ('{"Values": {"A": {}}}', "$.Values.A"), ("[]", "no JSON object")],
)
def test_local_settings_that_cannot_be_read(shop: Path, text: str, told: str) -> None:
    """A broken settings file is told with its name and place."""
    (shop / "local.settings.json").write_text(text)
    result = run("list")
    assert result.exit_code == 1
    assert told in result.stderr


def test_encrypted_settings_are_left_alone(shop: Path) -> None:
    """Encrypted values would be wrong ones."""
    (shop / "local.settings.json").write_text('{"IsEncrypted": true, "Values": {"GREETING": "cipher"}}')
    result = run("list")
    assert "is encrypted" in result.stderr
    assert "GREETING" not in os.environ


def test_settings_may_name_the_script(tmp_path: Path) -> None:
    """PYTHON_SCRIPT_FILE_NAME counts in local.settings.json too."""
    (tmp_path / "main.py").write_text(SHOP)
    (tmp_path / "local.settings.json").write_text('{"Values": {"PYTHON_SCRIPT_FILE_NAME": "main.py"}}')
    assert run("list").exit_code == 0


def test_invoke_http(shop: Path) -> None:
    """A request is made from route, query, headers and data; answer and outputs are printed."""
    result = run(
        *("invoke", "order", "--data", '{"dish": "soup"}', "--meta", "table=7"),
        *("--query", "q=a b", "--header", "X-Agent=me"),
    )
    assert result.exit_code == 0
    assert result.stdout == (
        "HTTP 202 Accepted\nx-agent: me\ncontent-type: text/plain; charset=utf-8\n\nthanks\n\n"
        'kitchen -> queue kitchen-queue:\n{\n  "table": "7",\n  "dish": "soup",\n  "q": "a b"\n}\n'
    )
    assert "cooking" in result.stderr


def test_an_answer_of_json_is_printed_over_several_lines(tmp_path: Path) -> None:
    """JSON for people, also that of problems; what only claims to be JSON as it is."""
    (tmp_path / "function_app.py").write_text(
        "from azfunc import FunctionApp, HttpResponse\n"
        "app = FunctionApp()\n"
        "@app.get('square')\n"
        "def square(number: int) -> dict[str, int]: return {'é': number * number}\n"
        "@app.get('broken')\n"
        "def broken() -> HttpResponse: return HttpResponse('{', mimetype='application/json')\n"
    )
    assert run("invoke", "square", "--query", "number=3").stdout.endswith('\n\n{\n  "é": 9\n}\n')
    assert '\n      "message": "Field required",\n' in run("invoke", "square").stdout
    assert run("invoke", "broken").stdout.endswith("\n\n{\n")


def test_invoke_as_json(shop: Path) -> None:
    """The same as JSON."""
    result = run("invoke", "order", "--data", '{"dish": "soup"}', "--meta", "table=7", "--json")
    value = json.loads(result.stdout)
    assert value["response"]["status"] == 202
    assert value["response"]["body"] == "thanks"
    assert value["outputs"] == [
        {
            "name": "kitchen",
            "binding": "queue",
            "target": "kitchen-queue",
            "value": {"table": "7", "dish": "soup", "q": None},
        }
    ]


def test_invoke_with_files_and_stdin(shop: Path) -> None:
    """Data and inputs come from files and stdin, binary content included."""
    (shop / "message.txt").write_text("from a file")
    (shop / "menu.bin").write_bytes(b"\xff")
    result = run("invoke", "copy", "--app", str(shop), "--data", "@message.txt", "--input", "menu=@menu.bin")
    assert result.stdout == "copy: done\n\n$return -> queue copies:\nfrom a file b'\\xff' None\n"
    result = run("invoke", "copy", "--data", "@-", "--input", "menu=x", stdin=b"from stdin")
    assert "from stdin b'x'" in result.stdout


def test_a_handler_that_raises(shop: Path) -> None:
    """The user's traceback alone, exit code 1."""
    result = run("invoke", "morning")
    assert result.exit_code == 1
    assert "error: function 'morning' raised LookupError" in result.stderr
    assert result.stderr.endswith("LookupError: no coffee\n")
    assert result.stderr.count("  File ") == 1
    assert result.stdout == ""


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (["nope"], "no function 'nope' in this app; its functions are: order, copy, morning"),
        (["order"], "--meta table=..."),
        (["copy", "--data", "x", "--meta", "day=mon"], "Give it with --input menu=VALUE, or --input menu=@FILE."),
        (["copy", "--data", "x"], "a binding names {day}"),
        (["copy", "--data", "x", "--input", "msg=y"], "has no input binding 'msg'"),
    ],
)
def test_what_cannot_be_invoked(shop: Path, arguments: list[str], told: str) -> None:
    """A failure of ours is one text on stderr, exit code 1."""
    result = run("invoke", *arguments)
    assert result.exit_code == 1
    assert told in result.stderr
    assert "Traceback" not in result.stderr


@pytest.mark.parametrize(
    "arguments",
    [
        ["invoke"],
        ["invoke", "copy", "--meta", "novalue"],
        ["invoke", "copy", "--data", "@gone.txt"],
        ["build"],
        ["nonsense"],
    ],
)
def test_wrong_usage(shop: Path, arguments: list[str]) -> None:
    """Wrong usage is exit code 2."""
    assert run(*arguments).exit_code == 2


def test_build(shop: Path) -> None:
    """A build names its functions, and the folder holds them."""
    result = run("build", "--out", "dist")
    assert result.exit_code == 0
    assert result.stdout.startswith("Built 3 functions into dist (")
    assert result.stdout.endswith("  order\n  copy\n  morning\n")
    document = json.loads((shop / "dist" / "order" / "function.json").read_text())
    assert document["bindings"][0]["type"] == "httpTrigger"
    assert (shop / "dist" / "host.json").is_file()


def test_build_of_metadata_alone(shop: Path) -> None:
    """Only the function.json files are written."""
    run("build", ".", "--out", "dist", "--metadata-only")
    assert not (shop / "dist" / "host.json").exists()
    assert (shop / "dist" / "copy" / "function.json").is_file()


def test_build_of_a_broken_app(shop: Path) -> None:
    """With an earlier build the functions stay and the traceback is told; --strict and a first build fail."""
    run("build", "--out", "dist")
    (shop / "function_app.py").write_text("import no_such_package\n")
    assert run("build", "--out", "dist", "--strict").exit_code == 1
    assert run("build", "--out", "other").exit_code == 1
    result = run("build", "--out", "dist")
    assert result.exit_code == 0
    assert "pip install no_such_package" in result.stderr
    assert "Built 3 functions" in result.stdout


def test_build_refuses_a_folder_that_it_did_not_make(shop: Path) -> None:
    """A foreign folder is left alone."""
    (shop / "dist").mkdir()
    (shop / "dist" / "mine.txt").write_text("x")
    result = run("build", "--out", "dist")
    assert result.exit_code == 1
    assert "dist" in result.stderr
    assert (shop / "dist" / "mine.txt").read_text() == "x"


def test_build_of_an_app_of_azure_functions(tmp_path: Path) -> None:
    """Its built folders would find another app in Microsoft's workers; its function.json files can be had."""
    source = "import azure.functions as func\napp = func.FunctionApp()\n@app.route('x')\ndef x(req): ...\n"
    (tmp_path / "function_app.py").write_text(source)
    out = str(tmp_path / "out")
    refused = run("build", str(tmp_path), "--out", out)
    assert refused.exit_code == 1
    assert "'import azfunc as func'" in refused.stderr
    assert run("build", str(tmp_path), "--out", out, "--metadata-only").exit_code == 0


def test_build_of_a_faulty_app(tmp_path: Path) -> None:
    """A fault in one function builds nothing."""
    (tmp_path / "function_app.py").write_text(BROKEN)
    result = run("build", "--out", "dist")
    assert (result.exit_code, (tmp_path / "dist").exists()) == (1, False)
    assert "2 faults" in result.stderr


def test_version_and_help() -> None:
    """The version is the package's; help names the commands."""
    assert __version__ in run("--version").stdout
    assert all(name in run("-h").stdout for name in ("build", "invoke", "list"))
