"""Microsoft Fabric user data functions: three inputs.

Follows https://learn.microsoft.com/fabric/data-engineering/user-data-functions/user-data-functions-overview.
"""

from collections.abc import Mapping
from typing import ClassVar, Self

from azfunc.bindings.binding import PayloadTypes
from azfunc.bindings.datum import JsonValue
from azfunc.bindings.enums import DataTypeLike
from azfunc.bindings.json_payload import JsonPayload, Members
from azfunc.bindings.plain import PlainInput
from azfunc.bindings.record import binding_class


class FabricItem(JsonPayload):
    """A Fabric item that a user data function is connected to.

    Args:
        alias_name: the alias of the connection.
        endpoints: how to reach the item, by the kinds of endpoints.
        error_message: why it cannot be reached, if so.
    """

    __slots__ = ("alias_name", "endpoints", "error_message")

    def __init__(
        self,
        *,
        alias_name: str | None = None,
        endpoints: Mapping[str, JsonValue] | None = None,
        error_message: str | None = None,
    ) -> None:
        self.alias_name: str | None = alias_name
        self.endpoints: Mapping[str, JsonValue] = endpoints or {}
        self.error_message: str | None = error_message

    @classmethod
    def from_dict(cls, value: Mapping[str, JsonValue]) -> Self:
        members = Members(value)
        return cls(
            alias_name=members.text("AliasName"),
            endpoints=members.mapping("Endpoints"),
            error_message=members.text("ErrorMessage"),
        )

    def to_dict(self) -> dict[str, JsonValue]:
        return {"AliasName": self.alias_name, "Endpoints": self.endpoints, "ErrorMessage": self.error_message}

    def __repr__(self) -> str:
        return f"<azfunc.FabricItem alias_name={self.alias_name}>"


class UdfProperty(JsonPayload):
    """One argument of a user data function.

    Args:
        property_type: the type that the caller gives it.
        property_json_value: the value as JSON text, or as it is.
        error_message: why it cannot be read, if so.
    """

    __slots__ = ("error_message", "property_json_value", "property_type")

    def __init__(
        self,
        *,
        property_type: str | None = None,
        property_json_value: JsonValue = None,
        error_message: str | None = None,
    ) -> None:
        self.property_type: str | None = property_type
        self.property_json_value: JsonValue = property_json_value
        self.error_message: str | None = error_message

    @classmethod
    def from_dict(cls, value: Mapping[str, JsonValue]) -> Self:
        members = Members(value)
        return cls(
            property_type=members.text("PropertyType"),
            property_json_value=members.value("PropertyJsonValue"),
            error_message=members.text("ErrorMessage"),
        )

    def to_dict(self) -> dict[str, JsonValue]:
        return {
            "PropertyType": self.property_type,
            "PropertyJsonValue": self.property_json_value,
            "ErrorMessage": self.error_message,
        }

    def __repr__(self) -> str:
        return f"<azfunc.UdfProperty property_type={self.property_type}>"


class UserDataFunctionContext(JsonPayload):
    """Who runs a user data function.

    Args:
        invocation_id: the id of this run.
        executing_user: what Fabric tells about the user, by its names.
    """

    __slots__ = ("executing_user", "invocation_id")

    def __init__(
        self, *, invocation_id: str | None = None, executing_user: Mapping[str, JsonValue] | None = None
    ) -> None:
        self.invocation_id: str | None = invocation_id
        self.executing_user: Mapping[str, JsonValue] = executing_user or {}

    @classmethod
    def from_dict(cls, value: Mapping[str, JsonValue]) -> Self:
        members = Members(value)
        return cls(invocation_id=members.text("InvocationId"), executing_user=members.mapping("ExecutingUser"))

    def to_dict(self) -> dict[str, JsonValue]:
        return {"InvocationId": self.invocation_id, "ExecutingUser": self.executing_user}

    def __repr__(self) -> str:
        return f"<azfunc.UserDataFunctionContext invocation_id={self.invocation_id}>"


@binding_class
class FabricItemInput(PlainInput):
    """Gives the function the endpoints of a Microsoft Fabric item: a `FabricItem`, or its JSON text.

    https://learn.microsoft.com/fabric/data-engineering/user-data-functions/user-data-functions-overview

    Args:
        arg_name: the handler's parameter that takes the item; may be left out where only one can be meant.
        alias: the alias of the connection.
        audience_type: the kind of audience that tokens are for.
        data_type: how the host hands the value over; Fabric's own package says ``string``.
    """

    type: ClassVar[str] = "FabricItem"
    payloads: ClassVar[PayloadTypes] = (FabricItem,)

    arg_name: str | None = None
    alias: str | None = None
    audience_type: str | None = None
    data_type: DataTypeLike | None = None

    def target(self) -> str:
        return self.alias or ""


@binding_class
class UdfPropertyInput(PlainInput):
    """Gives the function an argument of a Fabric user data function: a `UdfProperty`, or its JSON text.

    https://learn.microsoft.com/fabric/data-engineering/user-data-functions/user-data-functions-overview

    Args:
        arg_name: the handler's parameter that takes the argument; may be left out where only one can be meant.
        parameter_name: the argument's name in the request.
        type_name: the Python type that it is meant to have.
        data_type: how the host hands the value over; Fabric's own package says ``string``.
    """

    type: ClassVar[str] = "UdfProperty"
    payloads: ClassVar[PayloadTypes] = (UdfProperty,)

    arg_name: str | None = None
    parameter_name: str
    type_name: str | None = None
    data_type: DataTypeLike | None = None

    def target(self) -> str:
        return self.parameter_name


@binding_class
class UserDataFunctionContextInput(PlainInput):
    """Tells the function who runs it in Fabric: a `UserDataFunctionContext`, or its JSON text.

    https://learn.microsoft.com/fabric/data-engineering/user-data-functions/user-data-functions-overview

    Args:
        arg_name: the handler's parameter that takes the context; may be left out where only one can be meant.
        data_type: how the host hands the value over; Fabric's own package says ``string``.
    """

    type: ClassVar[str] = "UserDataFunctionContext"
    payloads: ClassVar[PayloadTypes] = (UserDataFunctionContext,)

    arg_name: str | None = None
    data_type: DataTypeLike | None = None

    def target(self) -> str:
        return "Fabric"
