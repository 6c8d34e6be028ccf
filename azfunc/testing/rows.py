"""What a test says to a SQL or MySQL table: `RowTable`."""

from collections.abc import Sequence
from typing import Literal, TypeVar

from azfunc.bindings.values import dump_json
from azfunc.testing.assertions import assert_items
from azfunc.testing.driver import One, Several
from azfunc.testing.row_events import changes_of
from azfunc.testing.services import Service, read_model
from azfunc.testing.stores import JsonObject, json_objects

T = TypeVar("T")

Operation = Literal["insert", "update", "delete"]


class RowTable(Service[One, Several]):
    """A table of Azure SQL or MySQL."""

    def change(self, *rows: object, operation: Operation = "insert") -> Several:
        """Tells the functions that watch the table of changed rows, at once and as one batch.

        Args:
            rows: dicts, models or rows; or one list of them. Of deleted rows SQL tells the primary key alone.
            operation: what happened to them.

        Raises:
            InvocationError: no function watches the table, or its trigger does not notice such changes.
        """
        return self._deliver(tuple(changes_of(self._place.kind, json_objects(rows, "row"), operation)))

    @property
    def rows(self) -> list[JsonObject]:
        """The rows that functions have written, in order; rows of the same key are not merged."""
        return list(self._engine.stores.rows.get(self._place, ()))

    def read(self, model: type[T]) -> list[T]:
        """These rows as instances of ``model`` (a pydantic model, a dataclass…), in the same order.

        Raises:
            ValueError: one does not fit the model.
        """
        return [read_model(model, dump_json(row)) for row in self.rows]

    def assert_rows(self, expected: Sequence[object], *, in_any_order: bool = False) -> None:
        """Compares the rows that functions have written with dicts or models.

        Raises:
            AssertionError: they differ; the message is a diff.
        """
        __tracebackhide__ = True
        assert_items(f"Rows of {self._place}", expected, self.rows, in_any_order=in_any_order)
