"""Builds of function.json folders: what is copied, what is normalised, what is refused."""

import json
from pathlib import Path

import pytest

from azfunc.errors import BuildError
from azfunc.metadata.folder_app import FolderApp
from azfunc.metadata.folder_build import ENTRY_MODULE, build_folders

BINDINGS = [{"type": "queueTrigger", "name": "msg", "queueName": "orders"}]


@pytest.fixture
def shop(tmp_path: Path) -> Path:
    """An app with two functions, shared code, and files that no deployment needs."""
    root = tmp_path / "shop"
    files = {
        "Copy/function.json": '{// copies\n"bindings": ' + json.dumps(BINDINGS) + ', "disabled": false,}',
        "Copy/__init__.py": "import azure.functions as func\ndef main(msg: func.QueueMessage) -> None: ...\n",
        "Greet/function.json": json.dumps(
            {"scriptFile": "../shared/greet.py", "entryPoint": "go", "bindings": BINDINGS}
        ),
        "Greet/sample.dat": "{}",
        "shared/greet.py": "import azfunc\ndef go(msg: azfunc.QueueMessage) -> None: ...\n",
        "requirements.txt": "azfunc\n",
        "local.settings.json": "{}",
        "notes/todo.txt": "",
        ".funcignore": "notes/\n*.dat\n",
        "Copy/__pycache__/x.pyc": "",
    }
    for path, text in files.items():
        (root / path).parent.mkdir(parents=True, exist_ok=True)
        (root / path).write_text(text)
    return root


def contents(out: Path) -> dict[str, bytes]:
    """The files of a folder."""
    return {file.relative_to(out).as_posix(): file.read_bytes() for file in out.rglob("*") if file.is_file()}


def test_build(shop: Path, tmp_path: Path) -> None:
    """The same folders without what is ignored; function.json as plain JSON, with script and entry spelt out."""
    out = tmp_path / "out"
    report = build_folders(FolderApp(shop), out=out)
    built = contents(out)
    assert set(built) == {
        ".azfunc-build.json",
        "host.json",
        "requirements.txt",
        "shared/greet.py",
        "Copy/function.json",
        "Copy/__init__.py",
        "Greet/function.json",
        f"Greet/{ENTRY_MODULE}",
    }
    assert (report.functions, report.files, report.stale) == (("Copy", "Greet"), len(built), None)
    assert json.loads(built["Copy/function.json"]) == {
        "scriptFile": "__init__.py",
        "entryPoint": "main",
        "bindings": BINDINGS,
        "disabled": False,
    }
    assert built["Copy/__init__.py"] == (shop / "Copy/__init__.py").read_bytes()
    assert json.loads(built["Greet/function.json"]) == {
        "scriptFile": ENTRY_MODULE,
        "entryPoint": "main",
        "bindings": BINDINGS,
    }
    assert "script='../shared/greet.py', entry_point='go'" in built[f"Greet/{ENTRY_MODULE}"].decode()
    build_folders(FolderApp(shop), out=out)
    assert contents(out) == built, "built twice, it has the same bytes"


def test_metadata_only(shop: Path, tmp_path: Path) -> None:
    """The function.json files alone, saying what the app's say."""
    build_folders(FolderApp(shop), out=tmp_path / "out", metadata_only=True)
    built = contents(tmp_path / "out")
    assert set(built) == {".azfunc-build.json", "Copy/function.json", "Greet/function.json"}
    assert json.loads(built["Copy/function.json"]) == {"bindings": BINDINGS, "disabled": False}


def test_ignored_functions_and_scripts(shop: Path, tmp_path: Path) -> None:
    """An ignored folder leaves its function out; an ignored script is refused, with the line that takes it back."""
    (shop / ".funcignore").write_text("Copy/\n")
    assert build_folders(FolderApp(shop), out=tmp_path / "out").functions == ("Greet",)
    (shop / ".funcignore").write_text("shared/\n")
    with pytest.raises(BuildError, match=r"'!shared/greet\.py'"):
        build_folders(FolderApp(shop), out=tmp_path / "out")
    (shop / ".funcignore").write_text("*/\n")
    with pytest.raises(BuildError, match="no functions to build"):
        build_folders(FolderApp(shop), out=tmp_path / "out")
    assert contents(tmp_path / "out"), "what an earlier build left stays"


def test_broken_handlers_are_built(shop: Path, tmp_path: Path) -> None:
    """A handler that cannot be imported here is copied as it is."""
    (shop / "Copy/__init__.py").write_text("import no_such_thing_here\ndef main(msg): ...\n")
    assert build_folders(FolderApp(shop), out=tmp_path / "out").functions == ("Copy", "Greet")


def test_host_json(shop: Path, tmp_path: Path) -> None:
    """The app's host.json is taken over, even where it is ignored."""
    (shop / "host.json").write_text('{"version": "2.0", "mine": 1}')
    (shop / ".funcignore").write_text("host.json\n")
    build_folders(FolderApp(shop), out=tmp_path / "out")
    assert json.loads(contents(tmp_path / "out")["host.json"])["mine"] == 1


def test_refused_targets(shop: Path, tmp_path: Path) -> None:
    """The app's own folder, folders around it, and folders that no build made are not written."""
    (tmp_path / "foreign").mkdir()
    (tmp_path / "foreign" / "mine.txt").touch()
    for out in (shop, tmp_path, tmp_path / "foreign"):
        with pytest.raises(BuildError):
            build_folders(FolderApp(shop), out=out)
    (shop / "Greet" / ENTRY_MODULE).touch()
    with pytest.raises(BuildError, match="a file of this name"):
        build_folders(FolderApp(shop), out=tmp_path / "out")


def test_build_below_the_app(shop: Path) -> None:
    """A build inside the app's folder is not copied into the next one."""
    build_folders(FolderApp(shop), out=shop / "dist")
    first = contents(shop / "dist")
    build_folders(FolderApp(shop), out=shop / "dist")
    assert contents(shop / "dist") == first
