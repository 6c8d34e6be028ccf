"""Event builder of Storage queues: a message with what the service tells about it."""

import datetime
import uuid
from dataclasses import dataclass, field, replace
from typing import Self, TypedDict, cast

from azfunc.bindings.datum import Datum
from azfunc.bindings.queue import QueueMessage
from azfunc.testing.events import Event, add_properties, body_datum, iso_datum, json_datum, now, to_bytes


class QueueFields(TypedDict, total=False):
    """What may be said about a queue message; see `SentQueueMessage`."""

    id: str
    dequeue_count: int
    insertion_time: datetime.datetime
    expiration_time: datetime.datetime
    next_visible_time: datetime.datetime
    pop_receipt: str


@dataclass(frozen=True, kw_only=True)
class SentQueueMessage:
    """A message as a Storage queue holds it.

    Attributes:
        body: text, bytes, a `QueueMessage`, or a value that is sent as JSON.
        id: given by the service.
        dequeue_count: how often it has been handed out, this time included.
        insertion_time: when it was sent; now if left out.
        expiration_time: when the service drops it; seven days later if left out.
        next_visible_time: when it is handed out again if nobody deletes it; ten minutes from now if left out.
        pop_receipt: the receipt that deletes it.
    """

    body: object
    id: str = field(default_factory=lambda: str(uuid.uuid4()))
    dequeue_count: int = 1
    insertion_time: datetime.datetime | None = None
    expiration_time: datetime.datetime | None = None
    next_visible_time: datetime.datetime | None = None
    pop_receipt: str = field(default_factory=lambda: uuid.uuid4().hex)

    @classmethod
    def of(cls, body: object) -> Self:
        """A message of whatever a test sends: what a `QueueMessage` says of itself is kept."""
        if isinstance(body, cls):
            return body
        made = cls(body=body)
        if not isinstance(body, QueueMessage):
            return made
        payload = cast("QueueMessage[object]", body)
        return replace(
            made,
            id=payload.id or made.id,
            dequeue_count=payload.dequeue_count or made.dequeue_count,
            insertion_time=payload.insertion_time,
            expiration_time=payload.expiration_time,
            next_visible_time=payload.time_next_visible,
            pop_receipt=payload.pop_receipt or made.pop_receipt,
        )

    def sent_at(self, moment: datetime.datetime) -> Self:
        """The message with its time of insertion, where it has none."""
        return self if self.insertion_time is not None else replace(self, insertion_time=moment)

    def to_event(self, *, data_type: object = None, moment: datetime.datetime | None = None) -> Event:
        """The message as a host hands it over.

        Args:
            data_type: the trigger's ``dataType``.
            moment: when it is handed over; now if left out.
        """
        content = to_bytes(self.body)
        moment = moment or now()
        inserted = self.insertion_time or moment
        expires = self.expiration_time or inserted + datetime.timedelta(days=7)
        metadata = {
            "QueueTrigger": Datum("string", content.decode("utf-8", "replace")),
            "DequeueCount": json_datum(self.dequeue_count),
            "ExpirationTime": iso_datum(expires),
            "Id": Datum("string", self.id),
            "InsertionTime": iso_datum(inserted),
            "NextVisibleTime": iso_datum(self.next_visible_time or moment + datetime.timedelta(minutes=10)),
            "PopReceipt": Datum("string", self.pop_receipt),
        }
        add_properties(metadata, content)
        return Event(body_datum(content, data_type), metadata)


def queue_event(body: object, *, data_type: object = None, dequeue_count: int = 1, id: str | None = None) -> Event:
    """A message of a Storage queue.

    Args:
        body: text, bytes, a `QueueMessage`, or a value that is sent as JSON.
        data_type: the trigger's ``dataType``.
        dequeue_count: how often the message has been handed out, this time included.
        id: the message's id; a fresh one if left out.
    """
    message = SentQueueMessage(body=body, dequeue_count=dequeue_count)
    return (message if id is None else replace(message, id=id)).to_event(data_type=data_type)
