"""Authentication events: the document, and the response that a handler returns."""

from azfunc import FunctionApp
from azfunc.bindings.authentication_events import AuthenticationEventsTrigger
from azfunc.testing import TestClient


def test_document() -> None:
    """Every property is written by its name of function.json."""
    trigger = AuthenticationEventsTrigger(
        arg_name="event", audience_app_id="a", authority_url="https://x", authorized_party_app_id="p", tenant_id="t"
    )
    assert trigger.to_document() == {
        "type": "authenticationEventsTrigger",
        "direction": "in",
        "name": "event",
        "audienceAppId": "a",
        "authorityUrl": "https://x",
        "authorizedPartyAppId": "p",
        "tenantId": "t",
    }
    assert (trigger.target(), AuthenticationEventsTrigger().target()) == ("a", "")
    assert list(trigger.settings()) == list(trigger.faults()) == []


def test_response() -> None:
    """What a handler returns is the response, without a binding for it."""
    app = FunctionApp()

    @app.authentication_events_trigger()
    def add_claims(event: dict[str, object]) -> dict[str, object]:
        return {"data": {"actions": [], "seen": event["type"]}}

    with TestClient(app) as client:
        result = client.invoke("add_claims", {"type": "onTokenIssuanceStart"})
    assert result.return_value == {"data": {"actions": [], "seen": "onTokenIssuanceStart"}}
