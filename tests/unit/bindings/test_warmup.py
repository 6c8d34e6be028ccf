"""Warm-up trigger."""

import pytest

import azfunc as func
from azfunc.bindings.datum import NOTHING, Datum
from azfunc.bindings.values import Shape, UnsupportedShapeError
from azfunc.bindings.warmup import WarmUpContext, WarmupTrigger


@pytest.mark.parametrize("datum", [NOTHING, Datum("string", "abc"), Datum("json", '{"a": 1}'), Datum("int", 5)])
def test_decode(datum: Datum) -> None:
    """Whatever arrives, the handler gets a WarmUpContext."""
    context = WarmupTrigger().decode(datum, {})
    assert type(context) is WarmUpContext
    assert context.to_dict() == {}
    assert context.to_json() == "{}"
    assert repr(context) == "<azfunc.WarmUpContext>"


def test_annotations() -> None:
    """Text can be asked for, the payload of another trigger cannot."""
    assert WarmupTrigger().decoder(Shape(str))(Datum("string", "x"), {}) == "x"
    assert isinstance(WarmupTrigger().decoder(Shape())(NOTHING, {}), func.WarmUpContext)
    with pytest.raises(UnsupportedShapeError, match="WarmUpContext"):
        WarmupTrigger().decoder(Shape(func.TimerRequest))


def test_in_an_app() -> None:
    """The decorator declares it, and its document has the type that hosts know."""
    app = func.FunctionApp()

    @app.warm_up_trigger(data_type="string")
    def warmup(context_of_start: WarmUpContext) -> None:
        """Warms up."""

    function = app.functions["warmup"]
    assert function.to_documents() == [
        {"type": "warmupTrigger", "direction": "in", "name": "context_of_start", "dataType": "string"}
    ]
    assert list(function.trigger.faults()) == []
    assert isinstance(function.plan.decode({}, {})["context_of_start"], WarmUpContext)
