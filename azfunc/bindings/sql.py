"""Azure SQL and SQL Server: trigger, input and output.

Follows https://learn.microsoft.com/azure/azure-functions/functions-bindings-azure-sql.
"""

from typing import ClassVar

from azfunc.bindings.binding import PayloadTypes
from azfunc.bindings.datum import Datum, Metadata
from azfunc.bindings.decoding import UNTYPED, Decoder
from azfunc.bindings.objects_payload import ObjectClass, ObjectListPayload, decode_payloads
from azfunc.bindings.record import binding_class
from azfunc.bindings.rows import Row, RowsClass, RowsInput, RowsOutput, RowsTrigger
from azfunc.bindings.values import Shape, decode_raw


class SqlRow(Row):
    """A row of an Azure SQL table: a mapping of column names to values."""


class SqlRowList(ObjectListPayload[SqlRow]):
    """Several rows of an Azure SQL table."""

    kind: ClassVar[ObjectClass] = SqlRow


@binding_class
class SqlTrigger(RowsTrigger):
    """Runs the function for changed rows of an Azure SQL table.

    Change tracking must be on, for the database and the table. A call brings a batch of changes, each an object
    with ``Operation`` (0 insert, 1 update, 2 delete) and ``Item`` (the row; of a deleted one its primary key alone).

    https://learn.microsoft.com/azure/azure-functions/functions-bindings-azure-sql-trigger

    Args:
        arg_name: the handler's parameter that takes the changes: JSON text where it says nothing or ``str``,
            otherwise a list of models or dicts, or a `SqlRowList`; may be left out where only one can be meant.
        table_name: the table to watch, such as ``dbo.Orders``.
        connection_string_setting: the app setting with the connection string.
        leases_table_name: the table that keeps the progress; ``Leases_{FunctionId}_{TableId}`` if left out.
        data_type: how the host hands the changes over.
    """

    type: ClassVar[str] = "sqlTrigger"
    payloads: ClassVar[PayloadTypes] = (SqlRowList, SqlRow)
    rows: ClassVar[RowsClass] = SqlRowList
    implicit_return: ClassVar[bool] = True

    def decode(self, datum: Datum, metadata: Metadata) -> object:
        return decode_raw(datum)

    def decoder(self, shape: Shape) -> Decoder:
        if shape.annotation in UNTYPED:  # azure.functions gives text, and apps read that as JSON
            return self.decode
        return super().decoder(shape)


@binding_class
class SqlInput(RowsInput):
    """Reads rows of an Azure SQL database before the function runs.

    https://learn.microsoft.com/azure/azure-functions/functions-bindings-azure-sql-input

    Args:
        arg_name: the handler's parameter that takes the `SqlRowList`, or a list of dicts or models (one of them
            where the query finds one row at most); may be left out where only one can be meant.
        command_text: the query, or the name of a stored procedure.
        connection_string_setting: the app setting with the connection string.
        command_type: ``Text`` for a query, ``StoredProcedure`` for a procedure.
        parameters: values for the command, as ``@name=value`` pairs parted by commas; ``{token}`` is allowed. No
            value may hold a comma or an equals sign; ``null`` is NULL.
        data_type: how the host hands the rows over.
    """

    type: ClassVar[str] = "sql"
    payloads: ClassVar[PayloadTypes] = (SqlRowList, SqlRow)
    rows: ClassVar[RowsClass] = SqlRowList

    def decode(self, datum: Datum, metadata: Metadata) -> SqlRowList | None:
        return decode_payloads(datum, SqlRowList)


@binding_class
class SqlOutput(RowsOutput):
    """Writes rows to an Azure SQL table after the function has run; one with the same primary key is replaced.

    Takes a `SqlRow`, a dict, a model, a list of them, or JSON text of these.

    https://learn.microsoft.com/azure/azure-functions/functions-bindings-azure-sql-output

    Args:
        arg_name: the handler's ``Out`` parameter, or ``$return`` for its return value.
        command_text: the table, such as ``dbo.Orders``.
        connection_string_setting: the app setting with the connection string.
        data_type: how the host takes the value.
    """

    type: ClassVar[str] = "sql"
    payloads: ClassVar[PayloadTypes] = (SqlRow, SqlRowList)
