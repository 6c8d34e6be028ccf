"""The app settings that are there: those of local.settings.json and of the environment, as hosts look them up."""

from collections.abc import Iterable, Iterator, Mapping
from typing import cast

from azfunc.bindings.datum import JsonValue
from azfunc.check.files import JsonFile
from azfunc.metadata.local_settings import setting_text

_PREFIX = "azurewebjobs"
_CONNECTION_STRINGS = "connectionstrings:"
_TYPED = ("sqlconnstr_", "mysqlconnstr_", "sqlazureconnstr_", "customconnstr_", "postgresqlconnstr_")
"""What App Service puts before the names of connection strings in the environment."""


def values_of(file: JsonFile) -> dict[str, str]:
    """What local.settings.json adds to the environment: ``Values`` as text, and ``ConnectionStrings``."""
    if not isinstance(file.value, Mapping) or file.member("IsEncrypted")[1] is True:
        return {}
    found = dict(_texts(file.member("Values")[1]))
    strings = cast("Mapping[str, JsonValue] | None", file.member("ConnectionStrings")[1])
    if isinstance(strings, Mapping):
        for name, value in strings.items():
            text = value.get("ConnectionString") if isinstance(value, Mapping) else value
            found |= {f"ConnectionStrings:{name}": text} if isinstance(text, str) else {}
    return found


def _texts(values: JsonValue) -> Iterator[tuple[str, str]]:
    for name, value in values.items() if isinstance(values, Mapping) else ():
        text = setting_text(value)
        if text is not None:
            yield name, text


class Settings:
    """The app settings of a project, by name in any case.

    Args:
        environment: every variable that is set, those of local.settings.json included.
        known: whether local.settings.json is there and can be read, so that what is in neither is missing.
    """

    def __init__(self, environment: Mapping[str, str], *, known: bool) -> None:
        self._values = {_plain(name): value for name, value in environment.items()}
        self._names = tuple(environment)
        self._near: dict[str, str | None] = {}
        self.known: bool = known

    @property
    def place(self) -> str:
        """Where settings are looked for, as a message says it."""
        return "local.settings.json or the environment"

    def get(self, name: str) -> str | None:
        """The value of a setting; None if it is not set."""
        return self._values.get(_plain(name))

    def has(self, name: str) -> bool:
        """Whether there is a setting, or a connection string, of that name."""
        return any(candidate in self._values for candidate in _spellings(_plain(name)))

    def section(self, name: str) -> tuple[str, ...]:
        """The last parts of the settings ``NAME__part``, in lower case: identity-based connections have such."""
        found: list[str] = []
        for spelling in _spellings(_plain(name)):
            found += (known[len(spelling) + 1 :] for known in self._values if known.startswith(f"{spelling}:"))
        return tuple(found)

    def near(self, name: str) -> str | None:
        """The name of a setting that looks like the one that is missing."""
        if name not in self._near:
            from difflib import get_close_matches

            by_lower = {known.lower(): known for known in self._names}
            match = get_close_matches(name.lower(), by_lower, n=1, cutoff=0.8)
            self._near[name] = by_lower[match[0]] if match else None
        return self._near[name]

    def names(self) -> Iterable[str]:
        """The settings' names, as they are written."""
        return self._names


def _plain(name: str) -> str:
    """A name as hosts compare it: in lower case, with a colon where the environment has two underscores."""
    return name.lower().replace("__", ":")


def _spellings(name: str) -> tuple[str, ...]:
    """The names under which hosts look for a connection."""
    return (name, _PREFIX + name, _CONNECTION_STRINGS + name, *(prefix + name for prefix in _TYPED))
