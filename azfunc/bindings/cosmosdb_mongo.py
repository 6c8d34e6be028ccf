"""Cosmos DB for MongoDB (vCore): trigger, input and output.

Follows https://learn.microsoft.com/azure/azure-functions/functions-bindings-mongodb-vcore.
"""

from typing import ClassVar, Literal, TypeAlias

from azfunc.bindings.enums import BindingEnum, DataTypeLike
from azfunc.bindings.plain import PlainInput, PlainOutput, PlainTrigger
from azfunc.bindings.record import binding_class


class CosmosDBMongoTriggerLevel(BindingEnum):
    """What a trigger watches."""

    COLLECTION = "Collection"
    DATABASE = "Database"
    CLUSTER = "Cluster"


CosmosDBMongoTriggerLevelLike: TypeAlias = CosmosDBMongoTriggerLevel | Literal["Collection", "Database", "Cluster"]
"""A `CosmosDBMongoTriggerLevel`, or its text."""

_SETTINGS = ("connection_string_setting", "lease_connection_string_setting")


@binding_class
class CosmosDBMongoTrigger(PlainTrigger):
    """Runs the function for changed documents of Cosmos DB for MongoDB. Preview: needs the preview extension bundle.

    The handler gets JSON text, or a dict, a list or a model as it is annotated.

    https://learn.microsoft.com/azure/azure-functions/functions-bindings-mongodb-vcore-trigger

    Args:
        arg_name: the handler's parameter that takes the changes; may be left out where only one can be meant.
        database_name: the watched database; the whole cluster if left out.
        collection_name: the watched collection; the whole database if left out.
        connection_string_setting: the app setting with the cluster's connection string.
        lease_database_name: the database that keeps the progress; the watched one if left out.
        lease_collection_name: the collection that keeps the progress; ``leases`` if left out.
        lease_connection_string_setting: the app setting for the cluster that keeps the progress; that of the watched
            one if left out.
        create_if_not_exists: make what is missing; false if left out. It matters to outputs rather than here.
        trigger_level: what is watched; the names above say it too.
        tenant_id: the Entra tenant, for access by identity.
        managed_identity_client_id: the client id of a user-assigned identity.
        lease_tenant_id: the Entra tenant of the cluster that keeps the progress.
        lease_managed_identity_client_id: the client id of a user-assigned identity for that cluster.
        function_id: an id that the extension itself uses; leave it out.
        data_type: how the host hands the changes over.
    """

    type: ClassVar[str] = "cosmosDBMongoTrigger"
    setting_fields: ClassVar[tuple[str, ...]] = _SETTINGS

    arg_name: str | None = None
    database_name: str | None = None
    collection_name: str | None = None
    connection_string_setting: str
    lease_database_name: str | None = None
    lease_collection_name: str | None = None
    lease_connection_string_setting: str | None = None
    create_if_not_exists: bool | None = None
    trigger_level: CosmosDBMongoTriggerLevelLike | None = None
    tenant_id: str | None = None
    managed_identity_client_id: str | None = None
    lease_tenant_id: str | None = None
    lease_managed_identity_client_id: str | None = None
    function_id: str | None = None
    data_type: DataTypeLike | None = None

    def target(self) -> str:
        return _place(self.database_name, self.collection_name)


@binding_class
class CosmosDBMongoInput(PlainInput):
    """Reads documents of Cosmos DB for MongoDB before the function runs. Preview: needs the preview extension bundle.

    The handler gets JSON text, or ``list[...]`` of dicts or models as it is annotated.

    https://learn.microsoft.com/azure/azure-functions/functions-bindings-mongodb-vcore-input

    Args:
        arg_name: the handler's parameter that takes the documents; may be left out where only one can be meant.
        database_name: the database.
        collection_name: the collection.
        connection_string_setting: the app setting with the cluster's connection string.
        query_string: a MongoDB query; ``{token}`` is allowed.
        data_type: how the host hands the documents over.
    """

    type: ClassVar[str] = "cosmosDBMongo"
    setting_fields: ClassVar[tuple[str, ...]] = _SETTINGS

    arg_name: str | None = None
    database_name: str
    collection_name: str | None = None
    connection_string_setting: str
    query_string: str | None = None
    data_type: DataTypeLike | None = None

    def target(self) -> str:
        return _place(self.database_name, self.collection_name)


@binding_class
class CosmosDBMongoOutput(PlainOutput):
    """Writes documents to Cosmos DB for MongoDB. Preview: needs the preview extension bundle.

    Takes a dict, a model, a list of these, or JSON text.

    https://learn.microsoft.com/azure/azure-functions/functions-bindings-mongodb-vcore-output

    Args:
        arg_name: the handler's ``Out`` parameter, or ``$return`` for its return value.
        database_name: the database.
        collection_name: the collection.
        connection_string_setting: the app setting with the cluster's connection string.
        create_if_not_exists: make database and collection where they are missing; false if left out.
        data_type: how the host takes the value.
    """

    type: ClassVar[str] = "cosmosDBMongo"
    setting_fields: ClassVar[tuple[str, ...]] = _SETTINGS

    arg_name: str | None = None
    database_name: str
    collection_name: str
    connection_string_setting: str
    create_if_not_exists: bool | None = None
    data_type: DataTypeLike | None = None

    def target(self) -> str:
        return _place(self.database_name, self.collection_name)


def _place(database: str | None, collection: str | None) -> str:
    return "/".join(name for name in (database, collection) if name)
