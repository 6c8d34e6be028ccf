"""Which project is found in a folder, and how it is loaded."""

import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from azfunc.errors import AppImportError, AppNotFoundError
from azfunc.metadata.folder_app import FolderApp
from azfunc.project import find_project

APP = """
import azfunc
app = azfunc.FunctionApp()
print('imported')

@app.route()
def hello(req) -> str:
    return ''
"""
DOCUMENT = '{"bindings": [{"type": "queueTrigger", "name": "msg", "queueName": "orders"}]}'


@pytest.fixture(autouse=True)
def _here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    path, modules = list(sys.path), set(sys.modules)
    monkeypatch.chdir(tmp_path)
    yield
    sys.path[:] = path
    for name in set(sys.modules) - modules:
        if name.partition(".")[0] in ("function_app", "other", "__app__", "api", "azure"):
            del sys.modules[name]


def add_folder(root: Path, name: str = "Copy", source: str = "print('imported')\ndef main(msg): ...\n") -> None:
    """A function's folder."""
    (root / name).mkdir(parents=True)
    (root / name / "function.json").write_text(DOCUMENT)
    (root / name / "__init__.py").write_text(source)


def test_decorators(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A folder with function_app.py is read by its decorators; what it prints goes to stderr."""
    (tmp_path / "function_app.py").write_text(APP)
    project = find_project()
    assert (project.root, project.kind, project.script) == (tmp_path, "decorators", tmp_path / "function_app.py")
    assert str(project) == str(tmp_path / "function_app.py")
    assert list(project.load().functions) == ["hello"]
    assert capsys.readouterr() == ("", "imported\n")


def test_folders(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A folder with function.json folders is read by them."""
    add_folder(tmp_path / "shop")
    project = find_project("shop")
    assert (project.root, project.kind, project.script) == (tmp_path / "shop", "folders", None)
    assert str(project) == str(tmp_path / "shop")
    assert list(project.load().functions) == ["Copy"]
    assert isinstance(project.app(), FolderApp)
    assert capsys.readouterr() == ("", "imported\n")


def test_decorators_win(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Where there are both, hosts index function_app.py, or the script that the setting names."""
    (tmp_path / "other.py").write_text(APP)
    add_folder(tmp_path)
    assert find_project().kind == "folders"
    monkeypatch.setenv("PYTHON_SCRIPT_FILE_NAME", "other.py")
    assert find_project().script == tmp_path / "other.py"
    monkeypatch.delenv("PYTHON_SCRIPT_FILE_NAME")
    (tmp_path / "function_app.py").write_text(APP)
    assert find_project().script == tmp_path / "function_app.py"


@pytest.mark.parametrize("spec", ["other.py", "other", "other:app", "other.py:app"])
def test_modules_and_files(tmp_path: Path, spec: str) -> None:
    """A file or a module is one of decorators, whatever lies beside it."""
    (tmp_path / "other.py").write_text(APP)
    add_folder(tmp_path)
    project = find_project(spec)
    assert (project.kind, project.script) == ("decorators", tmp_path / "other.py")
    assert list(project.load().functions) == ["hello"]


def test_nothing_there(tmp_path: Path) -> None:
    """A folder without either is told so, with what may be said."""
    (tmp_path / "Empty").mkdir()
    with pytest.raises(
        AppNotFoundError, match=r"has no function_app\.py.*no folders with function\.json either"
    ) as told:
        find_project()
    assert "MODULE:NAME" in str(told.value)
    with pytest.raises(AppNotFoundError):
        find_project("nowhere")


def test_a_build_is_no_source(tmp_path: Path) -> None:
    """A folder that a build made is no project, though it has function.json folders."""
    add_folder(tmp_path)
    (tmp_path / ".azfunc-build.json").write_text("{}")
    with pytest.raises(AppNotFoundError, match="name the folder of the source"):
        find_project()


def test_failed_imports(tmp_path: Path) -> None:
    """A module that cannot be imported raises; a handler's is a fault of its function."""
    add_folder(tmp_path / "shop", source="1 / 0")
    [fault] = find_project("shop").load().faults
    assert (fault.rule, fault.function) == ("failed-import", "Copy")
    (tmp_path / "function_app.py").write_text("1 / 0")
    with pytest.raises(AppImportError, match="ZeroDivisionError"):
        find_project().load()


def test_an_app_of_azure_functions(tmp_path: Path) -> None:
    """An app with decorators of azure.functions is read unchanged, beside other packages of that namespace."""
    (tmp_path / "azure" / "other").mkdir(parents=True)
    (tmp_path / "azure" / "other" / "__init__.py").write_text("NAME = 'look'")
    (tmp_path / "function_app.py").write_text(
        "import azure.functions as func\nfrom azure.other import NAME\napp = func.FunctionApp()\n\n\n"
        "@app.function_name(NAME)\n@app.timer_trigger(arg_name='t', schedule='0 0 * * * *')\n"
        "def tick(t: func.TimerRequest) -> None: ...\n"
    )
    assert list(find_project().load().functions) == ["look"]
    assert "azure.functions" not in sys.modules


def test_an_installed_azure_functions_is_not_stood_in_for(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Beside decorators other packages may use the real one, such as those of durable functions."""
    (tmp_path / "real" / "azure" / "functions").mkdir(parents=True)
    (tmp_path / "real" / "azure" / "functions" / "__init__.py").write_text(
        "import abc\nclass FunctionRegister(abc.ABC): ..."
    )
    monkeypatch.syspath_prepend(str(tmp_path / "real"))
    (tmp_path / "function_app.py").write_text("from azure.functions import FunctionRegister\n" + APP)
    assert list(find_project().load().functions) == ["hello"]


def test_running(tmp_path: Path) -> None:
    """While a function runs, azure.functions is azfunc."""
    add_folder(tmp_path / "shop")
    with find_project("shop").running():
        assert "azure.functions" not in sys.modules
        exec("import azure.functions", {})
        assert "azure.functions" in sys.modules
    assert "azure.functions" not in sys.modules
