"""`TestSettings`: app settings for one test, as environment variables."""

import os
from collections.abc import Iterator, Mapping
from types import TracebackType
from typing import Self

from azfunc.errors import InvocationError
from azfunc.testing.app_settings import put_back


class TestSettings(Mapping[str, str]):
    """App settings that are set in the environment inside of a ``with`` block, and gone after it.

    As a mapping it holds all variables that are set.

    Args:
        values: settings of the project; variables that are set already win over them.
    """

    __test__ = False  # pytest takes classes called Test… for tests

    def __init__(self, values: Mapping[str, str] | None = None) -> None:
        self._values = {**(values or {})}
        self._before: dict[str, str | None] = {}

    def __enter__(self) -> Self:
        for name, value in self._values.items():
            if name not in os.environ:
                self._put(name, value)
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        before, self._before = self._before, {}
        put_back(before)

    def set(self, values: Mapping[str, str] | None = None, /, **named: str) -> None:
        """Sets settings, until the test is over.

        Args:
            values: settings whose names are no Python names, such as ``Storage__queueServiceUri``'s siblings.
            named: the others.

        Raises:
            TypeError: a value is no text.
        """
        for name, value in {**(values or {}), **named}.items():
            if not isinstance(value, str):
                raise TypeError(
                    f"The app setting {name} is {value!r}, but app settings are text. Write {name}={str(value)!r}."
                )
            self._put(name, value)

    def unset(self, *names: str) -> None:
        """Takes settings away, until the test is over.

        Raises:
            InvocationError: one is not set, so its name may be misspelt.
        """
        for name in names:
            if name not in os.environ:
                raise InvocationError(f"There is no app setting {name} to take away. Correct the name.")
            self._put(name, None)

    def _put(self, name: str, value: str | None) -> None:
        self._before.setdefault(name, os.environ.get(name))
        put_back({name: value})

    def __getitem__(self, key: str) -> str:
        return os.environ[key]

    def __iter__(self) -> Iterator[str]:
        return iter(os.environ)

    def __len__(self) -> int:
        return len(os.environ)

    def __repr__(self) -> str:
        return f"<azfunc.testing.TestSettings {', '.join(self._before) or 'nothing set'}>"
