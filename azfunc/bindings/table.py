"""Storage tables: input and output.

Follows https://learn.microsoft.com/azure/azure-functions/functions-bindings-storage-table.
"""

from collections.abc import Iterator
from typing import ClassVar

from azfunc.bindings.datum import Datum, Metadata
from azfunc.bindings.decoding import UNTYPED, Decoder
from azfunc.bindings.enums import DataTypeLike
from azfunc.bindings.kinds import Input, Output
from azfunc.bindings.names import TABLE, name_fault
from azfunc.bindings.objects import is_object_type, objects_decoder, objects_text
from azfunc.bindings.record import binding_class
from azfunc.bindings.values import (
    Shape,
    UnsupportedShapeError,
)
from azfunc.errors import Fault


@binding_class
class TableInput(Input):
    """Reads one entity of a Storage table, or several, before the function runs.

    With partition_key and row_key the handler gets one entity, None where there is none; otherwise a list. An
    unannotated or ``str`` parameter takes the JSON text, ``dict``, a model or ``list[...]`` of them what it holds.

    https://learn.microsoft.com/azure/azure-functions/functions-bindings-storage-table-input

    Args:
        arg_name: the handler's parameter that takes the entities; may be left out where only one can be meant.
        connection: the app setting with the connection string, or the prefix of identity-based settings.
        table_name: the table: 3 to 63 letters and digits; ``%SETTING%`` and ``{token}`` are allowed.
        row_key: key of the one entity to read; needs partition_key.
        partition_key: partition to read from; all of them if left out.
        take: how many entities to read at most; all of them if left out. Not together with row_key.
        filter: OData filter such as ``Price gt 10``. Not together with row_key.
        data_type: how the host hands the value over.
    """

    type: ClassVar[str] = "table"
    implicit_return: ClassVar[bool] = True

    arg_name: str | None = None
    connection: str
    table_name: str
    row_key: str | None = None
    partition_key: str | None = None
    take: int | None = None
    filter: str | None = None
    data_type: DataTypeLike | None = None

    def target(self) -> str:
        return self.table_name

    def decode(self, datum: Datum, metadata: Metadata) -> str | None:
        return None if datum.kind == "none" else datum.text()

    def decoder(self, shape: Shape) -> Decoder:
        if shape.annotation in UNTYPED:
            return self.decode
        self.refuse_foreign(shape.annotation)
        one = self.row_key is not None and self.partition_key is not None
        if is_object_type(shape.annotation) and not one and self.take != 1:
            raise UnsupportedShapeError(
                f"list[{shape.describe()}], since several entities are read where row_key does not name one"
            )
        decode = objects_decoder(shape, "entities")
        return lambda datum, _metadata: decode(datum)

    def rules(self) -> Iterator[Fault]:
        yield from name_fault("table_name", self.table_name, TABLE)
        if self.row_key is None:
            return
        if self.partition_key is None:
            yield Fault(
                "row-key-without-partition-key",
                "row_key is given without partition_key, so it names no entity",
                f"row_key={self.row_key!r}",
                "partition_key and row_key together, or neither",
                "add partition_key=..., or select with filter=\"RowKey eq '...'\"",
            )
        for field in ("take", "filter"):
            value = getattr(self, field)
            if value is not None:
                yield Fault(
                    "query-beside-row-key",
                    f"{field} is given together with row_key, which reads one entity",
                    f"row_key={self.row_key!r}, {field}={value!r}",
                    f"row_key or {field}",
                    f"remove {field} to read one entity, or row_key to read several",
                    is_tolerated=True,
                )


@binding_class
class TableOutput(Output):
    """Writes entities to a Storage table after the function has run; the host makes the table if it is missing.

    Takes a dict, a model, a list of them, or JSON text of these. The keys are ``PartitionKey`` and ``RowKey`` of
    the entity. An entity that exists is not replaced (the invocation fails) unless it carries an ``ETag``, ``"*"``
    for any.

    https://learn.microsoft.com/azure/azure-functions/functions-bindings-storage-table-output

    Args:
        arg_name: the handler's ``Out`` parameter, or ``$return`` for its return value.
        connection: the app setting with the connection string, or the prefix of identity-based settings.
        table_name: the table: 3 to 63 letters and digits; ``%SETTING%`` and ``{token}`` are allowed.
        row_key: row key of entities that have none.
        partition_key: partition key of entities that have none.
        data_type: how the host takes the value.
    """

    type: ClassVar[str] = "table"
    implicit_return: ClassVar[bool] = True

    arg_name: str | None = None
    connection: str
    table_name: str
    row_key: str | None = None
    partition_key: str | None = None
    data_type: DataTypeLike | None = None

    def target(self) -> str:
        return self.table_name

    def encode(self, value: object) -> Datum:
        return Datum("json", objects_text(value, "entity"))

    def rules(self) -> Iterator[Fault]:
        return name_fault("table_name", self.table_name, TABLE)
