"""MCP: triggers, inputs, the two decorators that read the handler, payloads."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import assert_type

from azfunc import (
    Blueprint,
    Context,
    DataType,
    FunctionApp,
    McpPropertyType,
    MCPToolContext,
    PromptArgument,
    PromptInvocationContext,
    mcp_content,
)
from azfunc.bindings.datum import JsonValue
from azfunc.bindings.mcp import McpPromptTrigger, McpToolTrigger

app = FunctionApp()
bp = Blueprint()


@mcp_content
@dataclass
class Dish:
    """Structured content."""

    name: str


assert_type(Dish("soup"), Dish)
Dish()  # E: call-arg | reportCallIssue


# The decorators that read the handler keep its type.


@app.mcp_tool()
@app.mcp_tool_property("name", "The name", McpPropertyType.STRING, is_required=False, as_array=None)
@app.mcp_tool_property(arg_name="count", property_type="integer")
def save(name: str, count: int = 1, *, call: MCPToolContext | None = None) -> Dish:
    assert_type(call, MCPToolContext | None)
    return Dish(name * count)


@bp.mcp_tool("{}", True)
async def cook(dish: str, ctx: Context) -> list[Dish]:
    return [Dish(dish)]


assert_type(save("a"), Dish)
assert_type(save("a", 2, call=MCPToolContext(a=1)), Dish)
save(1)  # E: arg-type | reportArgumentType


async def served() -> None:
    """What the async one gives."""
    assert_type(await cook("soup", Context()), list[Dish])


app.mcp_tool(metadata={"a": 1})  # E: arg-type | reportArgumentType
app.mcp_tool(use_result_schema="yes")  # E: arg-type | reportArgumentType
app.mcp_tool(tool_name="t")  # E: call-arg | reportCallIssue
app.mcp_tool_property()  # E: call-arg | reportCallIssue
app.mcp_tool_property("a", property_type="number")  # E: arg-type | reportArgumentType
app.mcp_tool_property("a", required=True)  # E: call-arg | reportCallIssue


# The triggers that say all themselves.


@app.mcp_tool_trigger(
    arg_name="call",
    tool_name="search",
    description="Searches.",
    tool_properties="[]",
    data_type=DataType.STRING,
    metadata="{}",
    use_result_schema=True,
    use_worker_input_schema=True,
    input_schema='{"type": "object"}',
    output_schema="{}",
)
@app.mcp_tool_property_input(
    arg_name="dish", property_name="dish", property_type="string", is_required=True, enum_values=["soup"]
)
def search(call: MCPToolContext, dish: str) -> str:
    assert_type(call["arguments"], JsonValue)
    return dish


@app.mcp_resource_trigger(uri="menu://today", resource_name="menu", title="Menu", mime_type="text/plain", size=10)
def menu(request: str) -> bytes:
    return b""


@bp.mcp_prompt_trigger(
    prompt_name="review", prompt_arguments=[PromptArgument("code", required=True)], icons="[]", data_type="string"
)
@bp.mcp_prompt_argument_input(argument_name="code", description="The code", is_required=True)
def review(request: PromptInvocationContext, code: str) -> str:
    assert_type(request.name, str)
    assert_type(request.arguments, dict[str, str])
    assert_type(request.sessionid, str | None)
    assert_type(request.transport, dict[str, JsonValue] | None)
    return code


assert_type(search(MCPToolContext(), "soup"), str)
assert_type(menu("x"), bytes)
assert_type(review(PromptInvocationContext("{}"), "x"), str)
assert_type(PromptArgument("code").required, bool)
assert_type(PromptArgument("code").to_dict(), dict[str, JsonValue])
assert_type(McpPropertyType.DATETIME.text, str)
assert_type(McpToolTrigger(tool_name="t").tool_properties, str | None)
assert_type(McpPromptTrigger(prompt_name="p").prompt_arguments, Sequence[PromptArgument] | str | None)

app.mcp_tool_trigger(arg_name="call")  # E: call-arg | reportCallIssue
app.mcp_tool_trigger(tool_name="t", tool_properties=[])  # E: arg-type | reportArgumentType
app.mcp_resource_trigger(resource_name="r")  # E: call-arg | reportCallIssue
app.mcp_resource_trigger(uri="u", resource_name="r", size="1")  # E: arg-type | reportArgumentType
app.mcp_prompt_trigger(prompt_name="p", prompt_arguments=["a"])  # E: list-item | reportArgumentType
app.mcp_prompt_trigger(name="p")  # E: call-arg | reportCallIssue
app.mcp_tool_property_input(property_name="p")  # E: call-arg | reportCallIssue
app.mcp_prompt_argument_input(argument_name=1)  # E: arg-type | reportArgumentType
PromptArgument()  # E: call-arg | reportCallIssue
PromptInvocationContext(5)  # E: arg-type | reportArgumentType
PromptArgument("a").name = "b"  # E: misc | reportAttributeAccessIssue
