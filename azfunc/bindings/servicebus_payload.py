"""`ServiceBusMessage`: what the triggers of Service Bus give."""

import datetime
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, cast

from azfunc.bindings.datum import JsonValue
from azfunc.bindings.payload import DescribedPayload, iso, readable
from azfunc.bindings.valued import T, body_of
from azfunc.errors import EncodeError

if TYPE_CHECKING:
    from typing import TypedDict, TypeVar, Unpack

    V = TypeVar("V")

    class _Fields(TypedDict, total=False):
        trigger_metadata: Mapping[str, object] | None
        application_properties: Mapping[str, object] | None
        content_type: str | None
        correlation_id: str | None
        dead_letter_error_description: str | None
        dead_letter_reason: str | None
        dead_letter_source: str | None
        delivery_count: int | None
        enqueued_sequence_number: int | None
        enqueued_time_utc: datetime.datetime | None
        expires_at_utc: datetime.datetime | None
        label: str | None
        locked_until: datetime.datetime | None
        lock_token: str | None
        message_id: str
        partition_key: str | None
        reply_to: str | None
        reply_to_session_id: str | None
        scheduled_enqueue_time_utc: datetime.datetime | None
        sequence_number: int | None
        session_id: str | None
        state: int | None
        subject: str | None
        time_to_live: datetime.timedelta | None
        to: str | None
        transaction_partition_key: str | None
        user_properties: Mapping[str, object] | None


_PROPERTIES = (
    "application_properties",
    "content_type",
    "correlation_id",
    "dead_letter_error_description",
    "dead_letter_reason",
    "dead_letter_source",
    "delivery_count",
    "enqueued_sequence_number",
    "enqueued_time_utc",
    "expires_at_utc",
    "label",
    "locked_until",
    "lock_token",
    "message_id",
    "partition_key",
    "reply_to",
    "reply_to_session_id",
    "scheduled_enqueue_time_utc",
    "sequence_number",
    "session_id",
    "state",
    "subject",
    "time_to_live",
    "to",
    "transaction_partition_key",
    "user_properties",
)


class ServiceBusMessage(DescribedPayload[T]):
    """A message of a Service Bus queue or topic; ``ServiceBusMessage[Order]`` has an ``Order`` as ``value``.

    Times are UTC.

    Args:
        body: text (kept as UTF-8) or bytes.
        trigger_metadata: what the host tells about the message, for ``metadata``.
        application_properties: what the sender attached, by its own names.
        content_type: media type of the body, as the sender says.
        correlation_id: the id that ties messages together, as the sender says.
        dead_letter_error_description: why the message was dead-lettered, in words.
        dead_letter_reason: why the message was dead-lettered.
        dead_letter_source: the entity that it was dead-lettered from.
        delivery_count: how often it has been delivered, this time included.
        enqueued_sequence_number: its number in the entity that it was first sent to.
        enqueued_time_utc: when the service took it in.
        expires_at_utc: when the service drops it.
        label: old name of the subject.
        locked_until: when the lock on it ends.
        lock_token: the token that settles it.
        message_id: the id that the sender gave it.
        partition_key: the key that its partition is chosen by.
        reply_to: the entity that an answer goes to.
        reply_to_session_id: the session that an answer goes to.
        scheduled_enqueue_time_utc: when it is to become visible.
        sequence_number: its unique number, given by the service.
        session_id: the session that it belongs to.
        state: 0 active, 1 deferred, 2 scheduled.
        subject: what it is about, as the sender says.
        time_to_live: how long it lives after it was sent.
        to: reserved by the service for routing.
        transaction_partition_key: the partition of a transfer within a transaction.
        user_properties: old name of ``application_properties``.
    """

    __slots__ = _PROPERTIES

    def __init__(
        self,
        *,
        body: str | bytes | None = None,
        trigger_metadata: Mapping[str, object] | None = None,
        application_properties: Mapping[str, object] | None = None,
        content_type: str | None = None,
        correlation_id: str | None = None,
        dead_letter_error_description: str | None = None,
        dead_letter_reason: str | None = None,
        dead_letter_source: str | None = None,
        delivery_count: int | None = None,
        enqueued_sequence_number: int | None = None,
        enqueued_time_utc: datetime.datetime | None = None,
        expires_at_utc: datetime.datetime | None = None,
        label: str | None = None,
        locked_until: datetime.datetime | None = None,
        lock_token: str | None = None,
        message_id: str = "",
        partition_key: str | None = None,
        reply_to: str | None = None,
        reply_to_session_id: str | None = None,
        scheduled_enqueue_time_utc: datetime.datetime | None = None,
        sequence_number: int | None = None,
        session_id: str | None = None,
        state: int | None = None,
        subject: str | None = None,
        time_to_live: datetime.timedelta | None = None,
        to: str | None = None,
        transaction_partition_key: str | None = None,
        user_properties: Mapping[str, object] | None = None,
    ) -> None:
        super().__init__(body, trigger_metadata)
        self.application_properties: dict[str, object] = dict(application_properties or {})
        self.content_type: str | None = content_type
        self.correlation_id: str | None = correlation_id
        self.dead_letter_error_description: str | None = dead_letter_error_description
        self.dead_letter_reason: str | None = dead_letter_reason
        self.dead_letter_source: str | None = dead_letter_source
        self.delivery_count: int | None = delivery_count
        self.enqueued_sequence_number: int | None = enqueued_sequence_number
        self.enqueued_time_utc: datetime.datetime | None = enqueued_time_utc
        self.expires_at_utc: datetime.datetime | None = expires_at_utc
        self.label: str | None = label
        self.locked_until: datetime.datetime | None = locked_until
        self.lock_token: str | None = lock_token
        self.message_id: str = message_id
        self.partition_key: str | None = partition_key
        self.reply_to: str | None = reply_to
        self.reply_to_session_id: str | None = reply_to_session_id
        self.scheduled_enqueue_time_utc: datetime.datetime | None = scheduled_enqueue_time_utc
        self.sequence_number: int | None = sequence_number
        self.session_id: str | None = session_id
        self.state: int | None = state
        self.subject: str | None = subject
        self.time_to_live: datetime.timedelta | None = time_to_live
        self.to: str | None = to
        self.transaction_partition_key: str | None = transaction_partition_key
        self.user_properties: dict[str, object] = dict(user_properties or {})

    @classmethod
    def of(cls, value: "V", **fields: "Unpack[_Fields]") -> "ServiceBusMessage[V]":
        """A message that carries a value, for tests: ``ServiceBusMessage.of(Order(...), session_id="7")``.

        Args:
            value: the value; its body is the JSON of it, or the text or bytes that it is.
            fields: further arguments of the constructor.

        Raises:
            EncodeError: the value has no JSON form.
        """
        made: ServiceBusMessage[V] = ServiceBusMessage(body=body_of(value), **fields)
        return made.holding(value)

    @property
    def expiration_time(self) -> datetime.datetime | None:
        """Old name of ``expires_at_utc``."""
        return self.expires_at_utc

    @property
    def scheduled_enqueue_time(self) -> datetime.datetime | None:
        """Old name of ``scheduled_enqueue_time_utc``."""
        return self.scheduled_enqueue_time_utc

    def to_dict(self) -> dict[str, JsonValue]:
        values: dict[str, object] = {name: getattr(self, name) for name in _PROPERTIES}
        return {"body": readable(self.get_body()), **{name: _json_form(value) for name, value in values.items()}}

    def __repr__(self) -> str:
        return f"<azfunc.ServiceBusMessage message_id={self.message_id} sequence_number={self.sequence_number}>"


def _json_form(value: object) -> JsonValue:
    if isinstance(value, datetime.datetime):
        return iso(value)
    if isinstance(value, datetime.timedelta):
        return str(value)
    if isinstance(value, bytes):
        return readable(value)
    if isinstance(value, Mapping):
        items = cast("Mapping[str, object]", value).items()
        return {name: _json_form(item) for name, item in items}
    return cast("JsonValue", value)


def envelope(message: ServiceBusMessage[Any]) -> dict[str, JsonValue]:
    """The JSON object that an output with include_metadata takes as a message: its body, and what goes with it.

    Raises:
        EncodeError: the body is not UTF-8 text, which such an output cannot send.
    """
    scheduled, life = message.scheduled_enqueue_time_utc, message.time_to_live
    members: dict[str, object] = {
        "contentType": message.content_type,
        "correlationId": message.correlation_id,
        "messageId": message.message_id or None,
        "partitionKey": message.partition_key,
        "replyTo": message.reply_to,
        "replyToSessionId": message.reply_to_session_id,
        "sessionId": message.session_id,
        "scheduledEnqueueTime": None if scheduled is None else iso(_in_utc(scheduled)),
        "timeToLive": None if life is None else _time_span(life),
        "to": message.to,
        "transactionPartitionKey": message.transaction_partition_key,
        "applicationProperties": _json_form(message.application_properties) or None,
    }
    told = {name: cast("JsonValue", value) for name, value in members.items() if value is not None}
    return {"body": _text(message), **told}


def _text(message: ServiceBusMessage[Any]) -> str:
    try:
        return message.get_body().decode("utf-8")
    except UnicodeDecodeError as error:
        raise EncodeError(
            f"The body of a ServiceBusMessage is not UTF-8 text ({error}), and an output with include_metadata sends "
            "messages as JSON. Encode such a body as base64, or leave include_metadata out."
        ) from error


def _in_utc(moment: datetime.datetime) -> datetime.datetime:
    return moment.replace(tzinfo=datetime.UTC) if moment.tzinfo is None else moment.astimezone(datetime.UTC)


def _time_span(life: datetime.timedelta) -> str:
    """A duration as .NET writes it: ``1.02:03:04.000005``."""
    seconds, micro = life.seconds, life.microseconds
    clock = f"{life.days}.{seconds // 3600:02}:{seconds // 60 % 60:02}:{seconds % 60:02}"
    return f"{clock}.{micro:06}" if micro else clock
