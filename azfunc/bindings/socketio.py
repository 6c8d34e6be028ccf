"""Web PubSub for Socket.IO: trigger, input and output.

Follows https://learn.microsoft.com/azure/azure-web-pubsub/socketio-serverless-function-binding.
"""

from collections.abc import Sequence
from typing import ClassVar

from azfunc.bindings.enums import DataTypeLike
from azfunc.bindings.plain import PlainInput, PlainOutput, PlainTrigger
from azfunc.bindings.record import binding_class


@binding_class
class SocketIOTrigger(PlainTrigger):
    """Runs the function for events of Socket.IO clients. Preview: needs the preview extension bundle.

    The handler gets JSON text, a dict or a model. What it returns answers the client.

    https://learn.microsoft.com/azure/azure-web-pubsub/socketio-serverless-function-binding

    Args:
        arg_name: the handler's parameter that takes the event; may be left out where only one can be meant.
        hub: the hub that it listens to; ``%SETTING%`` is allowed.
        event_name: ``connect``, ``connected``, ``disconnected``, or an event that clients emit.
        namespace: the Socket.IO namespace; ``/`` if left out.
        parameter_names: names of the event's arguments, in order, for binding expressions.
        data_type: how the host hands the value over.
    """

    type: ClassVar[str] = "socketiotrigger"

    arg_name: str | None = None
    hub: str
    event_name: str
    namespace: str | None = None
    parameter_names: Sequence[str] | None = None
    data_type: DataTypeLike | None = None

    def target(self) -> str:
        return f"{self.hub}/{self.event_name}"


@binding_class
class SocketIONegotiationInput(PlainInput):
    """Reads what a client needs to connect with Socket.IO. Preview: needs the preview extension bundle.

    The handler gets JSON text, a dict or a model.

    https://learn.microsoft.com/azure/azure-web-pubsub/socketio-serverless-function-binding

    Args:
        arg_name: the handler's parameter that takes the connection data; may be left out where only one can be meant.
        hub: the hub that the client joins; ``%SETTING%`` and ``{token}`` are allowed.
        connection: the app setting with the connection string, or the prefix of identity-based settings;
            ``WebPubSubForSocketIOConnectionString`` if left out.
        data_type: how the host hands the value over.
    """

    type: ClassVar[str] = "socketionegotiation"

    arg_name: str | None = None
    hub: str
    connection: str | None = None
    data_type: DataTypeLike | None = None

    def target(self) -> str:
        return self.hub


@binding_class
class SocketIOOutput(PlainOutput):
    """Sends events to Socket.IO clients, and manages their rooms. Preview: needs the preview extension bundle.

    Takes a dict or JSON text whose ``actionName`` is ``sendToNamespace``, ``sendToRooms``, ``sendToSocket``,
    ``addSocketToRoom``, ``removeSocketFromRoom`` or ``disconnectSockets``; a model; or a list of these.

    https://learn.microsoft.com/azure/azure-web-pubsub/socketio-serverless-function-binding

    Args:
        arg_name: the handler's ``Out`` parameter, or ``$return`` for its return value.
        hub: the hub to act on; ``%SETTING%`` and ``{token}`` are allowed.
        connection: the app setting with the connection string, or the prefix of identity-based settings;
            ``WebPubSubForSocketIOConnectionString`` if left out.
        data_type: how the host takes the value.
    """

    type: ClassVar[str] = "socketio"

    arg_name: str | None = None
    hub: str
    connection: str | None = None
    data_type: DataTypeLike | None = None

    def target(self) -> str:
        return self.hub
