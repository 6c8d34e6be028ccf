"""`BindingDecorators`: every decorator that binds something, one line each.

A line names the binding class; parameters, their types, the text at a prompt and all that is emitted come from there.
"""

from typing import TYPE_CHECKING, Final

from azfunc import bindings
from azfunc.declare import binding
from azfunc.registry import Registry

if TYPE_CHECKING:
    from azfunc.durable_agents import AgentOrchestrators


class BindingDecorators:
    """The decorators that apps and blueprints take from binding classes.

    Every decorator returns the function that it is given, the same object with the same type. Their order does
    not matter. Extra keywords become properties of the binding, with a warning.
    """

    def __init__(self, owner: str) -> None:
        self._registry = Registry(owner)

    @property
    def registry(self) -> Registry:
        """What the decorators have collected; for tools."""
        return self._registry

    route: Final = binding(lambda: bindings.http.Route)
    """Runs the function for HTTP requests to a route and answers with what it returns."""

    get: Final = binding(lambda: bindings.http_verbs.Get)
    """As ``route``, for GET requests alone."""

    post: Final = binding(lambda: bindings.http_verbs.Post)
    """As ``route``, for POST requests alone."""

    put: Final = binding(lambda: bindings.http_verbs.Put)
    """As ``route``, for PUT requests alone."""

    patch: Final = binding(lambda: bindings.http_verbs.Patch)
    """As ``route``, for PATCH requests alone."""

    delete: Final = binding(lambda: bindings.http_verbs.Delete)
    """As ``route``, for DELETE requests alone."""

    timer_trigger: Final = binding(lambda: bindings.timer.TimerTrigger)
    """Runs the function on a schedule."""

    schedule: Final = binding(lambda: bindings.timer.TimerTrigger)
    """Another name of ``timer_trigger``."""

    queue_trigger: Final = binding(lambda: bindings.queue.QueueTrigger)
    """Runs the function for each message that arrives on a Storage queue."""

    queue_output: Final = binding(lambda: bindings.queue.QueueOutput)
    """Sends messages to a Storage queue."""

    blob_trigger: Final = binding(lambda: bindings.blob.BlobTrigger)
    """Runs the function for each new or changed blob."""

    blob_input: Final = binding(lambda: bindings.blob.BlobInput)
    """Reads a blob before the function runs."""

    blob_output: Final = binding(lambda: bindings.blob.BlobOutput)
    """Writes a blob after the function has run."""

    table_input: Final = binding(lambda: bindings.table.TableInput)
    """Reads an entity, or several, of a Storage table before the function runs."""

    table_output: Final = binding(lambda: bindings.table.TableOutput)
    """Writes entities to a Storage table after the function has run."""

    cosmos_db_trigger: Final = binding(lambda: bindings.cosmosdb.CosmosDBTrigger)
    """Runs the function for batches of changed documents of a Cosmos DB container."""

    cosmos_db_input: Final = binding(lambda: bindings.cosmosdb.CosmosDBInput)
    """Reads documents of a Cosmos DB container before the function runs."""

    cosmos_db_output: Final = binding(lambda: bindings.cosmosdb.CosmosDBOutput)
    """Writes documents to a Cosmos DB container after the function has run."""

    cosmos_db_trigger_v3: Final = binding(lambda: bindings.cosmosdb_v3.CosmosDBTriggerV3)
    """As ``cosmos_db_trigger``, in the spelling of extension 3."""

    cosmos_db_input_v3: Final = binding(lambda: bindings.cosmosdb_v3.CosmosDBInputV3)
    """As ``cosmos_db_input``, in the spelling of extension 3."""

    cosmos_db_output_v3: Final = binding(lambda: bindings.cosmosdb_v3.CosmosDBOutputV3)
    """As ``cosmos_db_output``, in the spelling of extension 3."""

    event_grid_trigger: Final = binding(lambda: bindings.eventgrid.EventGridTrigger)
    """Runs the function for each event of an Event Grid subscription."""

    event_grid_output: Final = binding(lambda: bindings.eventgrid.EventGridOutput)
    """Publishes events to an Event Grid topic."""

    event_hub_message_trigger: Final = binding(lambda: bindings.eventhub.EventHubTrigger)
    """Runs the function for events of an event hub, one at a time or in batches."""

    event_hub_output: Final = binding(lambda: bindings.eventhub.EventHubOutput)
    """Sends events to an event hub."""

    service_bus_queue_trigger: Final = binding(lambda: bindings.servicebus.ServiceBusQueueTrigger)
    """Runs the function for messages of a Service Bus queue."""

    service_bus_queue_output: Final = binding(lambda: bindings.servicebus.ServiceBusQueueOutput)
    """Sends messages to a Service Bus queue."""

    service_bus_topic_trigger: Final = binding(lambda: bindings.servicebus.ServiceBusTopicTrigger)
    """Runs the function for messages of a Service Bus topic's subscription."""

    service_bus_topic_output: Final = binding(lambda: bindings.servicebus.ServiceBusTopicOutput)
    """Sends messages to a Service Bus topic."""

    warm_up_trigger: Final = binding(lambda: bindings.warmup.WarmupTrigger)
    """Runs the function on a new instance before it takes load."""

    kafka_trigger: Final = binding(lambda: bindings.kafka.KafkaTrigger)
    """Runs the function for messages of a Kafka topic, one at a time or in batches."""

    kafka_output: Final = binding(lambda: bindings.kafka.KafkaOutput)
    """Sends messages to a Kafka topic."""

    sql_trigger: Final = binding(lambda: bindings.sql.SqlTrigger)
    """Runs the function for changed rows of an Azure SQL table."""

    sql_input: Final = binding(lambda: bindings.sql.SqlInput)
    """Reads rows of an Azure SQL database before the function runs."""

    sql_output: Final = binding(lambda: bindings.sql.SqlOutput)
    """Writes rows to an Azure SQL table after the function has run."""

    mysql_trigger: Final = binding(lambda: bindings.mysql.MySqlTrigger)
    """Runs the function for changed rows of a MySQL table."""

    mysql_input: Final = binding(lambda: bindings.mysql.MySqlInput)
    """Reads rows of a MySQL database before the function runs."""

    mysql_output: Final = binding(lambda: bindings.mysql.MySqlOutput)
    """Writes rows to a MySQL table after the function has run."""

    dapr_service_invocation_trigger: Final = binding(lambda: bindings.dapr.DaprServiceInvocationTrigger)
    """Runs the function when another Dapr application calls it."""

    dapr_binding_trigger: Final = binding(lambda: bindings.dapr.DaprBindingTrigger)
    """Runs the function for events of a Dapr input binding."""

    dapr_topic_trigger: Final = binding(lambda: bindings.dapr.DaprTopicTrigger)
    """Runs the function for messages of a Dapr topic."""

    dapr_state_input: Final = binding(lambda: bindings.dapr.DaprStateInput)
    """Reads a value of a Dapr state store before the function runs."""

    dapr_secret_input: Final = binding(lambda: bindings.dapr.DaprSecretInput)
    """Reads a secret of a Dapr secret store before the function runs."""

    dapr_state_output: Final = binding(lambda: bindings.dapr.DaprStateOutput)
    """Writes a value to a Dapr state store."""

    dapr_invoke_output: Final = binding(lambda: bindings.dapr.DaprInvokeOutput)
    """Calls a method of another Dapr application."""

    dapr_publish_output: Final = binding(lambda: bindings.dapr.DaprPublishOutput)
    """Publishes messages to a Dapr topic."""

    dapr_binding_output: Final = binding(lambda: bindings.dapr.DaprBindingOutput)
    """Sends values to a Dapr output binding."""

    text_completion_input: Final = binding(lambda: bindings.openai.TextCompletionInput)
    """Asks a language model before the function runs."""

    assistant_create_output: Final = binding(lambda: bindings.openai.AssistantCreateOutput)
    """Makes an assistant with its instructions."""

    assistant_post_input: Final = binding(lambda: bindings.openai.AssistantPostInput)
    """Sends a message to an assistant before the function runs."""

    assistant_query_input: Final = binding(lambda: bindings.openai.AssistantQueryInput)
    """Reads an assistant's conversation before the function runs."""

    assistant_skill_trigger: Final = binding(lambda: bindings.openai.AssistantSkillTrigger)
    """Offers the function to assistants as a skill."""

    embeddings_input: Final = binding(lambda: bindings.openai.EmbeddingsInput)
    """Makes embeddings of a text before the function runs."""

    embeddings_store_output: Final = binding(lambda: bindings.openai.EmbeddingsStoreOutput)
    """Makes embeddings and stores them in a vector store."""

    semantic_search_input: Final = binding(lambda: bindings.openai.SemanticSearchInput)
    """Searches a vector store and lets a model answer, before the function runs."""

    mcp_tool_trigger: Final = binding(lambda: bindings.mcp.McpToolTrigger)
    """Offers the function as a tool of the app's MCP server."""

    mcp_resource_trigger: Final = binding(lambda: bindings.mcp.McpResourceTrigger)
    """Offers what the function returns as a resource of the app's MCP server."""

    mcp_prompt_trigger: Final = binding(lambda: bindings.mcp.McpPromptTrigger)
    """Offers the function as a prompt of the app's MCP server."""

    mcp_tool_property_input: Final = binding(lambda: bindings.mcp.McpToolPropertyInput)
    """Binds one argument of an MCP tool to a parameter."""

    mcp_prompt_argument_input: Final = binding(lambda: bindings.mcp.McpPromptArgumentInput)
    """Binds one argument of an MCP prompt to a parameter."""

    connector_trigger: Final = binding(lambda: bindings.connector.ConnectorTrigger)
    """Runs the function for events of a connector, such as a new mail or file."""

    orchestration_trigger: Final = binding(lambda: bindings.durable.OrchestrationTrigger)
    """Makes the function a durable orchestrator."""

    activity_trigger: Final = binding(lambda: bindings.durable.ActivityTrigger)
    """Makes the function an activity that orchestrators call."""

    entity_trigger: Final = binding(lambda: bindings.durable.EntityTrigger)
    """Makes the function a durable entity."""

    durable_client_input: Final = binding(lambda: bindings.durable.DurableClientInput)
    """Gives the function a client that starts and asks orchestrations."""

    @property
    def durable_openai_agent_orchestrator(self) -> "AgentOrchestrators":
        """Lets an orchestrator run OpenAI agents, whose calls of a model become activities."""
        from azfunc.durable_agents import AgentOrchestrators

        return AgentOrchestrators(self._registry)

    signalr_trigger: Final = binding(lambda: bindings.signalr.SignalRTrigger)
    """Runs the function for messages and connections of a SignalR hub."""

    signalr_connection_info_input: Final = binding(lambda: bindings.signalr.SignalRConnectionInfoInput)
    """Reads what a client needs to connect to a SignalR hub."""

    signalr_negotiation_input: Final = binding(lambda: bindings.signalr.SignalRNegotiationInput)
    """Reads the connection data of every SignalR endpoint, for choosing one."""

    signalr_endpoints_input: Final = binding(lambda: bindings.signalr.SignalREndpointsInput)
    """Reads the SignalR endpoints and their state."""

    signalr_output: Final = binding(lambda: bindings.signalr.SignalROutput)
    """Sends messages to, and manages groups of, a SignalR hub."""

    web_pubsub_trigger: Final = binding(lambda: bindings.webpubsub.WebPubSubTrigger)
    """Runs the function for events of a Web PubSub hub."""

    web_pubsub_connection_input: Final = binding(lambda: bindings.webpubsub.WebPubSubConnectionInput)
    """Reads what a client needs to connect to a Web PubSub hub."""

    web_pubsub_context_input: Final = binding(lambda: bindings.webpubsub.WebPubSubContextInput)
    """Reads the Web PubSub request that an HTTP trigger took."""

    web_pubsub_output: Final = binding(lambda: bindings.webpubsub.WebPubSubOutput)
    """Sends messages to, and manages groups of, a Web PubSub hub."""

    socketio_trigger: Final = binding(lambda: bindings.socketio.SocketIOTrigger)
    """Runs the function for events of Socket.IO clients."""

    socketio_negotiation_input: Final = binding(lambda: bindings.socketio.SocketIONegotiationInput)
    """Reads what a client needs to connect with Socket.IO."""

    socketio_output: Final = binding(lambda: bindings.socketio.SocketIOOutput)
    """Sends events to Socket.IO clients."""

    rabbitmq_trigger: Final = binding(lambda: bindings.rabbitmq.RabbitMQTrigger)
    """Runs the function for each message of a RabbitMQ queue."""

    rabbitmq_output: Final = binding(lambda: bindings.rabbitmq.RabbitMQOutput)
    """Sends messages to a RabbitMQ queue."""

    redis_pubsub_trigger: Final = binding(lambda: bindings.redis.RedisPubSubTrigger)
    """Runs the function for messages of a Redis channel."""

    redis_list_trigger: Final = binding(lambda: bindings.redis.RedisListTrigger)
    """Runs the function for entries of a Redis list."""

    redis_stream_trigger: Final = binding(lambda: bindings.redis.RedisStreamTrigger)
    """Runs the function for entries of a Redis stream."""

    redis_input: Final = binding(lambda: bindings.redis.RedisInput)
    """Reads by a Redis command before the function runs."""

    redis_output: Final = binding(lambda: bindings.redis.RedisOutput)
    """Runs a Redis command with the value that the function gives."""

    sendgrid_output: Final = binding(lambda: bindings.sendgrid.SendGridOutput)
    """Sends mail by SendGrid."""

    twilio_sms_output: Final = binding(lambda: bindings.twilio.TwilioSmsOutput)
    """Sends text messages by Twilio."""

    kusto_input: Final = binding(lambda: bindings.kusto.KustoInput)
    """Reads rows of a Kusto database before the function runs."""

    kusto_output: Final = binding(lambda: bindings.kusto.KustoOutput)
    """Ingests rows into a Kusto table."""

    cosmos_db_mongo_trigger: Final = binding(lambda: bindings.cosmosdb_mongo.CosmosDBMongoTrigger)
    """Runs the function for changed documents of Cosmos DB for MongoDB."""

    cosmos_db_mongo_input: Final = binding(lambda: bindings.cosmosdb_mongo.CosmosDBMongoInput)
    """Reads documents of Cosmos DB for MongoDB before the function runs."""

    cosmos_db_mongo_output: Final = binding(lambda: bindings.cosmosdb_mongo.CosmosDBMongoOutput)
    """Writes documents to Cosmos DB for MongoDB."""

    authentication_events_trigger: Final = binding(lambda: bindings.authentication_events.AuthenticationEventsTrigger)
    """Runs the function for events of a sign-in with Microsoft Entra."""

    fabric_item_input: Final = binding(lambda: bindings.fabric.FabricItemInput)
    """Gives the function the endpoints of a Microsoft Fabric item."""

    udf_property_input: Final = binding(lambda: bindings.fabric.UdfPropertyInput)
    """Gives the function a property of a Fabric user data function."""

    user_data_function_context_input: Final = binding(lambda: bindings.fabric.UserDataFunctionContextInput)
    """Tells the function who runs a Fabric user data function."""

    generic_trigger: Final = binding(lambda: bindings.generic.GenericTrigger)
    """A trigger of any type, with properties as keywords."""

    generic_input_binding: Final = binding(lambda: bindings.generic.GenericInput)
    """An input of any type, with properties as keywords."""

    generic_output_binding: Final = binding(lambda: bindings.generic.GenericOutput)
    """An output of any type, with properties as keywords."""
