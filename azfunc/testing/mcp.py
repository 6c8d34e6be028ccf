"""What a test says as a client of the app's MCP server."""

from collections.abc import Mapping
from typing import ClassVar, Generic

from azfunc.bindings.datum import JsonValue
from azfunc.bindings.values import json_item
from azfunc.testing.driver import Driver, One, Several
from azfunc.testing.engine import Engine
from azfunc.testing.events import Event, json_datum, plain_event
from azfunc.testing.sources import Source


class _Tools(Source[One, Several]):
    trigger: ClassVar[str] = "mcpToolTrigger"
    properties: ClassVar[tuple[tuple[str, str], ...]] = (("toolName", ""),)

    def call(self, name: str, event: Event) -> One:
        return self._call((name,), lambda _function: event)


class _Resources(_Tools[One, Several]):
    trigger: ClassVar[str] = "mcpResourceTrigger"
    properties: ClassVar[tuple[tuple[str, str], ...]] = (("uri", ""),)


class _Prompts(_Tools[One, Several]):
    trigger: ClassVar[str] = "mcpPromptTrigger"
    properties: ClassVar[tuple[tuple[str, str], ...]] = (("promptName", ""),)


class Mcp(Generic[One, Several]):
    """The app's server of tools, resources and prompts. The result's ``return_value`` is the answer."""

    def __init__(self, engine: Engine, driver: Driver[One, Several]) -> None:
        self._tools = _Tools(engine, driver)
        self._resources = _Resources(engine, driver)
        self._prompts = _Prompts(engine, driver)

    def call_tool(
        self, name: str, arguments: Mapping[str, object] | None = None, *, session_id: str = "session-1"
    ) -> One:
        """Calls a tool.

        Args:
            name: the tool.
            arguments: its arguments: plain values or models.
            session_id: the client's session.

        Raises:
            InvocationError: there is no such tool; the message lists those that there are.
        """
        event = mcp_event({"name": name, "arguments": _plain(arguments)}, session_id)
        return self._tools.call(name, event.with_metadata({"mcptoolargs": event.metadata["arguments"]}))

    def read_resource(self, uri: str, *, session_id: str = "session-1") -> One:
        """Reads a resource.

        Raises:
            InvocationError: there is no such resource; the message lists those that there are.
        """
        return self._resources.call(uri, mcp_event({"uri": uri}, session_id))

    def get_prompt(
        self, name: str, arguments: Mapping[str, str] | None = None, *, session_id: str = "session-1"
    ) -> One:
        """Asks for a prompt.

        Raises:
            InvocationError: there is no such prompt; the message lists those that there are.
        """
        return self._prompts.call(name, mcp_event({"name": name, "arguments": _plain(arguments)}, session_id))


def mcp_event(call: Mapping[str, JsonValue], session_id: str) -> Event:
    """A call of the MCP server, as its extension hands it over."""
    transport: dict[str, JsonValue] = {"name": "http-streamable", "properties": {}}
    told: dict[str, JsonValue] = {**call, "sessionid": session_id, "transport": transport}
    return plain_event(json_datum(told))


def _plain(arguments: Mapping[str, object] | None) -> dict[str, JsonValue]:
    return {name: json_item(value) for name, value in (arguments or {}).items()}
