"""`build_legacy`: a whole app in the legacy model."""

import json
import os
from collections.abc import Mapping
from pathlib import Path

import pytest

from azfunc.app import FunctionApp
from azfunc.bindings.http_payload import HttpRequest
from azfunc.bindings.out import Out
from azfunc.errors import BuildError, DocumentError
from azfunc.function import Function
from azfunc.metadata.legacy import BuildReport, ImportFailure, build_legacy
from azfunc.metadata.marker import MARKER

BROKEN = ImportFailure("Traceback (most recent call last):\nModuleNotFoundError: No module named 'nothing'\n")


def _functions(*names: str) -> Mapping[str, Function]:
    app = FunctionApp()

    @app.function_name(names[0])
    @app.queue_output(queue_name="kitchen-queue", connection="Storage")
    @app.route(methods=["POST"])
    def order(req: HttpRequest, kitchen: Out[str]) -> str:
        return "x"

    for name in names[1:]:

        @app.function_name(name)
        @app.queue_trigger(queue_name="kitchen-queue", connection="Storage")
        def cook(msg: str) -> None: ...

    return app.functions


def _app(root: Path, *more: str) -> Path:
    for path in ("function_app.py", *more):
        target = root / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(f"# {path}\n")
    return root


def _build(functions: Mapping[str, Function] | ImportFailure, root: Path, **changes: object) -> BuildReport:
    arguments: dict = {
        "root": root,
        "script": root / "function_app.py",
        "module": "function_app",
        "attribute": "app",
        "out": root.parent / "out",
    }
    return build_legacy(functions, **{**arguments, **changes})


def _content(folder: Path) -> dict[str, bytes]:
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def test_golden_folder(tmp_path: Path) -> None:
    """Each function has its folder, the script another name, the app's files their places, and a host.json is made."""
    root = _app(tmp_path / "app", "menu/dishes.py", "requirements.txt", "local.settings.json", "tests/test_menu.py")
    (root / ".funcignore").write_text("tests\n")
    report = _build(_functions("Order", "Cook"), root)
    content = _content(tmp_path / "out")
    assert report == BuildReport(tmp_path / "out", ("Order", "Cook"), len(content), None)
    assert sorted(content) == [
        ".azfunc-build.json",
        "Cook/__init__.py",
        "Cook/function.json",
        "Order/__init__.py",
        "Order/function.json",
        "_azfunc_function_app.py",
        "host.json",
        "menu/dishes.py",
        "requirements.txt",
    ]
    assert content["_azfunc_function_app.py"] == b"# function_app.py\n"
    assert content["Order/__init__.py"].decode() == (
        '"""Made by azfunc build: runs function \'Order\' of the app beside this folder."""\n'
        "\n"
        "from azfunc.official.legacy import legacy_entry\n"
        "\n"
        'main = legacy_entry(__file__, script="_azfunc_function_app.py", module="function_app", app="app")\n'
    )
    assert json.loads(content["Cook/function.json"]) == {
        "scriptFile": "__init__.py",
        "entryPoint": "main",
        "bindings": [
            {
                "type": "queueTrigger",
                "direction": "in",
                "name": "msg",
                "queueName": "kitchen-queue",
                "connection": "Storage",
            }
        ],
    }
    assert json.loads(content["host.json"]) == {
        "version": "2.0",
        "extensionBundle": {"id": "Microsoft.Azure.Functions.ExtensionBundle", "version": "[4.*, 5.0.0)"},
    }
    assert content[".azfunc-build.json"].decode() == (
        '{\n  "madeBy": "azfunc build",\n  "functions": [\n    "Order",\n    "Cook"\n  ]\n}\n'
    )


def test_host_json_is_the_apps(tmp_path: Path) -> None:
    """The app's host.json is taken as it is, even where .funcignore names it, since no app runs without."""
    root = _app(tmp_path / "app")
    (root / "host.json").write_text('{"version": "2.0"} // ours')
    (root / ".funcignore").write_text("*.json\n")
    _build(_functions("Order"), root)
    assert (tmp_path / "out/host.json").read_text() == '{"version": "2.0"} // ours'


@pytest.mark.parametrize("metadata_only", [False, True])
def test_twice_gives_equal_bytes(tmp_path: Path, metadata_only: bool) -> None:
    """A build over another, and one elsewhere, hold the same bytes; so does one inside the app's folder."""
    root = _app(tmp_path / "app", "menu/dishes.py", "a.py", "b/c/d.py")
    _build(_functions("Order", "Cook"), root, metadata_only=metadata_only)
    first = _content(tmp_path / "out")
    for out in (tmp_path / "out", tmp_path / "other", root / "dist" / "one", root / "dist" / "one", root / "two"):
        _build(_functions("Order", "Cook"), root, out=out, metadata_only=metadata_only)
        assert _content(out) == first
    assert len(first) == (3 if metadata_only else 10)


def test_metadata_only(tmp_path: Path) -> None:
    """Only the documents are written; they name the app's own script, and no entry."""
    report = _build(_functions("Order", "Cook"), _app(tmp_path / "app", "menu.py"), metadata_only=True)
    content = _content(tmp_path / "out")
    assert sorted(content) == [".azfunc-build.json", "Cook/function.json", "Order/function.json"]
    assert report.files == 3
    document = json.loads(content["Order/function.json"])
    assert list(document) == ["scriptFile", "bindings"]
    assert document["scriptFile"] == "../function_app.py"
    assert {entry["type"] for entry in document["bindings"]} == {"httpTrigger", "http", "queue"}


def test_app_in_a_package(tmp_path: Path) -> None:
    """A script in a package keeps its place; a function_app.py at the root is still put out of a v2 worker's sight."""
    root = _app(tmp_path / "app", "shop/__init__.py", "shop/main.py", "shop/function_app.py")
    _build(_functions("Order"), root, script=root / "shop/main.py", module="shop.main", attribute=None)
    content = _content(tmp_path / "out")
    assert {"shop/main.py", "shop/function_app.py", "_azfunc_function_app.py"} <= set(content)
    assert "function_app.py" not in content
    entry = content["Order/__init__.py"].decode().splitlines()[-1]
    assert entry == 'main = legacy_entry(__file__, script="shop/main.py", module="shop.main", app=None)'


def test_script_of_another_name(tmp_path: Path) -> None:
    """A script that PYTHON_SCRIPT_FILE_NAME may name is put out of sight too."""
    root = _app(tmp_path / "app", "serve.py")
    _build(_functions("Order"), root, script=root / "serve.py", module="serve")
    content = _content(tmp_path / "out")
    assert {name for name in content if name.endswith(".py") and "/" not in name} == {
        "_azfunc_function_app.py",
        "_azfunc_serve.py",
    }
    assert b'script="_azfunc_serve.py", module="serve"' in content["Order/__init__.py"]


@pytest.mark.parametrize(
    ("names", "more", "lines"),
    [
        (
            ["orders"],
            ["orders/__init__.py"],
            ["The function 'orders' needs a folder of its name, but the app has the folder 'orders/' there. "
             "Rename the function with @app.function_name('...'), or the folder."],
        ),
        (
            ["Orders"],
            ["orders/data.json"],
            ["The function 'Orders' needs a folder of its name, but the app has the folder 'orders/' there. "
             "Rename the function with @app.function_name('...'), or the folder."],
        ),
        (
            ["LICENSE"],
            ["LICENSE"],
            ["The function 'LICENSE' needs a folder of its name, but the app has the file 'LICENSE' there. "
             "Rename the function with @app.function_name('...'), or the file."],
        ),
        (
            ["orders", "azure"],
            ["orders.py"],
            [
                "The function 'orders' needs a folder of its name, which would hide the app's module 'orders.py' "
                "from imports. Rename the function with @app.function_name('...'), or the module.",
                "The function 'azure' needs a folder of its name, which would hide the package 'azure' from imports. "
                "Rename the function with @app.function_name('...').",
            ],
        ),
        (
            ["Order"],
            ["_azfunc_function_app.py"],
            ["The app has a file '_azfunc_function_app.py', which is the name that a build gives to the app's script. "
             "Rename the file; if the app itself was built from another, build from that one."],
        ),
    ],
)  # fmt: skip
def test_name_clashes(tmp_path: Path, names: list[str], more: list[str], lines: list[str]) -> None:
    """A function whose folder would meet, or hide, something of the app is refused with both names; all together."""
    root = _app(tmp_path / "app", *more)
    with pytest.raises(BuildError) as raised:
        _build(_functions(*names), root)
    assert str(raised.value).splitlines() == lines
    assert not (tmp_path / "out").exists()


def test_clash_with_an_ignored_folder_is_none(tmp_path: Path) -> None:
    """What .funcignore leaves out takes no name."""
    root = _app(tmp_path / "app", "orders/notes.txt")
    (root / ".funcignore").write_text("orders/\n")
    assert _build(_functions("orders"), root).functions == ("orders",)


@pytest.mark.parametrize("metadata_only", [False, True])
def test_functions_that_differ_in_case(tmp_path: Path, metadata_only: bool) -> None:
    """Two functions whose folders hosts would take for one are refused."""
    functions = {**_functions("Orders"), **_functions("ORDERS")}
    with pytest.raises(BuildError, match="The functions 'Orders' and 'ORDERS' differ only in case"):
        _build(functions, _app(tmp_path / "app"), metadata_only=metadata_only)


def test_broken_import_builds_from_the_last_good_metadata(tmp_path: Path) -> None:
    """An app that cannot be imported keeps its functions; its files are those of today, and the report says why."""
    root = _app(tmp_path / "app", "old.py")
    _build(_functions("Order", "Cook"), root)
    good = _content(tmp_path / "out")
    (root / "function_app.py").write_text("import nothing\n")
    (root / "old.py").rename(root / "new.py")
    for _ in range(2):
        report = _build(BROKEN, root)
        content = _content(tmp_path / "out")
        assert report == BuildReport(tmp_path / "out", ("Order", "Cook"), len(content), BROKEN.text)
        assert content.pop("_azfunc_function_app.py") == b"import nothing\n"
        assert content.pop("new.py") == b"# old.py\n"
        assert content == {
            name: data for name, data in good.items() if name not in ("_azfunc_function_app.py", "old.py")
        }


def test_broken_import_from_one_kind_of_build_to_the_other(tmp_path: Path) -> None:
    """The last good metadata serves a build of either kind: only what it says about code changes."""
    root = _app(tmp_path / "app")
    _build(_functions("Order", "Cook"), root)
    whole = _content(tmp_path / "out")
    _build(_functions("Order", "Cook"), root, metadata_only=True)
    documents = _content(tmp_path / "out")
    _build(BROKEN, root)
    assert _content(tmp_path / "out") == whole
    _build(BROKEN, root, metadata_only=True)
    assert _content(tmp_path / "out") == documents


def test_broken_import_without_an_earlier_build(tmp_path: Path) -> None:
    """Where nothing tells the functions, the traceback is the error."""
    with pytest.raises(BuildError) as raised:
        _build(BROKEN, _app(tmp_path / "app"))
    assert str(raised.value) == (
        "Traceback (most recent call last):\nModuleNotFoundError: No module named 'nothing'\n\n"
        f"The app cannot be imported (see above), and {tmp_path / 'out'} holds no earlier build to take its functions "
        "from. Correct the import, and build again."
    )


def test_broken_import_and_damaged_metadata(tmp_path: Path) -> None:
    """Earlier metadata that cannot be used is an error with file and JSON path, and the folder stays as it is."""
    root = _app(tmp_path / "app")
    _build(_functions("Order"), root)
    path = tmp_path / "out/Order/function.json"
    document = json.loads(path.read_text())
    document["bindings"][1]["direction"] = "back"
    path.write_text(json.dumps(document))
    with pytest.raises(
        DocumentError, match=r"Order/function\.json: \$\.bindings\[1\]\.direction: expected 'in', 'out'"
    ):
        _build(BROKEN, root)
    path.unlink()
    with pytest.raises(DocumentError, match=r"Order/function\.json: the file cannot be read: No such file"):
        _build(BROKEN, root)
    assert (tmp_path / "out" / MARKER).exists()


def test_app_without_functions(tmp_path: Path) -> None:
    """An app without functions is refused with what is likely missing."""
    with pytest.raises(BuildError, match=r"function_app\.py: the app has no functions.*app\.register_functions"):
        _build({}, _app(tmp_path / "app"))


def test_refuses_the_apps_own_folder(tmp_path: Path) -> None:
    """A build never replaces the app's folder, one around it, or one that it did not make."""
    root = _app(tmp_path / "app", "mine/a.txt")
    os.symlink(root, tmp_path / "link")
    for out in (root, tmp_path, root / "mine" / "..", tmp_path / "link"):
        with pytest.raises(BuildError, match="this is the app's own folder, or one around it"):
            _build(_functions("Order"), root, out=out)
    with pytest.raises(BuildError, match="azfunc did not make this folder"):
        _build(_functions("Order"), root, out=root / "mine")
    assert sorted(_content(root)) == ["function_app.py", "mine/a.txt"]


def test_script_that_is_left_out(tmp_path: Path) -> None:
    """An app whose script is ignored, missing or elsewhere cannot be built."""
    root = _app(tmp_path / "app")
    with pytest.raises(BuildError, match=r"other\.py: the app's script does not lie in the app's folder"):
        _build(_functions("Order"), root, script=tmp_path / "other.py")
    (root / ".funcignore").write_text("*.py\n")
    with pytest.raises(BuildError, match=r"Take it back with a line '!function_app\.py' at the end of \.funcignore"):
        _build(_functions("Order"), root)


def test_relative_paths(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Paths may be relative to the current folder."""
    _app(tmp_path)
    monkeypatch.chdir(tmp_path)
    report = _build(_functions("Order"), Path(), script=Path("function_app.py"), out=Path("out"))
    assert report.out == Path("out")
    assert (tmp_path / "out/Order/function.json").exists()
    assert not (tmp_path / "out/out").exists()
