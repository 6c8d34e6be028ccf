"""azfunc: typed, decorator-based Azure Functions. The public names, each loaded on first use."""

TYPE_CHECKING = False
if TYPE_CHECKING:
    from azfunc.app import Blueprint as Blueprint
    from azfunc.app import FunctionApp as FunctionApp
    from azfunc.bindings.blob import InputStream as InputStream
    from azfunc.bindings.context import Context as Context
    from azfunc.bindings.context import RetryContext as RetryContext
    from azfunc.bindings.context import RpcException as RpcException
    from azfunc.bindings.context import TraceContext as TraceContext
    from azfunc.bindings.documents import Document as Document
    from azfunc.bindings.documents import DocumentList as DocumentList
    from azfunc.bindings.enums import AccessRights as AccessRights
    from azfunc.bindings.enums import AuthLevel as AuthLevel
    from azfunc.bindings.enums import BlobSource as BlobSource
    from azfunc.bindings.enums import Cardinality as Cardinality
    from azfunc.bindings.enums import CosmosDBChangeFeedMode as CosmosDBChangeFeedMode
    from azfunc.bindings.enums import DataType as DataType
    from azfunc.bindings.enums import HttpMethod as HttpMethod
    from azfunc.bindings.eventgrid import CloudEvent as CloudEvent
    from azfunc.bindings.eventgrid import EventGridEvent as EventGridEvent
    from azfunc.bindings.eventgrid import EventGridOutputEvent as EventGridOutputEvent
    from azfunc.bindings.eventhub import EventHubEvent as EventHubEvent
    from azfunc.bindings.http_payload import HttpRequest as HttpRequest
    from azfunc.bindings.http_payload import HttpResponse as HttpResponse
    from azfunc.bindings.out import Out as Out
    from azfunc.bindings.queue import QueueMessage as QueueMessage
    from azfunc.bindings.servicebus import ServiceBusMessage as ServiceBusMessage
    from azfunc.bindings.timer import TimerRequest as TimerRequest
    from azfunc.bindings.warmup import WarmUpContext as WarmUpContext
    from azfunc.errors import AppError as AppError
    from azfunc.errors import AzfuncError as AzfuncError
    from azfunc.errors import AzfuncWarning as AzfuncWarning
    from azfunc.errors import DefinitionError as DefinitionError
    from azfunc.function import Function as Function
    from azfunc.retry import FOREVER as FOREVER
    from azfunc.retry import ExponentialBackoff as ExponentialBackoff
    from azfunc.retry import FixedDelay as FixedDelay

__version__ = "0.1.0"

_HOMES = {
    "app": ("Blueprint", "FunctionApp"),
    "bindings.blob": ("InputStream",),
    "bindings.context": ("Context", "RetryContext", "RpcException", "TraceContext"),
    "bindings.documents": ("Document", "DocumentList"),
    "bindings.enums": (
        "AccessRights",
        "AuthLevel",
        "BlobSource",
        "Cardinality",
        "CosmosDBChangeFeedMode",
        "DataType",
        "HttpMethod",
    ),
    "bindings.eventgrid": ("CloudEvent", "EventGridEvent", "EventGridOutputEvent"),
    "bindings.eventhub": ("EventHubEvent",),
    "bindings.http_payload": ("HttpRequest", "HttpResponse"),
    "bindings.out": ("Out",),
    "bindings.queue": ("QueueMessage",),
    "bindings.servicebus": ("ServiceBusMessage",),
    "bindings.timer": ("TimerRequest",),
    "bindings.warmup": ("WarmUpContext",),
    "errors": ("AppError", "AzfuncError", "AzfuncWarning", "DefinitionError"),
    "function": ("Function",),
    "retry": ("FOREVER", "ExponentialBackoff", "FixedDelay"),
}
_MODULES = {name: module for module, names in _HOMES.items() for name in names}

__all__ = (
    "FOREVER",
    "AccessRights",
    "AppError",
    "AuthLevel",
    "AzfuncError",
    "AzfuncWarning",
    "BlobSource",
    "Blueprint",
    "Cardinality",
    "CloudEvent",
    "Context",
    "CosmosDBChangeFeedMode",
    "DataType",
    "DefinitionError",
    "Document",
    "DocumentList",
    "EventGridEvent",
    "EventGridOutputEvent",
    "EventHubEvent",
    "ExponentialBackoff",
    "FixedDelay",
    "Function",
    "FunctionApp",
    "HttpMethod",
    "HttpRequest",
    "HttpResponse",
    "InputStream",
    "Out",
    "QueueMessage",
    "RetryContext",
    "RpcException",
    "ServiceBusMessage",
    "TimerRequest",
    "TraceContext",
    "WarmUpContext",
    "__version__",
)


if not TYPE_CHECKING:  # or checkers would accept any name

    def __getattr__(name: str) -> object:
        module = _MODULES.get(name)
        if module is None:
            raise AttributeError(f"module 'azfunc' has no attribute '{name}'")
        from importlib import import_module

        value: object = getattr(import_module(f"azfunc.{module}"), name)
        globals()[name] = value
        return value

    def __dir__() -> list[str]:
        return sorted({*globals(), *__all__})
