"""What `import azfunc` gives, and what it costs."""

import json
import subprocess
import sys

import pytest

import azfunc
from azfunc.bindings.binding import Binding
from azfunc.bindings.properties import properties_of
from azfunc.catalogue import BindingDecorators
from azfunc.declare import binding


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


def test_an_app_loads_only_what_it_uses() -> None:
    """An app of plain handlers is read without the machinery of other apps, and without `inspect`, which is slow."""
    loaded = json.loads(
        run(
            """
import json, sys
before = set(sys.modules)
import azfunc as func
app = func.FunctionApp()
@app.route("x/{id}", methods=["GET"])
@app.queue_output(arg_name="out", queue_name="queue", connection="C")
def f(req: func.HttpRequest, out: func.Out[str]) -> func.HttpResponse: ...
@app.timer_trigger(arg_name="timer", schedule="0 */5 * * * *")
def g(timer: func.TimerRequest) -> None: ...
assert all(function.get_raw_bindings() for function in app.get_functions())
print(json.dumps(sorted(set(sys.modules) - before)))
"""
        )
    )
    assert {"azfunc.assemble", "azfunc.bindings.http", "azfunc.official.functions"} <= set(loaded)
    needless = "http_parts", "http_signature", "items", "models", "settlement", "spread", "tokens"
    ours = {f"azfunc.bindings.{name}" for name in needless} | {"azfunc.injection", "azfunc.settling"}
    assert not (ours | {"dataclasses", "inspect", "threading"}) & set(loaded)


def test_unknown_names_are_attribute_errors() -> None:
    """A misspelt name fails as for any module."""
    with pytest.raises(AttributeError, match="has no attribute 'FunctionAp'"):
        _ = azfunc.FunctionAp  # type: ignore[attr-defined]


def test_star_import() -> None:
    """`from azfunc import *` works."""
    assert run("from azfunc import *; print(FunctionApp.__name__)").strip() == "FunctionApp"


def test_every_payload_class_and_enum_is_public() -> None:
    """What a handler may ask for or give, and every enum that a decorator takes, can be imported from azfunc."""
    decorators = [value for value in vars(BindingDecorators).values() if isinstance(value, binding)]
    classes = [loaded for loaded in (one._load() for one in decorators) if issubclass(loaded, Binding)]
    assert len(classes) >= 90
    wanted = {payload for loaded in classes for payload in loaded.payloads}
    wanted |= {prop.enum for loaded in classes for prop in properties_of(loaded) if prop.enum}
    for kind in wanted:
        assert getattr(azfunc, kind.__name__, None) is kind


def test_modules_of_azure_functions_are_attributes() -> None:
    """`func.http.HttpRequest` works as with azure.functions; such modules are loaded when asked for."""
    assert azfunc.http.HttpRequest is azfunc.HttpRequest
    assert azfunc.decorators.core.DataType is azfunc.DataType
    assert run("import sys, azfunc; azfunc.kafka; print('azfunc.http' in sys.modules)").strip() == "False"
    assert "kafka" in dir(azfunc)


def test_names_of_bases_mean_the_class_that_has_their_decorators() -> None:
    """Apps and blueprints are instances of the bases that azure.functions splits its decorators over."""
    for base in (azfunc.BindingApi, azfunc.DecoratorApi, azfunc.SettingsApi, azfunc.TriggerApi):
        assert isinstance(azfunc.FunctionApp(), base)
        assert isinstance(azfunc.Blueprint(), base)
    assert isinstance(azfunc.FunctionApp(), azfunc.FunctionRegister)
    assert not isinstance(azfunc.Blueprint(), azfunc.FunctionRegister)


def test_kafka_converters_read_and_write() -> None:
    """Packages that call converters get the codec of the Kafka bindings."""
    kafka, meta = azfunc.kafka, azfunc.meta
    told = {"Topic": meta.Datum("orders", "string"), "Offset": meta.Datum("7", "json")}
    event = kafka.KafkaTriggerConverter.decode(meta.Datum(b"soup", "bytes"), trigger_metadata=told)
    assert (event.get_body(), event.topic, event.offset) == (b"soup", "orders", 7)
    assert kafka.KafkaConverter.encode("soup", expected_type=None) == meta.Datum("soup", "string")
    assert kafka.KafkaConverter.check_input_type_annotation(azfunc.KafkaEvent)
    assert not kafka.KafkaConverter.check_output_type_annotation(int)
    assert kafka.KafkaTriggerConverter.has_trigger_support()


def test_binding_modules_are_lazy_attributes() -> None:
    """Service modules hang on azfunc.bindings and are loaded when asked for."""
    code = "import sys; from azfunc import bindings; print('azfunc.bindings.queue' in sys.modules)"
    assert run(code).split() == ["False"]
    assert run(code + "; print(bindings.queue.QueueTrigger.type)").split() == ["False", "queueTrigger"]
    with pytest.raises(AttributeError):
        _ = azfunc.bindings.nothing  # type: ignore[attr-defined]
