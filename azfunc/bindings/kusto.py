"""Azure Data Explorer (Kusto): input and output.

Follows https://learn.microsoft.com/azure/azure-functions/functions-bindings-azure-data-explorer.
"""

from typing import ClassVar, Literal, TypeAlias

from azfunc.bindings.enums import BindingEnum, DataTypeLike
from azfunc.bindings.plain import PlainInput, PlainOutput
from azfunc.bindings.record import binding_class


class KustoDataFormat(BindingEnum):
    """The format of rows that are ingested."""

    JSON = "json"
    CSV = "csv"


class KustoIngestionType(BindingEnum):
    """How rows are ingested: at once where the cluster can, or by its queue."""

    MANAGED = "managed"
    QUEUED = "queued"


KustoDataFormatLike: TypeAlias = KustoDataFormat | Literal["json", "csv"]
"""A `KustoDataFormat`, or its text."""

KustoIngestionTypeLike: TypeAlias = KustoIngestionType | Literal["managed", "queued"]
"""A `KustoIngestionType`, or its text."""


@binding_class
class KustoInput(PlainInput):
    """Reads rows of a Kusto database before the function runs. Preview: needs the preview extension bundle.

    The handler gets JSON text, or ``list[...]`` of dicts or models as it is annotated.

    https://learn.microsoft.com/azure/azure-functions/functions-bindings-azure-data-explorer-input

    Args:
        arg_name: the handler's parameter that takes the rows; may be left out where only one can be meant.
        database: the database.
        connection: the app setting with the Kusto connection string.
        managed_service_identity: ``system``, or the client id of a user-assigned identity.
        kql_command: the query or function call; ``{token}`` is allowed in its parameters.
        kql_parameters: its parameters as ``@name=value``, parted by commas.
        client_request_properties: request properties as ``@name=value``, parted by commas.
        data_type: how the host hands the rows over.
    """

    type: ClassVar[str] = "kusto"
    connection_fields: ClassVar[tuple[str, ...]] = ()
    setting_fields: ClassVar[tuple[str, ...]] = ("connection",)

    arg_name: str | None = None
    database: str
    connection: str
    managed_service_identity: str | None = None
    kql_command: str
    kql_parameters: str | None = None
    client_request_properties: str | None = None
    data_type: DataTypeLike | None = None

    def target(self) -> str:
        return self.database


@binding_class
class KustoOutput(PlainOutput):
    """Ingests rows into a Kusto table. Preview: needs the preview extension bundle.

    Takes a dict, a model, a list of these, JSON text, or CSV text with ``data_format="csv"``.

    https://learn.microsoft.com/azure/azure-functions/functions-bindings-azure-data-explorer-output

    Args:
        arg_name: the handler's ``Out`` parameter, or ``$return`` for its return value.
        database: the database.
        connection: the app setting with the Kusto connection string.
        managed_service_identity: ``system``, or the client id of a user-assigned identity.
        table_name: the table.
        mapping_ref: an ingestion mapping of the table.
        data_format: the format of the rows: ``json`` or ``csv``.
        ingestion_type: ``managed`` (if left out) or ``queued``.
        ingestion_properties: such as ``@flushImmediately=false,@pollIntervalSeconds=15,@pollTimeoutMinutes=5``, which
            are the values if left out.
        data_type: how the host takes the value.
    """

    type: ClassVar[str] = "kusto"
    connection_fields: ClassVar[tuple[str, ...]] = ()
    setting_fields: ClassVar[tuple[str, ...]] = ("connection",)

    arg_name: str | None = None
    database: str
    connection: str
    managed_service_identity: str | None = None
    table_name: str
    mapping_ref: str | None = None
    data_format: KustoDataFormatLike | None = None
    ingestion_type: KustoIngestionTypeLike | None = None
    ingestion_properties: str | None = None
    data_type: DataTypeLike | None = None

    def target(self) -> str:
        return f"{self.database}/{self.table_name}"
