"""As ``azure.functions.decorators.mcp``: binding classes of MCP."""

from azfunc.bindings.enums import DataType
from azfunc.bindings.mcp import McpPromptTrigger as MCPPromptTrigger
from azfunc.bindings.mcp import McpResourceTrigger as MCPResourceTrigger
from azfunc.bindings.mcp_payload import McpPropertyType, MCPToolContext, PromptArgument, mcp_content

__all__ = (
    "DataType",
    "MCPPromptTrigger",
    "MCPResourceTrigger",
    "MCPToolContext",
    "McpPropertyType",
    "PromptArgument",
    "mcp_content",
)
