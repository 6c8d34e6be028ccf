"""Twilio: output of text messages.

Follows https://learn.microsoft.com/azure/azure-functions/functions-bindings-twilio.
"""

from typing import ClassVar

from azfunc.bindings.binding import PayloadTypes
from azfunc.bindings.datum import JsonValue
from azfunc.bindings.enums import DataTypeLike
from azfunc.bindings.json_payload import given
from azfunc.bindings.plain import PlainOutput
from azfunc.bindings.record import binding_class
from azfunc.bindings.values import Payload


class TwilioSmsMessage(Payload):
    """A text message.

    Args:
        body: the text; that of the binding if left out.
        to: the recipient's number, such as ``+4930123456``; that of the binding if left out.
    """

    __slots__ = ("body", "to")

    def __init__(self, *, body: str | None = None, to: str | None = None) -> None:
        self.body: str | None = body
        self.to: str | None = to

    def to_dict(self) -> dict[str, JsonValue]:
        return given({"body": self.body, "to": self.to})

    def __repr__(self) -> str:
        return f"<azfunc.TwilioSmsMessage to={self.to}>"


@binding_class
class TwilioSmsOutput(PlainOutput):
    """Sends text messages by Twilio.

    Takes a `TwilioSmsMessage`, a dict or JSON text with ``body`` and ``to``, or a list of these.

    https://learn.microsoft.com/azure/azure-functions/functions-bindings-twilio

    Args:
        arg_name: the handler's ``Out`` parameter, or ``$return`` for its return value.
        account_sid_setting: the app setting that holds the account's SID, such as ``TwilioAccountSid``.
        auth_token_setting: the app setting that holds the token, such as ``TwilioAuthToken``.
        from_: the sender's number; ``{token}`` is allowed. Written ``from``.
        to: the recipient's number of messages that name none; ``{token}`` is allowed.
        body: the text of messages that have none; ``{token}`` is allowed.
        data_type: how the host takes the value.
    """

    type: ClassVar[str] = "twilioSms"
    payloads: ClassVar[PayloadTypes] = (TwilioSmsMessage,)
    setting_fields: ClassVar[tuple[str, ...]] = ("account_sid_setting", "auth_token_setting")

    arg_name: str | None = None
    account_sid_setting: str
    auth_token_setting: str
    from_: str | None = None
    to: str | None = None
    body: str | None = None
    data_type: DataTypeLike | None = None

    def target(self) -> str:
        return self.to or ""
