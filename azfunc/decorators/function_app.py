"""As ``azure.functions.decorators.function_app``: apps and their parts.

azure.functions splits the decorators over several bases. azfunc has one class for them, so the names of these bases
all stand for it: ``isinstance`` and annotations mean the same, and one of them is enough to derive from.
"""

from typing import TypeAlias

from azfunc.app import FunctionApp
from azfunc.bindings.enums import (
    AccessRights,
    AuthLevel,
    BlobSource,
    Cardinality,
    CosmosDBChangeFeedMode,
    DataType,
    HttpMethod,
)
from azfunc.bindings.kafka_enums import BrokerAuthenticationMode, BrokerProtocol, KafkaMessageKeyType, OAuthBearerMethod
from azfunc.bindings.mcp_payload import McpPropertyType
from azfunc.bindings.openai_enums import InputType, OpenAIModels
from azfunc.blueprint import Blueprint, Decorators
from azfunc.function import Function
from azfunc.web.apps import AsgiFunctionApp, ExternalHttpFunctionApp, WsgiFunctionApp

BindingApi: TypeAlias = Decorators
"""The decorators of inputs and outputs."""

DecoratorApi: TypeAlias = Decorators
"""All decorators."""

SettingsApi: TypeAlias = Decorators
"""The decorators that bind nothing: ``function_name``, ``retry``, ``http_type``."""

TriggerApi: TypeAlias = Decorators
"""The decorators of triggers."""

FunctionRegister: TypeAlias = FunctionApp
"""What hosts look for in a module: an app."""


class FunctionBuilder:
    """What decorators of azure.functions return. Those of azfunc return the function, so that nothing is one."""


HttpFunctionsAuthLevelMixin: TypeAlias = FunctionApp
"""What knows the auth level of routes that do not say: an app."""

__all__ = (
    "AccessRights",
    "AsgiFunctionApp",
    "AuthLevel",
    "BindingApi",
    "BlobSource",
    "Blueprint",
    "BrokerAuthenticationMode",
    "BrokerProtocol",
    "Cardinality",
    "CosmosDBChangeFeedMode",
    "DataType",
    "DecoratorApi",
    "ExternalHttpFunctionApp",
    "Function",
    "FunctionApp",
    "FunctionBuilder",
    "FunctionRegister",
    "HttpFunctionsAuthLevelMixin",
    "HttpMethod",
    "InputType",
    "KafkaMessageKeyType",
    "McpPropertyType",
    "OAuthBearerMethod",
    "OpenAIModels",
    "SettingsApi",
    "TriggerApi",
    "WsgiFunctionApp",
)
