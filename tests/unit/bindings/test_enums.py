"""The enums: texts that function.json documents, and reading any spelling of them."""

import pytest

from azfunc.bindings.enums import (
    AccessRights,
    AuthLevel,
    BindingEnum,
    BlobSource,
    Cardinality,
    CosmosDBChangeFeedMode,
    DataType,
    Direction,
    HttpMethod,
)

ENUMS = (AccessRights, AuthLevel, BlobSource, Cardinality, CosmosDBChangeFeedMode, DataType, Direction, HttpMethod)
MEMBERS = [member for enum in ENUMS for member in enum]


@pytest.mark.parametrize("member", MEMBERS, ids=str)
def test_any_spelling_is_read(member: BindingEnum) -> None:
    """A member is found by itself, by its name and by its text, in any case."""
    kind = type(member)
    assert kind.parse(member) is member
    for text in (member.name, member.name.lower(), member.text, member.text.upper(), member.text.title()):
        assert kind.parse(text) is member


@pytest.mark.parametrize("value", ["", "nope", None, 0, 1.5, Direction, "man y"])
def test_other_values_mean_no_member(value: object) -> None:
    """What is no spelling of a member gives None, also the number behind one."""
    assert Cardinality.parse(value) is None
    assert Direction.parse(value) is None


@pytest.mark.parametrize(
    ("member", "text"),
    [
        (Direction.IN, "in"),
        (Direction.INOUT, "inout"),
        (DataType.BINARY, "binary"),
        (AuthLevel.FUNCTION, "function"),
        (Cardinality.MANY, "many"),
        (AccessRights.LISTEN, "listen"),
        (BlobSource.LOGS_AND_CONTAINER_SCAN, "LogsAndContainerScan"),
        (BlobSource.EVENT_GRID, "EventGrid"),
        (CosmosDBChangeFeedMode.ALL_VERSIONS_AND_DELETES, "AllVersionsAndDeletes"),
        (HttpMethod.GET, "get"),
    ],
)
def test_texts_are_those_of_function_json(member: BindingEnum, text: str) -> None:
    """Each member is written as function.json documents it."""
    assert member.text == text


def test_values_are_those_of_azure_functions() -> None:
    """Code that compares values or numbers of azure.functions' enums goes on working."""
    assert (Direction.IN.value, Direction.OUT.value, Direction.INOUT.value) == (0, 1, 2)
    assert DataType.STREAM.value == 3
    assert AuthLevel.ANONYMOUS.value == "anonymous"
    assert HttpMethod.POST.value == "POST"
