"""Azure Database for MySQL: trigger, input and output.

Follows https://learn.microsoft.com/azure/azure-functions/functions-bindings-azure-mysql.
"""

from typing import ClassVar

from azfunc.bindings.binding import PayloadTypes
from azfunc.bindings.datum import Datum, Metadata
from azfunc.bindings.objects_payload import ObjectClass, ObjectListPayload, decode_payloads
from azfunc.bindings.record import binding_class
from azfunc.bindings.rows import Row, RowsClass, RowsInput, RowsOutput, RowsTrigger


class MySqlRow(Row):
    """A row of a MySQL table: a mapping of column names to values."""


class MySqlRowList(ObjectListPayload[MySqlRow]):
    """Several rows of a MySQL table."""

    kind: ClassVar[ObjectClass] = MySqlRow


@binding_class
class MySqlTrigger(RowsTrigger):
    """Runs the function for new and updated rows of a MySQL table.

    The table needs the column ``az_func_updated_at``; deletes are not noticed. A call brings a batch of changes,
    each an object with ``Operation`` (always 0) and ``Item`` (the row).

    https://learn.microsoft.com/azure/azure-functions/functions-bindings-azure-mysql-trigger

    Args:
        arg_name: the handler's parameter that takes the changes: a `MySqlRowList` (also where it says nothing), a
            list of models or dicts, or JSON text; may be left out where only one can be meant.
        table_name: the table to watch.
        connection_string_setting: the app setting with the connection string.
        leases_table_name: the table that keeps the progress; ``Leases_{FunctionId}_{TableId}`` if left out.
        data_type: how the host hands the changes over.
    """

    type: ClassVar[str] = "mysqlTrigger"
    payloads: ClassVar[PayloadTypes] = (MySqlRowList, MySqlRow)
    rows: ClassVar[RowsClass] = MySqlRowList

    def decode(self, datum: Datum, metadata: Metadata) -> MySqlRowList | None:
        return decode_payloads(datum, MySqlRowList)


@binding_class
class MySqlInput(RowsInput):
    """Reads rows of a MySQL database before the function runs.

    https://learn.microsoft.com/azure/azure-functions/functions-bindings-azure-mysql-input

    Args:
        arg_name: the handler's parameter that takes the `MySqlRowList`, or a list of dicts or models (one of them
            where the query finds one row at most); may be left out where only one can be meant.
        command_text: the query, or the name of a stored procedure.
        connection_string_setting: the app setting with the connection string.
        command_type: ``Text`` for a query, ``StoredProcedure`` for a procedure.
        parameters: values for the command, as ``@name=value`` pairs parted by commas; ``{token}`` is allowed. No
            value may hold a comma or an equals sign; ``null`` is NULL.
        data_type: how the host hands the rows over.
    """

    type: ClassVar[str] = "mysql"
    payloads: ClassVar[PayloadTypes] = (MySqlRowList, MySqlRow)
    rows: ClassVar[RowsClass] = MySqlRowList

    def decode(self, datum: Datum, metadata: Metadata) -> MySqlRowList | None:
        return decode_payloads(datum, MySqlRowList)


@binding_class
class MySqlOutput(RowsOutput):
    """Writes rows to a MySQL table after the function has run; one with the same primary key is replaced.

    Takes a `MySqlRow`, a dict, a model, a list of them, or JSON text of these.

    https://learn.microsoft.com/azure/azure-functions/functions-bindings-azure-mysql-output

    Args:
        arg_name: the handler's ``Out`` parameter, or ``$return`` for its return value.
        command_text: the table.
        connection_string_setting: the app setting with the connection string.
        data_type: how the host takes the value.
    """

    type: ClassVar[str] = "mysql"
    payloads: ClassVar[PayloadTypes] = (MySqlRow, MySqlRowList)
