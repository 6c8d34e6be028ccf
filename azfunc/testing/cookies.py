"""`Cookies`: what a client keeps between its requests."""

from collections.abc import Iterator, MutableMapping
from http.cookies import CookieError, Morsel, SimpleCookie
from typing import NamedTuple

from azfunc.testing.response import Response


class _Cookie(NamedTuple):
    value: str
    path: str


class Cookies(MutableMapping[str, str]):
    """The cookies of a client by name: those that answers have set, and those that a test sets.

    A cookie is sent to the paths below its own; one whose time is over is dropped. Domains make no difference here.
    """

    def __init__(self) -> None:
        self._cookies: dict[str, _Cookie] = {}

    def __getitem__(self, key: str) -> str:
        return self._cookies[key].value

    def __setitem__(self, key: str, value: str) -> None:
        self._cookies[key] = _Cookie(value, "/")

    def __delitem__(self, key: str) -> None:
        del self._cookies[key]

    def __iter__(self) -> Iterator[str]:
        return iter(self._cookies)

    def __len__(self) -> int:
        return len(self._cookies)

    def for_path(self, path: str) -> dict[str, str]:
        """The cookies that a request to a path carries."""
        return {name: cookie.value for name, cookie in self._cookies.items() if _is_below(path, cookie.path)}

    def take(self, response: Response) -> None:
        """Keeps what an answer sets, and forgets what it takes back; a malformed ``set-cookie`` is passed over."""
        for header in response.headers.get_all("set-cookie"):
            found: SimpleCookie = SimpleCookie()
            try:
                found.load(header)
            except CookieError:
                continue
            for name, morsel in found.items():
                if _is_over(morsel):
                    self._cookies.pop(name, None)
                else:
                    self._cookies[name] = _Cookie(morsel.value, morsel["path"] or "/")

    def __repr__(self) -> str:
        return f"Cookies({dict(self)!r})"


def cookie_header(cookies: dict[str, str]) -> str:
    """Cookies as a request's header has them."""
    return "; ".join(f"{name}={value}" for name, value in cookies.items())


def _is_below(path: str, folder: str) -> bool:
    return path == folder or path.startswith(folder if folder.endswith("/") else f"{folder}/")


def _is_over(morsel: "Morsel[str]") -> bool:
    """Whether a cookie is taken back: no age, or a day that has passed."""
    age = str(morsel["max-age"]).strip()
    if age.lstrip("-").isdecimal():
        return int(age) <= 0
    expires = str(morsel["expires"]).strip()
    if not expires:
        return False
    import datetime
    from email.utils import parsedate_to_datetime

    try:
        moment = parsedate_to_datetime(expires)
    except ValueError:
        return False
    return moment.astimezone(datetime.UTC) <= datetime.datetime.now(datetime.UTC)
