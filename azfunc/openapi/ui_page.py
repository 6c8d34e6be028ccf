"""The page that shows a document in a browser: one answer with all that it needs, and nothing from elsewhere."""

from base64 import b64encode
from collections.abc import Iterable
from hashlib import sha256
from html import escape
from pathlib import Path
from string import Template
from typing import NamedTuple
from urllib.parse import urlsplit

_FOLDER = Path(__file__).parent / "ui"


class Page(NamedTuple):
    """A page and what browsers may do for it.

    Attributes:
        html: the page.
        policy: its ``content-security-policy``: its own style and script, and requests to where the API is.
    """

    html: str
    policy: str


def make_page(title: str, document: str, servers: Iterable[str]) -> Page:
    """The page of a document.

    Args:
        title: the name of the API.
        document: the URL of the document, as the page links to it.
        servers: base URLs that requests are sent to beside the page's own origin.
    """
    style, script = (_read(name) for name in ("page.css", "page.js"))
    html = Template(_read("page.html")).substitute(
        title=escape(title), document=escape(document), style=style, script=script
    )
    origins = [f"{url.scheme}://{url.netloc}" for url in map(urlsplit, servers) if url.scheme and url.netloc]
    targets = " ".join(["'self'", *dict.fromkeys(origins)])
    policy = (
        f"default-src 'none'; script-src '{_hash(script)}'; style-src '{_hash(style)}'; img-src data:; "
        f"connect-src {targets}; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
    )
    return Page(html, policy)


def _read(name: str) -> str:
    return (_FOLDER / name).read_text("utf-8").strip()


def _hash(text: str) -> str:
    return f"sha256-{b64encode(sha256(text.encode()).digest()).decode()}"
