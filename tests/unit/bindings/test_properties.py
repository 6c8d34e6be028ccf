"""Properties: their names in function.json, and their values as JSON."""

import pytest

from azfunc.bindings.enums import Direction
from azfunc.bindings.properties import camel_case, to_json_value


@pytest.mark.parametrize(
    ("name", "json"),
    [("queue_name", "queueName"), ("from_", "from"), ("name", "name"), ("alreadyCamel", "alreadyCamel"), ("_x", "x")],
)
def test_camel_case(name: str, json: str) -> None:
    """Keywords become JSON names; words that are empty vanish."""
    assert camel_case(name) == json


def test_json_values_of_properties() -> None:
    """Sequences of every kind become lists, keys become text."""
    assert to_json_value({1: (Direction.OUT, None), "b": {"c": None}}) == {"1": ["out"], "b": {}}
