"""Rows of SQL and MySQL tables: what the payload classes, bindings, codecs and rules of both services share."""

import json
from collections.abc import Iterator
from typing import Any, ClassVar, Literal, TypeAlias, cast

from azfunc.bindings.datum import Datum, JsonValue
from azfunc.bindings.decoding import Decoder
from azfunc.bindings.enums import BindingEnum, DataTypeLike
from azfunc.bindings.kinds import Input, Output, Trigger
from azfunc.bindings.objects_payload import (
    ObjectListPayload,
    ObjectPayload,
    encode_payloads,
    payloads_decoder,
    refuse_one_of_several,
)
from azfunc.bindings.record import binding_class
from azfunc.bindings.values import Shape
from azfunc.errors import Fault

RowsClass: TypeAlias = type[ObjectListPayload[Any]]
"""The class of a service's rows. (Inside a binding class the word ``type`` means the binding's own.)"""

_SETTINGS = ("connection_string_setting",)


class CommandType(BindingEnum):
    """What the command text of an input is: a query, or the name of a stored procedure."""

    TEXT = "Text"
    STORED_PROCEDURE = "StoredProcedure"


CommandTypeLike: TypeAlias = CommandType | Literal["Text", "StoredProcedure"]
"""A `CommandType`, or its text."""


class Row(ObjectPayload[object]):
    """A row of a table: a mapping of column names to values; moments, decimals, UUIDs… are sent as their JSON text."""

    noun: ClassVar[str] = "row"

    def to_dict(self) -> dict[str, JsonValue]:
        """The row as a dict of JSON-ready values: moments are ISO 8601 text, bytes UTF-8 text.

        Raises:
            azfunc.errors.EncodeError: a value has no JSON form.
        """
        return cast("dict[str, JsonValue]", json.loads(self.to_json()))


@binding_class
class RowsTrigger(Trigger):
    """What the triggers of both services share: batches of changes, each with ``Operation`` and ``Item``."""

    rows: ClassVar[RowsClass]
    setting_fields: ClassVar[tuple[str, ...]] = _SETTINGS

    arg_name: str | None = None
    table_name: str
    connection_string_setting: str
    leases_table_name: str | None = None
    data_type: DataTypeLike | None = None

    def target(self) -> str:
        return self.table_name

    def decoder(self, shape: Shape) -> Decoder:
        refuse_one_of_several(shape, self.rows)
        return payloads_decoder(shape, self.rows, self.refuse_foreign)


@binding_class
class RowsInput(Input):
    """What the inputs of both services share: the rows that a command finds."""

    rows: ClassVar[RowsClass]
    setting_fields: ClassVar[tuple[str, ...]] = _SETTINGS

    arg_name: str | None = None
    command_text: str
    connection_string_setting: str
    command_type: CommandTypeLike | None = CommandType.TEXT
    parameters: str | None = None
    data_type: DataTypeLike | None = None

    def target(self) -> str:
        return self.command_text

    def decoder(self, shape: Shape) -> Decoder:
        return payloads_decoder(shape, self.rows, self.refuse_foreign)

    def rules(self) -> Iterator[Fault]:
        return parameter_faults(self.parameters)


@binding_class
class RowsOutput(Output):
    """What the outputs of both services share: rows for a table."""

    setting_fields: ClassVar[tuple[str, ...]] = _SETTINGS

    arg_name: str | None = None
    command_text: str
    connection_string_setting: str
    data_type: DataTypeLike | None = None

    def target(self) -> str:
        return self.command_text

    def encode(self, value: object) -> Datum:
        return encode_payloads(value, Row.noun)


def parameter_faults(parameters: object) -> Iterator[Fault]:
    """A fault for command parameters that the extensions refuse; what a ``%SETTING%`` holds is left to the host."""
    pairs = parameters.split(",") if isinstance(parameters, str) else []
    for pair in pairs:
        name, *values = pair.split("=")
        if not pair or "%" in pair or (name.strip().startswith("@") and len(values) == 1):
            continue
        yield Fault(
            "bad-sql-parameters",
            "parameters holds something that is no @name=value pair",
            f"{pair!r} in parameters={parameters!r}",
            "@name=value pairs parted by commas, without commas or equals signs in the values",
            "write parameters='@Name={name},@Limit=10'; null stands for NULL, and nothing after = for an empty text",
        )
