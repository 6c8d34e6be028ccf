"""As ``azure.functions.decorators``: enums, apps, and a module for each service.

All of it is in `azfunc` or `azfunc.bindings`; these modules are there for the import lines of existing apps, and
`import azfunc` does not load them.
"""

from azfunc.bindings.enums import (
    AccessRights,
    AuthLevel,
    BlobSource,
    Cardinality,
    CosmosDBChangeFeedMode,
    DataType,
    HttpMethod,
)
from azfunc.bindings.mcp_payload import McpPropertyType, PromptArgument
from azfunc.decorators import core as core
from azfunc.decorators.function_app import (
    AsgiFunctionApp,
    BindingApi,
    Blueprint,
    DecoratorApi,
    ExternalHttpFunctionApp,
    Function,
    FunctionApp,
    FunctionRegister,
    SettingsApi,
    TriggerApi,
    WsgiFunctionApp,
)

__all__ = (
    "AccessRights",
    "AsgiFunctionApp",
    "AuthLevel",
    "BindingApi",
    "BlobSource",
    "Blueprint",
    "Cardinality",
    "CosmosDBChangeFeedMode",
    "DataType",
    "DecoratorApi",
    "ExternalHttpFunctionApp",
    "Function",
    "FunctionApp",
    "FunctionRegister",
    "HttpMethod",
    "McpPropertyType",
    "PromptArgument",
    "SettingsApi",
    "TriggerApi",
    "WsgiFunctionApp",
)
