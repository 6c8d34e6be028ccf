"""As ``azure.functions.decorators.core``: enums, and the bases of binding classes."""

from azfunc.bindings.binding import Binding
from azfunc.bindings.enums import AccessRights, AuthLevel, BlobSource, Cardinality, CosmosDBChangeFeedMode, DataType
from azfunc.bindings.enums import Direction as BindingDirection
from azfunc.bindings.kinds import Input as InputBinding
from azfunc.bindings.kinds import Output as OutputBinding
from azfunc.bindings.kinds import Trigger
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
