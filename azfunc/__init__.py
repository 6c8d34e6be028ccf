"""azfunc: typed, decorator-based Azure Functions. The public names, each loaded on first use."""

TYPE_CHECKING = False
if TYPE_CHECKING:
    from azfunc import blob as blob
    from azfunc import connectors as connectors
    from azfunc import cosmosdb as cosmosdb
    from azfunc import decorators as decorators
    from azfunc import durable_functions as durable_functions
    from azfunc import eventgrid as eventgrid
    from azfunc import eventhub as eventhub
    from azfunc import extension as extension
    from azfunc import http as http
    from azfunc import kafka as kafka
    from azfunc import mcp as mcp
    from azfunc import meta as meta
    from azfunc import mysql as mysql
    from azfunc import queue as queue
    from azfunc import servicebus as servicebus
    from azfunc import sql as sql
    from azfunc import timer as timer
    from azfunc import warmup as warmup
    from azfunc.app import FunctionApp as FunctionApp
    from azfunc.bindings.batch import Batch as Batch
    from azfunc.bindings.batch import BatchItem as BatchItem
    from azfunc.bindings.blob import BlobInput as BlobInput
    from azfunc.bindings.blob import BlobOutput as BlobOutput
    from azfunc.bindings.blob import BlobTrigger as BlobTrigger
    from azfunc.bindings.blob import InputStream as InputStream
    from azfunc.bindings.connector import ConnectorDeliveryMode as ConnectorDeliveryMode
    from azfunc.bindings.context import Context as Context
    from azfunc.bindings.context import RetryContext as RetryContext
    from azfunc.bindings.context import RpcException as RpcException
    from azfunc.bindings.context import TraceContext as TraceContext
    from azfunc.bindings.converters import get_binding_registry as get_binding_registry
    from azfunc.bindings.converters import register_converter as register_converter
    from azfunc.bindings.cosmosdb import CosmosDBInput as CosmosDBInput
    from azfunc.bindings.cosmosdb import CosmosDBOutput as CosmosDBOutput
    from azfunc.bindings.cosmosdb import CosmosDBTrigger as CosmosDBTrigger
    from azfunc.bindings.cosmosdb_mongo import CosmosDBMongoTriggerLevel as CosmosDBMongoTriggerLevel
    from azfunc.bindings.documents import Document as Document
    from azfunc.bindings.documents import DocumentList as DocumentList
    from azfunc.bindings.durable_payload import EntityContext as EntityContext
    from azfunc.bindings.durable_payload import OrchestrationContext as OrchestrationContext
    from azfunc.bindings.enums import AccessRights as AccessRights
    from azfunc.bindings.enums import AuthLevel as AuthLevel
    from azfunc.bindings.enums import BlobSource as BlobSource
    from azfunc.bindings.enums import Cardinality as Cardinality
    from azfunc.bindings.enums import CosmosDBChangeFeedMode as CosmosDBChangeFeedMode
    from azfunc.bindings.enums import DataType as DataType
    from azfunc.bindings.enums import HttpMethod as HttpMethod
    from azfunc.bindings.eventgrid import CloudEvent as CloudEvent
    from azfunc.bindings.eventgrid import EventGridEvent as EventGridEvent
    from azfunc.bindings.eventgrid import EventGridOutput as EventGridOutput
    from azfunc.bindings.eventgrid import EventGridOutputEvent as EventGridOutputEvent
    from azfunc.bindings.eventgrid import EventGridTrigger as EventGridTrigger
    from azfunc.bindings.eventhub import EventHubEvent as EventHubEvent
    from azfunc.bindings.eventhub import EventHubOutput as EventHubOutput
    from azfunc.bindings.eventhub import EventHubTrigger as EventHubTrigger
    from azfunc.bindings.fabric import FabricItem as FabricItem
    from azfunc.bindings.fabric import UdfProperty as UdfProperty
    from azfunc.bindings.fabric import UserDataFunctionContext as UserDataFunctionContext
    from azfunc.bindings.form import UploadedFile as UploadedFile
    from azfunc.bindings.http import HttpOutput as HttpOutput
    from azfunc.bindings.http import HttpTrigger as HttpTrigger
    from azfunc.bindings.http_parts import Body as Body
    from azfunc.bindings.http_parts import Cookie as Cookie
    from azfunc.bindings.http_parts import File as File
    from azfunc.bindings.http_parts import Form as Form
    from azfunc.bindings.http_parts import Header as Header
    from azfunc.bindings.http_parts import Path as Path
    from azfunc.bindings.http_parts import Query as Query
    from azfunc.bindings.http_payload import HttpRequest as HttpRequest
    from azfunc.bindings.http_payload import HttpResponse as HttpResponse
    from azfunc.bindings.http_problems import Problem as Problem
    from azfunc.bindings.http_problems import RequestError as RequestError
    from azfunc.bindings.http_stream import StreamedResponse as StreamedResponse
    from azfunc.bindings.identity import Claim as Claim
    from azfunc.bindings.identity import ClaimsIdentity as ClaimsIdentity
    from azfunc.bindings.kafka import KafkaOutput as KafkaOutput
    from azfunc.bindings.kafka import KafkaTrigger as KafkaTrigger
    from azfunc.bindings.kafka_enums import BrokerAuthenticationMode as BrokerAuthenticationMode
    from azfunc.bindings.kafka_enums import BrokerProtocol as BrokerProtocol
    from azfunc.bindings.kafka_enums import KafkaMessageKeyType as KafkaMessageKeyType
    from azfunc.bindings.kafka_enums import OAuthBearerMethod as OAuthBearerMethod
    from azfunc.bindings.kafka_payload import KafkaEvent as KafkaEvent
    from azfunc.bindings.kusto import KustoDataFormat as KustoDataFormat
    from azfunc.bindings.kusto import KustoIngestionType as KustoIngestionType
    from azfunc.bindings.mcp_payload import McpPropertyType as McpPropertyType
    from azfunc.bindings.mcp_payload import MCPToolContext as MCPToolContext
    from azfunc.bindings.mcp_payload import PromptArgument as PromptArgument
    from azfunc.bindings.mcp_payload import PromptInvocationContext as PromptInvocationContext
    from azfunc.bindings.mcp_payload import mcp_content as mcp_content
    from azfunc.bindings.mysql import MySqlRow as MySqlRow
    from azfunc.bindings.mysql import MySqlRowList as MySqlRowList
    from azfunc.bindings.openai_enums import InputType as InputType
    from azfunc.bindings.openai_enums import OpenAIModels as OpenAIModels
    from azfunc.bindings.out import Out as Out
    from azfunc.bindings.queue import QueueMessage as QueueMessage
    from azfunc.bindings.queue import QueueOutput as QueueOutput
    from azfunc.bindings.queue import QueueTrigger as QueueTrigger
    from azfunc.bindings.redis import RedisListDirection as RedisListDirection
    from azfunc.bindings.redis import RedisStreamEntry as RedisStreamEntry
    from azfunc.bindings.rows import CommandType as CommandType
    from azfunc.bindings.sendgrid import SendGridAttachment as SendGridAttachment
    from azfunc.bindings.sendgrid import SendGridMessage as SendGridMessage
    from azfunc.bindings.servicebus import ServiceBusEntityType as ServiceBusEntityType
    from azfunc.bindings.servicebus import ServiceBusMessage as ServiceBusMessage
    from azfunc.bindings.servicebus import ServiceBusQueueOutput as ServiceBusQueueOutput
    from azfunc.bindings.servicebus import ServiceBusQueueTrigger as ServiceBusQueueTrigger
    from azfunc.bindings.servicebus import ServiceBusTopicOutput as ServiceBusTopicOutput
    from azfunc.bindings.servicebus import ServiceBusTopicTrigger as ServiceBusTopicTrigger
    from azfunc.bindings.settlement import Abandon as Abandon
    from azfunc.bindings.settlement import DeadLetter as DeadLetter
    from azfunc.bindings.settlement import Defer as Defer
    from azfunc.bindings.signalr import SignalRCategory as SignalRCategory
    from azfunc.bindings.signalr_payload import SignalRConnectionInfo as SignalRConnectionInfo
    from azfunc.bindings.signalr_payload import SignalRGroupAction as SignalRGroupAction
    from azfunc.bindings.signalr_payload import SignalRInvocation as SignalRInvocation
    from azfunc.bindings.signalr_payload import SignalRMessage as SignalRMessage
    from azfunc.bindings.sql import SqlInput as SqlInput
    from azfunc.bindings.sql import SqlOutput as SqlOutput
    from azfunc.bindings.sql import SqlRow as SqlRow
    from azfunc.bindings.sql import SqlRowList as SqlRowList
    from azfunc.bindings.sql import SqlTrigger as SqlTrigger
    from azfunc.bindings.table import TableInput as TableInput
    from azfunc.bindings.table import TableOutput as TableOutput
    from azfunc.bindings.timer import TimerRequest as TimerRequest
    from azfunc.bindings.timer import TimerTrigger as TimerTrigger
    from azfunc.bindings.twilio import TwilioSmsMessage as TwilioSmsMessage
    from azfunc.bindings.warmup import WarmUpContext as WarmUpContext
    from azfunc.bindings.webpubsub import WebPubSubClientProtocol as WebPubSubClientProtocol
    from azfunc.bindings.webpubsub import WebPubSubClientProtocols as WebPubSubClientProtocols
    from azfunc.bindings.webpubsub import WebPubSubEventType as WebPubSubEventType
    from azfunc.bindings.webpubsub_payload import WebPubSubAction as WebPubSubAction
    from azfunc.bindings.webpubsub_payload import WebPubSubConnection as WebPubSubConnection
    from azfunc.bindings.webpubsub_payload import WebPubSubRequest as WebPubSubRequest
    from azfunc.blueprint import Blueprint as Blueprint
    from azfunc.call import Call as Call
    from azfunc.decorators.function_app import BindingApi as BindingApi
    from azfunc.decorators.function_app import DecoratorApi as DecoratorApi
    from azfunc.decorators.function_app import FunctionRegister as FunctionRegister
    from azfunc.decorators.function_app import SettingsApi as SettingsApi
    from azfunc.decorators.function_app import TriggerApi as TriggerApi
    from azfunc.depends import Depends as Depends
    from azfunc.depends import FromSettings as FromSettings
    from azfunc.errors import AppError as AppError
    from azfunc.errors import AzfuncError as AzfuncError
    from azfunc.errors import AzfuncWarning as AzfuncWarning
    from azfunc.errors import DefinitionError as DefinitionError
    from azfunc.errors import DependencyError as DependencyError
    from azfunc.errors import SettingsError as SettingsError
    from azfunc.extension import AppExtensionBase as AppExtensionBase
    from azfunc.extension import ExtensionMeta as ExtensionMeta
    from azfunc.extension import FuncExtensionBase as FuncExtensionBase
    from azfunc.extension import FunctionExtensionException as FunctionExtensionException
    from azfunc.function import Function as Function
    from azfunc.kafka import KafkaConverter as KafkaConverter
    from azfunc.kafka import KafkaTriggerConverter as KafkaTriggerConverter
    from azfunc.middleware import AsyncCallNext as AsyncCallNext
    from azfunc.middleware import CallNext as CallNext
    from azfunc.retry import FOREVER as FOREVER
    from azfunc.retry import ExponentialBackoff as ExponentialBackoff
    from azfunc.retry import FixedDelay as FixedDelay
    from azfunc.web.apps import AsgiFunctionApp as AsgiFunctionApp
    from azfunc.web.apps import ExternalHttpFunctionApp as ExternalHttpFunctionApp
    from azfunc.web.apps import WsgiFunctionApp as WsgiFunctionApp
    from azfunc.web.asgi import AsgiMiddleware as AsgiMiddleware
    from azfunc.web.wsgi import WsgiMiddleware as WsgiMiddleware

__version__ = "0.1.0"

_HOMES = {
    "app": ("FunctionApp",),
    "blueprint": ("Blueprint",),
    "bindings.blob": ("BlobInput", "BlobOutput", "BlobTrigger", "InputStream"),
    "bindings.connector": ("ConnectorDeliveryMode",),
    "bindings.context": ("Context", "RetryContext", "RpcException", "TraceContext"),
    "bindings.converters": ("get_binding_registry", "register_converter"),
    "bindings.cosmosdb_mongo": ("CosmosDBMongoTriggerLevel",),
    "bindings.documents": ("Document", "DocumentList"),
    "bindings.durable_payload": ("EntityContext", "OrchestrationContext"),
    "bindings.enums": (
        "AccessRights",
        "AuthLevel",
        "BlobSource",
        "Cardinality",
        "CosmosDBChangeFeedMode",
        "DataType",
        "HttpMethod",
    ),
    "bindings.eventgrid": (
        "CloudEvent",
        "EventGridEvent",
        "EventGridOutput",
        "EventGridOutputEvent",
        "EventGridTrigger",
    ),
    "bindings.eventhub": ("EventHubEvent", "EventHubOutput", "EventHubTrigger"),
    "bindings.fabric": ("FabricItem", "UdfProperty", "UserDataFunctionContext"),
    "bindings.http_payload": ("HttpRequest", "HttpResponse"),
    "bindings.identity": ("Claim", "ClaimsIdentity"),
    "bindings.kafka_payload": ("KafkaEvent",),
    "bindings.kafka_enums": ("BrokerAuthenticationMode", "BrokerProtocol", "KafkaMessageKeyType", "OAuthBearerMethod"),
    "bindings.kusto": ("KustoDataFormat", "KustoIngestionType"),
    "bindings.mcp_payload": (
        "MCPToolContext",
        "McpPropertyType",
        "PromptArgument",
        "PromptInvocationContext",
        "mcp_content",
    ),
    "bindings.mysql": ("MySqlRow", "MySqlRowList"),
    "bindings.openai_enums": ("InputType", "OpenAIModels"),
    "bindings.out": ("Out",),
    "bindings.queue": ("QueueMessage", "QueueOutput", "QueueTrigger"),
    "bindings.redis": ("RedisListDirection", "RedisStreamEntry"),
    "bindings.rows": ("CommandType",),
    "bindings.sendgrid": ("SendGridAttachment", "SendGridMessage"),
    "bindings.servicebus": (
        "ServiceBusEntityType",
        "ServiceBusMessage",
        "ServiceBusQueueOutput",
        "ServiceBusQueueTrigger",
        "ServiceBusTopicOutput",
        "ServiceBusTopicTrigger",
    ),
    "bindings.signalr": ("SignalRCategory",),
    "bindings.signalr_payload": ("SignalRConnectionInfo", "SignalRGroupAction", "SignalRInvocation", "SignalRMessage"),
    "bindings.sql": ("SqlInput", "SqlOutput", "SqlRow", "SqlRowList", "SqlTrigger"),
    "bindings.timer": ("TimerRequest", "TimerTrigger"),
    "bindings.twilio": ("TwilioSmsMessage",),
    "bindings.warmup": ("WarmUpContext",),
    "bindings.webpubsub": ("WebPubSubClientProtocol", "WebPubSubClientProtocols", "WebPubSubEventType"),
    "bindings.webpubsub_payload": ("WebPubSubAction", "WebPubSubConnection", "WebPubSubRequest"),
    "decorators.function_app": ("BindingApi", "DecoratorApi", "FunctionRegister", "SettingsApi", "TriggerApi"),
    "errors": ("AppError", "AzfuncError", "AzfuncWarning", "DefinitionError", "DependencyError", "SettingsError"),
    "extension": ("AppExtensionBase", "ExtensionMeta", "FuncExtensionBase", "FunctionExtensionException"),
    "function": ("Function",),
    "kafka": ("KafkaConverter", "KafkaTriggerConverter"),
    "retry": ("ExponentialBackoff", "FOREVER", "FixedDelay"),
    "web.apps": ("AsgiFunctionApp", "ExternalHttpFunctionApp", "WsgiFunctionApp"),
    "web.asgi": ("AsgiMiddleware",),
    "web.wsgi": ("WsgiMiddleware",),
    "depends": ("Depends", "FromSettings"),
    "call": ("Call",),
    "middleware": ("AsyncCallNext", "CallNext"),
    "bindings.http": ("HttpOutput", "HttpTrigger"),
    "bindings.cosmosdb": ("CosmosDBInput", "CosmosDBOutput", "CosmosDBTrigger"),
    "bindings.table": ("TableInput", "TableOutput"),
    "bindings.kafka": ("KafkaOutput", "KafkaTrigger"),
    "bindings.http_parts": ("Body", "Cookie", "File", "Form", "Header", "Path", "Query"),
    "bindings.http_problems": ("Problem", "RequestError"),
    "bindings.http_stream": ("StreamedResponse",),
    "bindings.form": ("UploadedFile",),
    "bindings.batch": ("Batch", "BatchItem"),
    "bindings.settlement": ("Abandon", "DeadLetter", "Defer"),
}
_SUBMODULES = frozenset(
    (
        "blob",
        "connectors",
        "cosmosdb",
        "decorators",
        "durable_functions",
        "eventgrid",
        "eventhub",
        "extension",
        "http",
        "kafka",
        "mcp",
        "meta",
        "mysql",
        "queue",
        "servicebus",
        "sql",
        "timer",
        "warmup",
    )
)
"""Modules of azure.functions that apps reach as attributes: ``func.http.HttpRequest``."""

__all__ = (
    "FOREVER",
    "Abandon",
    "AccessRights",
    "AppError",
    "AppExtensionBase",
    "AsgiFunctionApp",
    "AsgiMiddleware",
    "AsyncCallNext",
    "AuthLevel",
    "AzfuncError",
    "AzfuncWarning",
    "Batch",
    "BatchItem",
    "BindingApi",
    "BlobInput",
    "BlobOutput",
    "BlobSource",
    "BlobTrigger",
    "Blueprint",
    "Body",
    "BrokerAuthenticationMode",
    "BrokerProtocol",
    "Call",
    "CallNext",
    "Cardinality",
    "Claim",
    "ClaimsIdentity",
    "CloudEvent",
    "CommandType",
    "ConnectorDeliveryMode",
    "Context",
    "Cookie",
    "CosmosDBChangeFeedMode",
    "CosmosDBInput",
    "CosmosDBMongoTriggerLevel",
    "CosmosDBOutput",
    "CosmosDBTrigger",
    "DataType",
    "DeadLetter",
    "DecoratorApi",
    "Defer",
    "DefinitionError",
    "DependencyError",
    "Depends",
    "Document",
    "DocumentList",
    "EntityContext",
    "EventGridEvent",
    "EventGridOutput",
    "EventGridOutputEvent",
    "EventGridTrigger",
    "EventHubEvent",
    "EventHubOutput",
    "EventHubTrigger",
    "ExponentialBackoff",
    "ExtensionMeta",
    "ExternalHttpFunctionApp",
    "FabricItem",
    "File",
    "FixedDelay",
    "Form",
    "FromSettings",
    "FuncExtensionBase",
    "Function",
    "FunctionApp",
    "FunctionExtensionException",
    "FunctionRegister",
    "Header",
    "HttpMethod",
    "HttpOutput",
    "HttpRequest",
    "HttpResponse",
    "HttpTrigger",
    "InputStream",
    "InputType",
    "KafkaConverter",
    "KafkaEvent",
    "KafkaMessageKeyType",
    "KafkaOutput",
    "KafkaTrigger",
    "KafkaTriggerConverter",
    "KustoDataFormat",
    "KustoIngestionType",
    "MCPToolContext",
    "McpPropertyType",
    "MySqlRow",
    "MySqlRowList",
    "OAuthBearerMethod",
    "OpenAIModels",
    "OrchestrationContext",
    "Out",
    "Path",
    "Problem",
    "PromptArgument",
    "PromptInvocationContext",
    "Query",
    "QueueMessage",
    "QueueOutput",
    "QueueTrigger",
    "RedisListDirection",
    "RedisStreamEntry",
    "RequestError",
    "RetryContext",
    "RpcException",
    "SendGridAttachment",
    "SendGridMessage",
    "ServiceBusEntityType",
    "ServiceBusMessage",
    "ServiceBusQueueOutput",
    "ServiceBusQueueTrigger",
    "ServiceBusTopicOutput",
    "ServiceBusTopicTrigger",
    "SettingsApi",
    "SettingsError",
    "SignalRCategory",
    "SignalRConnectionInfo",
    "SignalRGroupAction",
    "SignalRInvocation",
    "SignalRMessage",
    "SqlInput",
    "SqlOutput",
    "SqlRow",
    "SqlRowList",
    "SqlTrigger",
    "StreamedResponse",
    "TableInput",
    "TableOutput",
    "TimerRequest",
    "TimerTrigger",
    "TraceContext",
    "TriggerApi",
    "TwilioSmsMessage",
    "UdfProperty",
    "UploadedFile",
    "UserDataFunctionContext",
    "WarmUpContext",
    "WebPubSubAction",
    "WebPubSubClientProtocol",
    "WebPubSubClientProtocols",
    "WebPubSubConnection",
    "WebPubSubEventType",
    "WebPubSubRequest",
    "WsgiFunctionApp",
    "WsgiMiddleware",
    "__version__",
    "get_binding_registry",
    "mcp_content",
    "register_converter",
)


if not TYPE_CHECKING:  # or checkers would accept any name

    def __getattr__(name: str) -> object:
        from importlib import import_module

        if name in _SUBMODULES:
            return import_module(f"azfunc.{name}")
        module = next((module for module, names in _HOMES.items() if name in names), "")
        if not module:
            raise AttributeError(f"module 'azfunc' has no attribute '{name}'")
        value: object = getattr(import_module(f"azfunc.{module}"), name)
        globals()[name] = value
        return value

    def __dir__() -> list[str]:
        return sorted({*globals(), *__all__, *_SUBMODULES})
