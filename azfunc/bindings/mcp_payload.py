"""What MCP triggers hand to handlers, and the small classes that describe tools and prompts."""

import json
from collections.abc import Mapping
from typing import Dict, Literal, Self, TypeAlias, TypeVar, cast  # noqa: UP035 - see MCPToolContext

from azfunc.bindings.datum import JsonValue
from azfunc.bindings.enums import BindingEnum
from azfunc.bindings.record import record
from azfunc.bindings.values import Payload
from azfunc.errors import DecodeError

C = TypeVar("C")


class McpPropertyType(BindingEnum):
    """The JSON type of a tool's argument."""

    INTEGER = "integer"
    FLOAT = "float"
    STRING = "string"
    BOOLEAN = "boolean"
    OBJECT = "object"
    DATETIME = "string"

    @classmethod
    def parse(cls, value: object) -> Self | None:
        known = cls.__members__.get(value.upper()) if isinstance(value, str) else None
        return known or super().parse(value)


_Name: TypeAlias = Literal["INTEGER", "FLOAT", "STRING", "BOOLEAN", "OBJECT", "DATETIME"]
_Text: TypeAlias = Literal["integer", "float", "string", "boolean", "object", "datetime"]
McpPropertyTypeLike: TypeAlias = McpPropertyType | _Name | _Text
"""An `McpPropertyType`, or its text."""


class MCPToolContext(Dict[str, JsonValue]):  # noqa: UP006 - generic, as azure.functions has it
    """A call of a tool, as the MCP server tells it: a dict with ``arguments``, ``name``, ``sessionid``, ``transport``.

    A handler that names it as the type of a parameter gets the whole call there.
    """


class PromptInvocationContext(Payload):
    """A request for a prompt.

    Args:
        data: what the MCP server tells, as a mapping or as JSON text; other JSON than an object counts as empty.

    Raises:
        DecodeError: the text is no JSON.
    """

    __slots__ = ("_data",)

    def __init__(self, data: Mapping[str, JsonValue] | str) -> None:
        found: object = data
        if isinstance(data, str):
            try:
                found = json.loads(data)
            except (ValueError, RecursionError) as error:
                raise DecodeError(f"A request for a prompt is a JSON object, but its text is not: {error}.") from error
        self._data = dict(cast("Mapping[str, JsonValue]", found)) if isinstance(found, Mapping) else {}

    @property
    def name(self) -> str:
        """The prompt's name; empty where the server tells none."""
        return cast("str", self._data.get("name", ""))

    @property
    def arguments(self) -> dict[str, str]:
        """The prompt's arguments, all of them text."""
        return cast("dict[str, str]", self._data.get("arguments") or {})

    @property
    def sessionid(self) -> str | None:
        """The id of the client's session."""
        return cast("str | None", self._data.get("sessionid"))

    @property
    def transport(self) -> dict[str, JsonValue] | None:
        """What the server tells about the connection."""
        return cast("dict[str, JsonValue] | None", self._data.get("transport"))

    def to_dict(self) -> dict[str, JsonValue]:
        return dict(self._data)

    def __repr__(self) -> str:
        return f"<azfunc.PromptInvocationContext name={self.name!r} arguments={self.arguments!r}>"


@record
class PromptArgument:
    """One argument of a prompt.

    Args:
        name: its name.
        description: what it means, for clients and models.
        required: whether a client must give it.
    """

    name: str
    description: str | None = None
    required: bool = False

    def to_dict(self) -> dict[str, JsonValue]:
        """The argument as the trigger's ``promptArguments`` hold it."""
        return {"name": self.name, "description": self.description, "required": self.required}

    def serializer(self) -> dict[str, JsonValue]:
        """Another name of `to_dict`, from azure.functions."""
        return self.to_dict()


_MARK = "__mcp_content__"


def mcp_content(cls: type[C]) -> type[C]:
    """Marks a class whose instances a tool returns as structured content.

    A tool that is annotated to return it sends both text and structured content, as ``use_result_schema`` says.

    Args:
        cls: a dataclass, a pydantic model, or any class whose attributes are its content.
    """
    setattr(cls, _MARK, True)
    return cls


def is_mcp_content(annotation: object) -> bool:
    """Whether a type is a class that `mcp_content` has marked."""
    return isinstance(annotation, type) and getattr(annotation, _MARK, False) is True
