"""As ``azure.functions.decorators.cosmosdb``: binding classes of Cosmos DB."""

from azfunc.bindings.cosmosdb import CosmosDBInput, CosmosDBOutput, CosmosDBTrigger
from azfunc.bindings.cosmosdb_v3 import CosmosDBInputV3, CosmosDBOutputV3, CosmosDBTriggerV3
from azfunc.bindings.enums import CosmosDBChangeFeedMode, DataType

__all__ = (
    "CosmosDBChangeFeedMode",
    "CosmosDBInput",
    "CosmosDBInputV3",
    "CosmosDBOutput",
    "CosmosDBOutputV3",
    "CosmosDBTrigger",
    "CosmosDBTriggerV3",
    "DataType",
)
