"""`Subject`: the imported app that rules over functions look at."""

from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import NamedTuple

from azfunc.bindings.binding import Binding
from azfunc.bindings.datum import JsonValue
from azfunc.check.diagnostic import Finding, Spot
from azfunc.check.environment import Settings
from azfunc.check.files import ProjectFiles
from azfunc.errors import Fault
from azfunc.function import Function

BindingSpot = Callable[[Function, Binding], Spot]
"""Where a binding is declared: the line of its decorator, or of its entry in function.json."""


class Subject(NamedTuple):
    """An app and what is around it."""

    functions: Mapping[str, Function]
    """The functions, those with faults included where one could be made in spite of them."""
    all_names: frozenset[str]
    """The names of all functions in lower case, those with faults included."""
    files: ProjectFiles
    script: Path | None
    """The file that declares the app in Python; None where folders with function.json do."""
    settings: Settings
    spot_of: BindingSpot

    def bindings(self) -> Iterator[tuple[Function, Binding]]:
        """Every binding of every function."""
        for function in self.functions.values():
            for binding in function.bindings:
                yield function, binding

    def finding(self, function: Function, binding: Binding | None, fault: Fault) -> Finding:
        """The finding of a fault at a binding, or at the function itself."""
        spot = Spot.of(function.where) if binding is None else self.spot_of(function, binding)
        return Finding(spot, fault.what, fault.found, fault.expected, fault.fix, function.name, rule=fault.rule)


def texts_of(binding: Binding) -> Iterator[tuple[str, str]]:
    """The text properties of a binding by their JSON names, also those inside lists and objects."""
    for name, value in binding.to_document().items():
        if name not in ("type", "direction", "name"):
            yield from _texts(name, value)


def _texts(name: str, value: JsonValue) -> Iterator[tuple[str, str]]:
    if isinstance(value, str):
        yield name, value
    elif isinstance(value, Mapping):
        for key, item in value.items():
            yield from _texts(f"{name}.{key}", item)
    elif isinstance(value, list | tuple):
        for item in value:
            yield from _texts(name, item)
