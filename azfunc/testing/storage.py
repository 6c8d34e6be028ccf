"""What a test says to Azure Storage: `Queue`, `Blob` and `Table`."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import TypeVar, Unpack

from azfunc.bindings.datum import JsonValue
from azfunc.bindings.values import dump_json
from azfunc.errors import InvocationError
from azfunc.testing.assertions import assert_bodies, assert_items
from azfunc.testing.driver import One, Several
from azfunc.testing.events import to_bytes
from azfunc.testing.queue_events import QueueFields, SentQueueMessage
from azfunc.testing.services import MessageService, Service, read_message, read_model
from azfunc.testing.stores import Blob as StoredBlob
from azfunc.testing.stores import JsonObject, json_objects, message_of

T = TypeVar("T")


class Queue(MessageService[One, Several]):
    """A Storage queue."""

    def send(self, body: object, **fields: Unpack[QueueFields]) -> Several:
        """Sends a message, which the functions that listen to the queue get at once.

        Args:
            body: text, bytes, a `QueueMessage` with what it says of itself, or a value that is sent as JSON.
            fields: what else the service tells about it: ``dequeue_count``, ``id``, ``insertion_time``,
                ``expiration_time``, ``next_visible_time``, ``pop_receipt``.

        Returns:
            What came of each invocation; most often there is one.

        Raises:
            InvocationError: no function listens to the queue.
        """
        return self._deliver((replace(SentQueueMessage.of(body), **fields),))


class Blob(Service[One, Several]):
    """A blob, there or not yet."""

    @property
    def _path(self) -> str:
        return self._place.address

    def upload(
        self, data: str | bytes, metadata: Mapping[str, str] | None = None, *, content_type: str | None = None
    ) -> Several:
        """Writes the blob, which the functions that listen to its container get at once.

        Args:
            data: the content; text is stored as UTF-8.
            metadata: the blob's own metadata.
            content_type: what the content is; ``application/octet-stream`` if left out.

        Raises:
            InvocationError: no function listens to the container; `put` writes without running anything.
        """
        self.put(data, metadata, content_type=content_type)
        return self._deliver((to_bytes(data),))

    def put(
        self, data: str | bytes, metadata: Mapping[str, str] | None = None, *, content_type: str | None = None
    ) -> None:
        """Writes the blob for input bindings to read; runs nothing."""
        self._engine.stores.blobs[self._path] = StoredBlob(to_bytes(data), dict(metadata or {}), content_type)

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

    def json(self) -> JsonValue:
        """What is in the blob, read as JSON.

        Raises:
            ValueError: it is none.
        """
        return read_message(self.content)

    def read(self, model: type[T]) -> T:
        """What is in the blob as an instance of ``model`` (a pydantic model, a dataclass…).

        Raises:
            ValueError: it does not fit the model.
        """
        return read_model(model, self.content)

    def assert_content(self, expected: object) -> None:
        """Compares what is in the blob: JSON by what it holds, other text as it stands.

        Raises:
            AssertionError: it differs; the message is a diff.
            InvocationError: there is no such blob.
        """
        __tracebackhide__ = True
        assert_bodies(f"Content of {self._place}", [expected], [message_of(self.content)], in_any_order=False)


class Table(Service[One, Several]):
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

    def assert_entities(self, expected: Sequence[object], *, in_any_order: bool = False) -> None:
        """Compares the entities with dicts or models.

        Raises:
            AssertionError: they differ; the message is a diff.
        """
        __tracebackhide__ = True
        assert_items(f"Entities of {self._place}", expected, self.entities, in_any_order=in_any_order)
