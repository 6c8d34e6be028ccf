"""Event builders of SignalR, Web PubSub and Socket.IO: news of clients and their messages, as JSON text."""

from collections.abc import Mapping
from typing import TypedDict

from azfunc.bindings.datum import Datum, JsonValue
from azfunc.bindings.signalr_payload import SignalRInvocation
from azfunc.bindings.values import dump_json
from azfunc.testing.events import Event, json_datum, plain_event, to_datum

Headers = Mapping[str, JsonValue]


class ClientFields(TypedDict, total=False):
    """What may be said about a client of SignalR: who it is, and its request."""

    connection_id: str
    user_id: str | None
    headers: Headers
    query: Headers
    claims: Headers


class SocketFields(TypedDict, total=False):
    """What may be said about a client of Web PubSub or Socket.IO: who it is, and its request."""

    connection_id: str
    user_id: str | None
    headers: Headers
    query: Headers
    claims: Headers
    states: Headers


def signalr_event(invocation: SignalRInvocation, parameter_names: JsonValue = None) -> Event:
    """A message or news of a connection, with the method's arguments by name for binding expressions."""
    event = plain_event(json_datum(invocation.to_dict()))
    return event.with_metadata(_named(parameter_names, invocation.arguments))


def web_pubsub_event(context: Mapping[str, JsonValue], fields: SocketFields, members: Mapping[str, JsonValue]) -> Event:
    """An event of a hub.

    Args:
        context: hub, type and name of the event.
        fields: the client.
        members: what the event tells beside it, such as ``data`` and ``dataType``.
    """
    told: dict[str, JsonValue] = {
        "connectionContext": {
            **context,
            "connectionId": fields.get("connection_id", "connection-1"),
            "userId": fields.get("user_id"),
            "signature": "",
            "origin": "",
            "states": fields.get("states", {}),
            "headers": fields.get("headers", {}),
        },
        **members,
    }
    told.update(_said(fields, "claims", "query"))
    return plain_event(Datum("string", dump_json(told)))


def socketio_event(
    namespace: str,
    event: str,
    fields: SocketFields,
    members: Mapping[str, JsonValue],
    parameter_names: JsonValue = None,
) -> Event:
    """An event of a Socket.IO client, with its arguments by name for binding expressions."""
    told: dict[str, JsonValue] = {
        "namespace": namespace,
        "eventName": event,
        "socketId": fields.get("connection_id", "socket-1"),
        "userId": fields.get("user_id"),
        **members,
    }
    told.update(_said(fields, "claims", "query", "headers"))
    named = _named(parameter_names, members.get("parameters"))
    return plain_event(Datum("string", dump_json(told))).with_metadata(named)


def _said(fields: SocketFields, *names: str) -> dict[str, JsonValue]:
    """Those of a client's request that a test says."""
    known: Mapping[str, JsonValue | None] = {
        "claims": fields.get("claims"),
        "query": fields.get("query"),
        "headers": fields.get("headers"),
    }
    return {name: known[name] for name in names if known[name] is not None}


def _named(names: JsonValue, values: JsonValue) -> dict[str, Datum]:
    """Arguments by the names that a trigger gives them."""
    if not isinstance(names, list) or not isinstance(values, list):
        return {}
    return {str(name): to_datum(value) for name, value in zip(names, values, strict=False)}
