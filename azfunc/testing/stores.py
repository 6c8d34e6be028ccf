"""`Stores`: what queues, containers and tables hold, in memory, and what waits to be delivered."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import NamedTuple, cast

from azfunc.bindings.datum import JsonValue
from azfunc.bindings.values import encode_items, is_plain_iterable, json_item
from azfunc.errors import InvocationError
from azfunc.testing.events import to_bytes
from azfunc.testing.places import Place

Message = str | bytes
"""The body of a message: text where it is UTF-8, otherwise bytes."""

JsonObject = dict[str, JsonValue]
"""A document or an entity."""


class Delivery(NamedTuple):
    """Something that a function put somewhere, until the functions that listen there have had it."""

    place: Place
    items: tuple[object, ...]
    """Messages, documents, or the content of a blob."""
    function: str | None = None
    """The one function that gets it; None for all that listen."""


class Blob(NamedTuple):
    """What is stored under a blob's path."""

    content: bytes
    metadata: Mapping[str, str]
    content_type: str | None = None

    @property
    def properties(self) -> dict[str, object]:
        """What the service tells about it, beyond the usual."""
        return {} if self.content_type is None else {"ContentType": self.content_type}


@dataclass
class Stores:
    """Everything that a test client holds outside of functions."""

    blobs: dict[str, Blob] = field(default_factory=dict[str, Blob])
    documents: dict[str, dict[str, JsonObject]] = field(default_factory=dict[str, dict[str, JsonObject]])
    entities: dict[str, dict[tuple[str, str], JsonObject]] = field(
        default_factory=dict[str, dict[tuple[str, str], JsonObject]]
    )
    events: list[JsonValue] = field(default_factory=list[JsonValue])
    rows: dict[Place, list[JsonObject]] = field(default_factory=dict[Place, list[JsonObject]])
    waiting: list[Delivery] = field(default_factory=list[Delivery])
    deferred: dict[Place, list[object]] = field(default_factory=dict[Place, list[object]])

    def items(self, place: Place) -> list[object]:
        """What waits at a place, in the order received."""
        return [item for delivery in self.waiting if delivery.place == place for item in delivery.items]

    def messages(self, place: Place) -> list[Message]:
        """The bodies of the messages that wait at a place, in the order received."""
        return [message_of(getattr(item, "body", item)) for item in self.items(place)]

    def upsert_documents(self, container: str, documents: Iterable[object]) -> list[JsonObject]:
        """Stores documents by id; one that is there is replaced and keeps its place in the order.

        Raises:
            InvocationError: one is no JSON object, or has no id, which Cosmos DB refuses.
        """
        stored: list[JsonObject] = []
        for document in documents:
            content = as_object(document, "Cosmos DB document")
            key = content.get("id")
            if not isinstance(key, str) or not key:
                raise InvocationError(
                    f"Cosmos DB refuses a document without a text 'id' (container '{container}', id {key!r}). "
                    "Give each document an id, such as str(uuid.uuid4())."
                )
            self.documents.setdefault(container, {})[key] = content
            stored.append(content)
        return stored

    def add_entity(self, table: str, entity: object, defaults: Mapping[str, JsonValue]) -> None:
        """Stores a table entity: inserts it, or replaces where its ``ETag`` says so.

        Raises:
            InvocationError: it has no keys, or is there already and has no ETag.
        """
        content = as_object(entity, "table entity")
        given = {name.lower(): value for name, value in content.items()}
        keys = [given.get(name.lower(), defaults.get(name)) for name in ("PartitionKey", "RowKey")]
        if not all(isinstance(key, str) for key in keys):
            raise InvocationError(
                f"A table entity for '{table}' has PartitionKey {keys[0]!r} and RowKey {keys[1]!r}, where two texts "
                "are expected. Put both into the entity, or into the binding."
            )
        key = str(keys[0]), str(keys[1])
        rows = self.entities.setdefault(table, {})
        if key in rows and "etag" not in given:
            raise InvocationError(
                f"Table '{table}' has an entity with PartitionKey {key[0]!r} and RowKey {key[1]!r} already, and Azure "
                "Tables refuse to insert it twice. Send ETag '*' with it to replace it."
            )
        names = ("etag", "partitionkey", "rowkey")
        rest = {name: value for name, value in content.items() if name.lower() not in names}
        rows[key] = {"PartitionKey": key[0], "RowKey": key[1], **rest}


def message_of(body: object) -> Message:
    """The body of a message: text where it is UTF-8, otherwise bytes."""
    content = to_bytes(body)
    try:
        return content.decode("utf-8")
    except UnicodeDecodeError:
        return content


def as_object(value: object, noun: str) -> JsonObject:
    """A JSON object, checked.

    Raises:
        InvocationError: it is something else.
    """
    if isinstance(value, dict):
        return cast("JsonObject", value)
    raise InvocationError(f"A {noun} is a JSON object, but {value!r} was given.")


def json_objects(values: tuple[object, ...], noun: str) -> list[JsonObject]:
    """Documents, entities or rows as JSON objects: those given, or those of the one list that was given.

    Raises:
        InvocationError: one is no JSON object.
    """
    only = values[0] if len(values) == 1 else None
    several = only if is_plain_iterable(only) else values
    items = encode_items(several, json_item).parse()
    return [as_object(item, noun) for item in items] if isinstance(items, list) else []
