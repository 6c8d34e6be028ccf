"""What a test says to a service that holds something: `Queue`, `Blob`, `Container` and `Table`.

An event that a test makes here runs the functions that listen for it at once, and what they raise is raised from
the call. What functions themselves put somewhere waits for `TestClient.run_until_idle`.
"""

from collections.abc import Mapping
from typing import TypeVar, cast, overload

from azfunc.bindings.datum import Datum, JsonValue
from azfunc.bindings.payload import as_bytes, read_json
from azfunc.bindings.values import dump_json
from azfunc.errors import InvocationError
from azfunc.testing.deliver import deliver, known_places
from azfunc.testing.engine import Engine
from azfunc.testing.events import to_bytes
from azfunc.testing.places import Place
from azfunc.testing.result import Result
from azfunc.testing.stores import Blob as StoredBlob
from azfunc.testing.stores import Delivery, JsonObject, Message, json_objects

T = TypeVar("T")


class Service:
    """What the services share: a place, and who listens there."""

    def __init__(self, engine: Engine, *, at: Place) -> None:
        self._engine = engine
        self._place = at

    def _deliver(self, items: tuple[object, ...]) -> list[Result]:
        """Runs the functions that listen here.

        Raises:
            InvocationError: none does.
        """
        if not self._engine.listeners(self._place):
            raise InvocationError(
                f"No function of this app listens to {self._place}; there are triggers on: "
                f"{known_places(self._engine, self._place.kind)}."
            )
        return deliver(self._engine, Delivery(self._place, items))

    def __repr__(self) -> str:
        return f"<azfunc.testing {self._place}>"


class MessageService(Service):
    """What queues, topics and event hubs share: messages that wait."""

    @property
    def messages(self) -> list[Message]:
        """The messages that functions have put here and nobody has taken yet, in the order received.

        Hosts write JSON objects anew, over several lines; `json` reads them.
        """
        return self._engine.stores.messages(self._place)

    @overload
    def json(self) -> list[JsonValue]: ...
    @overload
    def json(self, model: type[T]) -> list[T]: ...
    def json(self, model: type[T] | None = None) -> list[JsonValue] | list[T]:
        """The waiting messages, read as JSON: plain values, or instances of ``model``.

        Raises:
            ValueError: one is no JSON, or does not fit the model.
        """
        if model is None:
            return [read_message(message) for message in self.messages]
        return [read_model(model, message) for message in self.messages]


class Queue(MessageService):
    """A Storage queue."""

    def send(self, body: object) -> list[Result]:
        """Sends a message, which the functions that listen to the queue get at once.

        Args:
            body: text, bytes, a `QueueMessage`, or a value that is sent as JSON.

        Returns:
            What came of each invocation; most often there is one.

        Raises:
            InvocationError: no function listens to the queue.
        """
        return self._deliver((message_of(body),))


class Blob(Service):
    """A blob, there or not yet."""

    @property
    def _path(self) -> str:
        return self._place.address

    def upload(self, data: str | bytes, metadata: Mapping[str, str] | None = None) -> list[Result]:
        """Writes the blob, which the functions that listen to its container get at once.

        Args:
            data: the content; text is stored as UTF-8.
            metadata: the blob's own metadata.

        Raises:
            InvocationError: no function listens to the container; `put` writes without running anything.
        """
        self.put(data, metadata)
        return self._deliver((to_bytes(data),))

    def put(self, data: str | bytes, metadata: Mapping[str, str] | None = None) -> None:
        """Writes the blob for input bindings to read; runs nothing."""
        self._engine.stores.blobs[self._path] = StoredBlob(to_bytes(data), dict(metadata or {}))

    @property
    def exists(self) -> bool:
        """Whether the blob is there."""
        return self._path in self._engine.stores.blobs

    @property
    def content(self) -> bytes:
        """What is in the blob.

        Raises:
            InvocationError: there is no such blob.
        """
        blobs = self._engine.stores.blobs
        if self._path not in blobs:
            known = ", ".join(blobs) or "none"
            raise InvocationError(f"There is no blob '{self._path}'; there are: {known}.")
        return blobs[self._path].content

    @property
    def text(self) -> str:
        """What is in the blob, read as UTF-8."""
        return self.content.decode("utf-8")


class Container(Service):
    """A Cosmos DB container."""

    def change(self, *documents: object) -> list[Result]:
        """Writes documents, which the functions that listen to the container get at once, as one batch.

        Args:
            documents: dicts, models or `Document`; or one list of them.

        Raises:
            InvocationError: no function listens to the container; `add` writes without running anything.
        """
        return self._deliver(tuple(self.add(*documents)))

    def add(self, *documents: object) -> list[JsonObject]:
        """Writes documents for input bindings to read; runs nothing. Returns them as they are stored."""
        return self._engine.stores.upsert_documents(self._place.address, json_objects(documents, "document"))

    @property
    def documents(self) -> list[JsonObject]:
        """All documents, in the order in which they came first."""
        return list(self._engine.stores.documents.get(self._place.address, {}).values())

    def read(self, model: type[T]) -> list[T]:
        """All documents as instances of ``model`` (a pydantic model, a dataclass…), in the same order.

        Raises:
            ValueError: one does not fit the model.
        """
        return [read_model(model, dump_json(document)) for document in self.documents]


class Table(Service):
    """A Storage table."""

    def add(self, *entities: object) -> None:
        """Writes entities (dicts or models with PartitionKey and RowKey) for input bindings to read."""
        for entity in json_objects(entities, "entity"):
            self._engine.stores.add_entity(self._place.address, entity, {})

    @property
    def entities(self) -> list[JsonObject]:
        """All entities, in the order in which they came."""
        return list(self._engine.stores.entities.get(self._place.address, {}).values())

    def read(self, model: type[T]) -> list[T]:
        """All entities as instances of ``model`` (a pydantic model, a dataclass…), in the same order.

        Raises:
            ValueError: one does not fit the model.
        """
        return [read_model(model, dump_json(entity)) for entity in self.entities]


def message_of(body: object) -> Message:
    """The body of a message: text where it is UTF-8, otherwise bytes."""
    content = to_bytes(body)
    try:
        return content.decode("utf-8")
    except UnicodeDecodeError:
        return content


def read_message(message: Message) -> JsonValue:
    """A message read as JSON.

    Raises:
        DecodeError: it is none.
    """
    return Datum("string" if isinstance(message, str) else "bytes", message).parse()


def read_model(model: type[T], message: Message) -> T:
    """A message or document read as an instance of a model.

    Raises:
        ValueError: it is no JSON, or does not fit the model.
    """
    return cast("T", read_json(as_bytes(message), model))
