"""`Batch`: the messages of a call, each with its typed value, its metadata and its own outcome.

Follows https://learn.microsoft.com/azure/azure-functions/functions-bindings-service-bus-trigger.
"""

from collections.abc import Callable, Iterator, Sequence
from typing import TYPE_CHECKING, Generic, TypeVar, cast, overload

from azfunc.bindings.datum import Datum, Metadata
from azfunc.bindings.items import SiftedList, read_items
from azfunc.bindings.settlement import Abandon, DeadLetter, Defer, Properties, Settlement, SettleMessage
from azfunc.bindings.valued import read_plain
from azfunc.bindings.values import UNANNOTATED, Batched, payload_class
from azfunc.errors import InvocationError

if TYPE_CHECKING:
    from azfunc.bindings.decoding import Decoder, Reading
    from azfunc.bindings.servicebus_payload import ServiceBusMessage

M = TypeVar("M")
M_co = TypeVar("M_co", covariant=True)


class BatchItem(Generic[M_co]):
    """One message of a `Batch`.

    What is not settled is completed when the handler returns, and abandoned when it raises. The last word counts.

    Attributes:
        index: its place in the batch, from 0.
        message: the message with its metadata.
    """

    __slots__ = ("_outcome", "_value", "index", "message")

    def __init__(self, index: int, message: "ServiceBusMessage[M_co]", value: M_co) -> None:
        self.index: int = index
        self.message: ServiceBusMessage[M_co] = message
        self._value = value
        self._outcome: SettleMessage | bool | None = None

    @property
    def value(self) -> M_co:
        """The message's value, of the type that the batch is annotated with."""
        return self._value

    def complete(self) -> None:
        """Removes the message: it is done."""
        self._outcome = True

    def abandon(self, properties: Properties | None = None) -> None:
        """Has the message delivered again; ``properties`` change application properties of it."""
        self._outcome = Abandon(properties)

    def dead_letter(self, reason: str, description: str | None = None, properties: Properties | None = None) -> None:
        """Moves the message to the dead letters; as `azfunc.DeadLetter`."""
        self._outcome = DeadLetter(reason, description, properties)

    def defer(self, properties: Properties | None = None) -> None:
        """Sets the message aside until it is received by its sequence number; as `azfunc.Defer`."""
        self._outcome = Defer(properties)

    @property
    def outcome(self) -> str:
        """``complete``, ``abandon``, ``dead_letter`` or ``defer``; empty where nothing has been said."""
        if self._outcome is None:
            return ""
        return self._outcome.action if isinstance(self._outcome, SettleMessage) else "complete"

    def settlement(self, otherwise: SettleMessage | None = None) -> Settlement:
        """What is done with the message: what was said, or ``otherwise``, or completion.

        Raises:
            InvocationError: the message has no lock token.
        """
        token = self.message.lock_token
        if not token:
            raise InvocationError(
                f"Message {self.message.message_id!r} (item {self.index}) has no lock token, so it cannot be settled. "
                "In a test give ServiceBusMessage a lock_token."
            )
        decided = otherwise if self._outcome is None else self._outcome
        return decided.settlement(token) if isinstance(decided, SettleMessage) else Settlement(token, "complete")

    def __repr__(self) -> str:
        return f"<azfunc.BatchItem {self.index} {self.message!r} {self.outcome}>"


class Batch(Sequence[BatchItem[M_co]], Batched, Generic[M_co]):
    """The messages of one call, to be settled one by one.

    ::

        @app.service_bus_queue_trigger(queue_name="orders", connection="ServiceBus")
        def cook(orders: Batch[Order]) -> None:
            for item in orders:
                if item.value.dish == "":
                    item.dead_letter("no dish")

    Messages that the handler says nothing about are completed when it returns. When it raises, they are abandoned.

    Args:
        items: the items in the order of the messages.
    """

    __slots__ = ("_items", "_refused")

    def __init__(self, items: Sequence[BatchItem[M_co]]) -> None:
        self._items = tuple(items)
        self._refused: tuple[Settlement, ...] = ()

    @classmethod
    def of(cls, *messages: "ServiceBusMessage[M]") -> "Batch[M]":
        """A batch of messages, for tests: ``Batch.of(ServiceBusMessage.of(Order(...), lock_token="1"))``."""
        return Batch([BatchItem(index, message, message.value) for index, message in enumerate(messages)])

    @property
    def values(self) -> list[M_co]:
        """The values of all items."""
        return [item.value for item in self._items]

    @overload
    def __getitem__(self, index: int) -> BatchItem[M_co]: ...
    @overload
    def __getitem__(self, index: slice) -> Sequence[BatchItem[M_co]]: ...
    def __getitem__(self, index: int | slice) -> BatchItem[M_co] | Sequence[BatchItem[M_co]]:
        return self._items[index]

    def __len__(self) -> int:
        return len(self._items)

    def __iter__(self) -> Iterator[BatchItem[M_co]]:
        return iter(self._items)

    def settlements(self, otherwise: SettleMessage | None = None) -> list[Settlement]:
        """What is done with each message; ``otherwise`` stands for those that nothing was said about.

        Raises:
            InvocationError: a message has no lock token.
        """
        return [*self._refused, *(item.settlement(otherwise) for item in self._items)]

    def refusing(self, settlements: Sequence[Settlement]) -> "Batch[M_co]":
        """This batch with what is done with messages that could not be read, and so are no items of it."""
        self._refused = tuple(settlements)
        return self

    def __repr__(self) -> str:
        return f"<azfunc.Batch of {len(self)}>"


def batch_decoder(trigger: "Reading", item: object) -> "Decoder":
    """Makes a `Batch` whose items have values of a type.

    Raises:
        azfunc.bindings.values.UnsupportedShapeError: the trigger cannot give such values.
    """
    read = _item_reader(trigger, item)

    def decode(datum: Datum, metadata: Metadata) -> Batch[object]:
        data = trigger.split(datum)
        messages = cast("list[ServiceBusMessage[object]]", trigger.decode_many(datum, metadata))

        def read_item(index: int) -> BatchItem[object]:
            message = messages[index]
            message.with_value(lambda _body: read(message, data[index]))
            return BatchItem(index, message, message.value)

        def name(index: int, _item: int) -> str:
            number = messages[index].message_id
            return f"message {number}" if number else ""

        items = read_items(range(len(messages)), read_item, name)
        return Batch(cast("list[BatchItem[object]]", items))

    return decode


def _item_reader(trigger: "Reading", item: object) -> "Callable[[ServiceBusMessage[object], Datum], object]":
    if item is UNANNOTATED:
        return lambda _message, datum: read_plain(datum)
    if payload_class(item) is not None and trigger.is_payload(item):
        finish = trigger.finisher(item)
        return lambda message, _datum: message if finish is None else finish(message)
    read = trigger.value_reader(item)
    return lambda _message, datum: read(datum)


def sifted(items: Sequence[object], refused: dict[int, Settlement], *, is_batch: bool) -> object:
    """The messages that could be read, with what is done with the others, by their places."""
    if is_batch:
        return Batch(cast("Sequence[BatchItem[object]]", items)).refusing(list(refused.values()))
    return SiftedList(items, refused)
