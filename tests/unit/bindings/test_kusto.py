"""Kusto: documents, settings, enums."""

from azfunc.bindings.binding import SettingName
from azfunc.bindings.kusto import KustoDataFormat, KustoInput, KustoOutput

INPUT = KustoInput(
    arg_name="rows",
    database="d",
    connection="Kusto",
    managed_service_identity="system",
    kql_command="t | where id == @id",
    kql_parameters="@id={id}",
    client_request_properties="@notruncation=true",
)
OUTPUT = KustoOutput(
    arg_name="rows",
    database="d",
    connection="Kusto",
    table_name="t",
    mapping_ref="m",
    data_format=KustoDataFormat.CSV,
    ingestion_type="queued",
    ingestion_properties="@flushImmediately=true",
)


def test_documents() -> None:
    """Every property is written by its name of function.json."""
    assert list(INPUT.to_document().items())[3:] == [
        ("database", "d"),
        ("connection", "Kusto"),
        ("managedServiceIdentity", "system"),
        ("kqlCommand", "t | where id == @id"),
        ("kqlParameters", "@id={id}"),
        ("clientRequestProperties", "@notruncation=true"),
    ]
    assert list(OUTPUT.to_document().items())[3:] == [
        ("database", "d"),
        ("connection", "Kusto"),
        ("tableName", "t"),
        ("mappingRef", "m"),
        ("dataFormat", "csv"),
        ("ingestionType", "queued"),
        ("ingestionProperties", "@flushImmediately=true"),
    ]
    assert (INPUT.target(), OUTPUT.target()) == ("d", "d/t")


def test_settings() -> None:
    """The connection is one app setting; an identity is told by a property of its own."""
    assert list(INPUT.settings()) == list(OUTPUT.settings()) == [SettingName("connection", "Kusto", False)]


def test_unknown_texts() -> None:
    """Formats and ingestion types that nobody knows are faults."""
    made = OUTPUT.with_fields(data_format="xml", ingestion_type="later")
    assert [fault.rule for fault in made.faults()] == ["unknown-enum-text", "unknown-enum-text"]
    assert list(OUTPUT.faults()) == list(INPUT.faults()) == []
