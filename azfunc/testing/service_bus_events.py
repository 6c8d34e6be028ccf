"""Event builders of Service Bus, which sends one message or a batch."""

import datetime
import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Self, TypedDict

from azfunc.bindings.datum import Datum
from azfunc.bindings.servicebus_payload import ServiceBusMessage
from azfunc.testing.events import Event, add_properties, batch_datum, body_datum, json_datum, now, to_bytes


class MessageFields(TypedDict, total=False):
    """What may be said about a Service Bus message; see `SentMessage`."""

    application_properties: Mapping[str, object]
    message_id: str
    subject: str | None
    content_type: str | None
    correlation_id: str | None
    session_id: str | None
    reply_to: str | None
    reply_to_session_id: str | None
    to: str | None
    partition_key: str | None
    time_to_live: datetime.timedelta | None
    scheduled_enqueue_time: datetime.datetime | None
    delivery_count: int
    sequence_number: int
    enqueued_time: datetime.datetime
    lock_token: str


@dataclass(frozen=True, kw_only=True)
class SentMessage:
    """A message as its sender describes it to Service Bus.

    Attributes:
        body: text, bytes, or a value that is sent as JSON.
        application_properties: what the sender adds to it.
        message_id: a fresh one if left out.
        subject: the application's label.
        content_type: what the body is.
        correlation_id, session_id, reply_to, reply_to_session_id, to, partition_key: as Service Bus has them.
        time_to_live: how long it is kept.
        scheduled_enqueue_time: when it was to become visible.
        delivery_count: how often it has been delivered, this time included.
        sequence_number: given by Service Bus.
        enqueued_time: when it was sent; now if left out.
        lock_token: what it is settled by; made by Service Bus.
        dead_letter_reason, dead_letter_error_description: why it lies among the dead letters.
    """

    body: object
    application_properties: Mapping[str, object] = field(default_factory=dict[str, object])
    message_id: str = field(default_factory=lambda: uuid.uuid4().hex)
    subject: str | None = None
    content_type: str | None = None
    correlation_id: str | None = None
    session_id: str | None = None
    reply_to: str | None = None
    reply_to_session_id: str | None = None
    to: str | None = None
    partition_key: str | None = None
    time_to_live: datetime.timedelta | None = None
    scheduled_enqueue_time: datetime.datetime | None = None
    delivery_count: int = 1
    sequence_number: int = 1
    enqueued_time: datetime.datetime | None = None
    lock_token: str = field(default_factory=lambda: str(uuid.uuid4()))
    dead_letter_reason: str | None = None
    dead_letter_error_description: str | None = None

    @classmethod
    def of(cls, body: object, sequence_number: int = 1) -> Self:
        """A message of whatever a test sends: what a `ServiceBusMessage` says of itself is kept."""
        if isinstance(body, cls):
            return body
        made = cls(body=body, sequence_number=sequence_number)
        if not isinstance(body, ServiceBusMessage):
            return made
        return replace(
            made,
            application_properties=dict(body.application_properties),
            message_id=body.message_id or made.message_id,
            subject=body.subject or body.label,
            content_type=body.content_type,
            correlation_id=body.correlation_id,
            session_id=body.session_id,
            reply_to=body.reply_to,
            reply_to_session_id=body.reply_to_session_id,
            to=body.to,
            partition_key=body.partition_key,
            delivery_count=body.delivery_count or made.delivery_count,
            sequence_number=body.sequence_number or made.sequence_number,
            enqueued_time=body.enqueued_time_utc,
        )

    def sent_at(self, moment: datetime.datetime) -> Self:
        """The message with its time of sending, where it has none."""
        return self if self.enqueued_time is not None else replace(self, enqueued_time=moment)

    def entries(self) -> dict[str, object]:
        """What the host tells about the message; None where it tells nothing."""
        sent = self.enqueued_time or now()
        expires = sent + (self.time_to_live or datetime.timedelta(days=14))
        return {
            "MessageId": self.message_id,
            "ContentType": self.content_type,
            "CorrelationId": self.correlation_id,
            "DeliveryCount": self.delivery_count,
            "EnqueuedTimeUtc": sent.isoformat(),
            "ExpiresAtUtc": expires.isoformat(),
            "Label": self.subject,
            "Subject": self.subject,
            "LockToken": self.lock_token,
            "PartitionKey": self.partition_key,
            "ReplyTo": self.reply_to,
            "ReplyToSessionId": self.reply_to_session_id,
            "ScheduledEnqueueTimeUtc": _text(self.scheduled_enqueue_time),
            "SequenceNumber": self.sequence_number,
            "SessionId": self.session_id,
            "To": self.to,
            "DeadLetterReason": self.dead_letter_reason,
            "DeadLetterErrorDescription": self.dead_letter_error_description,
        }


def service_bus_event(message: SentMessage, *, data_type: object = None) -> Event:
    """One message of Service Bus, for a trigger with cardinality one."""
    content = to_bytes(message.body)
    metadata = {name: _entry(name, value) for name, value in message.entries().items() if value is not None}
    metadata["ApplicationProperties"] = json_datum(message.application_properties)
    metadata["UserProperties"] = json_datum(message.application_properties)
    add_properties(metadata, content)
    return Event(body_datum(content, data_type), metadata)


def service_bus_batch(messages: Sequence[SentMessage], *, data_type: object = None) -> Event:
    """A batch of Service Bus, for a trigger with cardinality many."""
    rows = [message.entries() for message in messages]
    names = rows[0] if rows else ()
    metadata = {f"{name}Array": json_datum([row[name] for row in rows]) for name in names}
    properties = json_datum([message.application_properties for message in messages])
    metadata["ApplicationPropertiesArray"] = properties
    metadata["UserPropertiesArray"] = properties
    return Event(batch_datum([to_bytes(message.body) for message in messages], data_type), metadata)


def _entry(name: str, value: object) -> Datum:
    """Text travels as text, except moments, which travel as JSON like everything else."""
    return Datum("string", value) if isinstance(value, str) and not name.endswith("Utc") else json_datum(value)


def _text(moment: datetime.datetime | None) -> str | None:
    return None if moment is None else moment.isoformat()
