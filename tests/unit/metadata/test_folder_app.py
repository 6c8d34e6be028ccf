"""Apps of function.json folders, read as if their functions had been decorated."""

import json
import sys
import time
from collections.abc import Callable, Iterator, Mapping
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import azfunc as func
from azfunc.app import FunctionApp, Index
from azfunc.bindings.blob import BlobInput
from azfunc.bindings.datum import Datum
from azfunc.bindings.queue import QueueOutput, QueueTrigger
from azfunc.errors import AzfuncError, DefinitionError, LateRegistrationError
from azfunc.metadata.folder_app import FolderApp, load_function
from azfunc.metadata.function_folder import read_function_folder
from azfunc.metadata.jsonc import read_json
from azfunc.retry import ExponentialBackoff, FixedDelay
from azfunc.testing import TestClient

ROOT = Path(__file__).resolve().parents[3]
QUEUE = {"type": "queueTrigger", "direction": "in", "name": "msg", "queueName": "orders", "connection": "C"}
HTTP = {"type": "httpTrigger", "name": "req", "methods": ["get"]}
ANSWER = {"type": "http", "direction": "out", "name": "$return"}
MAIN = "def main(msg: str) -> None: ...\n"

Write = Callable[..., Path]


@pytest.fixture
def write(tmp_path: Path) -> Iterator[Write]:
    """Writes a function's folder: its function.json, as a value or as text, and its files."""
    path, modules = list(sys.path), set(sys.modules)

    def write_one(name: str, document: object, files: Mapping[str, str] | str = MAIN) -> Path:
        folder = tmp_path / "app" / name
        folder.mkdir(parents=True, exist_ok=True)
        text = document if isinstance(document, str | bytes) else json.dumps(document, indent=1)
        (folder / "function.json").write_bytes(text if isinstance(text, bytes) else text.encode())
        for file, source in ({"__init__.py": files} if isinstance(files, str) else files).items():
            (folder / file).parent.mkdir(parents=True, exist_ok=True)
            (folder / file).write_text(source)
        return tmp_path / "app"

    yield write_one
    sys.path[:] = path
    for name in set(sys.modules) - modules:
        if str(tmp_path) in str(getattr(sys.modules[name], "__file__", "")) or name.partition(".")[0] == "__app__":
            del sys.modules[name]


def only_fault(root: Path) -> DefinitionError:
    """The one fault of an app."""
    [fault] = FolderApp(root).index().faults
    return fault


def test_typed_functions(write: Write) -> None:
    """A folder is a function of its name, with typed bindings, its handler's plan, and the handler's line."""
    blob = {"type": "blob", "name": "menu", "path": "menus/x", "connection": "C", "dataType": "binary"}
    copy = {"type": "queue", "direction": "OUT", "name": "$return", "queueName": "copies", "connection": "C"}
    root = write("Copy-it", {"bindings": [blob, copy, QUEUE]}, "\ndef main(msg, menu: bytes) -> str:\n    return msg\n")
    app = FolderApp(root)
    function = app.functions["Copy-it"]
    assert (app.root, app.index().faults) == (root.resolve(), ())
    assert [type(binding) for binding in function.bindings] == [QueueTrigger, BlobInput, QueueOutput]
    assert function.where == (str(root.resolve() / "Copy-it" / "__init__.py"), 2)
    assert function.plan.decode({"menu": Datum("string", "x"), "msg": Datum("string", "m")}, {})["menu"] == b"x"
    declared = app.declared["Copy-it"]
    assert (declared.function, declared.faults, declared.where) == (function, (), function.where)
    assert [type(binding) for binding in declared.bindings] == [BlobInput, QueueOutput, QueueTrigger]
    assert app.documents == {"Copy-it": {"bindings": [blob, copy, QUEUE]}}


def test_same_as_decorated(write: Write) -> None:
    """The function is the one that decorators make, but for the place and the properties that decorators add."""
    app = FunctionApp()

    @app.function_name("Copy")
    @app.queue_trigger(arg_name="msg", queue_name="orders", connection="C")
    @app.queue_output(arg_name="$return", queue_name="copies", connection="C")
    @app.retry(FixedDelay(3, "00:00:10"))
    def main(msg: str) -> str:
        return msg

    output = {"type": "queue", "direction": "out", "name": "$return", "queueName": "copies", "connection": "C"}
    retry = {"strategy": "fixedDelay", "maxRetryCount": 3, "delayInterval": "00:00:10"}
    document = {"bindings": [QUEUE, output], "retry": retry}
    root = write("Copy", document, "def main(msg: str) -> str:\n    return msg\n")
    with pytest.warns(func.AzfuncWarning, match="retry policies"):
        decorated, read = app.functions["Copy"], FolderApp(root).functions["Copy"]
    assert (read.name, read.bindings, read.to_documents()) == (
        decorated.name,
        decorated.bindings,
        decorated.to_documents(),
    )
    assert read.signature == decorated.signature
    assert read.retry is not None
    assert decorated.retry is not None
    assert read.retry.to_document() == decorated.retry.to_document()


SCRIPTS = [
    ({}, {"__init__.py": MAIN, "other.py": ""}),
    ({}, {"handler.py": MAIN}),
    ({"scriptFile": "run.py"}, {"run.py": MAIN, "__init__.py": ""}),
    (
        {"scriptFile": "run.py", "entryPoint": "cook"},
        {"run.py": "class Cook:\n    def __call__(self, msg): ...\ncook = Cook()"},
    ),
    ({"scriptFile": "../shared/handlers.py", "entryPoint": "f"}, {"../shared/handlers.py": "def f(msg): ..."}),
    (
        {"scriptFile": "deep\\run.py"},
        {"deep/run.py": "from ...shared.menu import DISHES\n" + MAIN, "../shared/menu.py": "DISHES = 1"},
    ),
    (
        {},
        {
            "__init__.py": "from ..shared import menu\nfrom . import near\n" + MAIN,
            "near.py": "",
            "../shared/menu.py": "",
        },
    ),
    ({}, {"__init__.py": "from __app__.shared import menu\n" + MAIN, "../shared/menu.py": ""}),
    ({}, {"__init__.py": "from common_of_folders import menu\n" + MAIN, "../common_of_folders/menu.py": ""}),
    (
        {"entryPoint": ""},
        {"__init__.py": "import azure.functions as func\ndef main(msg: func.QueueMessage) -> None: ..."},
    ),
    ({"entryPoint": "go"}, {"__init__.py": "import azfunc as func\nasync def go(msg: func.QueueMessage) -> None: ..."}),
]


@pytest.mark.parametrize(("document", "files"), SCRIPTS)
def test_handlers(write: Write, document: dict[str, Any], files: dict[str, str]) -> None:
    """Scripts and entry points of every kind, and shared code by every kind of import, are found."""
    root = write("Some", {**document, "bindings": [QUEUE]}, files)
    index = FolderApp(root).index()
    assert [str(fault) for fault in index.faults] == []
    assert list(index.functions) == ["Some"]


@pytest.mark.parametrize(
    ("document", "files", "rule", "told"),
    [
        ({"scriptFile": "no.py"}, {}, "missing-script", "is not there"),
        ({"scriptFile": "run.js"}, {"run.js": ""}, "missing-script", "is no Python file"),
        ({"scriptFile": "../../out.py"}, {}, "missing-script", "outside the app's folder"),
        ({}, {"a.py": MAIN, "b.py": MAIN}, "missing-script", "a.py, b.py"),
        ({}, {}, "missing-script", "no other file"),
        ({}, {"__init__.py": "def cook(msg): ..."}, "missing-entry-point", 'write "entryPoint": "cook"'),
        ({"entryPoint": "x"}, {"__init__.py": "x = 5"}, "missing-entry-point", "x = 5"),
        ({}, {"__init__.py": "\nimport no_such_thing"}, "failed-import", "No module named 'no_such_thing'"),
        ({}, {"__init__.py": "def main(:"}, "failed-import", "SyntaxError"),
        ({}, {"__init__.py": "import sys\nsys.exit(3)"}, "failed-import", "SystemExit: 3"),
        (
            {},
            {"__init__.py": "def main(other): ..."},
            "binding-without-parameter",
            "'msg', which the function does not have",
        ),
        ({}, {"__init__.py": "def main(msg: object, x): ..."}, "parameter-without-binding", "parameter 'x'"),
        (
            {},
            {"__init__.py": "import azfunc\ndef main(msg: azfunc.HttpRequest): ..."},
            "unsupported-type",
            "HttpRequest",
        ),
    ],
)
def test_faults_of_one_function(
    write: Write, document: dict[str, Any], files: dict[str, str], rule: str, told: str
) -> None:
    """What is wrong with a function is its own fault, with file and line; the others stay, and it stays declared."""
    write("Good", {"bindings": [QUEUE]})
    root = write("Poor", {**document, "bindings": [QUEUE]}, files)
    app = FolderApp(root)
    faults = app.index().faults
    assert {fault.rule for fault in faults} >= {rule}
    assert {fault.function for fault in faults} == {"Poor"}
    assert any(told in str(fault) for fault in faults)
    assert all(str(root) in fault.where.file and fault.where.line >= 1 for fault in faults)
    assert list(app.functions) == ["Good"]
    poor = app.declared["Poor"]
    assert (poor.function, poor.faults, [binding.type for binding in poor.bindings]) == (
        None,
        faults,
        ["queueTrigger"],
    )


def test_traceback_of_a_failed_import(write: Write) -> None:
    """The fault of a broken import has the user's frames alone, the line in the script, and what to do."""
    source = "from ..shared import menu\n\ndef main(msg): ...\n"
    root = write(
        "Poor",
        {"bindings": [QUEUE]},
        {"__init__.py": source, "../shared/menu.py": "import os\nos.environ['NOT_SET_HERE']\n"},
    )
    fault = only_fault(root)
    assert fault.where == (str(root / "Poor" / "__init__.py"), 1)
    assert f'File "{root / "shared" / "menu.py"}", line 2' in fault.found
    assert "azfunc" not in fault.found
    assert "NOT_SET_HERE" in fault.fix


def test_bindings_are_placed_in_function_json(write: Write) -> None:
    """A fault of a binding is at its line of function.json."""
    output = {"type": "queue", "direction": "out", "name": "out", "queueName": "Bad_Name", "connection": "C"}
    text = '{"bindings": [\n' + json.dumps(QUEUE) + ",\n\n" + json.dumps(output) + "]}"
    fault = only_fault(write("Poor", text, "import azfunc\ndef main(msg, out: azfunc.Out[str]): ..."))
    assert (fault.rule, fault.where.line, Path(fault.where.file).name) == ("bad-queue-name", 4, "function.json")


@pytest.mark.parametrize(
    ("text", "rule", "line", "told"),
    [
        (b'{\n"bindings": [,]}', "unreadable-document", 2, "this is not JSON"),
        (b'{"a": "\xff"}', "unreadable-document", 1, "not UTF-8 text"),
        (b"\x00\x00", "unreadable-document", 1, "this is not JSON"),
        (b"", "unreadable-document", 1, "this is not JSON"),
        (b"[" * 100_000, "unreadable-document", 1, "nested too deeply"),
        (b'{"x": ' + b"[" * 500 + b"]" * 500 + b"}", "unreadable-document", 1, "nested too deeply"),
        (b"[]", "bad-document", 1, "expected an object"),
        (b"5", "bad-document", 1, "expected an object"),
        (b"{}", "bad-document", 1, "$.bindings"),
        (b'{\n\n"bindings": []}', "bad-document", 3, "at least one binding"),
        (b'{"bindings": [\n5]}', "bad-document", 2, "$.bindings[0]"),
        (b'{"bindings": [\n{"name": "x",\n "type": {}}]}', "bad-document", 3, "$.bindings[0].type"),
        (b'{"bindings": [\n{"name": "x",\n "direction": "up",\n"type": "fooTrigger"}]}', "bad-document", 3, "'up'"),
        (b'{"bindings": [{"name": "x", "type": "queue"}]}', "bad-document", 1, "no trigger"),
        (b'{"scriptFile": 5, "bindings": [{"name": "x", "type": "fooTrigger"}]}', "bad-document", 1, "$.scriptFile"),
        (b'{"bindings": [{"name": "x", "type": "fooTrigger"}],\n"retry": 5}', "bad-document", 2, "$.retry"),
        (
            b'{"configurationSource": "?", "bindings": [{"name": "x", "type": "fooTrigger"}]}',
            "bad-document",
            1,
            "$.conf",
        ),
        (b'{"bindings": [{"name": "x", "type": "fooTrigger", "direction": "inout"}]}', "bad-document", 1, "no trigger"),
    ],
)
def test_bad_documents(write: Write, text: bytes, rule: str, line: int, told: str) -> None:
    """A function.json that hosts refuse is one clear fault, with the line; it is still declared."""
    app = FolderApp(write("Poor", text))
    [fault] = app.index().faults
    assert (fault.rule, fault.function, fault.where.line) == (rule, "Poor", line)
    assert fault.where.file.endswith("function.json")
    assert told in str(fault)
    assert (app.functions, list(app.declared), app.declared["Poor"].trigger) == ({}, ["Poor"], None)


def test_several_faults_of_one_document(write: Write) -> None:
    """Each refusal is a fault of its own."""
    text = '{"scriptFile": 1,\n"bindings": [{"type": "fooTrigger", "name": "a b"},\n{"type": 2, "name": "x"}]}'
    faults = FolderApp(write("Poor", text)).index().faults
    assert [(fault.where.line, fault.rule) for fault in faults] == [
        (1, "bad-document"),
        (2, "bad-document"),
        (3, "bad-document"),
    ]


def test_inout(write: Write) -> None:
    """A binding of the direction inout is a fault at its line, as workers of Python refuse it."""
    both = {"type": "queue", "direction": "inout", "name": "x", "queueName": "q"}
    text = '{"bindings": [' + json.dumps(QUEUE) + ",\n" + json.dumps(both) + "]}"
    fault = only_fault(write("Poor", text, "def main(msg, x): ..."))
    assert (fault.rule, fault.where.line) == ("inout-binding", 2)


def test_big_documents_are_fast(write: Write) -> None:
    """Ten megabytes, right or wrong, are read in a few seconds at most, whatever they are full of."""
    texts = [
        json.dumps({"bindings": [QUEUE], "notes": ["x" * 100] * 95_000}),
        json.dumps({"bindings": [{**QUEUE, "big": list(range(1_400_000))}]}),
        json.dumps({"notes": "y" * 10_000_000, "bindings": [{"type": 1, "name": "x"}]}),
        json.dumps({"bindings": [1] * 3_000_000}),
    ]
    for index, text in enumerate(texts):
        root = write(f"Big{index}", text)
    begun = time.perf_counter()
    index = FolderApp(root).index()
    assert time.perf_counter() - begun < 20
    assert list(index.functions) == ["Big0", "Big1"]
    assert [fault.function for fault in index.faults] == ["Big2", "Big3"]
    assert all(len(str(fault)) < 2000 for fault in index.faults)


def test_properties_in_any_case(write: Write) -> None:
    """Names of a binding's properties and its texts count in any case."""
    document = {"bindings": [{"Type": "QUEUETRIGGER", "DIRECTION": "IN", "Name": "msg", "QueueName": "orders"}]}
    root = write("Some", document)
    app = FolderApp(root)
    assert app.functions["Some"].trigger == QueueTrigger(arg_name="msg", queue_name="orders", connection="")
    assert app.documents["Some"] == document
    assert app.declared["Some"].to_documents() == [
        {"type": "queueTrigger", "direction": "in", "name": "msg", "queueName": "orders"}
    ]


def test_other_properties_are_kept(write: Write) -> None:
    """Reading and writing gives the document back: unknown, disabled, excluded, retry, script and entry."""
    retry = {
        "strategy": "ExponentialBackoff",
        "maxRetryCount": -1,
        "minimumInterval": "00:01",
        "maximumInterval": "1.00:00:00",
        "more": 1,
    }
    document = {
        "generatedBy": "me",
        "configurationSource": "config",
        "disabled": "SETTING",
        "excluded": True,
        "scriptFile": "run.py",
        "entryPoint": "go",
        "bindings": [
            {"type": "timerTrigger", "direction": "in", "name": "t", "schedule": "0 0 8 * * *", "odd": {"a": [None]}}
        ],
        "retry": retry,
        "nothing": None,
    }
    root = write("Some", document, {"run.py": "def go(t): ..."})
    app = FolderApp(root)
    assert app.documents["Some"] == document
    assert app.declared["Some"].to_document() == document
    assert app.index().faults == ()
    policy = app.functions["Some"].retry
    assert isinstance(policy, ExponentialBackoff)
    assert policy.maximum_interval == timedelta(hours=23, minutes=59, seconds=59)


def test_retry(write: Write) -> None:
    """The policy of the document is the function's."""
    retry = {
        "strategy": "EXPONENTIALBACKOFF",
        "maxRetryCount": -1,
        "minimumInterval": "0:1",
        "maximumInterval": "01:02:03.5",
    }
    timer = {"type": "timerTrigger", "name": "t", "schedule": "0 0 8 * * *"}
    function = FolderApp(write("Some", {"bindings": [timer], "retry": retry}, "def main(t): ...")).functions["Some"]
    assert isinstance(function.retry, ExponentialBackoff)
    assert function.retry.to_document() == {
        "strategy": "exponentialBackoff",
        "maxRetryCount": -1,
        "minimumInterval": "00:01:00",
        "maximumInterval": "01:02:03",
    }


def test_names_and_clashes(write: Write) -> None:
    """A folder's name that hosts refuse, and a route used twice, are faults; the first of two routes stays."""
    write("Bad Name", {"bindings": [QUEUE]})
    write("First", {"bindings": [{**HTTP, "route": "menu"}, ANSWER]}, "def main(req) -> str: ...")
    root = write("Second", {"bindings": [{**HTTP, "route": "Menu"}, ANSWER]}, "def main(req) -> str: ...")
    app = FolderApp(root)
    assert {(fault.function, fault.rule) for fault in app.index().faults} == {
        ("Bad Name", "bad-function-name"),
        ("Second", "duplicate-route"),
    }
    assert list(app.functions) == ["First"]
    assert app.declared["Second"].function is None


def test_misspelt_file(write: Write) -> None:
    """A function.json in another case is told, since hosts on Linux do not see it."""
    root = write("Some", {"bindings": [QUEUE]})
    (root / "Some" / "function.json").rename(root / "Some" / "Function.json")
    assert only_fault(root).rule == "misspelt-document"


def test_folders_without_function_json(write: Write) -> None:
    """Other folders and files are no functions, and neither are those deeper down."""
    root = write("Some", {"bindings": [QUEUE]})
    (root / "shared" / "deep").mkdir(parents=True)
    (root / "shared" / "deep" / "function.json").write_text("{}")
    (root / "function.json").write_text("{}")
    assert list(FolderApp(root).declared) == ["Some"]
    assert FolderApp(root / "nowhere").index() == Index({}, ())


def test_decorators_are_refused(write: Write) -> None:
    """An app of folders takes no decorators, and says why."""
    app = FolderApp(write("Some", {"bindings": [QUEUE]}))
    with pytest.raises(LateRegistrationError, match=r"function\.json"):
        app.queue_trigger(queue_name="q", connection="C")


def test_apps_do_not_mix(tmp_path: Path, write: Write) -> None:
    """Two apps with modules of the same names, one after the other, have their own."""
    for app, dish in (("one", "soup"), ("two", "pie")):
        folder = tmp_path / app / "Cook"
        folder.mkdir(parents=True)
        (folder / "function.json").write_text(json.dumps({"bindings": [HTTP, ANSWER]}))
        (tmp_path / app / "common_menu.py").write_text(f"DISH = '{dish}'\n")
        (folder / "__init__.py").write_text("import common_menu\ndef main(req) -> str:\n    return common_menu.DISH\n")
    for app, dish in (("one", "soup"), ("two", "pie"), ("one", "soup")):
        with TestClient(FolderApp(tmp_path / app)) as client:
            assert client.get("/api/Cook").text == dish


def test_in_the_test_client() -> None:
    """The handwritten restaurant, for azure.functions, runs in the test client unchanged."""
    with TestClient(FolderApp(ROOT / "samples" / "restaurant_v1")) as client:
        order = {"customer": "Ada", "table": 4, "dishes": [{"name": "soup"}]}
        assert client.post("/api/orders", json=order).status_code == 202
        client.run_until_idle()
        [document] = client.cosmos("Restaurant", "OrderHistory").documents
        assert document["customer"] == "Ada"


def test_load_function(write: Write) -> None:
    """One function, with another handler than function.json names."""
    root = write("Some", {"scriptFile": "entry.py", "bindings": [QUEUE]}, {"run.py": "def go(msg): ..."})
    loaded = load_function(root / "Some" / "function.json", script="run.py", entry_point="go")
    assert loaded.function is not None
    assert loaded.document["scriptFile"] == "entry.py"
    assert [
        fault.rule for fault in load_function(root / "Some" / "function.json", script="x.py", entry_point="go").faults
    ] == ["missing-script"]


@given(st.binary(max_size=60) | st.text(alphabet='{}[]":,\\ntfabrue0.-', max_size=60).map(str.encode))
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_any_bytes(tmp_path: Path, data: bytes) -> None:
    """Whatever a function.json holds, it is declared with bindings or with faults."""
    folder = tmp_path / "Some"
    folder.mkdir(exist_ok=True)
    (folder / "function.json").write_bytes(data)
    read = read_function_folder(folder / "function.json")
    assert bool(read.bindings) != bool(read.faults)
    for fault in read.faults:
        assert isinstance(fault, AzfuncError)
        assert str(folder) in str(fault)


def test_restaurant_round_trip() -> None:
    """Every function.json of the samples and test apps is given back as it is."""
    files = [*ROOT.glob("samples/*/*/function.json"), *ROOT.glob("tests/contract/apps/*/*/function.json")]
    assert len(files) >= 4
    for file in files:
        read = read_function_folder(file)
        document: Any = read_json(file)
        assert (read.document, read.faults) == (document, ())
        bindings = [{"direction": "in", **entry} for entry in document["bindings"]]
        assert read.to_document() == {**document, "bindings": bindings}
