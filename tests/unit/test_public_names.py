"""What `import azfunc` gives, and what it costs."""

import json
import subprocess
import sys

import pytest

import azfunc


def run(code: str) -> str:
    """What a fresh interpreter prints."""
    return subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout


def test_every_public_name_resolves() -> None:
    """Each name of __all__ is there, and dir() shows it."""
    for name in azfunc.__all__:
        assert getattr(azfunc, name) is not None
        assert name in dir(azfunc)


def test_names_are_loaded_on_first_use() -> None:
    """Importing the package loads nothing of it but itself, and no third-party module."""
    loaded = json.loads(
        run("import sys, json; b = set(sys.modules); import azfunc; print(json.dumps(sorted(set(sys.modules) - b)))")
    )
    assert loaded == ["azfunc"]


def test_an_app_loads_no_third_party_module() -> None:
    """Declaring and reading an app without models needs the standard library alone."""
    third = """
files = {name.partition(".")[0]: getattr(module, "__file__", None) or "" for name, module in sys.modules.items()}
print(sorted(name for name, file in files.items() if "site-packages" in file))
"""
    code = (
        """
import sys
import azfunc as func
app = func.FunctionApp()
@app.route("x")
@app.queue_output(arg_name="out", queue_name="queue", connection="C")
def f(req: func.HttpRequest, out: func.Out[str]) -> func.HttpResponse: ...
@app.cosmos_db_trigger(database_name="d", container_name="c", connection="C")
def g(docs: func.DocumentList) -> None: ...
assert len(app.functions) == 2
"""
        + third
    )
    assert run(code) == run("import sys\n" + third)


def test_unknown_names_are_attribute_errors() -> None:
    """A misspelt name fails as for any module."""
    with pytest.raises(AttributeError, match="has no attribute 'FunctionAp'"):
        _ = azfunc.FunctionAp  # type: ignore[attr-defined]


def test_star_import() -> None:
    """`from azfunc import *` works."""
    assert run("from azfunc import *; print(FunctionApp.__name__)").strip() == "FunctionApp"


def test_binding_modules_are_lazy_attributes() -> None:
    """Service modules hang on azfunc.bindings and are loaded when asked for."""
    code = "import sys; from azfunc import bindings; print('azfunc.bindings.queue' in sys.modules)"
    assert run(code).split() == ["False"]
    assert run(code + "; print(bindings.queue.QueueTrigger.type)").split() == ["False", "queueTrigger"]
    with pytest.raises(AttributeError):
        _ = azfunc.bindings.nothing  # type: ignore[attr-defined]
