"""SendGrid: the document, and mails as its API has them."""

import base64

from azfunc.bindings.binding import SettingName
from azfunc.bindings.sendgrid import SendGridAttachment, SendGridMessage, SendGridOutput

OUTPUT = SendGridOutput(arg_name="$return", api_key="SendGridKey", to="a@example.com", from_="k@example.com")


def test_document() -> None:
    """``from_`` is written ``from``, since Python keeps that word to itself."""
    assert OUTPUT.with_fields(subject="s", text="t").to_document() == {
        "type": "sendGrid",
        "direction": "out",
        "name": "$return",
        "apiKey": "SendGridKey",
        "to": "a@example.com",
        "from": "k@example.com",
        "subject": "s",
        "text": "t",
    }
    assert OUTPUT.target() == "a@example.com"
    assert SendGridOutput(api_key="K").target() == ""


def test_settings() -> None:
    """The key stands in an app setting."""
    assert list(OUTPUT.settings()) == [SettingName("api_key", "SendGridKey", False)]


def test_whole_mail() -> None:
    """A mail with everything in it is what SendGrid's v3 API takes."""
    mail = SendGridMessage(
        to=["a@example.com", "b@example.com"],
        from_="k@example.com",
        subject="Menu",
        text="soup",
        html="<b>soup</b>",
        cc="c@example.com",
        bcc=("d@example.com",),
        attachments=[SendGridAttachment("menu.pdf", b"\xff\x00", "application/pdf")],
    )
    assert OUTPUT.encode(mail).parse() == {
        "personalizations": [
            {
                "to": [{"email": "a@example.com"}, {"email": "b@example.com"}],
                "cc": [{"email": "c@example.com"}],
                "bcc": [{"email": "d@example.com"}],
            }
        ],
        "from": {"email": "k@example.com"},
        "subject": "Menu",
        "content": [{"type": "text/plain", "value": "soup"}, {"type": "text/html", "value": "<b>soup</b>"}],
        "attachments": [
            {
                "content": base64.b64encode(b"\xff\x00").decode(),
                "type": "application/pdf",
                "filename": "menu.pdf",
            }
        ],
    }
    assert repr(mail) == "<azfunc.SendGridMessage subject=Menu>"


def test_sparse_mail() -> None:
    """What a mail leaves out is not sent, so that the binding's properties count; an empty text is one."""
    assert OUTPUT.encode(SendGridMessage(text="")).parse() == {"content": [{"type": "text/plain", "value": ""}]}
    assert OUTPUT.encode(SendGridMessage()).parse() == {}
