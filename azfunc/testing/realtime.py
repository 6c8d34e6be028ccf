"""What a test says as a client of SignalR, Web PubSub and Socket.IO: `SignalR`, `WebPubSub` and `SocketIO`."""

from collections.abc import Sequence
from typing import ClassVar, Unpack

from azfunc.bindings.datum import JsonValue
from azfunc.bindings.signalr_payload import SignalRInvocation
from azfunc.bindings.values import json_item
from azfunc.bindings.webpubsub_payload import WebPubSubDataType
from azfunc.function import Function
from azfunc.testing.driver import Driver, One, Several
from azfunc.testing.engine import Engine
from azfunc.testing.events import Event
from azfunc.testing.realtime_events import ClientFields, SocketFields, signalr_event, socketio_event, web_pubsub_event
from azfunc.testing.sources import Source


class _Hub(Source[One, Several]):
    """A hub, and what functions send to it."""

    def __init__(self, engine: Engine, driver: Driver[One, Several], hub: str) -> None:
        super().__init__(engine, driver)
        self._hub = hub

    @property
    def sent(self) -> list[object]:
        """What functions have given to outputs of the hub: messages and actions, as the service takes them."""
        return self._sent(self._hub)

    def assert_sent(self, expected: Sequence[object], *, in_any_order: bool = False) -> None:
        """Compares what functions have sent to the hub with dicts or payload objects.

        Raises:
            AssertionError: it differs; the message is a diff.
        """
        __tracebackhide__ = True
        self._assert_sent(self._hub, expected, in_any_order=in_any_order)


class SignalR(_Hub[One, Several]):
    """A SignalR hub."""

    trigger: ClassVar[str] = "signalRTrigger"
    output: ClassVar[str] = "signalR"
    properties: ClassVar[tuple[tuple[str, str], ...]] = (("hubName", ""), ("category", ""), ("event", ""))

    def send(self, event: str, /, *arguments: object, **client: Unpack[ClientFields]) -> Several:
        """Calls a method of the hub as a client does.

        Args:
            event: the method.
            arguments: its arguments: plain values or models.
            client: ``connection_id``, ``user_id``, and ``headers``, ``query``, ``claims`` of its request.

        Raises:
            InvocationError: no function answers it.
        """
        return self._happen("messages", event, [json_item(argument) for argument in arguments], None, client)

    def connect(self, **client: Unpack[ClientFields]) -> Several:
        """Tells that a client has connected."""
        return self._happen("connections", "connected", (), None, client)

    def disconnect(self, error: str | None = None, **client: Unpack[ClientFields]) -> Several:
        """Tells that a client has gone; ``error`` is why the connection broke off."""
        return self._happen("connections", "disconnected", (), error, client)

    def _happen(
        self, category: str, event: str, arguments: Sequence[JsonValue], error: str | None, client: ClientFields
    ) -> Several:
        said: ClientFields = {"connection_id": "connection-1", **client}
        invocation = SignalRInvocation(
            arguments=arguments, hub=self._hub, category=category, event=event, error=error, **said
        )

        def make(function: Function) -> Event:
            return signalr_event(invocation, function.trigger.to_document().get("parameterNames"))

        return self._send((self._hub, category, event), make)


class WebPubSub(_Hub[One, Several]):
    """A Web PubSub hub."""

    trigger: ClassVar[str] = "webPubSubTrigger"
    output: ClassVar[str] = "webPubSub"
    properties: ClassVar[tuple[tuple[str, str], ...]] = (("hub", ""), ("eventType", "user"), ("eventName", ""))

    def send(
        self,
        data: object,
        *,
        event: str = "message",
        data_type: WebPubSubDataType | None = None,
        **client: Unpack[SocketFields],
    ) -> Several:
        """Sends a message as a client does.

        Args:
            data: text, or plain values and models, which travel as JSON.
            event: the user event.
            data_type: ``text`` for text and ``json`` for other values, if left out.
            client: ``connection_id``, ``user_id``, ``states``, and ``headers``, ``query``, ``claims`` of its request.

        Raises:
            InvocationError: no function answers it.
        """
        kind = data_type or ("text" if isinstance(data, str) else "json")
        return self._happen("user", event, client, {"data": json_item(data), "dataType": kind})

    def connect(self, *, subprotocols: Sequence[str] = (), **client: Unpack[SocketFields]) -> Several:
        """Asks whether a client may connect; what the function returns is the answer."""
        asked: SocketFields = {"claims": {}, "query": {}, **client}
        return self._happen("system", "connect", asked, {"subprotocols": list(subprotocols), "clientCertificates": []})

    def connected(self, **client: Unpack[SocketFields]) -> Several:
        """Tells that a client has connected."""
        return self._happen("system", "connected", client, {})

    def disconnected(self, reason: str = "", **client: Unpack[SocketFields]) -> Several:
        """Tells that a client has gone."""
        return self._happen("system", "disconnected", client, {"reason": reason})

    def _happen(self, kind: str, event: str, client: SocketFields, members: dict[str, JsonValue]) -> Several:
        context: dict[str, JsonValue] = {"eventType": kind.capitalize(), "eventName": event, "hub": self._hub}
        made = web_pubsub_event(context, client, members)
        return self._send((self._hub, kind, event), lambda _function: made)


class SocketIO(_Hub[One, Several]):
    """A hub of Web PubSub for Socket.IO."""

    trigger: ClassVar[str] = "socketiotrigger"
    output: ClassVar[str] = "socketio"
    properties: ClassVar[tuple[tuple[str, str], ...]] = (("hub", ""), ("namespace", "/"), ("eventName", ""))

    def __init__(self, engine: Engine, driver: Driver[One, Several], hub: str, namespace: str) -> None:
        super().__init__(engine, driver, hub)
        self._namespace = namespace

    def emit(self, event: str, /, *arguments: object, **client: Unpack[SocketFields]) -> Several:
        """Emits an event as a client does.

        Args:
            event: the event.
            arguments: its arguments: plain values or models.
            client: ``connection_id`` (the socket), ``user_id``, and ``headers``, ``query``, ``claims`` of its request.

        Raises:
            InvocationError: no function answers it.
        """
        return self._happen(event, client, {"parameters": [json_item(argument) for argument in arguments]})

    def connect(self, **client: Unpack[SocketFields]) -> Several:
        """Asks whether a client may connect; what the function returns is the answer."""
        asked: SocketFields = {"claims": {}, "query": {}, "headers": {}, **client}
        return self._happen("connect", asked, {})

    def connected(self, **client: Unpack[SocketFields]) -> Several:
        """Tells that a client has connected."""
        return self._happen("connected", client, {})

    def disconnected(self, reason: str = "", **client: Unpack[SocketFields]) -> Several:
        """Tells that a client has gone."""
        return self._happen("disconnected", client, {"reason": reason})

    def _happen(self, event: str, client: SocketFields, members: dict[str, JsonValue]) -> Several:
        def make(function: Function) -> Event:
            names = function.trigger.to_document().get("parameterNames")
            return socketio_event(self._namespace, event, client, members, names)

        return self._send((self._hub, self._namespace, event), make)
