"""Triggers that take the handler's return value without an output: MCP, connectors, durable functions, any other."""

import json
from dataclasses import dataclass
from typing import Any

from coins import Coin

import azfunc as func

app = func.FunctionApp()


@dataclass
class Dish:
    name: str
    price: int = 0


@app.mcp_tool()
def order(dish: str, count: int = 1, context: func.MCPToolContext | None = None) -> str:
    """Orders dishes."""
    return f"{count} x {dish}"


@app.mcp_tool_trigger(arg_name="call", tool_name="raw")
async def RawTool(call: dict[str, Any]) -> dict[str, Any]:
    return {"got": call["arguments"]}


@app.mcp_prompt_trigger(arg_name="prompt", prompt_name="greet")
def Greet(prompt: func.PromptInvocationContext) -> str:
    return f"Greet {prompt.arguments['who']} for {prompt.name}"


@app.mcp_resource_trigger(arg_name="call", uri="menu://today", resource_name="menu")
def Menu(call) -> None:
    assert "uri" in json.loads(call)


@app.connector_trigger(arg_name="mail")
def Mail(mail: dict[str, Any]) -> dict[str, Any]:
    return {"subject": mail["subject"]}


@app.activity_trigger(input_name="value")
def Activity(value):
    return value


@app.activity_trigger(input_name="dish")
async def ActivityModel(dish: Dish) -> Dish:
    return Dish(dish.name, dish.price + 1)


@app.activity_trigger(input_name="coin")
def ActivityCoin(coin: Coin) -> list[Coin]:
    return [Coin(coin.value + 1)]


@app.orchestration_trigger(context_name="context")
def Orchestrator(context: func.OrchestrationContext) -> str:
    return json.dumps({"isDone": True, "output": json.loads(context.body)["input"]})


@app.entity_trigger(context_name="context")
def Entity(context) -> str:
    return json.dumps({"state": json.loads(context.body)["state"]})


@app.rabbitmq_trigger(arg_name="msg", queue_name="orders", connection_string_setting="Rabbit")
def Rabbit(msg: str) -> list[str]:
    return [msg]
