"""Every decorator: it keeps the type of what it decorates, and refuses an argument that it does not have.

Made by `make reference`.
"""

from collections.abc import Callable, Generator
from typing import Protocol, assert_type

from azfunc import Blueprint, FunctionApp

app = FunctionApp()
bp = Blueprint()


class Handler(Protocol):
    """A handler of a type that nothing else has."""

    def __call__(self, value: str) -> int: ...


def keep_types_and_refuse_unknown_arguments(handler: Handler) -> None:
    assert_type(bp.route(route="orders/{id:int}", methods=["GET"])(handler), Handler)
    bp.route(misspelt=1)  # E: call-arg | reportCallIssue
    assert_type(app.get()(handler), Handler)
    app.get(misspelt=1)  # E: call-arg | reportCallIssue
    assert_type(bp.post()(handler), Handler)
    bp.post(misspelt=1)  # E: call-arg | reportCallIssue
    assert_type(app.put()(handler), Handler)
    app.put(misspelt=1)  # E: call-arg | reportCallIssue
    assert_type(bp.patch()(handler), Handler)
    bp.patch(misspelt=1)  # E: call-arg | reportCallIssue
    assert_type(app.delete()(handler), Handler)
    app.delete(misspelt=1)  # E: call-arg | reportCallIssue
    assert_type(bp.timer_trigger(schedule="0 0 6 * * *")(handler), Handler)
    bp.timer_trigger(misspelt=1)  # E: call-arg | reportCallIssue
    assert_type(app.schedule(schedule="0 0 6 * * *")(handler), Handler)
    app.schedule(misspelt=1)  # E: call-arg | reportCallIssue
    assert_type(bp.queue_trigger(queue_name="orders", connection="Storage")(handler), Handler)
    bp.queue_trigger(misspelt=1)  # E: call-arg | reportCallIssue
    assert_type(app.queue_output(queue_name="orders", connection="Storage")(handler), Handler)
    app.queue_output(misspelt=1)  # E: call-arg | reportCallIssue
    assert_type(bp.blob_trigger(path="menus/today.json", connection="Storage")(handler), Handler)
    bp.blob_trigger(misspelt=1)  # E: call-arg | reportCallIssue
    assert_type(app.blob_input(path="menus/today.json", connection="Storage")(handler), Handler)
    app.blob_input(misspelt=1)  # E: call-arg | reportCallIssue
    assert_type(bp.blob_output(path="menus/today.json", connection="Storage")(handler), Handler)
    bp.blob_output(misspelt=1)  # E: call-arg | reportCallIssue
    assert_type(app.table_input(connection="Storage", table_name="Orders")(handler), Handler)
    app.table_input(misspelt=1)  # E: call-arg | reportCallIssue
    assert_type(bp.table_output(connection="Storage", table_name="Orders")(handler), Handler)
    bp.table_output(misspelt=1)  # E: call-arg | reportCallIssue
    assert_type(
        app.cosmos_db_trigger(
            connection="CosmosDB",
            database_name="restaurant",
            container_name="orders",
        )(handler),
        Handler,
    )
    app.cosmos_db_trigger(misspelt=1)  # E: call-arg | reportCallIssue
    assert_type(
        bp.cosmos_db_input(connection="CosmosDB", database_name="restaurant", container_name="orders")(handler),
        Handler,
    )
    bp.cosmos_db_input(misspelt=1)  # E: call-arg | reportCallIssue
    assert_type(
        app.cosmos_db_output(
            connection="CosmosDB",
            database_name="restaurant",
            container_name="orders",
        )(handler),
        Handler,
    )
    app.cosmos_db_output(misspelt=1)  # E: call-arg | reportCallIssue
    assert_type(
        bp.cosmos_db_trigger_v3(
            database_name="restaurant",
            collection_name="orders",
            connection_string_setting="Database",
        )(handler),
        Handler,
    )
    bp.cosmos_db_trigger_v3(misspelt=1)  # E: call-arg | reportCallIssue
    assert_type(
        app.cosmos_db_input_v3(
            database_name="restaurant",
            collection_name="orders",
            connection_string_setting="Database",
        )(handler),
        Handler,
    )
    app.cosmos_db_input_v3(misspelt=1)  # E: call-arg | reportCallIssue
    assert_type(
        bp.cosmos_db_output_v3(
            database_name="restaurant",
            collection_name="orders",
            connection_string_setting="Database",
        )(handler),
        Handler,
    )
    bp.cosmos_db_output_v3(misspelt=1)  # E: call-arg | reportCallIssue
    assert_type(app.event_grid_trigger()(handler), Handler)
    app.event_grid_trigger(misspelt=1)  # E: call-arg | reportCallIssue
    assert_type(
        bp.event_grid_output(topic_endpoint_uri="TopicUri", topic_key_setting="TopicKey")(handler),
        Handler,
    )
    bp.event_grid_output(misspelt=1)  # E: call-arg | reportCallIssue
    assert_type(app.event_hub_message_trigger(connection="EventHubs", event_hub_name="orders")(handler), Handler)
    app.event_hub_message_trigger(misspelt=1)  # E: call-arg | reportCallIssue
    assert_type(bp.event_hub_output(connection="EventHubs", event_hub_name="orders")(handler), Handler)
    bp.event_hub_output(misspelt=1)  # E: call-arg | reportCallIssue
    assert_type(app.service_bus_queue_trigger(connection="ServiceBus", queue_name="orders")(handler), Handler)
    app.service_bus_queue_trigger(misspelt=1)  # E: call-arg | reportCallIssue
    assert_type(bp.service_bus_queue_output(connection="ServiceBus", queue_name="orders")(handler), Handler)
    bp.service_bus_queue_output(misspelt=1)  # E: call-arg | reportCallIssue
    assert_type(
        app.service_bus_topic_trigger(
            connection="ServiceBus",
            topic_name="orders",
            subscription_name="kitchen",
        )(handler),
        Handler,
    )
    app.service_bus_topic_trigger(misspelt=1)  # E: call-arg | reportCallIssue
    assert_type(bp.service_bus_topic_output(connection="ServiceBus", topic_name="orders")(handler), Handler)
    bp.service_bus_topic_output(misspelt=1)  # E: call-arg | reportCallIssue
    assert_type(app.warm_up_trigger()(handler), Handler)
    app.warm_up_trigger(misspelt=1)  # E: call-arg | reportCallIssue
    assert_type(bp.kafka_trigger(topic="orders", broker_list="BrokerList")(handler), Handler)
    bp.kafka_trigger(misspelt=1)  # E: call-arg | reportCallIssue
    assert_type(app.kafka_output(topic="orders", broker_list="BrokerList")(handler), Handler)
    app.kafka_output(misspelt=1)  # E: call-arg | reportCallIssue
    assert_type(bp.sql_trigger(table_name="Orders", connection_string_setting="Database")(handler), Handler)
    bp.sql_trigger(misspelt=1)  # E: call-arg | reportCallIssue
    assert_type(
        app.sql_input(command_text="SELECT * FROM dbo.Orders", connection_string_setting="Database")(handler),
        Handler,
    )
    app.sql_input(misspelt=1)  # E: call-arg | reportCallIssue
    assert_type(
        bp.sql_output(command_text="SELECT * FROM dbo.Orders", connection_string_setting="Database")(handler),
        Handler,
    )
    bp.sql_output(misspelt=1)  # E: call-arg | reportCallIssue
    assert_type(app.mysql_trigger(table_name="Orders", connection_string_setting="Database")(handler), Handler)
    app.mysql_trigger(misspelt=1)  # E: call-arg | reportCallIssue
    assert_type(
        bp.mysql_input(command_text="SELECT * FROM dbo.Orders", connection_string_setting="Database")(handler),
        Handler,
    )
    bp.mysql_input(misspelt=1)  # E: call-arg | reportCallIssue
    assert_type(
        app.mysql_output(command_text="SELECT * FROM dbo.Orders", connection_string_setting="Database")(handler),
        Handler,
    )
    app.mysql_output(misspelt=1)  # E: call-arg | reportCallIssue
    assert_type(bp.dapr_service_invocation_trigger(method_name="cook")(handler), Handler)
    bp.dapr_service_invocation_trigger(misspelt=1)  # E: call-arg | reportCallIssue
    assert_type(app.dapr_binding_trigger(binding_name="orders")(handler), Handler)
    app.dapr_binding_trigger(misspelt=1)  # E: call-arg | reportCallIssue
    assert_type(bp.dapr_topic_trigger(pub_sub_name="pubsub", topic="orders")(handler), Handler)
    bp.dapr_topic_trigger(misspelt=1)  # E: call-arg | reportCallIssue
    assert_type(app.dapr_state_input(state_store="state", key="menu")(handler), Handler)
    app.dapr_state_input(misspelt=1)  # E: call-arg | reportCallIssue
    assert_type(
        bp.dapr_secret_input(
            secret_store_name="vault",
            key="menu",
            metadata="metadata.namespace=default",
        )(handler),
        Handler,
    )
    bp.dapr_secret_input(misspelt=1)  # E: call-arg | reportCallIssue
    assert_type(app.dapr_state_output(state_store="state", key="menu")(handler), Handler)
    app.dapr_state_output(misspelt=1)  # E: call-arg | reportCallIssue
    assert_type(bp.dapr_invoke_output(app_id="kitchen", method_name="cook", http_verb="post")(handler), Handler)
    bp.dapr_invoke_output(misspelt=1)  # E: call-arg | reportCallIssue
    assert_type(app.dapr_publish_output(pub_sub_name="pubsub", topic="orders")(handler), Handler)
    app.dapr_publish_output(misspelt=1)  # E: call-arg | reportCallIssue
    assert_type(bp.dapr_binding_output(binding_name="orders", operation="create")(handler), Handler)
    bp.dapr_binding_output(misspelt=1)  # E: call-arg | reportCallIssue
    assert_type(app.text_completion_input(prompt="What goes with {dish}?")(handler), Handler)
    app.text_completion_input(misspelt=1)  # E: call-arg | reportCallIssue
    assert_type(bp.assistant_create_output()(handler), Handler)
    bp.assistant_create_output(misspelt=1)  # E: call-arg | reportCallIssue
    assert_type(app.assistant_post_input(id="waiter", user_message="{question}")(handler), Handler)
    app.assistant_post_input(misspelt=1)  # E: call-arg | reportCallIssue
    assert_type(bp.assistant_query_input(id="waiter", timestamp_utc="2024-05-01T00:00:00Z")(handler), Handler)
    bp.assistant_query_input(misspelt=1)  # E: call-arg | reportCallIssue
    assert_type(app.assistant_skill_trigger(function_description="Cooks a dish")(handler), Handler)
    app.assistant_skill_trigger(misspelt=1)  # E: call-arg | reportCallIssue
    assert_type(bp.embeddings_input(input="{recipe}", input_type="RawText")(handler), Handler)
    bp.embeddings_input(misspelt=1)  # E: call-arg | reportCallIssue
    assert_type(
        app.embeddings_store_output(
            input="{recipe}",
            input_type="RawText",
            store_connection_name="Search",
            collection="recipes",
        )(handler),
        Handler,
    )
    app.embeddings_store_output(misspelt=1)  # E: call-arg | reportCallIssue
    assert_type(bp.semantic_search_input(search_connection_name="Search", collection="recipes")(handler), Handler)
    bp.semantic_search_input(misspelt=1)  # E: call-arg | reportCallIssue
    assert_type(app.mcp_tool_trigger(tool_name="cook")(handler), Handler)
    app.mcp_tool_trigger(misspelt=1)  # E: call-arg | reportCallIssue
    assert_type(bp.mcp_resource_trigger(uri="ui://menu", resource_name="menu")(handler), Handler)
    bp.mcp_resource_trigger(misspelt=1)  # E: call-arg | reportCallIssue
    assert_type(app.mcp_prompt_trigger(prompt_name="plan_menu")(handler), Handler)
    app.mcp_prompt_trigger(misspelt=1)  # E: call-arg | reportCallIssue
    assert_type(bp.mcp_tool_property_input(property_name="dish", property_type="string")(handler), Handler)
    bp.mcp_tool_property_input(misspelt=1)  # E: call-arg | reportCallIssue
    assert_type(app.mcp_prompt_argument_input(argument_name="dish")(handler), Handler)
    app.mcp_prompt_argument_input(misspelt=1)  # E: call-arg | reportCallIssue
    assert_type(bp.connector_trigger()(handler), Handler)
    bp.connector_trigger(misspelt=1)  # E: call-arg | reportCallIssue
    assert_type(app.orchestration_trigger()(handler), Handler)
    app.orchestration_trigger(misspelt=1)  # E: call-arg | reportCallIssue
    assert_type(bp.activity_trigger()(handler), Handler)
    bp.activity_trigger(misspelt=1)  # E: call-arg | reportCallIssue
    assert_type(app.entity_trigger()(handler), Handler)
    app.entity_trigger(misspelt=1)  # E: call-arg | reportCallIssue
    assert_type(bp.durable_client_input()(handler), Handler)
    bp.durable_client_input(misspelt=1)  # E: call-arg | reportCallIssue
    assert_type(app.signalr_trigger(hub_name="kitchen", category="messages", event="ordered")(handler), Handler)
    app.signalr_trigger(misspelt=1)  # E: call-arg | reportCallIssue
    assert_type(bp.signalr_connection_info_input(hub_name="kitchen")(handler), Handler)
    bp.signalr_connection_info_input(misspelt=1)  # E: call-arg | reportCallIssue
    assert_type(app.signalr_negotiation_input(hub_name="kitchen")(handler), Handler)
    app.signalr_negotiation_input(misspelt=1)  # E: call-arg | reportCallIssue
    assert_type(bp.signalr_endpoints_input(hub_name="kitchen")(handler), Handler)
    bp.signalr_endpoints_input(misspelt=1)  # E: call-arg | reportCallIssue
    assert_type(app.signalr_output(hub_name="kitchen")(handler), Handler)
    app.signalr_output(misspelt=1)  # E: call-arg | reportCallIssue
    assert_type(bp.web_pubsub_trigger(hub="kitchen", event_type="user", event_name="ordered")(handler), Handler)
    bp.web_pubsub_trigger(misspelt=1)  # E: call-arg | reportCallIssue
    assert_type(app.web_pubsub_connection_input(hub="kitchen")(handler), Handler)
    app.web_pubsub_connection_input(misspelt=1)  # E: call-arg | reportCallIssue
    assert_type(bp.web_pubsub_context_input()(handler), Handler)
    bp.web_pubsub_context_input(misspelt=1)  # E: call-arg | reportCallIssue
    assert_type(app.web_pubsub_output(hub="kitchen")(handler), Handler)
    app.web_pubsub_output(misspelt=1)  # E: call-arg | reportCallIssue
    assert_type(bp.socketio_trigger(hub="kitchen", event_name="ordered")(handler), Handler)
    bp.socketio_trigger(misspelt=1)  # E: call-arg | reportCallIssue
    assert_type(app.socketio_negotiation_input(hub="kitchen")(handler), Handler)
    app.socketio_negotiation_input(misspelt=1)  # E: call-arg | reportCallIssue
    assert_type(bp.socketio_output(hub="kitchen")(handler), Handler)
    bp.socketio_output(misspelt=1)  # E: call-arg | reportCallIssue
    assert_type(app.rabbitmq_trigger(queue_name="orders", connection_string_setting="RabbitMQ")(handler), Handler)
    app.rabbitmq_trigger(misspelt=1)  # E: call-arg | reportCallIssue
    assert_type(bp.rabbitmq_output(queue_name="orders", connection_string_setting="RabbitMQ")(handler), Handler)
    bp.rabbitmq_output(misspelt=1)  # E: call-arg | reportCallIssue
    assert_type(app.redis_pubsub_trigger(connection="Redis", channel="orders")(handler), Handler)
    app.redis_pubsub_trigger(misspelt=1)  # E: call-arg | reportCallIssue
    assert_type(bp.redis_list_trigger(connection="Redis", key="menu")(handler), Handler)
    bp.redis_list_trigger(misspelt=1)  # E: call-arg | reportCallIssue
    assert_type(app.redis_stream_trigger(connection="Redis", key="menu")(handler), Handler)
    app.redis_stream_trigger(misspelt=1)  # E: call-arg | reportCallIssue
    assert_type(bp.redis_input(connection="Redis", command="GET menu")(handler), Handler)
    bp.redis_input(misspelt=1)  # E: call-arg | reportCallIssue
    assert_type(app.redis_output(connection="Redis", command="GET menu")(handler), Handler)
    app.redis_output(misspelt=1)  # E: call-arg | reportCallIssue
    assert_type(bp.sendgrid_output(api_key="SendGridApiKey")(handler), Handler)
    bp.sendgrid_output(misspelt=1)  # E: call-arg | reportCallIssue
    assert_type(
        app.twilio_sms_output(
            account_sid_setting="TwilioAccountSid",
            auth_token_setting="TwilioAuthToken",
        )(handler),
        Handler,
    )
    app.twilio_sms_output(misspelt=1)  # E: call-arg | reportCallIssue
    assert_type(
        bp.kusto_input(database="restaurant", connection="Kusto", kql_command="Orders | take 10")(handler),
        Handler,
    )
    bp.kusto_input(misspelt=1)  # E: call-arg | reportCallIssue
    assert_type(
        app.kusto_output(database="restaurant", connection="Kusto", table_name="Orders")(handler),
        Handler,
    )
    app.kusto_output(misspelt=1)  # E: call-arg | reportCallIssue
    assert_type(bp.cosmos_db_mongo_trigger(connection_string_setting="Database")(handler), Handler)
    bp.cosmos_db_mongo_trigger(misspelt=1)  # E: call-arg | reportCallIssue
    assert_type(
        app.cosmos_db_mongo_input(database_name="restaurant", connection_string_setting="Database")(handler),
        Handler,
    )
    app.cosmos_db_mongo_input(misspelt=1)  # E: call-arg | reportCallIssue
    assert_type(
        bp.cosmos_db_mongo_output(
            database_name="restaurant",
            collection_name="orders",
            connection_string_setting="Database",
        )(handler),
        Handler,
    )
    bp.cosmos_db_mongo_output(misspelt=1)  # E: call-arg | reportCallIssue
    assert_type(app.authentication_events_trigger()(handler), Handler)
    app.authentication_events_trigger(misspelt=1)  # E: call-arg | reportCallIssue
    assert_type(bp.fabric_item_input()(handler), Handler)
    bp.fabric_item_input(misspelt=1)  # E: call-arg | reportCallIssue
    assert_type(app.udf_property_input(parameter_name="dish")(handler), Handler)
    app.udf_property_input(misspelt=1)  # E: call-arg | reportCallIssue
    assert_type(bp.user_data_function_context_input()(handler), Handler)
    bp.user_data_function_context_input(misspelt=1)  # E: call-arg | reportCallIssue
    assert_type(app.generic_trigger(type="mqttTrigger")(handler), Handler)
    app.generic_trigger(misspelt=1)  # E: call-arg | reportCallIssue
    assert_type(bp.generic_input_binding(type="mqtt")(handler), Handler)
    bp.generic_input_binding(misspelt=1)  # E: call-arg | reportCallIssue
    assert_type(app.generic_output_binding(type="mqtt")(handler), Handler)
    app.generic_output_binding(misspelt=1)  # E: call-arg | reportCallIssue
    assert_type(bp.function_name(name="Cook")(handler), Handler)
    bp.function_name(misspelt=1)  # E: call-arg | reportCallIssue
    assert_type(app.http_type(http_type="asgi")(handler), Handler)
    app.http_type(misspelt=1)  # E: call-arg | reportCallIssue
    assert_type(bp.retry(strategy="fixed_delay", max_retry_count=3, delay_interval="00:00:10")(handler), Handler)
    bp.retry(misspelt=1)  # E: call-overload | reportCallIssue
    assert_type(app.mcp_tool()(handler), Handler)
    app.mcp_tool(misspelt=1)  # E: call-arg | reportCallIssue
    assert_type(bp.mcp_tool_property(arg_name="dish", property_type="string")(handler), Handler)
    bp.mcp_tool_property(misspelt=1)  # E: call-arg | reportCallIssue


def run_agents_as_orchestrators(agent: Callable[[str], int]) -> None:
    orchestrator = app.durable_openai_agent_orchestrator()(agent)
    assert_type(orchestrator, Callable[[str], Generator[object, object, object]])
    app.durable_openai_agent_orchestrator(misspelt=1)  # E: call-overload | reportCallIssue
