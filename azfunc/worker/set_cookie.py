"""A ``Set-Cookie`` header as RpcHttpCookie; pure.

Follows https://www.rfc-editor.org/rfc/rfc6265#section-5.2, the way browsers read one.
"""

from collections.abc import Callable, Mapping
from datetime import UTC
from typing import Final

from azfunc.errors import EncodeError
from azfunc.worker import schema

_SAME_SITE: Final = {"lax": 1, "strict": 2, "none": 3}
"""The values of ``SameSite`` on the wire; 0 says nothing."""


def write_cookie(header: str, cookie: schema.RpcHttpCookie) -> None:
    """Fills a message with the cookie of a header. Attributes that hosts have no field for are left out.

    Raises:
        EncodeError: the header names no cookie, or an attribute has a value that cannot be read.
    """
    pair, *attributes = header.split(";")
    name, equals, value = pair.partition("=")
    if not equals or not name.strip():
        raise EncodeError(
            f"The header 'Set-Cookie: {header:.100}' names no cookie. Write it as 'name=value; Path=/; HttpOnly'."
        )
    cookie.name = name.strip()
    cookie.value = value.strip()
    for attribute in attributes:
        key, _, said = attribute.partition("=")
        write = _ATTRIBUTES.get(key.strip().lower())
        if write is not None:
            try:
                write(cookie, said.strip())
            except (ValueError, KeyError, OverflowError) as error:
                raise EncodeError(
                    f"The cookie '{cookie.name}' has {attribute.strip()[:100]!r}, which cannot be read. Dates are "
                    "written as 'Wed, 21 Oct 2026 07:28:00 GMT', ages as whole seconds, SameSite as Lax, Strict or "
                    "None."
                ) from error


def _expires(cookie: schema.RpcHttpCookie, said: str) -> None:
    from email.utils import parsedate_to_datetime  # few cookies say when they end

    moment = parsedate_to_datetime(said.replace("-", " "))
    seconds = int((moment if moment.tzinfo else moment.replace(tzinfo=UTC)).timestamp())
    cookie.expires.value.seconds = seconds


def _max_age(cookie: schema.RpcHttpCookie, said: str) -> None:
    cookie.max_age.value = float(int(said))


def _domain(cookie: schema.RpcHttpCookie, said: str) -> None:
    cookie.domain.value = said


def _path(cookie: schema.RpcHttpCookie, said: str) -> None:
    cookie.path.value = said


def _secure(cookie: schema.RpcHttpCookie, _said: str) -> None:
    cookie.secure.value = True


def _http_only(cookie: schema.RpcHttpCookie, _said: str) -> None:
    cookie.http_only.value = True


def _same_site(cookie: schema.RpcHttpCookie, said: str) -> None:
    cookie.same_site = _SAME_SITE[said.lower()]


_ATTRIBUTES: Final[Mapping[str, Callable[[schema.RpcHttpCookie, str], None]]] = {
    "expires": _expires,
    "max-age": _max_age,
    "domain": _domain,
    "path": _path,
    "secure": _secure,
    "httponly": _http_only,
    "samesite": _same_site,
}
