"""App settings as hosts look them up."""

import json
from pathlib import Path

import pytest

from azfunc.check.environment import Settings, values_of
from azfunc.check.files import JsonFile


@pytest.mark.parametrize(
    "variable",
    [
        *("Orders", "ORDERS", "AzureWebJobsOrders", "ConnectionStrings:Orders", "ConnectionStrings__Orders"),
        *("SQLAZURECONNSTR_Orders", "CUSTOMCONNSTR_orders"),
    ],
)
def test_setting_is_found_under_its_names(variable: str) -> None:
    """In any case, with the prefix of web jobs, and as a connection string."""
    assert Settings({variable: "x"}, known=True).has("Orders")


@pytest.mark.parametrize("variable", ["Order", "AzureWebJobs.Orders", "Orders__serviceUri", "MyOrders"])
def test_other_names_are_others(variable: str) -> None:
    """A near name, or a part of a connection by identity, is no setting of that name."""
    assert not Settings({variable: "x"}, known=True).has("Orders")


def test_parts_of_a_connection_by_identity() -> None:
    """The last parts of the settings below a name, parted by two underscores or a colon."""
    settings = Settings({"Orders__serviceUri": "x", "AzureWebJobsOrders:clientId": "y", "OrdersX__z": "z"}, known=True)
    assert sorted(settings.section("orders")) == ["clientid", "serviceuri"]


def test_near_names() -> None:
    """A misspelt name leads to the right one; a strange one to nothing."""
    settings = Settings({"CosmosConnection": "x"}, known=True)
    assert settings.near("CosmosConection") == "CosmosConnection"
    assert settings.near("Bus") is None


def test_values_of_the_file(tmp_path: Path) -> None:
    """Scalars as text, connection strings by their prefix; what hosts leave out is left out."""
    file = tmp_path / "local.settings.json"
    value = {
        "Values": {"A": "a", "B": 2, "C": True, "D": None, "E": {"x": 1}, "F": ["y"]},
        "ConnectionStrings": {"G": "g", "H": {"ConnectionString": "h", "ProviderName": "p"}, "I": 3},
    }
    file.write_text(json.dumps(value))
    assert values_of(JsonFile(file)) == {
        "A": "a",
        "B": "2",
        "C": "true",
        "ConnectionStrings:G": "g",
        "ConnectionStrings:H": "h",
    }
    file.write_text(json.dumps({**value, "IsEncrypted": True}))
    assert values_of(JsonFile(file)) == {}
