"""Twilio: the document, and text messages."""

from azfunc.bindings.binding import SettingName
from azfunc.bindings.twilio import TwilioSmsMessage, TwilioSmsOutput

OUTPUT = TwilioSmsOutput(arg_name="$return", account_sid_setting="Sid", auth_token_setting="Token", from_="+1")


def test_document() -> None:
    """``from_`` is written ``from``; settings keep their names of today."""
    assert OUTPUT.with_fields(to="+2", body="hi").to_document() == {
        "type": "twilioSms",
        "direction": "out",
        "name": "$return",
        "accountSidSetting": "Sid",
        "authTokenSetting": "Token",
        "from": "+1",
        "to": "+2",
        "body": "hi",
    }
    assert (OUTPUT.target(), OUTPUT.with_fields(to="+2").target()) == ("", "+2")


def test_settings() -> None:
    """Account and token stand in app settings."""
    assert list(OUTPUT.settings()) == [
        SettingName("account_sid_setting", "Sid", False),
        SettingName("auth_token_setting", "Token", False),
    ]


def test_messages() -> None:
    """A message is sent with what it has, several as a list."""
    assert OUTPUT.encode(TwilioSmsMessage(body="hi", to="+2")).parse() == {"body": "hi", "to": "+2"}
    assert OUTPUT.encode([TwilioSmsMessage(body="a"), TwilioSmsMessage(to="+3")]).parse() == [
        {"body": "a"},
        {"to": "+3"},
    ]
    assert repr(TwilioSmsMessage(to="+2")) == "<azfunc.TwilioSmsMessage to=+2>"
