"""As ``azure.functions.cosmosdb``: documents of Cosmos DB."""

from azfunc.bindings.documents import Document, DocumentList
from azfunc.bindings.enums import CosmosDBChangeFeedMode

__all__ = (
    "CosmosDBChangeFeedMode",
    "Document",
    "DocumentList",
)
