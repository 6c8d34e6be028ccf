"""Cosmos DB for MongoDB: documents, settings, enums."""

from azfunc.bindings.binding import SettingName
from azfunc.bindings.cosmosdb_mongo import (
    CosmosDBMongoInput,
    CosmosDBMongoOutput,
    CosmosDBMongoTrigger,
    CosmosDBMongoTriggerLevel,
)
from azfunc.bindings.record import fields_of


def test_trigger_document() -> None:
    """Every property is written by its name of function.json, in order."""
    texts = {field.name: field.name for field in fields_of(CosmosDBMongoTrigger) if field.name != "data_type"}
    values: dict[str, object] = {**texts, "create_if_not_exists": True, "trigger_level": "cluster"}
    document = CosmosDBMongoTrigger(**values).to_document()
    assert " ".join(list(document)[3:]) == (
        "databaseName collectionName connectionStringSetting leaseDatabaseName leaseCollectionName "
        "leaseConnectionStringSetting createIfNotExists triggerLevel tenantId managedIdentityClientId leaseTenantId "
        "leaseManagedIdentityClientId functionId"
    )
    assert document["triggerLevel"] == "Cluster"


def test_input_and_output_documents() -> None:
    """Input and output have one type and their own properties."""
    place = {"database_name": "d", "collection_name": "c", "connection_string_setting": "M"}
    written = {"databaseName": "d", "collectionName": "c", "connectionStringSetting": "M"}
    made = CosmosDBMongoInput(arg_name="a", **place, query_string="{}").to_document()
    assert made == {"type": "cosmosDBMongo", "direction": "in", "name": "a", **written, "queryString": "{}"}
    output = CosmosDBMongoOutput(arg_name="a", **place, create_if_not_exists=False).to_document()
    assert output == {"type": "cosmosDBMongo", "direction": "out", "name": "a", **written, "createIfNotExists": False}


def test_settings_and_targets() -> None:
    """Both connections are app settings; the target is what is watched."""
    trigger = CosmosDBMongoTrigger(connection_string_setting="M", lease_connection_string_setting="L")
    assert list(trigger.settings()) == [
        SettingName("connection_string_setting", "M", False),
        SettingName("lease_connection_string_setting", "L", False),
    ]
    assert trigger.target() == ""
    assert trigger.with_fields(database_name="d").target() == "d"
    assert CosmosDBMongoInput(database_name="d", collection_name="c", connection_string_setting="M").target() == "d/c"


def test_trigger_level() -> None:
    """A level is read in any case; an unknown one is a fault."""
    trigger = CosmosDBMongoTrigger(connection_string_setting="M", trigger_level="Database")
    assert trigger.trigger_level is CosmosDBMongoTriggerLevel.DATABASE
    assert [fault.rule for fault in trigger.with_fields(trigger_level="Table").faults()] == ["unknown-enum-text"]
