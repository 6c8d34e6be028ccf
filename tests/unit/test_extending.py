"""Bindings of other packages: the typed decorators, and the entry point that tells azfunc of the class."""

import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

import azfunc as func
from azfunc import extending
from azfunc.bindings.datum import Datum
from azfunc.bindings.generic import GenericInput, GenericOutput, GenericTrigger
from azfunc.bindings.reading import binding_from_document
from azfunc.errors import RegistrationError
from azfunc.metadata.folder_app import FolderApp

PACKAGES = Path(__file__).with_name("packages")


@pytest.fixture
def mqtt(monkeypatch: pytest.MonkeyPatch) -> Iterator[Any]:
    """The package, as if it were installed: its module and its dist-info are on the path."""
    monkeypatch.syspath_prepend(str(PACKAGES))
    import azfunc_mqtt

    yield azfunc_mqtt
    del sys.modules["azfunc_mqtt"]


def test_decorators(mqtt: Any) -> None:
    """Decorators of a mixin work on apps and blueprints, and declare what the classes say."""
    app, blueprint = mqtt.MqttApp(), mqtt.MqttBlueprint()

    @blueprint.mqtt_trigger(topic="kitchen/orders", broker="Broker", quality="ATLEASTONCE")
    @blueprint.mqtt_output(arg_name="$return", topic="kitchen/done", broker="Broker")
    def cook(message: Any) -> Any:
        """Cooks."""
        return message

    app.register_functions(blueprint)
    function = app.functions["cook"]
    assert function.to_documents() == [
        {
            "type": "mqttTrigger",
            "direction": "in",
            "name": "message",
            "topic": "kitchen/orders",
            "broker": "Broker",
            "qos": "atLeastOnce",
        },
        {"type": "mqtt", "direction": "out", "name": "$return", "topic": "kitchen/done", "broker": "Broker"},
    ]
    assert [(setting.field, setting.is_connection) for setting in function.trigger.settings()] == [("broker", True)]
    metadata = {"Topic": Datum("string", "kitchen/orders"), "Qos": Datum("int", 1)}
    message = function.plan.decode({"message": Datum("string", "soup")}, metadata)["message"]
    assert (message.body, message.topic, message.quality) == (b"soup", "kitchen/orders", 1)
    assert function.plan.encode(message, {}).return_value == Datum("bytes", b"soup")
    with pytest.raises(func.AzfuncError, match="A float is no message of MQTT"):
        function.plan.encode(1.5, {})


def test_rules_and_foreign_payloads(mqtt: Any) -> None:
    """What the class's rules find, and a payload class of another service, are faults of the app."""
    app = mqtt.MqttApp()

    @app.mqtt_trigger(topic="a/#/b", broker="Broker")
    def f(message: func.QueueMessage) -> None:
        """Does nothing."""

    with pytest.raises(func.AppError) as caught:
        app.functions["f"]
    assert {fault.rule for fault in caught.value.exceptions} == {"bad-mqtt-topic", "unsupported-type"}


def test_entry_point_of_generic_decorators(mqtt: Any) -> None:
    """A generic binding of a type that a package declares, in any case, becomes the package's class."""
    [made] = GenericTrigger(arg_name="m", type="MQTTTRIGGER", topic="t", broker="B", more=1).bindings()
    assert made == mqtt.MqttTrigger(arg_name="m", topic="t", broker="B").with_extra({"more": 1})
    [output] = GenericOutput(arg_name="m", type="mqtt", topic="t", broker="B").bindings()
    assert output == mqtt.MqttOutput(arg_name="m", topic="t", broker="B")
    as_input = GenericInput(arg_name="m", type="mqtt", topic="t", broker="B")
    assert as_input.bindings() == (as_input,), "the package has an output of that type alone"


def test_entry_point_of_documents(mqtt: Any, tmp_path: Path) -> None:
    """function.json finds the package's class and codec."""
    document = {"type": "mqttTrigger", "direction": "in", "name": "m", "topic": "t", "broker": "B", "qos": "atMostOnce"}
    binding = binding_from_document(document)
    assert isinstance(binding, mqtt.MqttTrigger)
    assert binding.quality is mqtt.Quality.AT_MOST_ONCE
    assert binding.to_document() == document
    (tmp_path / "Cook").mkdir()
    (tmp_path / "Cook" / "function.json").write_text(
        '{"bindings": [{"type": "mqttTrigger", "name": "m", "topic": "t", "broker": "B"}]}'
    )
    (tmp_path / "Cook" / "__init__.py").write_text(
        "from azfunc_mqtt import MqttMessage\n\ndef main(m: MqttMessage) -> None:\n    print(m.body)\n"
    )
    app = FolderApp(tmp_path)
    assert app.index().faults == ()
    assert isinstance(app.functions["Cook"].trigger, mqtt.MqttTrigger)


@pytest.mark.parametrize(("type", "told"), [("brokenTrigger", "cannot be imported"), ("noClassTrigger", "no class")])
def test_broken_entry_points(mqtt: Any, type: str, told: str) -> None:
    """An entry point that leads to nothing, or to no class of bindings, is told with package, type and place."""
    with pytest.raises(RegistrationError, match=told) as caught:
        binding_from_document({"type": type, "name": "x"})
    assert "azfunc-mqtt" in str(caught.value)
    assert f"'{type}'" in str(caught.value)
    assert "azfunc_mqtt:" in str(caught.value)


def test_without_the_package() -> None:
    """The same type stays generic where the package is not installed."""
    document = {"type": "mqttTrigger", "direction": "in", "name": "m", "topic": "t"}
    assert binding_from_document(document) == GenericTrigger(arg_name="m", type="mqttTrigger", topic="t")


def test_types_of_azfunc_win(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Entry points are not read for a type that azfunc knows, whatever a package says."""
    info = tmp_path / "thief-1.0.dist-info"
    info.mkdir()
    (info / "METADATA").write_text("Metadata-Version: 2.1\nName: thief\nVersion: 1.0\n")
    (info / "entry_points.txt").write_text("[azfunc.bindings]\nqueueTrigger = nowhere:Nothing\n")
    monkeypatch.syspath_prepend(str(tmp_path))
    binding = binding_from_document({"type": "queueTrigger", "name": "m", "queueName": "q", "connection": "C"})
    assert type(binding).__module__ == "azfunc.bindings.queue"


def test_exported_names() -> None:
    """Every name of the public module is there."""
    assert all(hasattr(extending, name) for name in extending.__all__)
    assert list(extending.__all__) == sorted(
        extending.__all__, key=lambda name: (not name.isupper(), name[0].islower(), name)
    )
