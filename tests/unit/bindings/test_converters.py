"""Converters of other packages for the durable bindings."""

from collections.abc import Iterator, Mapping

import pytest

import azfunc
from azfunc import AppError, FunctionApp
from azfunc.bindings import converters
from azfunc.bindings.converters import (
    ConverterDatum,
    InConverter,
    OutConverter,
    get_binding_registry,
    register_converter,
)
from azfunc.bindings.datum import Datum
from azfunc.errors import RegistrationError
from azfunc.testing import TestClient


class Shouting(InConverter, OutConverter, binding=None):
    """Gives and takes text in capitals."""

    @classmethod
    def check_input_type_annotation(cls, pytype: type[object]) -> bool:
        return pytype is str

    @classmethod
    def check_output_type_annotation(cls, pytype: type[object]) -> bool:
        return pytype is not bytes

    @classmethod
    def decode(cls, data: ConverterDatum, *, trigger_metadata: Mapping[str, ConverterDatum] | None) -> object:
        assert trigger_metadata is not None
        return f"{data.python_value} {data.type} {sorted(trigger_metadata)}".upper()

    @classmethod
    def encode(cls, obj: object, *, expected_type: type[object] | None) -> ConverterDatum | Datum | None:
        assert expected_type is None
        return None if obj is None else ConverterDatum(obj, "string" if isinstance(obj, str) else "dict")


class Foreign:
    """A converter of a package that derives from nothing here."""

    @classmethod
    def encode(cls, obj: object, *, expected_type: object) -> Datum:
        return Datum("json", f"[{obj}, {expected_type is None:d}]")


class OfTrigger(InConverter, trigger=True):
    """A converter of a trigger."""


@pytest.fixture(autouse=True)
def _fresh() -> Iterator[None]:
    """Takes converters away that a test has registered."""
    before = dict(converters._CONVERTERS)
    yield
    converters._CONVERTERS.clear()
    converters._CONVERTERS.update(before)


def shouting_app() -> FunctionApp:
    """An app with an activity."""
    app = FunctionApp()

    @app.activity_trigger(input_name="order")
    def cook(order: str) -> object:
        return {"took": order} if "STRING" in order else None

    return app


def test_converter_reads_and_writes() -> None:
    """A registered converter makes the argument, with the metadata, and takes the return value."""
    register_converter("activityTrigger", Shouting, overwrite=True)
    with TestClient(shouting_app()) as client:
        assert client.invoke("cook", "soup", {"Table": "4"}).return_value == {"took": "SOUP STRING ['TABLE']"}
        assert client.invoke("cook", {"a": 1}).return_value is None


def test_converter_refuses_annotations() -> None:
    """A parameter whose type the converter does not accept is a fault of the app."""
    register_converter("activityTrigger", Shouting, overwrite=True)
    app = FunctionApp()

    @app.activity_trigger(input_name="order")
    def cook(order: int) -> None:
        pass

    with pytest.raises(AppError) as caught:
        assert app.functions
    assert "a type that Shouting accepts" in str(caught.value.exceptions[0])


def test_converter_of_one_direction() -> None:
    """Where a converter only writes, azfunc goes on reading."""
    register_converter("activityTrigger", Foreign, overwrite=True)
    app = FunctionApp()

    @app.activity_trigger(input_name="order")
    def cook(order: dict[str, int]) -> int:
        assert order == {"a": 1}
        return 1

    with TestClient(app) as client:
        assert client.invoke("cook", {"a": 1}).return_value == [1, 1]


def test_registry_tells_converters() -> None:
    """The registry names what packages have replaced, and nothing else."""
    registry = get_binding_registry()
    assert (registry.get("activityTrigger"), list(registry), len(registry)) == (None, [], 0)
    register_converter("durableClient", Shouting, overwrite=True)
    assert (registry.get("durableClient"), list(registry), len(registry)) == (Shouting, ["durableClient"], 1)


def test_public_names() -> None:
    """Both functions are found where azure.functions has them."""
    assert azfunc.register_converter is register_converter
    assert azfunc.get_binding_registry is get_binding_registry


@pytest.mark.parametrize(
    ("name", "converter", "told"),
    [
        ("activityTrigger", Shouting, "would replace the conversion by azfunc itself. Pass overwrite=True"),
        ("queueTrigger", Shouting, "activityTrigger, durableClient, entityTrigger, orchestrationTrigger alone"),
        ("activityTrigger", 5, "which is no class with decode or encode"),
        ("activityTrigger", object, "which is no class with decode or encode"),
    ],
)
def test_refusals(name: str, converter: type[object], told: str) -> None:
    """Each mistake is told with what to do about it."""
    with pytest.raises(RegistrationError, match=told):
        register_converter(name, converter)
    assert get_binding_registry().get(name) is None


def test_second_package_is_told_of_the_first() -> None:
    """Who replaces a package's converter reads whose it is."""
    register_converter("entityTrigger", Shouting, overwrite=True)
    with pytest.raises(RegistrationError, match=r"test_converters\.Shouting"):
        register_converter("entityTrigger", Foreign)


def test_class_argument_registers() -> None:
    """A binding among the class arguments is registered, which is refused like the call without overwrite."""
    with pytest.raises(RegistrationError, match="Pass overwrite=True"):
        type("Mine", (InConverter,), {}, binding="activityTrigger", trigger=True)


def test_datum_of_converters() -> None:
    """A converter's datum has its plain value, its type and equality."""
    datum = ConverterDatum('{"a": 1}', "json")
    assert (datum.python_value, datum.python_type) == ({"a": 1}, dict)
    assert datum == ConverterDatum('{"a": 1}', "json")
    assert len({datum, ConverterDatum('{"a": 1}', "json"), ConverterDatum("x", "string")}) == 2
    assert ConverterDatum("x", None).python_value is None
    assert repr(datum) == "<azfunc.ConverterDatum json '{\"a\": 1}'>"


def test_defaults_of_converters() -> None:
    """A converter that says nothing has no implicit output, and its triggers are those that it names."""
    assert not Shouting.has_implicit_output()
    assert not Shouting.has_trigger_support()
    assert OfTrigger.has_trigger_support()
    for call in (InConverter.check_input_type_annotation, OutConverter.check_output_type_annotation):
        with pytest.raises(NotImplementedError):
            call(str)
