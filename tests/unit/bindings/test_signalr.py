"""SignalR: documents, payload classes, codecs, rules."""

import json

import pytest

from azfunc.bindings.binding import SettingName
from azfunc.bindings.datum import Datum
from azfunc.bindings.signalr import (
    SignalRCategory,
    SignalRConnectionInfo,
    SignalRConnectionInfoInput,
    SignalREndpointsInput,
    SignalRGroupAction,
    SignalRInvocation,
    SignalRMessage,
    SignalRNegotiationInput,
    SignalROutput,
    SignalRTrigger,
)
from azfunc.bindings.values import Shape

TRIGGER = SignalRTrigger(arg_name="call", hub_name="chat", category="messages", event="say", parameter_names=["text"])
OUTPUT = SignalROutput(arg_name="$return", hub_name="chat")
SENT = {
    "Arguments": ["hello"],
    "Error": None,
    "Category": "messages",
    "Event": "say",
    "Hub": "chat",
    "ConnectionId": "c1",
    "UserId": "ann",
    "Headers": {"Accept": "*/*"},
    "Query": {"q": "1"},
    "Claims": {"sub": "ann"},
}


def test_documents() -> None:
    """Every property is written by its name of function.json; what is left out is not."""
    assert TRIGGER.to_document() == {
        "type": "signalRTrigger",
        "direction": "in",
        "name": "call",
        "hubName": "chat",
        "category": "messages",
        "event": "say",
        "parameterNames": ["text"],
    }
    information = SignalRConnectionInfoInput(
        arg_name="i",
        hub_name="h",
        connection_string_setting="C",
        user_id="{headers.x-ms-client-principal-id}",
        id_token="{headers.token}",
        claim_type_list=["a", "b"],
        data_type="string",
    )
    assert information.to_document() == {
        "type": "signalRConnectionInfo",
        "direction": "in",
        "name": "i",
        "hubName": "h",
        "connectionStringSetting": "C",
        "userId": "{headers.x-ms-client-principal-id}",
        "idToken": "{headers.token}",
        "claimTypeList": ["a", "b"],
        "dataType": "string",
    }
    negotiation = SignalRNegotiationInput(
        hub_name="h",
        enable_authentication_refresh=True,
        token_lifetime_seconds=60,
        close_on_authentication_expiration=False,
    )
    assert list(negotiation.to_document())[3:] == [
        "hubName",
        "enableAuthenticationRefresh",
        "tokenLifetimeSeconds",
        "closeOnAuthenticationExpiration",
    ]
    assert SignalREndpointsInput(hub_name="h").to_document()["type"] == "signalREndpoints"
    assert OUTPUT.to_document() == {"type": "signalR", "direction": "out", "name": "$return", "hubName": "chat"}


def test_settings_and_targets() -> None:
    """The connection may be a prefix; the target is the hub, for a trigger with its event."""
    named = SignalROutput(hub_name="chat", connection_string_setting="SignalR")
    assert list(named.settings()) == [SettingName("connection_string_setting", "SignalR", True)]
    assert list(OUTPUT.settings()) == []
    assert (TRIGGER.target(), OUTPUT.target()) == ("chat/say", "chat")


def test_invocation() -> None:
    """A handler that asks for a SignalRInvocation gets all of it, whatever the case of its names."""
    decode = TRIGGER.decoder(Shape(SignalRInvocation))
    for sent in (SENT, {name[0].lower() + name[1:]: value for name, value in SENT.items()}):
        call = decode(Datum("string", json.dumps(sent)), {})
        assert isinstance(call, SignalRInvocation)
        assert (call.arguments, call.hub, call.category, call.event) == (["hello"], "chat", "messages", "say")
        assert (call.connection_id, call.user_id, call.error) == ("c1", "ann", None)
        assert (call.headers, call.query, call.claims) == ({"Accept": "*/*"}, {"q": "1"}, {"sub": "ann"})
        assert call.to_dict() == SENT
    assert repr(call) == "<azfunc.SignalRInvocation hub=chat event=say connection_id=c1>"


def test_sparse_invocation() -> None:
    """News of a connection without arguments leaves them empty."""
    call = SignalRInvocation.from_dict({"Event": "disconnected", "Error": "gone", "Arguments": None})
    assert (call.arguments, call.headers, call.error, call.hub) == ([], {}, "gone", None)


def test_connection_info() -> None:
    """Connection data reads and writes the names that clients know; its token is not shown."""
    decode = SignalRConnectionInfoInput(hub_name="h").decoder(Shape(SignalRConnectionInfo))
    information = decode(Datum("json", '{"url": "https://x", "accessToken": "secret"}'), {})
    assert isinstance(information, SignalRConnectionInfo)
    assert (information.url, information.access_token) == ("https://x", "secret")
    assert json.loads(information.to_json()) == {"url": "https://x", "accessToken": "secret"}
    assert "secret" not in repr(information)


@pytest.mark.parametrize(
    ("value", "sent"),
    [
        (SignalRMessage(target="news"), {"target": "news", "arguments": []}),
        (
            SignalRMessage(target="news", arguments=[{"a": 1}, None], user_id="ann", group_name="g", connection_id="c"),
            {"target": "news", "arguments": [{"a": 1}, None], "userId": "ann", "groupName": "g", "connectionId": "c"},
        ),
        (
            SignalRGroupAction(action="add", group_name="g", user_id="ann"),
            {"action": "add", "groupName": "g", "userId": "ann"},
        ),
        (
            SignalRGroupAction(action="removeAll", connection_id="c"),
            {"action": "removeAll", "connectionId": "c"},
        ),
        (
            [SignalRMessage(target="a"), {"target": "b"}],
            [{"target": "a", "arguments": []}, {"target": "b"}],
        ),
    ],
)
def test_output(value: object, sent: object) -> None:
    """Messages and group actions are sent as the extension wants them, one or several."""
    datum = OUTPUT.encode(value)
    assert datum.kind == "json"
    assert datum.parse() == sent


def test_representations() -> None:
    """What is printed of a message or an action says what it is."""
    assert repr(SignalRMessage(target="t")) == "<azfunc.SignalRMessage target=t>"
    assert repr(SignalRGroupAction(action="add")) == "<azfunc.SignalRGroupAction action=add group_name=None>"


def test_rules() -> None:
    """A connection has two events; texts are read in any case, unknown ones refused."""
    made = SignalRTrigger(hub_name="h", category=SignalRCategory.CONNECTIONS, event="Connected")
    assert list(made.faults()) == []
    assert list(made.with_fields(event="%EVENT%").faults()) == []
    assert list(TRIGGER.faults()) == []
    (fault,) = made.with_fields(event="join").faults()
    assert (fault.rule, fault.found) == ("unknown-connection-event", "category='connections', event='join'")
    (fault,) = TRIGGER.with_fields(category="message").faults()
    assert fault.rule == "unknown-enum-text"
    assert {fault.rule for fault in TRIGGER.with_fields(hub_name=1, event=None).faults()} == {
        "wrong-argument-type",
        "missing-argument",
    }
