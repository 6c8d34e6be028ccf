"""What a test says to Cosmos DB: `Container`, and `Collection` of its MongoDB API."""

from collections.abc import Sequence
from typing import TypeVar

from azfunc.bindings.values import dump_json
from azfunc.testing.assertions import assert_items
from azfunc.testing.driver import One, Several
from azfunc.testing.services import Service, read_model
from azfunc.testing.stores import JsonObject, json_objects

T = TypeVar("T")


class Container(Service[One, Several]):
    """A Cosmos DB container."""

    def change(self, *documents: object) -> Several:
        """Writes documents, which the functions that listen to the container get at once.

        They come as one batch, or in batches of ``max_items_per_invocation`` where a trigger says so.

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

    def assert_documents(self, expected: Sequence[object], *, in_any_order: bool = False) -> None:
        """Compares the documents with dicts or models.

        Raises:
            AssertionError: they differ; the message is a diff.
        """
        __tracebackhide__ = True
        assert_items(f"Documents of {self._place}", expected, self.documents, in_any_order=in_any_order)


class Collection(Service[One, Several]):
    """A collection of Cosmos DB for MongoDB."""

    def change(self, *documents: object) -> Several:
        """Tells the functions that watch the collection of changed documents, one call for each.

        Args:
            documents: what the trigger hands over: dicts or models; or one list of them.

        Raises:
            InvocationError: no function watches the collection.
        """
        return self._deliver(tuple(json_objects(documents, "document")))

    @property
    def documents(self) -> list[JsonObject]:
        """The documents that functions have written, in order."""
        return list(self._engine.stores.rows.get(self._place, ()))

    def assert_documents(self, expected: Sequence[object], *, in_any_order: bool = False) -> None:
        """Compares the documents with dicts or models.

        Raises:
            AssertionError: they differ; the message is a diff.
        """
        __tracebackhide__ = True
        assert_items(f"Documents of {self._place}", expected, self.documents, in_any_order=in_any_order)
