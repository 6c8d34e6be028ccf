"""Web PubSub: trigger, two inputs, and output.

Follows https://learn.microsoft.com/azure/azure-functions/functions-bindings-web-pubsub.
"""

from collections.abc import Iterator, Sequence
from typing import ClassVar, Literal, TypeAlias, cast

from azfunc.bindings.binding import PayloadTypes, SettingName
from azfunc.bindings.enums import BindingEnum, DataTypeLike
from azfunc.bindings.names import has_expression
from azfunc.bindings.plain import PlainInput, PlainOutput, PlainTrigger
from azfunc.bindings.record import binding_class
from azfunc.bindings.webpubsub_payload import WebPubSubAction as WebPubSubAction
from azfunc.bindings.webpubsub_payload import WebPubSubConnection as WebPubSubConnection
from azfunc.bindings.webpubsub_payload import WebPubSubRequest as WebPubSubRequest
from azfunc.errors import Fault


class WebPubSubEventType(BindingEnum):
    """Whose event it is: of a client's code, or of its connection."""

    USER = "user"
    SYSTEM = "system"


class WebPubSubClientProtocols(BindingEnum):
    """The clients whose events a trigger hears of."""

    ALL = "all"
    WEB_PUBSUB = "webPubSub"
    MQTT = "mqtt"


class WebPubSubClientProtocol(BindingEnum):
    """The protocol that a client connects with."""

    DEFAULT = "default"
    MQTT = "mqtt"


WebPubSubEventTypeLike: TypeAlias = WebPubSubEventType | Literal["user", "system"]
"""A `WebPubSubEventType`, or its text."""

WebPubSubClientProtocolsLike: TypeAlias = WebPubSubClientProtocols | Literal["all", "webPubSub", "mqtt"]
"""A `WebPubSubClientProtocols`, or its text."""

WebPubSubClientProtocolLike: TypeAlias = WebPubSubClientProtocol | Literal["default", "mqtt"]
"""A `WebPubSubClientProtocol`, or its text."""

_SYSTEM_EVENTS = ("connect", "connected", "disconnected")


@binding_class
class WebPubSubTrigger(PlainTrigger):
    """Runs the function for events of a Web PubSub hub.

    The handler gets a `WebPubSubRequest`, a dict or a model where it is annotated so, otherwise JSON text. What it
    returns answers ``connect`` and user events: a dict such as ``{"userId": "ann"}``, a model, or JSON text.

    https://learn.microsoft.com/azure/azure-functions/functions-bindings-web-pubsub-trigger

    Args:
        arg_name: the handler's parameter that takes the event; may be left out where only one can be meant.
        hub: the hub that it listens to; ``%SETTING%`` is allowed.
        event_type: ``user`` for what clients send, ``system`` for their connections.
        event_name: for system events ``connect``, ``connected`` or ``disconnected``; for user events ``message``, or
            the name that a client of a sub-protocol gives.
        client_protocols: the clients that may trigger it; all of them if left out.
        connections: the app settings, or prefixes of settings, of the services that may call, for the check of
            their signatures; ``WebPubSubConnectionString`` if left out.
        connection: older form of connections, which takes one; do not use it in new code.
        data_type: how the host hands the value over.
    """

    type: ClassVar[str] = "webPubSubTrigger"
    payloads: ClassVar[PayloadTypes] = (WebPubSubRequest,)

    arg_name: str | None = None
    hub: str
    event_type: WebPubSubEventTypeLike
    event_name: str
    client_protocols: WebPubSubClientProtocolsLike | None = None
    connections: Sequence[str] | None = None
    connection: str | None = None
    data_type: DataTypeLike | None = None

    def target(self) -> str:
        return f"{self.hub}/{self.event_name}"

    def settings(self) -> Iterator[SettingName]:
        yield from _listed(self.connections)
        yield from super().settings()

    def rules(self) -> Iterator[Fault]:
        if self.event_type is not WebPubSubEventType.SYSTEM or not isinstance(self.event_name, str):
            return
        if self.event_name.lower() not in _SYSTEM_EVENTS and not has_expression(self.event_name):
            yield Fault(
                "unknown-system-event",
                "the service has no such system event, so it would never run",
                f"event_type='system', event_name={self.event_name!r}",
                f"one of {', '.join(_SYSTEM_EVENTS)}",
                "name one of these, or take event_type='user' for what clients send",
            )


@binding_class
class WebPubSubConnectionInput(PlainInput):
    """Reads what a client needs to connect to a Web PubSub hub: an address that holds a token.

    The handler gets a `WebPubSubConnection` where it is annotated so, otherwise JSON text.

    https://learn.microsoft.com/azure/azure-functions/functions-bindings-web-pubsub-input

    Args:
        arg_name: the handler's parameter that takes the connection data; may be left out where only one can be meant.
        hub: the hub that the client joins; ``%SETTING%`` and ``{token}`` are allowed.
        user_id: the user that the token is for; ``{token}`` is allowed.
        client_protocol: the protocol of the client; ``default`` if left out.
        connection: the app setting with the connection string, or the prefix of identity-based settings;
            ``WebPubSubConnectionString`` if left out.
        data_type: how the host hands the value over.
    """

    type: ClassVar[str] = "webPubSubConnection"
    payloads: ClassVar[PayloadTypes] = (WebPubSubConnection,)

    arg_name: str | None = None
    hub: str
    user_id: str | None = None
    client_protocol: WebPubSubClientProtocolLike | None = None
    connection: str | None = None
    data_type: DataTypeLike | None = None

    def target(self) -> str:
        return self.hub


@binding_class
class WebPubSubContextInput(PlainInput):
    """Reads the Web PubSub request that an HTTP trigger took, its signature checked.

    For functions that are upstream of the service through an HTTP trigger instead of a `WebPubSubTrigger`. The
    handler gets JSON text, a dict or a model. Older extensions call it ``webPubSubRequest``.

    https://learn.microsoft.com/azure/azure-functions/functions-bindings-web-pubsub-input

    Args:
        arg_name: the handler's parameter that takes the request; may be left out where only one can be meant.
        connections: the app settings, or prefixes of settings, of the services that may call, for the checks of
            origin and signature; ``WebPubSubConnectionString`` if left out.
        connection: older form of connections, which takes one; do not use it in new code.
        data_type: how the host hands the value over.
    """

    type: ClassVar[str] = "webPubSubContext"

    arg_name: str | None = None
    connections: Sequence[str] | None = None
    connection: str | None = None
    data_type: DataTypeLike | None = None

    def settings(self) -> Iterator[SettingName]:
        yield from _listed(self.connections)
        yield from super().settings()


@binding_class
class WebPubSubOutput(PlainOutput):
    """Sends messages to clients of a Web PubSub hub, and manages its groups, connections and permissions.

    Takes a `WebPubSubAction`, a dict or JSON text of one, or a list of these.

    https://learn.microsoft.com/azure/azure-functions/functions-bindings-web-pubsub-output

    Args:
        arg_name: the handler's ``Out`` parameter, or ``$return`` for its return value.
        hub: the hub to act on; ``%SETTING%`` and ``{token}`` are allowed.
        connection: the app setting with the connection string, or the prefix of identity-based settings;
            ``WebPubSubConnectionString`` if left out.
        data_type: how the host takes the value.
    """

    type: ClassVar[str] = "webPubSub"
    payloads: ClassVar[PayloadTypes] = (WebPubSubAction,)

    arg_name: str | None = None
    hub: str
    connection: str | None = None
    data_type: DataTypeLike | None = None

    def target(self) -> str:
        return self.hub


def _listed(connections: object) -> Iterator[SettingName]:
    """Each of several connections; the field's value may be of a wrong type."""
    if isinstance(connections, list | tuple):
        for name in cast("Sequence[object]", connections):
            if isinstance(name, str) and name:
                yield SettingName("connections", name, True)
