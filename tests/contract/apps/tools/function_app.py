"""Tools whose arguments are the handler's parameters; the same lines run with azure.functions."""

from dataclasses import dataclass

import azfunc as func

app = func.FunctionApp()


@func.mcp_content
@dataclass
class Dish:
    name: str
    price: float


@app.mcp_tool()
@app.mcp_tool_property(arg_name="title", description="The title")
def save(context: func.MCPToolContext, title: str, count: int = 2, tags: list[str] | None = None) -> str:
    """Saves."""
    return f"{title} {count} {tags} {sorted(context)}"


@app.mcp_tool()
async def dish(name: str) -> Dish:
    """Makes a dish."""
    return Dish(name, 1.5)


@app.mcp_tool(use_result_schema=True)
def table(number: int):
    return {"number": number}


@app.mcp_tool()
@app.blob_input(arg_name="file", path="menus/{mcptoolargs.name}", connection="Storage")
def read(file: func.InputStream, name: str) -> str:
    return f"{name}: {len(file.read())}"


@app.mcp_tool()
def nothing():
    return None


@app.mcp_tool_trigger(arg_name="call", tool_name="raw", tool_properties="[]")
def raw(call) -> str:
    return f"got {call}"


@app.mcp_resource_trigger(arg_name="request", uri="menu://today", resource_name="menu")
def menu(request) -> str:
    return "soup"


@app.mcp_prompt_trigger(arg_name="request", prompt_name="review", prompt_arguments=[func.PromptArgument("code")])
def review(request: func.PromptInvocationContext) -> str:
    return f"Review {request.arguments['code']}."
