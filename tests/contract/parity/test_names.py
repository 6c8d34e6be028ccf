"""The names that apps import from azure.functions and its modules: azfunc has them at the same places."""

import json
from enum import Enum
from importlib import import_module

import pytest

import azfunc

from .conftest import Tally
from .differences import listed
from .facts import DATA

NAMES: dict[str, list[str]] = json.loads((DATA / "names.json").read_text())
"""The public modules of azure.functions, each with the names that it defines or exports, and the enums that it uses."""

ABSENT = listed("Names")
TOTAL = sum(map(len, NAMES.values()))


def missing(module: str, names: list[str]) -> set[str]:
    """The names that azfunc's module lacks, with the module before them; the module alone if there is none."""
    place = module.replace("azure.functions", "azfunc")
    try:
        found = import_module(place)
    except ModuleNotFoundError as error:
        assert error.name == place
        return {module}
    return {f"{module}.{name}" for name in names if not hasattr(found, name)}


@pytest.mark.parametrize(("module", "names"), NAMES.items(), ids=NAMES.keys())
def test_has_every_name(module: str, names: list[str], tally: Tally) -> None:
    """Each public name of a module can be imported from azfunc's module of that name, but for those of the page."""
    absent = missing(module, names)
    assert absent == {
        name for name in ABSENT if name == module or (name.rpartition(".")[0] == module and name not in NAMES)
    }
    for name in names:
        tally("public names", TOTAL, "listed" if {module, f"{module}.{name}"} & absent else "the same")


def test_the_page_names_known_names() -> None:
    """Every row on names belongs to a module or name of azure.functions."""
    assert ABSENT.keys() <= {*NAMES, *(f"{module}.{name}" for module, names in NAMES.items() for name in names)}


def test_every_name_of_the_package_itself_is_there() -> None:
    """`from azfunc import X` works for everything that azure.functions exports."""
    assert set(NAMES["azure.functions"]) <= set(azfunc.__all__)
    assert not any(
        name.startswith("azure.functions.") and name.count(".") == 2 and name not in NAMES for name in ABSENT
    )


def test_enums_have_the_same_members() -> None:
    """An enum has the same object at every place that azure.functions has it at."""
    for module, names in NAMES.items():
        if module in ABSENT:
            continue
        found = import_module(module.replace("azure.functions", "azfunc"))
        for name in names:
            value = getattr(found, name, None)
            if isinstance(value, type) and issubclass(value, Enum) and hasattr(azfunc, name):
                assert value is getattr(azfunc, name)
