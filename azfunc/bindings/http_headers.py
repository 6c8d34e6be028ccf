"""Headers of HTTP requests and responses: names are compared without regard to case."""

from collections.abc import Iterable, Iterator, Mapping, MutableMapping
from typing import cast


class HttpRequestHeaders(Mapping[str, str]):
    """Request headers: look-ups without regard to case, names in lower case, one value each."""

    def __init__(self, source: Mapping[str, str] | None = None) -> None:
        self._values = {name.lower(): value for name, value in (source or {}).items()}

    def __getitem__(self, key: str) -> str:
        return self._values[key.lower()]

    def __contains__(self, key: object) -> bool:
        return isinstance(key, str) and key.lower() in self._values

    def __iter__(self) -> Iterator[str]:
        return iter(self._values)

    def __len__(self) -> int:
        return len(self._values)

    def __repr__(self) -> str:
        return f"HttpRequestHeaders({self._values!r})"


class HttpResponseHeaders(MutableMapping[str, str]):
    """Response headers in order: look-ups without regard to case, a name may stand several times.

    ``headers[name]`` is the first value, ``get_all`` all of them; assigning replaces, ``add`` appends.
    """

    def __init__(self, source: Mapping[str, str] | Iterable[tuple[str, str]] | None = None) -> None:
        self._items: list[tuple[str, str]] = []
        for name, value in _header_items(source):
            self.add(name, value)

    def add(self, name: str, value: object) -> None:
        """Appends a header, beside others of its name.

        Raises:
            ValueError: a line break in the name or value, which would begin another header.
        """
        text = str(value)
        if any(mark in part for part in (name, text) for mark in "\r\n\0"):
            raise ValueError(f"The header {name!r} holds a line break or NUL, which would begin another header.")
        self._items.append((name, text))

    def set(self, name: str, value: object) -> None:
        """Replaces all headers of that name by one."""
        self[name] = str(value)

    def get_all(self, name: str) -> list[str]:
        """All values of a name, in order."""
        return [value for key, value in self._items if key.lower() == name.lower()]

    def multi_items(self) -> list[tuple[str, str]]:
        """All headers in order, repeated names kept."""
        return list(self._items)

    def __getitem__(self, key: str) -> str:
        for value in self.get_all(key):
            return value
        raise KeyError(key)

    def __setitem__(self, key: str, value: str) -> None:
        checked = HttpResponseHeaders([(key, value)])
        self._items = [item for item in self._items if item[0].lower() != key.lower()] + checked._items

    def __delitem__(self, key: str) -> None:
        if key not in self:
            raise KeyError(key)
        self._items = [item for item in self._items if item[0].lower() != key.lower()]

    def __contains__(self, key: object) -> bool:
        return isinstance(key, str) and bool(self.get_all(key))

    def __iter__(self) -> Iterator[str]:
        first = {name.lower(): name for name, _ in reversed(self._items)}
        return iter(dict.fromkeys(first[name.lower()] for name, _ in self._items))

    def __len__(self) -> int:
        return len({name.lower() for name, _ in self._items})

    def __repr__(self) -> str:
        return f"HttpResponseHeaders({self._items!r})"


def joined(headers: Iterable[tuple[str, str]]) -> tuple[tuple[str, str], ...]:
    """Headers as hosts can send them, one for each name: values of a repeated one are joined by a comma.

    Cookies alone stay apart. Follows https://www.rfc-editor.org/rfc/rfc9110#section-5.3.
    """
    known: dict[str, tuple[str, str]] = {}
    for number, (name, value) in enumerate(headers):
        key = name.lower()
        if key == "set-cookie":
            known[f"{key} {number}"] = (name, value)
        elif key in known:
            first, before = known[key]
            known[key] = (first, f"{before}, {value}")
        else:
            known[key] = (name, value)
    return tuple(known.values())


def _header_items(source: Mapping[str, str] | Iterable[tuple[str, str]] | None) -> Iterable[tuple[str, str]]:
    if source is None:
        return ()
    if isinstance(source, HttpResponseHeaders):
        return source.multi_items()
    return cast("Mapping[str, str]", source).items() if isinstance(source, Mapping) else source
