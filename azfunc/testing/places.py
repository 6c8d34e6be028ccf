"""`Place`: the queue, blob, container or table that a binding is connected to."""

import re
from collections.abc import Callable, Mapping
from typing import NamedTuple

from azfunc.bindings.datum import JsonValue

Resolve = Callable[[str], str]
"""Puts values in the place of binding expressions."""


class Place(NamedTuple):
    """Where data lies or passes, in memory as in the cloud."""

    kind: str
    """``queue``, ``blob``, ``cosmosDB``, ``table``, ``eventHub``… as binding types say it."""
    address: str
    """A queue's name, ``container/blob``, ``database/container``…; names that services compare without regard to
    case are in lower case."""

    def __str__(self) -> str:
        return f"{self.kind} '{self.address}'"

    def admits(self, place: "Place") -> bool:
        """Whether a place may be this one, whose address may have ``{tokens}``; of blobs the container counts."""
        if self.kind != place.kind:
            return False
        if self.kind == "blob":
            own, other = (at.address.partition("/")[0].lower() for at in (self, place))
            return "{" in own or own == other
        if "{" not in self.address:
            return self.address == place.address
        pattern = "".join(
            re.escape(part) if index % 2 == 0 else ".*" for index, part in enumerate(_TOKEN.split(self.address))
        )
        return re.fullmatch(pattern, place.address, re.DOTALL) is not None


_TOKEN = re.compile(r"(\{[^{}]*\})")

DEAD_LETTERS = "/$deadletterqueue"
"""What Service Bus adds to the name of a queue for the messages that nobody could handle."""


def place(kind: str, *names: str) -> Place:
    """The place of these names, parted by slashes."""
    address = "/".join(name.strip("/") for name in names if name)
    if kind in ("sql", "mysql"):
        address = address.translate(_NO_QUOTES)
    return Place(kind, address if kind in _WITH_CASE else address.lower())


def dead_letters_of(at: Place) -> Place:
    """Where Service Bus puts the messages of a queue or topic that nobody could handle."""
    return Place(at.kind, f"{at.address}{DEAD_LETTERS}")


_WITH_CASE = ("blob", "cosmosDB", "cosmosDBMongo", "kafka", "rabbitMQ", "daprTopic", "daprBinding")
"""The kinds whose services tell names apart that differ in case only."""

_NO_QUOTES = str.maketrans("", "", "[]`")


_PROPERTIES: Mapping[str, tuple[str, tuple[tuple[str, ...], ...]]] = {
    "queue": ("queue", (("queueName",),)),
    "blob": ("blob", (("path", "blobPath"),)),
    "cosmosdb": ("cosmosDB", (("databaseName",), ("containerName", "collectionName"))),
    "cosmosdbmongo": ("cosmosDBMongo", (("databaseName",), ("collectionName",))),
    "eventhub": ("eventHub", (("eventHubName",),)),
    "servicebus": ("serviceBus", (("queueName", "topicName"),)),
    "table": ("table", (("tableName",),)),
    "kafka": ("kafka", (("topic",),)),
    "rabbitmq": ("rabbitMQ", (("queueName",),)),
    "sql": ("sql", (("tableName", "commandText"),)),
    "mysql": ("mysql", (("tableName", "commandText"),)),
    "eventgrid": ("eventGrid", (("topicEndpointUri", "connection"),)),
    "daprtopic": ("daprTopic", (("pubSubName",), ("topic",))),
    "daprpublish": ("daprTopic", (("pubSubName",), ("topic",))),
    "daprbinding": ("daprBinding", (("bindingName",),)),
}
"""By the binding's type in lower case, without ``trigger``: the kind, and the properties that make the address."""


def place_of(document: Mapping[str, JsonValue], resolve: Resolve) -> Place | None:
    """The place of a binding, given as function.json holds it; None for those that this package does not play."""
    kind = str(document.get("type", "")).lower().removesuffix("trigger")
    found = _PROPERTIES.get(kind)
    if found is None or (document.get("direction") == "in" and "commandText" in document):  # a query is no place
        return None
    name, groups = found
    parts = (next((document[key] for key in keys if document.get(key)), "") for keys in groups)
    return place(name, *(resolve(str(part)) for part in parts))


def kind_of(document: Mapping[str, JsonValue]) -> str:
    """The kind of a binding's place; empty for those that this package does not play."""
    found = _PROPERTIES.get(str(document.get("type", "")).lower().removesuffix("trigger"))
    return "" if found is None else found[0]
