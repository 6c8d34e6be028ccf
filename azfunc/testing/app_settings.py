"""`AppSettings`: the app settings of a test, in bindings and in the environment."""

import os
from collections import ChainMap
from collections.abc import Callable, Iterator, Mapping
from difflib import get_close_matches

from azfunc.bindings.names import with_settings
from azfunc.errors import InvocationError
from azfunc.function import Function

Resolve = Callable[[str], str]
"""Puts values in the place of binding expressions."""


class UnsetSettingError(InvocationError):
    """A binding names an app setting that has no value: a mistake of the test, whatever the client does with errors."""


class AppSettings:
    """App settings that win over environment variables, as long as a client is open.

    Args:
        given: the settings by name.

    Attributes:
        values: all settings, those given before the environment's, as they are at the moment.
    """

    def __init__(self, given: Mapping[str, str]) -> None:
        self._given = {**given}
        self.values: Mapping[str, str] = ChainMap(self._given, os.environ)
        self._before: dict[str, str | None] | None = None

    def apply(self) -> None:
        """Puts the settings into the environment, where handlers look for them; more calls do nothing."""
        if self._before is None:
            self._before = {name: os.environ.get(name) for name in self._given}
            os.environ.update(self._given)

    def restore(self) -> None:
        """Makes the environment what it was before `apply`; more calls do nothing."""
        before, self._before = self._before, None
        put_back(before or {})

    def lenient(self, text: str) -> str:
        """A text with settings in the place of ``%NAME%``; a name that has no value stays."""
        return with_settings(text, self.values)

    def resolver(self, function: Function) -> Resolve:
        """Puts settings in the place of ``%NAME%`` in the bindings of a function.

        What it returns raises UnsetSettingError for a name that has no value.
        """
        strict = _Strict(self.values, function)
        return lambda text: with_settings(text, strict) if "%" in text else text


class _Strict(Mapping[str, str]):
    """Settings that are all needed."""

    def __init__(self, values: Mapping[str, str], function: Function) -> None:
        self._values = values
        self._function = function

    def get(self, key: str, default: object = None, /) -> str:
        """The value of a setting.

        Raises:
            UnsetSettingError: it has none.
        """
        return self[key]

    def __getitem__(self, key: str) -> str:
        found = self._values.get(key)
        if found is None:
            raise UnsetSettingError(
                f"Function '{self._function.name}' ({self._function.where}) names the app setting %{key}% in a "
                f"binding, but it has no value{self._hint(key)}. Pass settings={{'{key}': ...}} to the client, or set "
                "the environment variable."
            )
        return found

    def _hint(self, key: str) -> str:
        by_lower = {name.lower(): name for name in self._values}
        near = get_close_matches(key.lower(), by_lower, n=1, cutoff=0.75)
        return f" (there is '{by_lower[near[0]]}')" if near else ""

    def __iter__(self) -> Iterator[str]:
        return iter(self._values)

    def __len__(self) -> int:
        return len(self._values)


def put_back(before: Mapping[str, str | None]) -> None:
    """Sets environment variables to what they were; None is "not set"."""
    for name, value in before.items():
        if value is None:
            os.environ.pop(name, None)
        else:
            os.environ[name] = value
