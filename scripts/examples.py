"""What the examples of the reference pages and the typing cases give to decorators, by keyword."""

from collections.abc import Mapping

VALUES: Mapping[str, object] = {
    "account_sid_setting": "TwilioAccountSid",
    "api_key": "SendGridApiKey",
    "app_id": "kitchen",
    "argument_name": "dish",
    "auth_token_setting": "TwilioAuthToken",
    "binding_name": "orders",
    "broker_list": "BrokerList",
    "category": "messages",
    "channel": "orders",
    "collection": "recipes",
    "collection_name": "orders",
    "command": "GET menu",
    "command_text": "SELECT * FROM dbo.Orders",
    "connection": "Storage",
    "connection_string_setting": "Database",
    "container_name": "orders",
    "database": "restaurant",
    "database_name": "restaurant",
    "event": "ordered",
    "event_hub_name": "orders",
    "event_name": "ordered",
    "event_type": "user",
    "function_description": "Cooks a dish",
    "http_verb": "post",
    "hub": "kitchen",
    "hub_name": "kitchen",
    "id": "waiter",
    "input": "{recipe}",
    "input_type": "RawText",
    "key": "menu",
    "kql_command": "Orders | take 10",
    "metadata": "metadata.namespace=default",
    "method_name": "cook",
    "operation": "create",
    "parameter_name": "dish",
    "path": "menus/today.json",
    "prompt": "What goes with {dish}?",
    "prompt_name": "plan_menu",
    "property_name": "dish",
    "property_type": "string",
    "pub_sub_name": "pubsub",
    "queue_name": "orders",
    "resource_name": "menu",
    "schedule": "0 0 6 * * *",
    "search_connection_name": "Search",
    "secret_store_name": "vault",
    "state_store": "state",
    "store_connection_name": "Search",
    "subscription_name": "kitchen",
    "table_name": "Orders",
    "timestamp_utc": "2024-05-01T00:00:00Z",
    "tool_name": "cook",
    "topic": "orders",
    "topic_name": "orders",
    "type": "mqttTrigger",
    "uri": "ui://menu",
    "user_message": "{question}",
}
"""By keyword, for every decorator that needs it."""

OWN_VALUES: Mapping[str, Mapping[str, object]] = {
    "cosmosdb": {"connection": "CosmosDB"},
    "eventhub": {"connection": "EventHubs"},
    "kusto": {"connection": "Kusto"},
    "rabbitmq": {"connection_string_setting": "RabbitMQ"},
    "redis": {"connection": "Redis"},
    "servicebus": {"connection": "ServiceBus"},
    "route": {"route": "orders/{id:int}", "methods": ["GET"]},
    "event_grid_output": {"topic_endpoint_uri": "TopicUri", "topic_key_setting": "TopicKey"},
    "generic_input_binding": {"type": "mqtt"},
    "generic_output_binding": {"type": "mqtt"},
}
"""By module or decorator: what differs from these, and what is given though it need not be."""

PARAMETERS: Mapping[str, str] = {
    "blob_trigger": "blob",
    "durable_client_input": "client",
    "http": "req",
    "timer": "timer",
}
"""What the handler's parameter is called, by decorator or by module; ``message``, ``data`` and ``out`` otherwise."""

BASES: Mapping[str, str] = {
    "durable_client_input": '@app.route(route="orders")\ndef serve(req: HttpRequest, {parameter}) -> None: ...',
    "mcp_prompt_argument_input": '@app.mcp_prompt_trigger(arg_name="prompt", prompt_name="plan_menu")\n'
    'def serve(prompt: PromptInvocationContext, {parameter}) -> str:\n    return "A menu."',
    "mcp_tool_property_input": '@app.mcp_tool_trigger(arg_name="call", tool_name="cook")\n'
    'def serve(call: MCPToolContext, {parameter}) -> str:\n    return "Cooked."',
}
"""What inputs and outputs stand on, where that is no timer."""

TITLES: Mapping[str, str] = {
    "app": "Function settings, MCP tools and agents",
    "authentication_events": "Authentication events",
    "blob": "Blob storage",
    "connector": "Connectors",
    "cosmosdb": "Cosmos DB",
    "cosmosdb_mongo": "Cosmos DB for MongoDB",
    "cosmosdb_v3": "Cosmos DB, extension 3",
    "dapr": "Dapr",
    "durable": "Durable Functions",
    "eventgrid": "Event Grid",
    "eventhub": "Event Hubs",
    "fabric": "Microsoft Fabric",
    "generic": "Any other binding",
    "http": "HTTP",
    "kafka": "Kafka",
    "kusto": "Kusto",
    "mcp": "MCP",
    "mysql": "MySQL",
    "openai": "OpenAI",
    "queue": "Storage queues",
    "rabbitmq": "RabbitMQ",
    "redis": "Redis",
    "sendgrid": "SendGrid",
    "servicebus": "Service Bus",
    "signalr": "SignalR",
    "socketio": "Socket.IO",
    "sql": "Azure SQL",
    "table": "Storage tables",
    "timer": "Timer",
    "twilio": "Twilio",
    "warmup": "Warm-up",
    "webpubsub": "Web PubSub",
}
"""The headings of the pages, by module."""

EXAMPLES: Mapping[str, str] = {
    "durable_openai_agent_orchestrator": """\
from azfunc import FunctionApp

app = FunctionApp()


@app.orchestration_trigger(context_name="context")
@app.durable_openai_agent_orchestrator()
def plan_menu(context: object) -> object:
    return "soup"


assert sorted(app.functions) == ["plan_menu", "run_model_activity"]
assert app.functions["run_model_activity"].trigger.to_document()["activity"] == "run_model"
""",
    "function_name": """\
from azfunc import FunctionApp, HttpRequest

app = FunctionApp()


@app.function_name(name="Menu")
@app.route(route="menu")
def show_menu(req: HttpRequest) -> str:
    return "soup"


assert list(app.functions) == ["Menu"]
""",
    "http_type": """\
from azfunc import FunctionApp, HttpRequest

app = FunctionApp()


@app.http_type(http_type="wsgi")
@app.route(route="menu")
def show_menu(req: HttpRequest) -> str:
    return "soup"


assert app.functions["show_menu"].http_type == "wsgi"
""",
    "mcp_tool": """\
import json

from azfunc import FunctionApp

app = FunctionApp()


@app.mcp_tool()
def cook(dish: str, portions: int = 1) -> str:
    \"\"\"Cooks a dish.\"\"\"
    return f"{portions} x {dish}"


document = app.functions["cook"].trigger.to_document()
assert (document["toolName"], document["description"]) == ("cook", "Cooks a dish.")
assert [(one["propertyName"], one["isRequired"]) for one in json.loads(str(document["toolProperties"]))] == [
    ("dish", True),
    ("portions", False),
]
""",
    "mcp_tool_property": """\
import json

from azfunc import FunctionApp

app = FunctionApp()


@app.mcp_tool()
@app.mcp_tool_property(arg_name="dish", description="what to cook")
def cook(dish: str) -> str:
    \"\"\"Cooks a dish.\"\"\"
    return dish


document = app.functions["cook"].trigger.to_document()
assert json.loads(str(document["toolProperties"]))[0]["description"] == "what to cook"
""",
    "retry": """\
from datetime import timedelta

from azfunc import FixedDelay, FunctionApp, TimerRequest

app = FunctionApp()


@app.timer_trigger(schedule="0 0 6 * * *")
@app.retry(FixedDelay(max_retry_count=3, delay_interval=timedelta(seconds=10)))
def open_kitchen(timer: TimerRequest) -> None: ...


assert app.get_functions()[0].get_settings_dict("retry_policy") == {
    "setting_name": "retry_policy",
    "strategy": "fixed_delay",
    "max_retry_count": "3",
    "delay_interval": "00:00:10",
}
""",
}
"""Examples of what binds nothing."""
