"""Payload classes that are JSON objects of a host's extension."""

from collections.abc import Mapping
from typing import Self, cast

from azfunc.bindings.datum import Datum, JsonValue
from azfunc.bindings.values import Payload
from azfunc.errors import DecodeError


class JsonPayload(Payload):
    """A payload that arrives as a JSON object; ``to_dict`` gives that object as the host's extension has it."""

    __slots__ = ()

    @classmethod
    def from_dict(cls, value: Mapping[str, JsonValue]) -> Self:
        """The payload that such an object stands for; its names are read without regard to case."""
        raise NotImplementedError


class Members:
    """The members of a JSON object, found without regard to the case of their names: extensions differ in it."""

    __slots__ = ("_values",)

    def __init__(self, values: Mapping[str, JsonValue]) -> None:
        self._values = {name.lower(): value for name, value in values.items()}

    def value(self, name: str) -> JsonValue:
        """A member as it is; None where there is none."""
        return self._values.get(name.lower())

    def text(self, name: str) -> str | None:
        """A text; other scalars are written as text."""
        value = self.value(name)
        return None if value is None else str(value)

    def items(self, name: str) -> list[JsonValue]:
        """A list; empty for everything else."""
        value = self.value(name)
        return value if isinstance(value, list) else []

    def mapping(self, name: str) -> dict[str, JsonValue]:
        """An object; empty for everything else."""
        value = self.value(name)
        return dict(value) if isinstance(value, Mapping) else {}


def given(members: Mapping[str, object]) -> dict[str, JsonValue]:
    """A JSON object of the members that are not None."""
    return cast("dict[str, JsonValue]", {name: value for name, value in members.items() if value is not None})


def read_payload(kind: type[JsonPayload], datum: Datum) -> JsonPayload | None:
    """The payload that arrived; None where the host sent nothing.

    Raises:
        DecodeError: it is no JSON object.
    """
    if datum.kind == "none":
        return None
    found = datum.parse()
    if not isinstance(found, dict):
        raise DecodeError(f"A {kind.__name__} is a JSON object, but {found!r:.60} arrived. Annotate it as str instead.")
    return kind.from_dict(found)
