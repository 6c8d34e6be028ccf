"""Service Bus: queue trigger, topic trigger, queue output and topic output.

Follows https://learn.microsoft.com/azure/azure-functions/functions-bindings-service-bus.
"""

from collections.abc import Iterator
from typing import ClassVar, Literal, Self, TypeAlias, cast

from azfunc.bindings.binding import PayloadTypes
from azfunc.bindings.datum import Datum, Metadata
from azfunc.bindings.decoding import Decoder, split_batch
from azfunc.bindings.enums import AccessRightsLike, BindingEnum, Cardinality, CardinalityLike, DataTypeLike
from azfunc.bindings.kinds import Output, Trigger
from azfunc.bindings.metadata import Fields
from azfunc.bindings.names import SERVICE_BUS_ENTITY, SERVICE_BUS_SUBSCRIPTION, name_fault
from azfunc.bindings.payload import encode_message, message_body
from azfunc.bindings.record import binding_class
from azfunc.bindings.servicebus_payload import ServiceBusMessage as ServiceBusMessage
from azfunc.bindings.servicebus_payload import envelope
from azfunc.bindings.values import Shape, UnsupportedShapeError, batch_item, is_plain_iterable
from azfunc.errors import Fault


class ServiceBusEntityType(BindingEnum):
    """What an output sends to."""

    QUEUE = "Queue"
    TOPIC = "Topic"


ServiceBusEntityTypeLike: TypeAlias = ServiceBusEntityType | Literal["Queue", "Topic"]
"""A `ServiceBusEntityType`, or its text."""


class _ServiceBusTrigger(Trigger):
    """What the triggers of queues and topics share."""

    type: ClassVar[str] = "serviceBusTrigger"
    payloads: ClassVar[PayloadTypes] = (ServiceBusMessage,)
    unsettled: ClassVar[str] = ""
    cardinality: CardinalityLike | None
    auto_complete_messages: bool | None

    def fitted(self, shape: Shape) -> Self:
        fitted = super().fitted(shape)
        return fitted if batch_item(shape.annotation) is None else fitted.settling("Batch")

    def settling(self, by: str) -> Self:
        """The trigger for a function that settles messages itself: the host must not do it as well.

        Args:
            by: what settles them, for the message.

        Raises:
            UnsupportedShapeError: the trigger says that the host does.
        """
        if self.auto_complete_messages:
            raise UnsupportedShapeError(
                f"auto_complete_messages=False, or nothing: with True the host settles what {by} settles here"
            )
        return self.with_fields(auto_complete_messages=False)

    def batch_decoder(self, item: object) -> Decoder:
        from azfunc.bindings.batch import batch_decoder

        if not self.is_many() or self.auto_complete_messages is not False:  # in a function.json, which stays as it is
            raise UnsupportedShapeError(
                'Batch with "cardinality": "many" and "autoCompleteMessages": false, or another type'
            )
        return batch_decoder(self, item)

    def message_name(self, datum: Datum, fields: Fields) -> str:
        number = fields.text("MessageId")
        return f"message {number}" if number else ""

    def is_many(self) -> bool:
        return self.cardinality is Cardinality.MANY

    def decode(self, datum: Datum, metadata: Metadata) -> ServiceBusMessage:
        return _message(datum, metadata, Fields(metadata))

    def decode_many(self, datum: Datum, metadata: Metadata) -> list[object]:
        items = split_batch(datum)
        rows = Fields.of_batch(metadata, len(items))
        return [_message(item, metadata, fields) for item, fields in zip(items, rows, strict=True)]


class _ServiceBusOutput(Output):
    """What the outputs to queues and topics share."""

    type: ClassVar[str] = "serviceBus"
    payloads: ClassVar[PayloadTypes] = (ServiceBusMessage,)
    include_metadata: bool | None

    def encode(self, value: object) -> Datum:
        if self.include_metadata:
            value = [_told(item) for item in value] if is_plain_iterable(value) else _told(value)
        return encode_message(value, ServiceBusMessage)


@binding_class
class ServiceBusQueueTrigger(_ServiceBusTrigger):
    """Runs the function for messages of a Service Bus queue, one at a time or in batches.

    https://learn.microsoft.com/azure/azure-functions/functions-bindings-service-bus-trigger

    Args:
        arg_name: the handler's parameter that takes the message, or the list of messages; may be left out where only
            one can be meant.
        connection: the app setting with the connection string, or the prefix of identity-based settings.
        queue_name: the queue, ``queue/$DeadLetterQueue`` for its dead letters; ``%SETTING%`` is allowed.
        data_type: how the host hands messages over: text (its default) or bytes.
        access_rights: legacy: the rights that the connection has; hosts since version 2 ignore it.
        is_sessions_enabled: whether the queue needs sessions; false if left out.
        cardinality: ``one`` message for each call, or ``many`` as a list; left out, the annotation decides, and
            ``list[...]`` and ``Batch[...]`` mean ``many``.
        auto_complete_messages: whether the host settles a message after a successful call; true if left out, and false
            where the function settles messages itself: by `azfunc.Batch`, `azfunc.DeadLetter` and the like.
        max_message_batch_size: messages of a call at most, with cardinality ``many``; as host.json says if left out
            (1000).
    """

    arg_name: str | None = None
    connection: str
    queue_name: str
    data_type: DataTypeLike | None = None
    access_rights: AccessRightsLike | None = None
    is_sessions_enabled: bool | None = None
    cardinality: CardinalityLike | None = None
    auto_complete_messages: bool | None = None
    max_message_batch_size: int | None = None

    def target(self) -> str:
        return self.queue_name

    def rules(self) -> Iterator[Fault]:
        return name_fault("queue_name", self.queue_name, SERVICE_BUS_ENTITY)


@binding_class
class ServiceBusTopicTrigger(_ServiceBusTrigger):
    """Runs the function for messages of a Service Bus topic's subscription, one at a time or in batches.

    https://learn.microsoft.com/azure/azure-functions/functions-bindings-service-bus-trigger

    Args:
        arg_name: the handler's parameter that takes the message, or the list of messages; may be left out where only
            one can be meant.
        connection: the app setting with the connection string, or the prefix of identity-based settings.
        topic_name: the topic; ``%SETTING%`` is allowed.
        subscription_name: the subscription, ``subscription/$DeadLetterQueue`` for its dead letters; ``%SETTING%`` is
            allowed.
        data_type: how the host hands messages over: text (its default) or bytes.
        access_rights: legacy: the rights that the connection has; hosts since version 2 ignore it.
        is_sessions_enabled: whether the subscription needs sessions; false if left out.
        cardinality: ``one`` message for each call, or ``many`` as a list; left out, the annotation decides, and
            ``list[...]`` and ``Batch[...]`` mean ``many``.
        auto_complete_messages: whether the host settles a message after a successful call; true if left out, and false
            where the function settles messages itself: by `azfunc.Batch`, `azfunc.DeadLetter` and the like.
        max_message_batch_size: messages of a call at most, with cardinality ``many``; as host.json says if left out
            (1000).
    """

    arg_name: str | None = None
    connection: str
    topic_name: str
    subscription_name: str
    data_type: DataTypeLike | None = None
    access_rights: AccessRightsLike | None = None
    is_sessions_enabled: bool | None = None
    cardinality: CardinalityLike | None = None
    auto_complete_messages: bool | None = None
    max_message_batch_size: int | None = None

    def target(self) -> str:
        return f"{self.topic_name}/{self.subscription_name}"

    def rules(self) -> Iterator[Fault]:
        yield from name_fault("topic_name", self.topic_name, SERVICE_BUS_ENTITY)
        yield from name_fault("subscription_name", self.subscription_name, SERVICE_BUS_SUBSCRIPTION)


@binding_class
class ServiceBusQueueOutput(_ServiceBusOutput):
    """Sends messages to a Service Bus queue.

    A `ServiceBusMessage` is sent as its body, and with include_metadata also with its other properties. A list (of
    text, dicts, models, messages) is sent as one message for each item.

    https://learn.microsoft.com/azure/azure-functions/functions-bindings-service-bus-output

    Args:
        arg_name: the handler's ``Out`` parameter, or ``$return`` for its return value.
        connection: the app setting with the connection string, or the prefix of identity-based settings.
        queue_name: the queue; ``%SETTING%`` and ``{token}`` are allowed.
        data_type: how the host takes the value: text or bytes.
        access_rights: legacy: the rights that the connection has; hosts since version 2 ignore it.
        include_metadata: whether what is sent is JSON with ``body``, ``contentType``, ``correlationId``,
            ``messageId``, ``sessionId``, ``timeToLive``, ``applicationProperties`` and the like, as a
            `ServiceBusMessage` is written then; false if left out. Needs a new extension.
        entity_type: what the extension takes the entity for where it is named by ``queueOrTopicName``: ``Queue`` (if
            left out) or ``Topic``.
    """

    arg_name: str | None = None
    connection: str
    queue_name: str
    data_type: DataTypeLike | None = None
    access_rights: AccessRightsLike | None = None
    include_metadata: bool | None = None
    entity_type: ServiceBusEntityTypeLike | None = None

    def target(self) -> str:
        return self.queue_name

    def rules(self) -> Iterator[Fault]:
        return name_fault("queue_name", self.queue_name, SERVICE_BUS_ENTITY)


@binding_class
class ServiceBusTopicOutput(_ServiceBusOutput):
    """Sends messages to a Service Bus topic; values as for `ServiceBusQueueOutput`.

    https://learn.microsoft.com/azure/azure-functions/functions-bindings-service-bus-output

    Args:
        arg_name: the handler's ``Out`` parameter, or ``$return`` for its return value.
        connection: the app setting with the connection string, or the prefix of identity-based settings.
        topic_name: the topic; ``%SETTING%`` and ``{token}`` are allowed.
        subscription_name: written to function.json, of no use for sending; taken for compatibility.
        data_type: how the host takes the value: text or bytes.
        access_rights: legacy: the rights that the connection has; hosts since version 2 ignore it.
        include_metadata: whether what is sent is JSON with ``body``, ``contentType``, ``correlationId``,
            ``messageId``, ``sessionId``, ``timeToLive``, ``applicationProperties`` and the like, as a
            `ServiceBusMessage` is written then; false if left out. Needs a new extension.
        entity_type: what the extension takes the entity for where it is named by ``queueOrTopicName``: ``Queue`` (if
            left out) or ``Topic``.
    """

    arg_name: str | None = None
    connection: str
    topic_name: str
    subscription_name: str | None = None
    data_type: DataTypeLike | None = None
    access_rights: AccessRightsLike | None = None
    include_metadata: bool | None = None
    entity_type: ServiceBusEntityTypeLike | None = None

    def target(self) -> str:
        return self.topic_name

    def rules(self) -> Iterator[Fault]:
        return name_fault("topic_name", self.topic_name, SERVICE_BUS_ENTITY)


def _told(value: object) -> object:
    """A message with all that goes with it; other values are taken to be of that form already."""
    return envelope(cast("ServiceBusMessage[object]", value)) if isinstance(value, ServiceBusMessage) else value


_STATES = {"active": 0, "deferred": 1, "scheduled": 2}


def _message(datum: Datum, metadata: Metadata, fields: Fields) -> ServiceBusMessage:
    return ServiceBusMessage(
        body=message_body(datum),
        trigger_metadata=metadata,
        application_properties=fields.mapping("ApplicationProperties"),
        content_type=fields.text("ContentType"),
        correlation_id=fields.text("CorrelationId"),
        dead_letter_error_description=fields.text("DeadLetterErrorDescription"),
        dead_letter_reason=fields.text("DeadLetterReason"),
        dead_letter_source=fields.text("DeadLetterSource"),
        delivery_count=fields.number("DeliveryCount"),
        enqueued_sequence_number=fields.number("EnqueuedSequenceNumber"),
        enqueued_time_utc=fields.moment("EnqueuedTimeUtc"),
        expires_at_utc=fields.moment("ExpiresAtUtc"),
        label=fields.text("Label"),
        locked_until=fields.moment("LockedUntil"),
        lock_token=fields.text("LockToken"),
        message_id=fields.text("MessageId") or "",
        partition_key=fields.text("PartitionKey"),
        reply_to=fields.text("ReplyTo"),
        reply_to_session_id=fields.text("ReplyToSessionId"),
        scheduled_enqueue_time_utc=fields.moment("ScheduledEnqueueTimeUtc"),
        sequence_number=fields.number("SequenceNumber"),
        session_id=fields.text("SessionId"),
        state=_state(fields),
        subject=fields.text("Subject"),
        time_to_live=fields.duration("TimeToLive"),
        to=fields.text("To"),
        transaction_partition_key=fields.text("TransactionPartitionKey"),
        user_properties=fields.mapping("UserProperties"),
    )


def _state(fields: Fields) -> int | None:
    """The state as a number, also from its name."""
    value = fields.value("State")
    named = _STATES.get(value.lower()) if isinstance(value, str) else None
    return fields.number("State") if named is None else named
