"""Storage queues: trigger and output.

Follows https://learn.microsoft.com/azure/azure-functions/functions-bindings-storage-queue.
"""

import datetime
from collections.abc import Iterator
from typing import TYPE_CHECKING, ClassVar

from azfunc.bindings.binding import PayloadTypes
from azfunc.bindings.datum import Datum, JsonValue, Metadata
from azfunc.bindings.enums import DataTypeLike
from azfunc.bindings.kinds import Output, Trigger
from azfunc.bindings.metadata import Fields, read_datetime, read_int, read_text
from azfunc.bindings.names import STORAGE_QUEUE, name_fault
from azfunc.bindings.payload import MessagePayload, encode_message, iso, readable
from azfunc.bindings.record import binding_class
from azfunc.bindings.valued import T, body_of
from azfunc.errors import Fault

if TYPE_CHECKING:
    from typing import TypedDict, TypeVar, Unpack

    V = TypeVar("V")

    class _Fields(TypedDict, total=False):
        id: str | None
        dequeue_count: int | None
        expiration_time: datetime.datetime | None
        insertion_time: datetime.datetime | None
        time_next_visible: datetime.datetime | None
        pop_receipt: str | None


class QueueMessage(MessagePayload[T]):
    """A message of a Storage queue; ``QueueMessage[Order]`` has an ``Order`` as ``value``.

    Args:
        id: the message's id; made by the service.
        body: text (kept as UTF-8) or bytes.
        dequeue_count: how often the message has been handed out, this time included.
        expiration_time: when the service drops it.
        insertion_time: when it was sent.
        time_next_visible: when it is handed out again if nobody deletes it.
        pop_receipt: the receipt that deletes it.
    """

    __slots__ = ("dequeue_count", "expiration_time", "id", "insertion_time", "pop_receipt", "time_next_visible")

    def __init__(
        self,
        *,
        id: str | None = None,
        body: str | bytes | None = None,
        dequeue_count: int | None = None,
        expiration_time: datetime.datetime | None = None,
        insertion_time: datetime.datetime | None = None,
        time_next_visible: datetime.datetime | None = None,
        pop_receipt: str | None = None,
    ) -> None:
        super().__init__(body)
        self.id: str | None = id
        self.dequeue_count: int | None = dequeue_count
        self.expiration_time: datetime.datetime | None = expiration_time
        self.insertion_time: datetime.datetime | None = insertion_time
        self.time_next_visible: datetime.datetime | None = time_next_visible
        self.pop_receipt: str | None = pop_receipt

    @classmethod
    def of(cls, value: "V", **fields: "Unpack[_Fields]") -> "QueueMessage[V]":
        """A message that carries a value, for tests: ``QueueMessage.of(Order(...), dequeue_count=2)``.

        Args:
            value: the value; its body is the JSON of it, or the text or bytes that it is.
            fields: further arguments of the constructor.

        Raises:
            azfunc.errors.EncodeError: the value has no JSON form.
        """
        made: QueueMessage[V] = QueueMessage(body=body_of(value), **fields)
        return made.holding(value)

    def to_dict(self) -> dict[str, JsonValue]:
        return {
            "id": self.id,
            "body": readable(self.get_body()),
            "pop_receipt": self.pop_receipt,
            "dequeue_count": self.dequeue_count,
            "expiration_time": iso(self.expiration_time),
            "insertion_time": iso(self.insertion_time),
            "time_next_visible": iso(self.time_next_visible),
        }

    def __repr__(self) -> str:
        return f"<azfunc.QueueMessage id={self.id} dequeue_count={self.dequeue_count} at 0x{id(self):0x}>"


@binding_class
class QueueTrigger(Trigger):
    """Runs the function for each message that arrives on a Storage queue.

    https://learn.microsoft.com/azure/azure-functions/functions-bindings-storage-queue-trigger

    Args:
        arg_name: the handler's parameter that takes the message; may be left out where only one can be meant.
        queue_name: the queue: 3 to 63 lower-case letters, digits and hyphens; ``%SETTING%`` is allowed.
        connection: the app setting with the connection string, or the prefix of identity-based settings.
        data_type: how the host hands the message over: text (its default) or bytes.
    """

    type: ClassVar[str] = "queueTrigger"
    payloads: ClassVar[PayloadTypes] = (QueueMessage,)
    unsettled: ClassVar[str] = (
        "Storage queues have no dead letters: the host deletes a message after a call that succeeds, and moves it to "
        "the queue's poison queue after maxDequeueCount calls that failed. Raise any exception to have it tried again."
    )

    arg_name: str | None = None
    queue_name: str
    connection: str
    data_type: DataTypeLike | None = None

    def target(self) -> str:
        return self.queue_name

    def message_name(self, datum: Datum, fields: Fields) -> str:
        number = fields.text("Id")
        return f"message {number}" if number else ""

    def decode(self, datum: Datum, metadata: Metadata) -> QueueMessage:
        return QueueMessage(
            id=read_text(metadata, "Id"),
            body=datum.raw(),
            dequeue_count=read_int(metadata, "DequeueCount"),
            expiration_time=read_datetime(metadata, "ExpirationTime"),
            insertion_time=read_datetime(metadata, "InsertionTime"),
            time_next_visible=read_datetime(metadata, "NextVisibleTime"),
            pop_receipt=read_text(metadata, "PopReceipt"),
        )

    def rules(self) -> Iterator[Fault]:
        return name_fault("queue_name", self.queue_name, STORAGE_QUEUE)


@binding_class
class QueueOutput(Output):
    """Sends messages to a Storage queue; the host creates the queue if it is missing.

    A `QueueMessage` is sent as its body. A list (of text, dicts, models, messages) is sent as one message for
    each item.

    https://learn.microsoft.com/azure/azure-functions/functions-bindings-storage-queue-output

    Args:
        arg_name: the handler's ``Out`` parameter, or ``$return`` for its return value.
        queue_name: the queue; ``%SETTING%`` and ``{token}`` are allowed.
        connection: the app setting with the connection string, or the prefix of identity-based settings.
        data_type: how the host takes the value: text or bytes.
    """

    type: ClassVar[str] = "queue"
    payloads: ClassVar[PayloadTypes] = (QueueMessage,)

    arg_name: str | None = None
    queue_name: str
    connection: str
    data_type: DataTypeLike | None = None

    def target(self) -> str:
        return self.queue_name

    def encode(self, value: object) -> Datum:
        return encode_message(value, QueueMessage)

    def rules(self) -> Iterator[Fault]:
        return name_fault("queue_name", self.queue_name, STORAGE_QUEUE)
