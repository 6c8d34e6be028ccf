"""`Place`: the queue, blob, container or table that a binding is connected to."""

from collections.abc import Callable, Mapping
from typing import NamedTuple

from azfunc.bindings.datum import JsonValue

Resolve = Callable[[str], str]
"""Puts values in the place of binding expressions."""


class Place(NamedTuple):
    """Where data lies or passes, in memory as in the cloud."""

    kind: str
    """``queue``, ``blob``, ``cosmosDB``, ``table``, ``eventHub``, ``serviceBus``, ``eventGrid``, ``kafka``, ``sql`` or
    ``mysql``."""
    address: str
    """A queue's name, ``container/blob``, ``database/container``…; names that services compare without regard to
    case are in lower case."""

    def __str__(self) -> str:
        return f"{self.kind} '{self.address}'"


def place(kind: str, *names: str) -> Place:
    """The place of these names, parted by slashes."""
    address = "/".join(name.strip("/") for name in names if name)
    if kind in ("sql", "mysql"):
        address = address.translate(_NO_QUOTES)
    return Place(kind, address if kind in _WITH_CASE else address.lower())


_WITH_CASE = ("blob", "cosmosDB", "kafka")
"""The kinds whose services tell names apart that differ in case only."""

_NO_QUOTES = str.maketrans("", "", "[]`")


_PROPERTIES: Mapping[str, tuple[str, tuple[tuple[str, ...], ...]]] = {
    "queue": ("queue", (("queueName",),)),
    "blob": ("blob", (("path", "blobPath"),)),
    "cosmosdb": ("cosmosDB", (("databaseName",), ("containerName", "collectionName"))),
    "eventhub": ("eventHub", (("eventHubName",),)),
    "servicebus": ("serviceBus", (("queueName", "topicName"),)),
    "table": ("table", (("tableName",),)),
    "kafka": ("kafka", (("topic",),)),
    "sql": ("sql", (("tableName", "commandText"),)),
    "mysql": ("mysql", (("tableName", "commandText"),)),
    "eventgrid": ("eventGrid", (("topicEndpointUri", "connection"),)),
}


def place_of(document: Mapping[str, JsonValue], resolve: Resolve) -> Place | None:
    """The place of a binding, given as function.json holds it; None for those that this package does not play."""
    kind = str(document.get("type", "")).lower().removesuffix("trigger")
    found = _PROPERTIES.get(kind)
    if found is None or (document.get("direction") == "in" and "commandText" in document):  # a query is no place
        return None
    name, groups = found
    parts = (next((document[key] for key in keys if document.get(key)), "") for keys in groups)
    return place(name, *(resolve(str(part)) for part in parts))
