"""SignalR Service: trigger, three inputs that tell clients where to connect, and output.

Follows https://learn.microsoft.com/azure/azure-functions/functions-bindings-signalr-service.
"""

from collections.abc import Iterator, Sequence
from typing import ClassVar, Literal, TypeAlias

from azfunc.bindings.binding import PayloadTypes
from azfunc.bindings.enums import BindingEnum, DataTypeLike
from azfunc.bindings.names import has_expression
from azfunc.bindings.plain import PlainInput, PlainOutput, PlainTrigger
from azfunc.bindings.record import binding_class
from azfunc.bindings.signalr_payload import SignalRConnectionInfo as SignalRConnectionInfo
from azfunc.bindings.signalr_payload import SignalRGroupAction as SignalRGroupAction
from azfunc.bindings.signalr_payload import SignalRInvocation as SignalRInvocation
from azfunc.bindings.signalr_payload import SignalRMessage as SignalRMessage
from azfunc.errors import Fault


class SignalRCategory(BindingEnum):
    """What a SignalR trigger hears of: clients that come and go, or what they send."""

    CONNECTIONS = "connections"
    MESSAGES = "messages"


SignalRCategoryLike: TypeAlias = SignalRCategory | Literal["connections", "messages"]
"""A `SignalRCategory`, or its text."""

_CONNECTION_EVENTS = ("connected", "disconnected")


@binding_class
class SignalRTrigger(PlainTrigger):
    """Runs the function for messages and connections of a SignalR hub, in the service's serverless mode.

    The handler gets a `SignalRInvocation`, a dict or a model where it is annotated so, otherwise JSON text. What it
    returns answers a client that invoked the method. The service's upstream address is
    ``https://APP/runtime/webhooks/signalr?code=KEY`` with the system key ``signalr_extension``.

    https://learn.microsoft.com/azure/azure-functions/functions-bindings-signalr-service-trigger

    Args:
        arg_name: the handler's parameter that takes the invocation; may be left out where only one can be meant.
        hub_name: the hub that it listens to; ``%SETTING%`` is allowed.
        category: ``messages`` that clients send, or their ``connections``.
        event: for messages the method that clients call; for connections ``connected`` or ``disconnected``.
        parameter_names: names of the method's arguments, in order, for binding expressions.
        connection_string_setting: the app setting with the connection string, or the prefix of identity-based
            settings; ``AzureSignalRConnectionString`` if left out.
        data_type: how the host hands the value over.
    """

    type: ClassVar[str] = "signalRTrigger"
    payloads: ClassVar[PayloadTypes] = (SignalRInvocation,)
    connection_fields: ClassVar[tuple[str, ...]] = ("connection_string_setting",)

    arg_name: str | None = None
    hub_name: str
    category: SignalRCategoryLike
    event: str
    parameter_names: Sequence[str] | None = None
    connection_string_setting: str | None = None
    data_type: DataTypeLike | None = None

    def target(self) -> str:
        return f"{self.hub_name}/{self.event}"

    def rules(self) -> Iterator[Fault]:
        if self.category is not SignalRCategory.CONNECTIONS or not isinstance(self.event, str):
            return
        if self.event.lower() not in _CONNECTION_EVENTS and not has_expression(self.event):
            yield Fault(
                "unknown-connection-event",
                "no connection has such an event, so it would never run",
                f"category='connections', event={self.event!r}",
                "event='connected' or event='disconnected'",
                "name one of these, or take category='messages' for a method that clients call",
            )


@binding_class
class SignalRConnectionInfoInput(PlainInput):
    """Reads what a client needs to connect to a SignalR hub: its address and a token.

    For a negotiate function, which answers its HTTP request with it. The handler gets a `SignalRConnectionInfo`
    where it is annotated so, otherwise JSON text.

    https://learn.microsoft.com/azure/azure-functions/functions-bindings-signalr-service-input

    Args:
        arg_name: the handler's parameter that takes the connection data; may be left out where only one can be meant.
        hub_name: the hub that the client joins; ``%SETTING%`` and ``{token}`` are allowed.
        connection_string_setting: the app setting with the connection string, or the prefix of identity-based
            settings; ``AzureSignalRConnectionString`` if left out.
        user_id: the user that the token is for, such as ``{headers.x-ms-client-principal-id}``.
        id_token: a JWT whose claims the client's token takes over.
        claim_type_list: the claims of id_token that are taken over.
        data_type: how the host hands the value over.
    """

    type: ClassVar[str] = "signalRConnectionInfo"
    payloads: ClassVar[PayloadTypes] = (SignalRConnectionInfo,)
    connection_fields: ClassVar[tuple[str, ...]] = ("connection_string_setting",)

    arg_name: str | None = None
    hub_name: str
    connection_string_setting: str | None = None
    user_id: str | None = None
    id_token: str | None = None
    claim_type_list: Sequence[str] | None = None
    data_type: DataTypeLike | None = None

    def target(self) -> str:
        return self.hub_name


@binding_class
class SignalRNegotiationInput(PlainInput):
    """Reads the connection data of every SignalR endpoint, so that the function can choose one.

    The handler gets JSON text, a dict or a model. The last three properties need a new extension.

    https://learn.microsoft.com/azure/azure-functions/functions-bindings-signalr-service-input

    Args:
        arg_name: the handler's parameter that takes the endpoints; may be left out where only one can be meant.
        hub_name: the hub that the client joins; ``%SETTING%`` and ``{token}`` are allowed.
        connection_string_setting: the app setting with the connection string, or the prefix of settings;
            ``AzureSignalRConnectionString`` if left out.
        user_id: the user that the token is for, such as ``{headers.x-ms-client-principal-id}``.
        id_token: a JWT whose claims the client's token takes over.
        claim_type_list: the claims of id_token that are taken over.
        enable_authentication_refresh: whether connections may renew their sign-in; false if left out.
        token_lifetime_seconds: life of the token in seconds; an hour if left out or below 1.
        close_on_authentication_expiration: whether connections are closed when the sign-in runs out; false if left
            out.
        data_type: how the host hands the value over.
    """

    type: ClassVar[str] = "signalRNegotiation"
    connection_fields: ClassVar[tuple[str, ...]] = ("connection_string_setting",)

    arg_name: str | None = None
    hub_name: str
    connection_string_setting: str | None = None
    user_id: str | None = None
    id_token: str | None = None
    claim_type_list: Sequence[str] | None = None
    enable_authentication_refresh: bool | None = None
    token_lifetime_seconds: int | None = None
    close_on_authentication_expiration: bool | None = None
    data_type: DataTypeLike | None = None

    def target(self) -> str:
        return self.hub_name


@binding_class
class SignalREndpointsInput(PlainInput):
    """Reads the SignalR endpoints of the app and their state, as JSON text or a list.

    https://learn.microsoft.com/azure/azure-functions/functions-bindings-signalr-service-input

    Args:
        arg_name: the handler's parameter that takes the endpoints; may be left out where only one can be meant.
        hub_name: the hub; ``%SETTING%`` and ``{token}`` are allowed.
        connection_string_setting: the app setting with the connection string, or the prefix of settings;
            ``AzureSignalRConnectionString`` if left out.
        data_type: how the host hands the value over.
    """

    type: ClassVar[str] = "signalREndpoints"
    connection_fields: ClassVar[tuple[str, ...]] = ("connection_string_setting",)

    arg_name: str | None = None
    hub_name: str
    connection_string_setting: str | None = None
    data_type: DataTypeLike | None = None

    def target(self) -> str:
        return self.hub_name


@binding_class
class SignalROutput(PlainOutput):
    """Sends messages to clients of a SignalR hub, and changes its groups.

    Takes a `SignalRMessage`, a `SignalRGroupAction`, a dict or JSON text of one, or a list of these.

    https://learn.microsoft.com/azure/azure-functions/functions-bindings-signalr-service-output

    Args:
        arg_name: the handler's ``Out`` parameter, or ``$return`` for its return value.
        hub_name: the hub to send to; ``%SETTING%`` and ``{token}`` are allowed.
        connection_string_setting: the app setting with the connection string, or the prefix of identity-based
            settings; ``AzureSignalRConnectionString`` if left out.
        data_type: how the host takes the value.
    """

    type: ClassVar[str] = "signalR"
    payloads: ClassVar[PayloadTypes] = (SignalRMessage, SignalRGroupAction)
    connection_fields: ClassVar[tuple[str, ...]] = ("connection_string_setting",)

    arg_name: str | None = None
    hub_name: str
    connection_string_setting: str | None = None
    data_type: DataTypeLike | None = None

    def target(self) -> str:
        return self.hub_name
