"""The pytest plugin, run by pytest itself in a project of its own."""

import subprocess
import sys

import pytest

pytest_plugins = ("pytester",)

MODULE = "azfunc.testing.plugin"

APP = """
import os
from azfunc import FunctionApp, HttpRequest

app = FunctionApp()
READ_AT_IMPORT = os.environ.get("GREETING")


@app.route("hello")
def hello(req: HttpRequest) -> str:
    return f"{READ_AT_IMPORT} {os.environ['GREETING']} {os.environ.get('MORE')}"


@app.queue_trigger(queue_name="%QUEUE%", connection="C")
def take(msg: str) -> None:
    print(msg)
"""

SETTINGS = '{"IsEncrypted": false, "Values": {"GREETING": "hi", "QUEUE": "orders", "COUNT": 3, "NOTHING": null}}'


@pytest.fixture
def project(pytester: pytest.Pytester, monkeypatch: pytest.MonkeyPatch) -> pytest.Pytester:
    """A project with an app and local settings."""
    monkeypatch.delenv("GREETING", raising=False)
    pytester.makepyfile(function_app=APP)
    pytester.path.joinpath("local.settings.json").write_text(SETTINGS)
    pytester.path.joinpath("host.json").write_text('{"version": "2.0", "extensions": {"http": {"routePrefix": "v1"}}}')
    return pytester


def run(project: pytest.Pytester, *options: str) -> pytest.RunResult:
    """Runs the project's tests with this plugin alone."""
    return project.runpytest_subprocess("-p", MODULE, "-p", "no:cacheprovider", "-W", "error", *options)


@pytest.fixture(autouse=True)
def no_other_plugins(monkeypatch: pytest.MonkeyPatch) -> None:
    """Keeps installed plugins out, which would make each run slower."""
    monkeypatch.setenv("PYTEST_DISABLE_PLUGIN_AUTOLOAD", "1")


def test_fixtures_of_a_project(project: pytest.Pytester) -> None:
    """App, client and settings come from the project's files, and are made anew or put back for each test."""
    project.makepyfile(
        test_app="""
import os
import pytest


def test_settings_and_prefix(azfunc_client, azfunc_settings):
    assert azfunc_client.get("/v1/hello").text == "hi hi None"
    azfunc_settings.set(GREETING="hello", MORE="more")
    assert azfunc_client.get("/v1/hello").text == "hi hello more"
    assert azfunc_settings["COUNT"] == "3"
    assert "NOTHING" not in azfunc_settings
    assert len(azfunc_client.queue("orders").send("x")) == 1
    azfunc_settings.set({"QUEUE": "others"})
    assert len(azfunc_client.queue("others").send("x")) == 1


def test_everything_is_put_back(azfunc_client, azfunc_settings):
    assert azfunc_client.get("/v1/hello").text == "hi hi None"
    azfunc_settings.unset("GREETING")
    with pytest.raises(KeyError):
        azfunc_client.get("/v1/hello")


def test_mistakes(azfunc_settings):
    with pytest.raises(TypeError, match="COUNT is 3, but app settings are text. Write COUNT='3'"):
        azfunc_settings.set(COUNT=3)
    with pytest.raises(Exception, match="no app setting GREETNG"):
        azfunc_settings.unset("GREETNG")


def test_nothing_is_left():
    assert "GREETING" not in os.environ
    assert "MORE" not in os.environ


def test_the_app_is_the_one_that_tests_import(azfunc_app):
    from function_app import app
    assert azfunc_app is app
"""
    )
    run(project).assert_outcomes(passed=5)


def test_variables_that_are_set_win(project: pytest.Pytester, monkeypatch: pytest.MonkeyPatch) -> None:
    """As on a developer's machine, what is in the environment stands before local.settings.json."""
    monkeypatch.setenv("GREETING", "outside")
    project.makepyfile(
        test_app="""
def test_it(azfunc_client):
    assert azfunc_client.get("/v1/hello").text == "outside outside None"
"""
    )
    run(project).assert_outcomes(passed=1)


def test_an_app_elsewhere(pytester: pytest.Pytester) -> None:
    """The ini option names a file and the app in it, seen from the root folder."""
    folder = pytester.mkdir("backend")
    folder.joinpath("main.py").write_text(APP.replace("app = ", "application = ").replace("@app.", "@application."))
    pytester.makepyfile(
        test_app="""
def test_it(azfunc_app, azfunc_settings):
    azfunc_settings.set(QUEUE="q")
    assert sorted(azfunc_app.functions) == ["hello", "take"]
"""
    )
    pytester.makeini("[pytest]\nazfunc_app = backend/main.py:application\n")
    run(pytester).assert_outcomes(passed=1)


def test_no_app_there(pytester: pytest.Pytester) -> None:
    """A project without an app says what may be said, for the test that asks alone."""
    pytester.makepyfile(
        test_app="""
def test_it(azfunc_client):
    pass


def test_other():
    pass
"""
    )
    result = run(pytester)
    result.assert_outcomes(errors=1, passed=1)
    result.stdout.fnmatch_lines(["*AppNotFoundError*function_app.py*"])


def test_a_project_of_folders(pytester: pytest.Pytester) -> None:
    """A project with function.json is found as well."""
    folder = pytester.mkdir("Hello")
    folder.joinpath("__init__.py").write_text(
        "import azure.functions as func\n\n\ndef main(req: func.HttpRequest) -> str:\n    return 'from a folder'\n"
    )
    folder.joinpath("function.json").write_text(
        '{"bindings": [{"type": "httpTrigger", "direction": "in", "name": "req", "authLevel": "anonymous"}, '
        '{"type": "http", "direction": "out", "name": "$return"}]}'
    )
    pytester.path.joinpath("host.json").write_text('{"version": "2.0"}')
    pytester.makepyfile(
        test_app="""
def test_it(azfunc_client):
    assert azfunc_client.get("/api/Hello").text == "from a folder"
"""
    )
    run(pytester).assert_outcomes(passed=1)


def test_settings_before_the_app_starts(project: pytest.Pytester) -> None:
    """A project may set settings of its own before the client opens, by a fixture of the same name."""
    project.makeconftest(
        """
import pytest


@pytest.fixture
def azfunc_settings(azfunc_settings):
    azfunc_settings.set(GREETING="early")
    return azfunc_settings
"""
    )
    project.makepyfile(
        test_app="""
def test_it(azfunc_client):
    assert azfunc_client.get("/v1/hello").text.split()[1] == "early"
"""
    )
    run(project).assert_outcomes(passed=1)


def test_what_the_plugin_costs() -> None:
    """Loading the plugin loads nothing of the runtime, and no third-party module but pytest's own."""
    code = f"import sys, pytest\nbefore = set(sys.modules)\nimport {MODULE}\nprint(sorted(set(sys.modules) - before))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "['azfunc', 'azfunc.testing', 'azfunc.testing.plugin']"


def test_help_tells_of_the_option(pytester: pytest.Pytester) -> None:
    """``pytest --help`` lists the ini option."""
    run(pytester, "--help").stdout.fnmatch_lines(["*azfunc_app*function app*"])
