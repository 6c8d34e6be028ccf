"""Fabric: documents and payload classes."""

import pytest

from azfunc.bindings.datum import Datum, JsonValue
from azfunc.bindings.fabric import (
    FabricItem,
    FabricItemInput,
    UdfProperty,
    UdfPropertyInput,
    UserDataFunctionContext,
    UserDataFunctionContextInput,
)
from azfunc.bindings.json_payload import JsonPayload
from azfunc.bindings.kinds import Input
from azfunc.bindings.values import Shape, dump_json

ITEM = FabricItemInput(arg_name="lake", alias="lake", audience_type="Storage", data_type="string")
PROPERTY = UdfPropertyInput(arg_name="name", parameter_name="name", type_name="str")
CONTEXT = UserDataFunctionContextInput(arg_name="who")


def test_documents() -> None:
    """Types are written as Fabric spells them, and every property by its name of function.json."""
    assert ITEM.to_document() == {
        "type": "FabricItem",
        "direction": "in",
        "name": "lake",
        "alias": "lake",
        "audienceType": "Storage",
        "dataType": "string",
    }
    assert list(PROPERTY.to_document().values()) == ["UdfProperty", "in", "name", "name", "str"]
    assert CONTEXT.to_document() == {"type": "UserDataFunctionContext", "direction": "in", "name": "who"}
    assert (ITEM.target(), PROPERTY.target(), CONTEXT.target()) == ("lake", "name", "Fabric")


@pytest.mark.parametrize(
    ("binding", "kind", "sent", "attributes", "shown"),
    [
        (
            ITEM,
            FabricItem,
            {"AliasName": "lake", "Endpoints": {"sql": {"ConnectionString": "x"}}, "ErrorMessage": None},
            {"alias_name": "lake", "endpoints": {"sql": {"ConnectionString": "x"}}, "error_message": None},
            "<azfunc.FabricItem alias_name=lake>",
        ),
        (
            PROPERTY,
            UdfProperty,
            {"PropertyType": "str", "PropertyJsonValue": '"x"', "ErrorMessage": "bad"},
            {"property_type": "str", "property_json_value": '"x"', "error_message": "bad"},
            "<azfunc.UdfProperty property_type=str>",
        ),
        (
            CONTEXT,
            UserDataFunctionContext,
            {"InvocationId": "1", "ExecutingUser": {"Oid": "2"}},
            {"invocation_id": "1", "executing_user": {"Oid": "2"}},
            "<azfunc.UserDataFunctionContext invocation_id=1>",
        ),
    ],
)
def test_payloads(
    binding: Input, kind: type[JsonPayload], sent: JsonValue, attributes: dict[str, object], shown: str
) -> None:
    """Each input gives its payload class, which has what arrived and writes it back."""
    payload = binding.decoder(Shape(kind))(Datum("string", dump_json(sent)), {})
    assert isinstance(payload, kind)
    assert {name: getattr(payload, name) for name in attributes} == attributes
    assert payload.to_dict() == sent
    assert repr(payload) == shown
