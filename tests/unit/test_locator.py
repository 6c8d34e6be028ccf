"""Finding an app and importing it: every way to name one, and what each failure tells."""

import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from azfunc.app import FunctionApp
from azfunc.errors import AppImportError, AppNotFoundError
from azfunc.locator import SYNTAX, AppSource, find_app, load_app

APP = "import azfunc\napp = azfunc.FunctionApp()\n"


@pytest.fixture(autouse=True)
def _clean(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Each test in a folder of its own, without apps of other tests on the path; all is as before afterwards."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("PYTHON_SCRIPT_FILE_NAME", raising=False)
    monkeypatch.setattr(sys, "path", [path for path in sys.path if not Path(path, "function_app.py").exists()])
    before = set(sys.modules)
    yield
    for name in set(sys.modules) - before:
        if str(tmp_path) in str(getattr(sys.modules[name], "__file__", "")):
            del sys.modules[name]


def write(path: Path, text: str = APP) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text)
    return path


def load(text: str, folder: Path) -> FunctionApp:
    write(folder / "function_app.py", text)
    return load_app(find_app(str(folder)))


def import_error(text: str, folder: Path) -> str:
    with pytest.raises(AppImportError) as caught:
        load(text, folder)
    assert caught.value.__cause__ is not None
    return str(caught.value)


def not_found(spec: str | None) -> str:
    with pytest.raises(AppNotFoundError) as caught:
        load_app(find_app(spec))
    assert str(caught.value).endswith(SYNTAX)
    return str(caught.value)


def test_nothing_said_is_the_current_folder(tmp_path: Path) -> None:
    """None means function_app.py of the folder that one stands in."""
    script = write(tmp_path / "function_app.py")
    assert find_app(None) == AppSource(tmp_path, script, "function_app", None)


@pytest.mark.parametrize("spec", ["shop", "shop/", "shop/function_app.py", "shop:app", "shop/function_app.py:app"])
def test_folders_and_files_name_an_app(tmp_path: Path, spec: str) -> None:
    """A folder and its script mean the same, with and without the app's name."""
    script = write(tmp_path / "shop" / "function_app.py")
    source = find_app(spec)
    assert source == AppSource(tmp_path / "shop", script, "function_app", "app" if ":" in spec else None)
    assert isinstance(load_app(source), FunctionApp)


def test_a_host_setting_names_another_script(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """PYTHON_SCRIPT_FILE_NAME is honoured as hosts do."""
    write(tmp_path / "other.py")
    monkeypatch.setenv("PYTHON_SCRIPT_FILE_NAME", "other.py")
    assert find_app(".").module == "other"


@pytest.mark.parametrize("name", ["../x.py", "x.txt", "-x.py", "a/b.py"])
def test_a_script_name_that_hosts_refuse(monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    """A value that hosts refuse is refused with the rule."""
    monkeypatch.setenv("PYTHON_SCRIPT_FILE_NAME", name)
    assert f"PYTHON_SCRIPT_FILE_NAME is '{name}'" in not_found(None)


@pytest.mark.parametrize("spec", ["pkg.sub.mod", "pkg.sub.mod:app", "pkg/sub/mod.py"])
def test_modules_of_packages_keep_their_name(tmp_path: Path, spec: str) -> None:
    """A module in a package is imported by its full name, from the folder above the package."""
    write(tmp_path / "pkg" / "__init__.py", "")
    write(tmp_path / "pkg" / "sub" / "__init__.py", "")
    write(tmp_path / "pkg" / "sub" / "shared.py", "X = 1")
    script = write(tmp_path / "pkg" / "sub" / "mod.py", f"from .shared import X\n{APP}")
    source = find_app(spec)
    assert source[:3] == (tmp_path, script, "pkg.sub.mod")
    assert isinstance(load_app(source), FunctionApp)


def test_a_package_can_hold_the_app(tmp_path: Path) -> None:
    """A folder that is a package without function_app.py means its ``__init__``."""
    script = write(tmp_path / "pkg" / "__init__.py")
    assert find_app("pkg") == AppSource(tmp_path, script, "pkg", None)


def test_a_module_below_src(tmp_path: Path) -> None:
    """The src layout is known."""
    script = write(tmp_path / "src" / "pkg" / "main.py")
    assert find_app("pkg.main:app") == AppSource(tmp_path / "src", script, "pkg.main", "app")


def test_an_installed_module(tmp_path: Path) -> None:
    """What Python can import from elsewhere is found as well."""
    script = write(tmp_path / "site" / "installed_app.py")
    sys.path.append(str(tmp_path / "site"))
    assert find_app("installed_app") == AppSource(tmp_path / "site", script, "installed_app", None)


@pytest.mark.parametrize(
    ("spec", "told"),
    [
        (None, "has no function_app.py"),
        ("nowhere", "no file, folder or module 'nowhere'"),
        ("no/where", "no file or folder 'no/where'"),
        ("gone.py", "no file or folder 'gone.py'"),
        ("notes.txt", "'notes.txt' is no Python file"),
        ("nowhere:", "does not end with the name of an app"),
        (":app", "does not end with the name of an app"),
        ("nowhere:a-b", "does not end with the name of an app"),
        ("json", "makes no FunctionApp"),
        ("sys", "no installed module"),
    ],
)
def test_what_cannot_be_found(tmp_path: Path, spec: str | None, told: str) -> None:
    """Each failure says what is missing and ends with the syntax that works."""
    write(tmp_path / "notes.txt", "")
    assert told in not_found(spec)


def test_two_names_for_one_app_are_one_app(tmp_path: Path) -> None:
    """A second name for the same object is no second app."""
    assert isinstance(load(APP + "main = app\n", tmp_path), FunctionApp)


def test_two_apps_are_named_and_one_can_be_picked(tmp_path: Path) -> None:
    """Two apps are an error that names both, and ``module:name`` picks one of them."""
    write(tmp_path / "function_app.py", APP + "other = azfunc.FunctionApp()\n")
    told = not_found(".")
    assert "'app', 'other'" in told
    assert "function_app:app" in told
    assert load_app(find_app("function_app:other")) is not load_app(find_app("function_app:app"))


@pytest.mark.parametrize(
    ("spec", "told"),
    [("function_app:nope", "'nope' in"), ("function_app:azfunc", "is a module, where a FunctionApp is expected")],
)
def test_a_name_that_is_no_app(tmp_path: Path, spec: str, told: str) -> None:
    """A wrong name is told together with the apps that are there."""
    write(tmp_path / "function_app.py")
    message = not_found(spec)
    assert told in message
    assert "apps there: 'app'" in message


def test_a_blueprint_alone_is_no_app(tmp_path: Path) -> None:
    """A lone blueprint is recognised and its registration shown."""
    write(tmp_path / "function_app.py", "import azfunc\nbp = azfunc.Blueprint()\n")
    assert "app.register_functions(bp)" in not_found(".")


def test_a_missing_package(tmp_path: Path) -> None:
    """A missing package is told with the user's frame alone and how to install it."""
    message = import_error("import azfunc\nimport does_not_exist.deep\n", tmp_path)
    assert 'function_app.py", line 2, in <module>' in message
    assert "pip install does_not_exist" in message
    assert "requirements.txt" in message
    assert "importlib" not in message
    assert "locator.py" not in message


def test_a_missing_module_of_the_app_itself(tmp_path: Path) -> None:
    """A module that is missing in a package of the app is not told to be installed."""
    write(tmp_path / "shared" / "__init__.py", "")
    message = import_error("import shared.orders\n", tmp_path)
    assert "has no module 'shared.orders'" in message
    assert "pip" not in message


def test_an_environment_variable_that_is_not_set(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A KeyError of os.environ names the variable and where to set it."""
    monkeypatch.delenv("SHOP_KEY", raising=False)
    message = import_error("import os\nKEY = os.environ['SHOP_KEY']\n", tmp_path)
    assert "environment variable 'SHOP_KEY' is not set" in message
    assert "local.settings.json" in message
    assert "export SHOP_KEY=" in message


def test_another_key_error_is_not_taken_for_a_setting(tmp_path: Path) -> None:
    """A KeyError of a plain dict has nothing to do with settings."""
    assert "environment" not in import_error("{}['SHOP_KEY']\n", tmp_path)


def test_a_syntax_error(tmp_path: Path) -> None:
    """A syntax error is told with file and line."""
    message = import_error("import azfunc\ndef broken(:\n    pass\n", tmp_path)
    assert "fix: correct line 2 of" in message
    assert "def broken(:" in message


def test_a_relative_import_at_the_top(tmp_path: Path) -> None:
    """A relative import of a top-level module is told to be written absolute."""
    assert "Write the import absolute" in import_error("from .orders import Order\n", tmp_path)


def test_a_module_that_ends_the_process(tmp_path: Path) -> None:
    """sys.exit at import does not end the tool."""
    assert "sys.exit" in import_error("import sys\nsys.exit(3)\n", tmp_path)


def test_causes_are_told_too(tmp_path: Path) -> None:
    """A chained exception keeps its cause in the text."""
    text = "try:\n    1 / 0\nexcept ZeroDivisionError as error:\n    raise RuntimeError('no') from error\n"
    message = import_error(text, tmp_path)
    assert "ZeroDivisionError" in message
    assert "direct cause" in message


def test_apps_of_the_same_name_in_two_folders(tmp_path: Path) -> None:
    """Loading an app does not return the module of another app that has the same name."""
    first = load(APP + "MARK = 1\n", tmp_path / "one")
    second = load(APP + "MARK = 2\n", tmp_path / "two")
    assert first is not second
    assert sys.modules["function_app"].__dict__["MARK"] == 2


def test_going_back_to_an_app(tmp_path: Path) -> None:
    """An app that is loaded again after another of its name is itself again."""
    first = write(tmp_path / "one" / "function_app.py", APP + "MARK = 1\n")
    second = write(tmp_path / "two" / "function_app.py", APP + "MARK = 2\n")
    for script, mark in ((first, 1), (second, 2), (first, 1)):
        load_app(find_app(str(script)))
        assert sys.modules["function_app"].__dict__["MARK"] == mark
    assert sys.path.count(str(first.parent)) == 1


@pytest.mark.parametrize("marker", ["__init__.py", "other.txt"])
def test_packages_of_the_same_name_in_two_folders(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, marker: str) -> None:
    """An app in a package does not come from another folder's package of that name, regular or not."""
    for mark in (1, 2):
        write(tmp_path / f"{mark}" / "shop" / marker, "")
        write(tmp_path / f"{mark}" / "shop" / "main.py", f"{APP}MARK = {mark}\n")
        monkeypatch.chdir(tmp_path / f"{mark}")
        load_app(find_app("shop.main"))
        assert sys.modules["shop.main"].__dict__["MARK"] == mark


def test_a_module_that_is_loaded_stays(tmp_path: Path) -> None:
    """Loading the same app again does not run it again."""
    write(tmp_path / "shop" / "__init__.py", "")
    write(tmp_path / "shop" / "main.py")
    assert load_app(find_app("shop.main")) is load_app(find_app("shop.main"))


def test_the_root_comes_first_on_the_path(tmp_path: Path) -> None:
    """Modules beside the app are imported by their names."""
    write(tmp_path / "shop" / "neighbour_of_app.py", "X = 1")
    load("from neighbour_of_app import X\n" + APP, tmp_path / "shop")
    assert sys.path[0] == str(tmp_path / "shop")


def test_the_fix_of_other_import_errors(tmp_path: Path) -> None:
    """A name that a module does not have has nothing to do with relative imports."""
    message = import_error("from json import nothing_there\n", tmp_path)
    assert "relative" not in message.partition("fix: ")[2]


def test_the_folder_that_lacks_a_script(tmp_path: Path) -> None:
    """The current folder is called so, any other by what was said."""
    (tmp_path / "empty").mkdir()
    assert f"the current folder ({tmp_path}) has no function_app.py" in not_found(None)
    assert f"folder 'empty' ({tmp_path / 'empty'}) has no function_app.py" in not_found("empty")


def test_a_root_that_stands_last_stays_there(tmp_path: Path) -> None:
    """A folder that is on the path already keeps its place, so that its packages hide no installed ones."""
    write(tmp_path / "shop" / "function_app.py")
    sys.path.append(str(tmp_path / "shop"))
    load_app(find_app("shop"))
    assert sys.path[-1] == str(tmp_path / "shop")
    assert sys.path.count(str(tmp_path / "shop")) == 1


def test_a_misspelt_name_of_azfunc(tmp_path: Path) -> None:
    """The name that is meant is suggested."""
    assert "did you mean 'HttpRequest'?" in import_error("from azfunc import HttpReqest\n", tmp_path)
    assert "azfunc has no 'Zzz'" in import_error("from azfunc import Zzz\n", tmp_path)


def test_a_built_folder_is_known(tmp_path: Path) -> None:
    """A folder that azfunc build made is told apart from one without an app."""
    write(tmp_path / "dist" / ".azfunc-build.json", "{}")
    assert "was made by azfunc build; name the folder of the source" in not_found("dist")
