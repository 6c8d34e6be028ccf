"""SendGrid: output.

Follows https://learn.microsoft.com/azure/azure-functions/functions-bindings-sendgrid.
"""

from base64 import b64encode
from collections.abc import Sequence
from typing import ClassVar, NamedTuple

from azfunc.bindings.binding import PayloadTypes
from azfunc.bindings.datum import JsonValue
from azfunc.bindings.enums import DataTypeLike
from azfunc.bindings.json_payload import given
from azfunc.bindings.plain import PlainOutput
from azfunc.bindings.record import binding_class
from azfunc.bindings.values import Payload


class SendGridAttachment(NamedTuple):
    """A file that goes with a mail."""

    filename: str
    content: bytes
    mime_type: str = "application/octet-stream"


class SendGridMessage(Payload):
    """A mail, written as SendGrid's v3 API has it. What is left out, the binding's properties say.

    Args:
        to: the address of the recipient, or several.
        from_: the address of the sender.
        subject: the subject.
        text: the body as plain text.
        html: the body as HTML; with text too, a reader's program chooses.
        cc: addresses of copies.
        bcc: addresses of copies that the others do not see.
        attachments: files that go with it.
    """

    __slots__ = ("attachments", "bcc", "cc", "from_", "html", "subject", "text", "to")

    def __init__(
        self,
        *,
        to: str | Sequence[str] = (),
        from_: str | None = None,
        subject: str | None = None,
        text: str | None = None,
        html: str | None = None,
        cc: str | Sequence[str] = (),
        bcc: str | Sequence[str] = (),
        attachments: Sequence[SendGridAttachment] = (),
    ) -> None:
        self.to: list[str] = _addresses(to)
        self.from_: str | None = from_
        self.subject: str | None = subject
        self.text: str | None = text
        self.html: str | None = html
        self.cc: list[str] = _addresses(cc)
        self.bcc: list[str] = _addresses(bcc)
        self.attachments: list[SendGridAttachment] = list(attachments)

    def to_dict(self) -> dict[str, JsonValue]:
        people = {"to": self.to, "cc": self.cc, "bcc": self.bcc}
        envelope = {kind: [{"email": one} for one in addresses] for kind, addresses in people.items() if addresses}
        bodies = (("text/plain", self.text), ("text/html", self.html))
        return given(
            {
                "personalizations": [envelope] if envelope else None,
                "from": None if self.from_ is None else {"email": self.from_},
                "subject": self.subject,
                "content": [{"type": kind, "value": value} for kind, value in bodies if value is not None] or None,
                "attachments": [_attachment(one) for one in self.attachments] or None,
            }
        )

    def __repr__(self) -> str:
        return f"<azfunc.SendGridMessage subject={self.subject}>"


@binding_class
class SendGridOutput(PlainOutput):
    """Sends mail by SendGrid.

    Takes a `SendGridMessage`, or a dict, a model or JSON text of a mail as SendGrid's v3 API has it.

    https://learn.microsoft.com/azure/azure-functions/functions-bindings-sendgrid

    Args:
        arg_name: the handler's ``Out`` parameter, or ``$return`` for its return value.
        api_key: the app setting that holds the API key, such as ``SendGridApiKey``.
        to: the recipient of mails that name none; ``{token}`` is allowed.
        from_: the sender of mails that name none; host.json may name one too. Written ``from``.
        subject: the subject of mails that have none; ``{token}`` is allowed.
        text: the body of mails that have none; ``{token}`` is allowed.
        data_type: how the host takes the value.
    """

    type: ClassVar[str] = "sendGrid"
    payloads: ClassVar[PayloadTypes] = (SendGridMessage,)
    setting_fields: ClassVar[tuple[str, ...]] = ("api_key",)

    arg_name: str | None = None
    api_key: str
    to: str | None = None
    from_: str | None = None
    subject: str | None = None
    text: str | None = None
    data_type: DataTypeLike | None = None

    def target(self) -> str:
        return self.to or ""


def _addresses(given_as: str | Sequence[str]) -> list[str]:
    return [given_as] if isinstance(given_as, str) else list(given_as)


def _attachment(attachment: SendGridAttachment) -> dict[str, JsonValue]:
    return {
        "content": b64encode(attachment.content).decode("ascii"),
        "type": attachment.mime_type,
        "filename": attachment.filename,
    }
