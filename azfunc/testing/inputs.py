"""What input bindings read: what a test provided, or what the client's stores hold."""

from collections.abc import Mapping
from typing import NamedTuple

from azfunc.bindings.datum import NOTHING, Datum, JsonValue
from azfunc.bindings.kinds import Input
from azfunc.errors import InvocationError
from azfunc.function import Function
from azfunc.testing.directory import Directory
from azfunc.testing.events import body_datum, json_datum, to_datum
from azfunc.testing.places import Place, Resolve, place_of
from azfunc.testing.stores import Stores


class MissingInputError(InvocationError):
    """Nobody has said what an input binding reads.

    Attributes:
        parameter: the handler's parameter that takes it.
    """

    def __init__(self, message: str, parameter: str) -> None:
        super().__init__(message)
        self.parameter: str = parameter


class _Reading(NamedTuple):
    """One input binding of an invocation."""

    place: Place | None
    properties: Mapping[str, JsonValue]
    resolve: Resolve

    def text(self, name: str) -> str | None:
        """A property with its expressions resolved."""
        value = self.properties.get(name)
        return None if value is None else self.resolve(str(value))


class Inputs:
    """The data that a test client hands to input bindings.

    Args:
        stores: what tests and functions have written.
        directory: where functions write.
    """

    def __init__(self, stores: Stores, directory: Directory) -> None:
        self._stores = stores
        self._directory = directory
        self._provided: dict[tuple[str, str], Datum] = {}

    def provide(self, function: Function, values: Mapping[str, object]) -> None:
        """Sets what parameters get from now on; None is "nothing there", and a client of an SDK is given as it is.

        Raises:
            InvocationError: the function has no input binding of that name.
        """
        names = [binding.arg_name for binding in function.inputs]
        for name, value in values.items():
            if name not in names:
                known = ", ".join(f"'{known}'" for known in names) or "none"
                raise InvocationError(
                    f"Function '{function.name}' has no input binding '{name}' to provide a value for (it has "
                    f"{known}). The trigger's value is sent with the event."
                )
            binding = next(binding for binding in function.inputs if binding.arg_name == name)
            is_client = getattr(binding, "deferred", False) and value is not None
            self._provided[function.name, name] = Datum("model", value) if is_client else _provided_datum(value)

    def read(self, function: Function, event: Datum, resolve: Resolve) -> dict[str, Datum]:
        """The values of all input bindings of an invocation.

        Args:
            function: the function.
            event: the trigger's value.
            resolve: puts values in the place of binding expressions.

        Raises:
            MissingInputError: for one nothing has been provided; the message says how to.
        """
        return {binding.arg_name or "": self._read(function, binding, event, resolve) for binding in function.inputs}

    def _read(self, function: Function, binding: Input, event: Datum, resolve: Resolve) -> Datum:
        name = binding.arg_name or ""
        given = self._provided.get((function.name, name))
        if given is not None:
            return given
        if binding.type in _ARGUMENTS:
            return _argument(event, binding.target())
        if getattr(binding, "deferred", False):
            return _address(binding, resolve)
        document = binding.to_document()
        reading = _Reading(place_of(document, resolve), document, resolve)
        datum = self._stored(reading)
        if datum is None:
            raise _nothing_provided(function, binding, reading.place)
        return datum

    def _stored(self, reading: _Reading) -> Datum | None:
        """What the stores hold; None where they cannot tell."""
        if reading.place is None:
            return None
        if reading.place.kind == "blob":
            return self._blob(reading, reading.place)
        if reading.place.kind == "cosmosDB":
            return self._documents(reading, reading.place)
        return self._entities(reading, reading.place) if reading.place.kind == "table" else None

    def _blob(self, reading: _Reading, place: Place) -> Datum | None:
        blob = self._stores.blobs.get(place.address)
        if blob is not None:
            return body_datum(blob.content, reading.text("dataType"))
        return NOTHING if self._directory.is_written(place) else None

    def _documents(self, reading: _Reading, place: Place) -> Datum | None:
        if reading.properties.get("sqlQuery"):  # no SQL is run here
            return None
        documents = self._stores.documents.get(place.address)
        if documents is None and not self._directory.is_written(place):
            return None
        documents = documents or {}
        key = reading.text("id")
        if key is None:
            return json_datum(list(documents.values()))
        return json_datum(documents[key]) if key in documents else NOTHING

    def _entities(self, reading: _Reading, place: Place) -> Datum | None:
        if reading.properties.get("filter"):  # no OData is run here
            return None
        rows = self._stores.entities.get(place.address)
        if rows is None and not self._directory.is_written(place):
            return None
        rows = rows or {}
        partition, row = reading.text("partitionKey"), reading.text("rowKey")
        if partition is not None and row is not None:
            return json_datum(rows[partition, row]) if (partition, row) in rows else NOTHING
        found = [entity for (key, _), entity in rows.items() if partition in (None, key)]
        take = reading.properties.get("take")
        return json_datum(found[:take] if isinstance(take, int) and take > 0 else found)


_ARGUMENTS = ("mcpToolProperty", "mcpPromptArgument")
"""Inputs that are parts of what the trigger got."""


def _address(binding: Input, resolve: Resolve) -> Datum:
    """Where a blob is, as hosts tell it for a parameter that takes a client."""
    from azfunc.bindings.blob_clients import BlobAddress

    connection: str = binding.__dict__["connection"]
    return BlobAddress.of_path(connection, resolve(binding.target())).to_datum()


def _argument(event: Datum, name: str) -> Datum:
    """One argument of an MCP call, as hosts hand it over; nothing where the call does not give it."""
    call = event.parse()
    arguments = call.get("arguments") if isinstance(call, Mapping) else None
    value = arguments.get(name) if isinstance(arguments, Mapping) else None
    return to_datum(value)


def _provided_datum(value: object) -> Datum:
    read = getattr(value, "read", None)
    return to_datum(read() if callable(read) else value)


_PUT = {
    "blob": "client.blob('{}').put(...)",
    "cosmosDB": "client.cosmos('{}').add(...)",
    "table": "client.table('{}').add(...)",
}


def _nothing_provided(function: Function, binding: Input, place: Place | None) -> MissingInputError:
    name = binding.arg_name or ""
    where = f" from {place}" if place else ""
    store = ""
    if place is not None and place.kind in _PUT:
        address = place.address.replace("/", "', '") if place.kind == "cosmosDB" else place.address
        store = f", or {_PUT[place.kind].format(address)} unless it is a query"
    return MissingInputError(
        f"Function '{function.name}' reads a {binding.type} input{where} into '{name}', but nothing has been provided "
        f"for it. Call client.provide('{function.name}', {name}=...) before, with None for \"nothing there\"{store}.",
        name,
    )
