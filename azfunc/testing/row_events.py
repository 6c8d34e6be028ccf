"""Event builders of SQL and MySQL, which tell of changed rows in batches."""

from collections.abc import Iterable, Mapping

from azfunc.bindings.datum import Datum
from azfunc.bindings.values import dump_json
from azfunc.errors import InvocationError
from azfunc.testing.events import Event
from azfunc.testing.stores import JsonObject, json_objects

_OPERATIONS: Mapping[str, Mapping[str, int]] = {
    "sql": {"insert": 0, "update": 1, "delete": 2},
    "mysql": {"insert": 0, "update": 0},
}
"""The numbers of ``Operation``; MySQL's trigger calls both an update, and notices no deletes."""


def changes_of(kind: str, rows: Iterable[JsonObject], operation: str = "insert") -> list[JsonObject]:
    """Rows as the changes that a trigger tells of.

    Raises:
        InvocationError: the trigger does not notice such changes.
    """
    number = _OPERATIONS[kind].get(operation)
    if number is None:
        raise InvocationError(
            f"A {kind} trigger does not notice the operation {operation!r}; it knows: {', '.join(_OPERATIONS[kind])}."
        )
    return [{"Operation": number, "Item": row} for row in rows]


def changes_event(kind: str, items: Iterable[object]) -> Event:
    """A batch of changes; hosts tell nothing else about it.

    Args:
        kind: ``sql`` or ``mysql``.
        items: changes with ``Operation`` and ``Item``, or rows, which are inserted.
    """
    found = json_objects(tuple(items), "row")
    changes = [item if item.keys() == {"Operation", "Item"} else changes_of(kind, [item])[0] for item in found]
    return Event(Datum("string", dump_json(changes)), {})
