"""Which class stands for which type of function.json: those of azfunc, and those that other packages declare.

A package declares its own in the entry point group ``azfunc.bindings``: the name is the binding's type, the value
its class::

    [project.entry-points."azfunc.bindings"]
    mqttTrigger = "azfunc_mqtt:MqttTrigger"

That group is read only for a type that azfunc itself does not know.
"""

import sys
from collections.abc import Iterator, Mapping
from importlib import import_module
from typing import TYPE_CHECKING, cast

from azfunc.bindings.binding import Binding
from azfunc.bindings.kinds import Input, Output, Trigger
from azfunc.errors import RegistrationError

if TYPE_CHECKING:
    from importlib.metadata import EntryPoint

GROUP = "azfunc.bindings"
"""The entry point group of other packages' bindings."""

TRIGGERS: Mapping[str, tuple[str, ...]] = {
    "activityTrigger": ("durable.ActivityTrigger",),
    "assistantSkillTrigger": ("openai.AssistantSkillTrigger",),
    "authenticationEventsTrigger": ("authentication_events.AuthenticationEventsTrigger",),
    "blobTrigger": ("blob.BlobTrigger",),
    "connectorTrigger": ("connector.ConnectorTrigger",),
    "cosmosDBMongoTrigger": ("cosmosdb_mongo.CosmosDBMongoTrigger",),
    "cosmosDBTrigger": ("cosmosdb.CosmosDBTrigger", "cosmosdb_v3.CosmosDBTriggerV3"),
    "daprBindingTrigger": ("dapr.DaprBindingTrigger",),
    "daprServiceInvocationTrigger": ("dapr.DaprServiceInvocationTrigger",),
    "daprTopicTrigger": ("dapr.DaprTopicTrigger",),
    "entityTrigger": ("durable.EntityTrigger",),
    "eventGridTrigger": ("eventgrid.EventGridTrigger",),
    "eventHubTrigger": ("eventhub.EventHubTrigger",),
    "httpTrigger": ("http.HttpTrigger",),
    "kafkaTrigger": ("kafka.KafkaTrigger",),
    "mcpPromptTrigger": ("mcp.McpPromptTrigger",),
    "mcpResourceTrigger": ("mcp.McpResourceTrigger",),
    "mcpToolTrigger": ("mcp.McpToolTrigger",),
    "mysqlTrigger": ("mysql.MySqlTrigger",),
    "orchestrationTrigger": ("durable.OrchestrationTrigger",),
    "queueTrigger": ("queue.QueueTrigger",),
    "rabbitMQTrigger": ("rabbitmq.RabbitMQTrigger",),
    "redisListTrigger": ("redis.RedisListTrigger",),
    "redisPubSubTrigger": ("redis.RedisPubSubTrigger",),
    "redisStreamTrigger": ("redis.RedisStreamTrigger",),
    "serviceBusTrigger": ("servicebus.ServiceBusQueueTrigger", "servicebus.ServiceBusTopicTrigger"),
    "signalRTrigger": ("signalr.SignalRTrigger",),
    "socketiotrigger": ("socketio.SocketIOTrigger",),
    "sqlTrigger": ("sql.SqlTrigger",),
    "timerTrigger": ("timer.TimerTrigger",),
    "warmupTrigger": ("warmup.WarmupTrigger",),
    "webPubSubTrigger": ("webpubsub.WebPubSubTrigger",),
}

INPUTS: Mapping[str, tuple[str, ...]] = {
    "FabricItem": ("fabric.FabricItemInput",),
    "UdfProperty": ("fabric.UdfPropertyInput",),
    "UserDataFunctionContext": ("fabric.UserDataFunctionContextInput",),
    "assistantPost": ("openai.AssistantPostInput",),
    "assistantQuery": ("openai.AssistantQueryInput",),
    "blob": ("blob.BlobInput",),
    "cosmosDB": ("cosmosdb.CosmosDBInput", "cosmosdb_v3.CosmosDBInputV3"),
    "cosmosDBMongo": ("cosmosdb_mongo.CosmosDBMongoInput",),
    "daprSecret": ("dapr.DaprSecretInput",),
    "daprState": ("dapr.DaprStateInput",),
    "durableClient": ("durable.DurableClientInput",),
    "embeddings": ("openai.EmbeddingsInput",),
    "kusto": ("kusto.KustoInput",),
    "mcpPromptArgument": ("mcp.McpPromptArgumentInput",),
    "mcpToolProperty": ("mcp.McpToolPropertyInput",),
    "mysql": ("mysql.MySqlInput",),
    "redis": ("redis.RedisInput",),
    "semanticSearch": ("openai.SemanticSearchInput",),
    "signalRConnectionInfo": ("signalr.SignalRConnectionInfoInput",),
    "signalREndpoints": ("signalr.SignalREndpointsInput",),
    "signalRNegotiation": ("signalr.SignalRNegotiationInput",),
    "socketionegotiation": ("socketio.SocketIONegotiationInput",),
    "sql": ("sql.SqlInput",),
    "table": ("table.TableInput",),
    "textCompletion": ("openai.TextCompletionInput",),
    "webPubSubConnection": ("webpubsub.WebPubSubConnectionInput",),
    "webPubSubContext": ("webpubsub.WebPubSubContextInput",),
}

OUTPUTS: Mapping[str, tuple[str, ...]] = {
    "assistantCreate": ("openai.AssistantCreateOutput",),
    "blob": ("blob.BlobOutput",),
    "cosmosDB": ("cosmosdb.CosmosDBOutput", "cosmosdb_v3.CosmosDBOutputV3"),
    "cosmosDBMongo": ("cosmosdb_mongo.CosmosDBMongoOutput",),
    "daprBinding": ("dapr.DaprBindingOutput",),
    "daprInvoke": ("dapr.DaprInvokeOutput",),
    "daprPublish": ("dapr.DaprPublishOutput",),
    "daprState": ("dapr.DaprStateOutput",),
    "embeddingsStore": ("openai.EmbeddingsStoreOutput",),
    "eventGrid": ("eventgrid.EventGridOutput",),
    "eventHub": ("eventhub.EventHubOutput",),
    "http": ("http.HttpOutput",),
    "kafka": ("kafka.KafkaOutput",),
    "kusto": ("kusto.KustoOutput",),
    "mysql": ("mysql.MySqlOutput",),
    "queue": ("queue.QueueOutput",),
    "rabbitMQ": ("rabbitmq.RabbitMQOutput",),
    "redis": ("redis.RedisOutput",),
    "sendGrid": ("sendgrid.SendGridOutput",),
    "serviceBus": ("servicebus.ServiceBusQueueOutput", "servicebus.ServiceBusTopicOutput"),
    "signalR": ("signalr.SignalROutput",),
    "socketio": ("socketio.SocketIOOutput",),
    "sql": ("sql.SqlOutput",),
    "table": ("table.TableOutput",),
    "twilioSms": ("twilio.TwilioSmsOutput",),
    "webPubSub": ("webpubsub.WebPubSubOutput",),
}
"""The classes of each type, below this package; where there are several, the properties tell which is meant."""

_TABLES: Mapping[type[Binding], Mapping[str, tuple[str, ...]]] = {Trigger: TRIGGERS, Input: INPUTS, Output: OUTPUTS}
_BY_LOWER_TYPE: dict[type[Binding], Mapping[str, tuple[str, ...]]] = {}
_DECLARED: dict[tuple[str, ...], Mapping[str, tuple["EntryPoint", ...]]] = {}
"""The entry points of the group by lower-case name, for each ``sys.path`` that was searched."""


def classes_of(kind: type[Binding], type_text: str) -> tuple[type[Binding], ...]:
    """The classes that stand for a type, or none.

    Args:
        kind: `Trigger`, `Input` or `Output`.
        type_text: the type as function.json has it, in any case.

    Raises:
        RegistrationError: another package declares a class for the type, but it cannot be loaded or is none.
    """
    wanted = type_text.lower()
    names = _by_lower_type(kind).get(wanted)
    if names is not None:
        return tuple(_own_class(name) for name in names)
    if any(wanted in _by_lower_type(other) for other in _TABLES):
        return ()
    return tuple(found for point in _declared().get(wanted, ()) if issubclass(found := _load(point), kind))


def known_types() -> Iterator[tuple[type[Binding], str]]:
    """Every type that azfunc has classes for, with what it is: `Trigger`, `Input` or `Output`."""
    return ((kind, type_text) for kind, table in _TABLES.items() for type_text in table)


def _by_lower_type(kind: type[Binding]) -> Mapping[str, tuple[str, ...]]:
    table = _BY_LOWER_TYPE.get(kind)
    if table is None:
        table = _BY_LOWER_TYPE[kind] = {name.lower(): classes for name, classes in _TABLES[kind].items()}
    return table


def _own_class(path: str) -> type[Binding]:
    module, _, name = path.partition(".")
    return cast("type[Binding]", getattr(import_module(f"azfunc.bindings.{module}"), name))


def _declared() -> Mapping[str, tuple["EntryPoint", ...]]:
    place = tuple(sys.path)
    found = _DECLARED.get(place)
    if found is None:
        from importlib.metadata import entry_points

        grouped: dict[str, tuple[EntryPoint, ...]] = {}
        for point in entry_points(group=GROUP):
            grouped[point.name.lower()] = (*grouped.get(point.name.lower(), ()), point)
        found = _DECLARED[place] = grouped
    return found


def _load(point: "EntryPoint") -> type[Binding]:
    """The class of an entry point, which may be any object in any package."""
    package = point.dist.name if point.dist is not None else "another package"
    try:
        found: object = point.load()
    except Exception as error:
        raise RegistrationError(
            f"{package} declares the binding type '{point.name}' as '{point.value}' (entry point group {GROUP}), "
            f"but that cannot be imported: {type(error).__name__}: {error}. Update or remove the package."
        ) from error
    if isinstance(found, type) and issubclass(found, Trigger | Input | Output):
        return found
    raise RegistrationError(
        f"{package} declares the binding type '{point.name}' as '{point.value}' (entry point group {GROUP}), which is "
        f"{found!r} and no class derived from Trigger, Input or Output. Correct the entry point."
    )
