"""Apps with faults and apps that cannot be imported, in Microsoft's workers."""

from pathlib import Path

import pytest

from .conftest import APPS, StartWorker
from .values import HttpAnswer, Value, http, rpc, text
from .worker import Worker, build_app

pytestmark = [pytest.mark.microsoft, pytest.mark.timeout(600)]

NEEDY = APPS / "needy"
SETTING = {"NEEDY_GREETING": "hello"}


@pytest.fixture(scope="module")
def built(microsoft: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The app that needs a setting, built where the setting was there."""
    return build_app(NEEDY, tmp_path_factory.mktemp("built") / "out", **SETTING)


def test_faults_come_together(start: StartWorker) -> None:
    """All faults of an app are in the v2 worker's answer, each with the line of its declaration."""
    worker = start("v2", APPS / "faulty")
    assert worker.initialised.status == rpc.StatusResult.Status.Failure
    told = worker.initialised.exception.message
    script = APPS / "faulty" / "function_app.py"
    assert "2 faults in this app" in told
    assert f"{script}:8: function 'Name'" in told
    assert f"{script}:12: function 'Tick'" in told
    assert "did you mean arg_name='msg'?" in worker.initialised.exception.stack_trace


def test_failed_import_in_v2(start: StartWorker) -> None:
    """The v2 worker refuses an app that cannot be imported, with the user's line in the traceback."""
    worker = start("v2", NEEDY)
    assert worker.initialised.status == rpc.StatusResult.Status.Failure
    assert worker.initialised.exception.message == "KeyError: 'NEEDY_GREETING'"
    assert f'File "{NEEDY / "function_app.py"}"' in worker.initialised.exception.stack_trace


@pytest.mark.parametrize("model", ["v1", "v2"])
def test_import_that_goes_well(start: StartWorker, built: Path, model: str) -> None:
    """The same app answers where its setting is there."""
    worker = start(model, built if model == "v1" else NEEDY, **SETTING)
    assert worker.invoke("Greet", {"req": http()}).value == Value("string", "hello")
    assert worker.invoke("Name", {"msg": text("ada")}).ok


def test_functions_do_not_vanish(start: StartWorker, built: Path) -> None:
    """Functions of a built app that cannot be imported load, and fail with what stands in the way."""
    worker = start("v1", built)
    assert worker.functions == {"Greet", "Name"}
    assert worker.load_errors == {}
    for result in (worker.invoke("Greet", {"req": http()}), worker.invoke("Name", {"msg": text("ada")})):
        assert not result.ok
        assert_explained(result.error, built)
    assert_explained(worker.log(), built)


def test_traceback_in_the_answer(start: StartWorker, built: Path) -> None:
    """In Development the answer to an HTTP request holds the traceback; functions of other triggers still fail."""
    worker = start("v1", built, AZURE_FUNCTIONS_ENVIRONMENT="Development")
    result = worker.invoke("Greet", {"req": http()})
    assert result.ok
    assert isinstance(result.value.value, HttpAnswer)
    assert result.value.value.status == 500
    body = result.value.value.body.value
    assert isinstance(body, bytes)
    assert_explained(body.decode(), built)
    assert not worker.invoke("Name", {"msg": text("ada")}).ok


def assert_explained(told: str, built: Path) -> None:
    """Whether a text names the setting that is missing, and the user's line that asks for it."""
    assert "NEEDY_GREETING" in told
    assert f'{built / "_azfunc_function_app.py"}", line 8' in told
    assert "local.settings.json" in told


def test_output_of_the_app_is_no_answer(start: StartWorker, tmp_path: Path) -> None:
    """What an app prints goes to the log: the pipe of the harness carries answers alone."""
    source = (NEEDY / "function_app.py").read_text("utf-8")
    (tmp_path / "function_app.py").write_text(source + "\nprint('printed by the app')\n", "utf-8")
    worker: Worker = start("v2", tmp_path, **SETTING)
    assert worker.invoke("Greet", {"req": http()}).ok
    assert "printed by the app" in worker.log()
