"""The messages of a batch, read one by one: a message that cannot be read is named, and does not hide the others."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Generic, NamedTuple, TypeVar

from azfunc.errors import DecodeError

if TYPE_CHECKING:
    from azfunc.bindings.settlement import Settlement

T = TypeVar("T")
Item = TypeVar("Item")

_MOST_FAULTS = 5


class ItemFault(NamedTuple):
    """A message of a batch that could not be read."""

    item: int
    """Its place in the batch, from 0."""
    message: str
    """Its id, in words; empty where the host tells none."""
    text: str
    """What is wrong with it."""

    def __str__(self) -> str:
        return f"item {self.item}{f' ({self.message})' if self.message else ''}: {self.text}"


class ItemsError(DecodeError):
    """Some messages of a batch cannot be read.

    Attributes:
        faults: which, and what is wrong with each.
        items: the values of the others.
        indexes: the places that these have in the batch.
        count: how many messages the batch has.
    """

    def __init__(
        self, faults: Sequence[ItemFault], items: Sequence[object], indexes: Sequence[int], count: int
    ) -> None:
        self.faults: tuple[ItemFault, ...] = tuple(faults)
        self.items: list[object] = list(items)
        self.indexes: tuple[int, ...] = tuple(indexes)
        self.count: int = count
        told = "; ".join(str(fault) for fault in self.faults[:_MOST_FAULTS])
        more = len(self.faults) - _MOST_FAULTS
        super().__init__(
            f"{len(self.faults)} of {count} messages of the batch cannot be read: {told}"
            + (f"; and {more} more" if more > 0 else "")
        )

    def __reduce__(self) -> tuple[object, ...]:
        return (ItemsError, (self.faults, self.items, self.indexes, self.count))


class SiftedList(list[T], Generic[T]):
    """The messages of a batch that could be read, with what is done with the others, by their places."""

    __slots__ = ("refused",)

    def __init__(self, items: Iterable[T], refused: "Mapping[int, Settlement]") -> None:
        super().__init__(items)
        self.refused: Mapping[int, Settlement] = refused


def read_items(
    items: Sequence[Item], read: Callable[[Item], object], identify: Callable[[int, Item], str]
) -> list[object]:
    """The values of a batch's messages.

    Args:
        items: the messages.
        read: makes the value of one.
        identify: names one in words, for what is told about a message that cannot be read.

    Raises:
        ItemsError: some cannot be read.
    """
    values: list[object] = []
    indexes: list[int] = []
    faults: list[ItemFault] = []
    for index, item in enumerate(items):
        try:
            value = read(item)
        except DecodeError as error:
            faults.append(ItemFault(index, identify(index, item), str(error)))
        else:
            values.append(value)
            indexes.append(index)
    if faults:
        raise ItemsError(faults, values, indexes, len(items))
    return values
