"""The table of types: it holds every class of the catalogue under its own type, and nothing else."""

from collections.abc import Callable

import pytest

from azfunc.bindings.binding import Binding
from azfunc.bindings.http import HttpOutput, HttpTrigger
from azfunc.bindings.kinds import Input, Output, Trigger
from azfunc.bindings.known import INPUTS, OUTPUTS, TRIGGERS, classes_of, known_types
from azfunc.catalogue import BindingDecorators
from azfunc.declare import binding

TABLES = {Trigger: TRIGGERS, Input: INPUTS, Output: OUTPUTS}
WITHOUT_TYPE = {"Route", "Get", "Post", "Put", "Patch", "Delete", "GenericTrigger", "GenericInput", "GenericOutput"}
"""A declaration of several bindings, and those whose type the user says."""


def of_catalogue() -> set[type[Binding]]:
    """The class of every decorator that has a type of its own."""
    decorators = [value for value in vars(BindingDecorators).values() if isinstance(value, binding)]
    loaders: list[Callable[[], object]] = [decorator._load for decorator in decorators]  # pyright: ignore[reportPrivateUsage]  # what a decorator loads is nobody's else
    classes = {load() for load in loaders}
    return {kind for kind in classes if isinstance(kind, type) and kind.__name__ not in WITHOUT_TYPE}


def of_tables() -> set[type[Binding]]:
    """The classes of the tables."""
    return {found for kind, type_text in known_types() for found in classes_of(kind, type_text)}


def test_same_classes_as_the_catalogue() -> None:
    """Each class of the catalogue is in the tables, and each of the tables in the catalogue, but for HTTP's parts."""
    assert of_tables() == of_catalogue() | {HttpTrigger, HttpOutput}


@pytest.mark.parametrize(("kind", "type_text"), list(known_types()))
def test_each_type(kind: type[Binding], type_text: str) -> None:
    """A type's classes have that type, as function.json documents it, are of the right kind, and found in any case."""
    found = classes_of(kind, type_text)
    assert found
    for known in found:
        assert (known.type, issubclass(known, kind)) == (type_text, True)
    assert classes_of(kind, type_text.upper()) == found
    assert classes_of(kind, type_text.lower()) == found
    names = TABLES[kind][type_text]
    assert [f"azfunc.bindings.{name.partition('.')[0]}" for name in names] == [known.__module__ for known in found]


def test_unknown_types() -> None:
    """A type that nobody declares has no classes, and neither has one of another kind."""
    assert classes_of(Trigger, "manualTrigger") == ()
    assert classes_of(Output, "queueTrigger") == ()
    assert classes_of(Trigger, "") == ()
