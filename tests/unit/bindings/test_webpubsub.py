"""Web PubSub: documents, payload classes, codecs, rules."""

import json

import pytest

from azfunc.bindings.binding import SettingName
from azfunc.bindings.datum import Datum
from azfunc.bindings.values import Shape
from azfunc.bindings.webpubsub import (
    WebPubSubAction,
    WebPubSubConnection,
    WebPubSubConnectionInput,
    WebPubSubContextInput,
    WebPubSubOutput,
    WebPubSubRequest,
    WebPubSubTrigger,
)

TRIGGER = WebPubSubTrigger(arg_name="event", hub="chat", event_type="user", event_name="message")
OUTPUT = WebPubSubOutput(arg_name="$return", hub="chat")
SENT = {
    "connectionContext": {"userId": "ann"},
    "data": "hello",
    "dataType": "text",
    "claims": {"sub": ["ann"]},
    "query": {"a": ["1"]},
    "reason": "none",
}


def test_documents() -> None:
    """Every property is written by its name of function.json, enums in their documented texts."""
    full = WebPubSubTrigger(
        arg_name="event",
        hub="chat",
        event_type="SYSTEM",  # hosts read texts in any case, and so does the class
        event_name="connect",
        client_protocols="webPubSub",
        connections=("A", "B"),
        connection="C",
        data_type="string",
    )
    assert full.to_document() == {
        "type": "webPubSubTrigger",
        "direction": "in",
        "name": "event",
        "hub": "chat",
        "eventType": "system",
        "eventName": "connect",
        "clientProtocols": "webPubSub",
        "connections": ["A", "B"],
        "connection": "C",
        "dataType": "string",
    }
    connection = WebPubSubConnectionInput(hub="h", user_id="{query.user}", client_protocol="mqtt", connection="C")
    assert list(connection.to_document().values())[3:] == ["h", "{query.user}", "mqtt", "C"]
    assert WebPubSubContextInput(connections=["A"]).to_document()["connections"] == ["A"]
    assert OUTPUT.to_document() == {"type": "webPubSub", "direction": "out", "name": "$return", "hub": "chat"}


def test_settings_and_targets() -> None:
    """Each of several connections is a setting; the old single one too."""
    trigger = TRIGGER.with_fields(connections=["A", "", "B"], connection="C")
    assert list(trigger.settings()) == [
        SettingName("connections", "A", True),
        SettingName("connections", "B", True),
        SettingName("connection", "C", True),
    ]
    assert [setting.name for setting in WebPubSubContextInput(connections=("A",)).settings()] == ["A"]
    assert list(TRIGGER.settings()) == list(TRIGGER.with_fields(connections="A").settings()) == []
    assert (TRIGGER.target(), OUTPUT.target(), WebPubSubContextInput().target()) == ("chat/message", "chat", "")


def test_request() -> None:
    """A handler that asks for a WebPubSubRequest gets its parts, and what the service adds beside them."""
    request = TRIGGER.decoder(Shape(WebPubSubRequest))(Datum("json", json.dumps(SENT)), {})
    assert isinstance(request, WebPubSubRequest)
    assert (request.connection_context, request.data, request.data_type) == ({"userId": "ann"}, "hello", "text")
    assert (request.claims, request.query) == ({"sub": ["ann"]}, {"a": ["1"]})
    assert request.members["reason"] == "none"
    assert request.to_dict() == SENT
    assert repr(request) == "<azfunc.WebPubSubRequest data_type=text>"


def test_request_made_by_hand() -> None:
    """A request that a test makes is written by the service's names."""
    made = WebPubSubRequest(data={"a": 1}, data_type="json", connection_context={"userId": "ann"})
    assert made.to_dict() == {"connectionContext": {"userId": "ann"}, "data": {"a": 1}, "dataType": "json"}


def test_connection() -> None:
    """Connection data reads and writes the names that clients know; its token is not shown."""
    sent = {"baseUrl": "wss://x", "url": "wss://x?access_token=secret", "accessToken": "secret"}
    decode = WebPubSubConnectionInput(hub="h").decoder(Shape(WebPubSubConnection))
    connection = decode(Datum("string", json.dumps(sent)), {})
    assert isinstance(connection, WebPubSubConnection)
    assert (connection.base_url, connection.access_token) == ("wss://x", "secret")
    assert json.loads(connection.to_json()) == sent
    assert "secret" not in repr(connection)


@pytest.mark.parametrize(
    ("action", "sent"),
    [
        (WebPubSubAction.send_to_all("x"), {"actionName": "sendToAll", "data": "x", "dataType": "text"}),
        (
            WebPubSubAction.send_to_all({"a": 1}, excluded=["c"]),
            {"actionName": "sendToAll", "data": '{"a": 1}', "dataType": "json", "excluded": ["c"]},
        ),
        (
            WebPubSubAction.send_to_group("g", "[1]", data_type="json"),
            {"actionName": "sendToGroup", "group": "g", "data": "[1]", "dataType": "json"},
        ),
        (
            WebPubSubAction.send_to_user("ann", "x"),
            {"actionName": "sendToUser", "userId": "ann", "data": "x", "dataType": "text"},
        ),
        (
            WebPubSubAction.send_to_connection("c", "x"),
            {"actionName": "sendToConnection", "connectionId": "c", "data": "x", "dataType": "text"},
        ),
        (
            WebPubSubAction.add_user_to_group("ann", "g"),
            {"actionName": "addUserToGroup", "userId": "ann", "group": "g"},
        ),
        (
            WebPubSubAction.remove_user_from_group("ann", "g"),
            {"actionName": "removeUserFromGroup", "userId": "ann", "group": "g"},
        ),
        (
            WebPubSubAction.remove_user_from_all_groups("ann"),
            {"actionName": "removeUserFromAllGroups", "userId": "ann"},
        ),
        (
            WebPubSubAction.add_connection_to_group("c", "g"),
            {"actionName": "addConnectionToGroup", "connectionId": "c", "group": "g"},
        ),
        (
            WebPubSubAction.remove_connection_from_group("c", "g"),
            {"actionName": "removeConnectionFromGroup", "connectionId": "c", "group": "g"},
        ),
        (WebPubSubAction.close_all_connections(), {"actionName": "closeAllConnections"}),
        (
            WebPubSubAction.close_group_connections("g", excluded=("c",), reason="late"),
            {"actionName": "closeGroupConnections", "group": "g", "excluded": ["c"], "reason": "late"},
        ),
        (
            WebPubSubAction.close_client_connection("c", reason="late"),
            {"actionName": "closeClientConnection", "connectionId": "c", "reason": "late"},
        ),
        (
            WebPubSubAction.grant_permission("c", "sendToGroup", target_name="g"),
            {"actionName": "grantPermission", "connectionId": "c", "permission": "sendToGroup", "targetName": "g"},
        ),
        (
            WebPubSubAction.revoke_permission("c", "joinLeaveGroup"),
            {"actionName": "revokePermission", "connectionId": "c", "permission": "joinLeaveGroup"},
        ),
        (WebPubSubAction("newAction", {"a": 1, "b": None}), {"actionName": "newAction", "a": 1}),
    ],
)
def test_actions(action: WebPubSubAction, sent: dict[str, object]) -> None:
    """Each action is sent with the members that the service wants, alone or in a list."""
    assert OUTPUT.encode(action).parse() == sent
    assert OUTPUT.encode([action, {"actionName": "x"}]).parse() == [sent, {"actionName": "x"}]
    assert repr(action) == f"<azfunc.WebPubSubAction action_name={sent['actionName']}>"


def test_rules() -> None:
    """The service has three system events; a user event may have any name."""
    made = WebPubSubTrigger(hub="h", event_type="system", event_name="connected")
    assert list(made.faults()) == list(TRIGGER.faults()) == list(made.with_fields(event_name="%E%").faults()) == []
    (fault,) = made.with_fields(event_name="message").faults()
    assert (fault.rule, fault.expected) == ("unknown-system-event", "one of connect, connected, disconnected")
    assert {fault.rule for fault in made.with_fields(event_type="x", event_name=1).faults()} == {
        "unknown-enum-text",
        "wrong-argument-type",
    }
