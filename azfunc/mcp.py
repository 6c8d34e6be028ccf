"""As ``azure.functions.mcp``: payload classes of MCP."""

from azfunc.bindings.mcp_payload import MCPToolContext, PromptArgument, PromptInvocationContext

__all__ = (
    "MCPToolContext",
    "PromptArgument",
    "PromptInvocationContext",
)
