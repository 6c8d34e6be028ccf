"""As ``azure.functions.decorators.core``: enums, and the bases of binding classes."""

from azfunc.bindings.base import Binding, Trigger
from azfunc.bindings.base import Input as InputBinding
from azfunc.bindings.base import Output as OutputBinding
from azfunc.bindings.enums import AccessRights, AuthLevel, BlobSource, Cardinality, CosmosDBChangeFeedMode, DataType
from azfunc.bindings.enums import Direction as BindingDirection
from azfunc.bindings.mcp_payload import McpPropertyType

__all__ = (
    "AccessRights",
    "AuthLevel",
    "Binding",
    "BindingDirection",
    "BlobSource",
    "Cardinality",
    "CosmosDBChangeFeedMode",
    "DataType",
    "InputBinding",
    "McpPropertyType",
    "OutputBinding",
    "Trigger",
)
