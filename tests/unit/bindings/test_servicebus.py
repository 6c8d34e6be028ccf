"""Service Bus: the message, the triggers' codec for one and many, the outputs' codec, the rules."""

import datetime
import json
from typing import cast

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import BaseModel

from azfunc import EventHubEvent, ServiceBusMessage
from azfunc.bindings.datum import NOTHING, Datum, Metadata
from azfunc.bindings.servicebus import (
    ServiceBusQueueOutput,
    ServiceBusQueueTrigger,
    ServiceBusTopicOutput,
    ServiceBusTopicTrigger,
)
from azfunc.bindings.values import Shape, UnsupportedShapeError
from azfunc.errors import DecodeError, EncodeError

ONE = ServiceBusQueueTrigger(arg_name="msg", connection="Bus", queue_name="orders")
MANY = ServiceBusTopicTrigger(
    arg_name="msgs", connection="Bus", topic_name="orders", subscription_name="kitchen", cardinality="many"
)
OUTPUT = ServiceBusQueueOutput(arg_name="$return", connection="Bus", queue_name="orders")
TOPIC_OUTPUT = ServiceBusTopicOutput(arg_name="$return", connection="Bus", topic_name="orders")

TEXTS = (
    *("ContentType", "CorrelationId", "DeadLetterErrorDescription", "DeadLetterReason", "DeadLetterSource", "Label"),
    *("LockToken", "MessageId", "PartitionKey", "ReplyTo", "ReplyToSessionId", "SessionId", "Subject", "To"),
    "TransactionPartitionKey",
)
NUMBERS = ("DeliveryCount", "EnqueuedSequenceNumber", "SequenceNumber", "State")
MOMENTS = ("EnqueuedTimeUtc", "ExpiresAtUtc", "LockedUntil", "ScheduledEnqueueTimeUtc")
MAPPINGS = ("ApplicationProperties", "UserProperties")
MOMENT = datetime.datetime(2024, 1, 2, 3, 4, 5, tzinfo=datetime.UTC)


class Order(BaseModel):
    """A message as a model."""

    dish: str


def attribute(name: str) -> str:
    """The message's attribute for a field of the host."""
    return "".join(f"_{letter.lower()}" if letter.isupper() else letter for letter in name).lstrip("_")


def values(seed: int) -> dict[str, object]:
    """A value for every field of the host, as JSON has it, different for each seed."""
    return {
        **{name: f"{name}-{seed}" for name in TEXTS},
        **dict.fromkeys(NUMBERS, seed),
        **dict.fromkeys(MOMENTS, "2024-01-02T03:04:05Z"),
        **{name: {"seed": seed, "name": name} for name in MAPPINGS},
        "TimeToLive": f"00:00:{seed:02}",
    }


def check(message: ServiceBusMessage, seed: int) -> None:
    """Every attribute of a message is that of its seed."""
    given_values = values(seed)
    for name in (*TEXTS, *NUMBERS, *MAPPINGS):
        assert getattr(message, attribute(name)) == given_values[name], name
    for name in MOMENTS:
        assert getattr(message, attribute(name)) == MOMENT, name
    assert message.time_to_live == datetime.timedelta(seconds=seed)
    assert message.expiration_time == message.expires_at_utc
    assert message.scheduled_enqueue_time == message.scheduled_enqueue_time_utc


def many(value: Datum, metadata: Metadata) -> list[ServiceBusMessage]:
    """The messages of a batch."""
    return cast("list[ServiceBusMessage]", MANY.decode_many(value, metadata))


@pytest.mark.parametrize("value", [Datum("string", "abc"), Datum("bytes", b"abc"), Datum("json", "abc")])
def test_every_property_of_one_message(value: Datum) -> None:
    """All that the host tells about a message is in its attributes."""
    metadata = {name: Datum("json", json.dumps(item)) for name, item in values(2).items()}
    message = ONE.decode(value, metadata)
    assert message.get_body() == b"abc"
    check(message, 2)


def test_every_property_of_a_batch() -> None:
    """Each message of a batch has its own items of the arrays."""
    metadata = {f"{name}Array": Datum("json", json.dumps([values(1)[name], values(2)[name]])) for name in values(1)}
    first, second = many(Datum("collection_bytes", [b"a", b"b"]), metadata)
    assert (first.get_body(), second.get_body()) == (b"a", b"b")
    check(first, 1)
    check(second, 2)


def test_message_without_metadata() -> None:
    """Missing metadata is no error: texts, numbers and times are None, the id is empty, the properties too."""
    message = ONE.decode(Datum("string", "x"), {})
    fields = message.to_dict()
    assert fields.pop("body") == "x"
    assert fields.pop("message_id") == ""
    assert fields.pop("application_properties") == fields.pop("user_properties") == {}
    assert set(fields.values()) == {None}
    assert len(fields) == 23


def test_empty_message() -> None:
    """A message without body has an empty one."""
    assert ONE.decode(NOTHING, {}).get_body() == b""


def test_short_arrays_and_plain_names() -> None:
    """A short array leaves None, a missing one falls back to the plain name."""
    metadata = {
        "MessageIdArray": Datum("collection_string", ["m1"]),
        "DeliveryCountArray": Datum("json", "[1, null]"),
        "Label": Datum("string", "all"),
    }
    first, second = many(Datum("json", '[{"a": 1}, 2]'), metadata)
    assert (first.message_id, second.message_id) == ("m1", "")
    assert (first.delivery_count, second.delivery_count) == (1, None)
    assert (first.label, second.label) == ("all", "all")
    assert (first.get_json(), second.get_json()) == ({"a": 1}, 2)


@given(st.lists(st.binary(), max_size=5), st.integers(0, 7))
def test_arrays_of_any_length(bodies: list[bytes], length: int) -> None:
    """However long the arrays are, each body becomes one message."""
    metadata = {"SequenceNumberArray": Datum("collection_sint64", range(length))}
    messages = many(Datum("collection_bytes", bodies), metadata)
    assert [message.get_body() for message in messages] == bodies
    assert [message.sequence_number for message in messages] == [n if n < length else None for n in range(len(bodies))]


@pytest.mark.parametrize(("state", "number"), [("1", 1), ('"Deferred"', 1), ('"scheduled"', 2), ('"0"', 0)])
def test_state_by_number_or_name(state: str, number: int) -> None:
    """Hosts write the state as a number or as its name."""
    assert ONE.decode(Datum("string", "x"), {"State": Datum("json", state)}).state == number


@pytest.mark.parametrize("field", ["State", "DeliveryCount", "ExpiresAtUtc", "TimeToLive"])
def test_bad_metadata(field: str) -> None:
    """A field that is not what it should be is a DecodeError with its name."""
    with pytest.raises(DecodeError, match=field):
        ONE.decode(Datum("string", "x"), {field: Datum("string", "nonsense")})


def test_what_is_no_message() -> None:
    """A value that is neither text nor bytes, and one value where a batch is expected, are a DecodeError."""
    with pytest.raises(DecodeError):
        ONE.decode(Datum("int", 5), {})
    with pytest.raises(DecodeError, match="batch"):
        many(Datum("json", "{}"), {})


def test_annotations() -> None:
    """A message can be had as text, bytes, dict or model; cardinality alone decides on one or many."""
    body = Datum("string", '{"dish": "soup"}')
    assert ONE.decoder(Shape(Order))(body, {"UserPropertiesArray": Datum("json", "[]")}) == Order(dish="soup")
    batch = Datum("collection_string", ['{"dish": "soup"}'])
    assert MANY.decoder(Shape(list[Order], Order))(batch, {}) == [Order(dish="soup")]
    message = MANY.decoder(Shape(list[ServiceBusMessage], ServiceBusMessage))(batch, {})
    assert isinstance(cast("list[object]", message)[0], ServiceBusMessage)
    with pytest.raises(UnsupportedShapeError, match="ServiceBusMessage"):
        ONE.decoder(Shape(EventHubEvent))


def test_metadata_of_a_message() -> None:
    """All metadata is there as plain values; a message made by hand has none."""
    message = ONE.decode(Datum("string", "x"), {"UserProperties": Datum("json", '{"a": 1}')})
    assert message.metadata == {"UserProperties": {"a": 1}}
    assert ServiceBusMessage().metadata is None


def test_message_made_by_hand() -> None:
    """A message can be made in a test with any property."""
    message = ServiceBusMessage(body="é", content_type="t", message_id="1", user_properties={"a": 1})
    assert message.get_body() == b"\xc3\xa9"
    assert (message.content_type, message.message_id, message.user_properties) == ("t", "1", {"a": 1})
    assert ServiceBusMessage().message_id == ""
    assert ServiceBusMessage().application_properties == {}
    assert ServiceBusMessage(body='{"dish": "soup"}').get_json(Order) == Order(dish="soup")
    assert repr(message) == "<azfunc.ServiceBusMessage message_id=1 sequence_number=None>"
    with pytest.raises(TypeError):
        ServiceBusMessage(body=5)  # type: ignore[arg-type]  # what is shown


def test_json_ready_form() -> None:
    """Times are ISO text, durations and bytes have a form too, at any depth."""
    message = ServiceBusMessage(
        body=b"\xff",
        application_properties={"raw": b"\xff", "at": MOMENT, "in": {"b": b"x"}},
        expires_at_utc=MOMENT,
        time_to_live=datetime.timedelta(minutes=5),
    )
    fields = json.loads(message.to_json())
    assert fields["body"] == {"__encoding": "base64", "value": "/w=="}
    assert fields["application_properties"] == {
        "raw": {"__encoding": "base64", "value": "/w=="},
        "at": "2024-01-02T03:04:05+00:00",
        "in": {"b": "x"},
    }
    assert (fields["expires_at_utc"], fields["time_to_live"]) == ("2024-01-02T03:04:05+00:00", "0:05:00")


@pytest.mark.parametrize("output", [OUTPUT, TOPIC_OUTPUT])
@pytest.mark.parametrize(
    ("value", "datum"),
    [
        ("text", Datum("string", "text")),
        (b"\xff", Datum("bytes", b"\xff")),
        ({"a": 1}, Datum("json", '{"a": 1}')),
        (5, Datum("json", "5")),
        (Order(dish="x"), Datum("json", '{"dish":"x"}')),
        (ServiceBusMessage(body=b"\xff"), Datum("bytes", b"\xff")),
        (["a", {"b": 1}], Datum("json", '["a", {"b": 1}]')),
        ([ServiceBusMessage(body="a"), Order(dish="x")], Datum("json", '["a", {"dish": "x"}]')),
    ],
)
def test_encoded_values(output: ServiceBusQueueOutput | ServiceBusTopicOutput, value: object, datum: Datum) -> None:
    """Each kind of value is sent, messages as their bodies, lists as one message for each item."""
    assert output.encode(value) == datum


@pytest.mark.parametrize("value", [object(), [None], EventHubEvent(body="x"), [EventHubEvent(body="x")], [b"\xff"]])
def test_values_that_cannot_be_sent(value: object) -> None:
    """Payloads of other services, None in a list and values without JSON form are an EncodeError."""
    with pytest.raises(EncodeError):
        OUTPUT.encode(value)


def test_faults() -> None:
    """Bad names are faults by the name of their field; dead letters and settings are right."""
    bad = ServiceBusTopicTrigger(connection="c", topic_name="-t", subscription_name="a/b")
    assert [fault.found for fault in bad.faults()] == ["topic_name='-t'", "subscription_name='a/b'"]
    (fault,) = ServiceBusQueueOutput(connection="c", queue_name="a b").faults()
    assert fault.rule == "bad-queue-name"
    (fault,) = ServiceBusTopicOutput(connection="c", topic_name="").faults()
    assert fault.found == "topic_name=''"
    for name in ("orders/$DeadLetterQueue", "%QUEUE%"):
        assert list(ServiceBusQueueTrigger(connection="c", queue_name=name).faults()) == []


def test_targets_and_documents() -> None:
    """The target is the queue, the topic with its subscription, or the topic."""
    assert ONE.target() == OUTPUT.target() == TOPIC_OUTPUT.target() == "orders"
    assert MANY.target() == "orders/kitchen"
    full = ServiceBusTopicTrigger(
        arg_name="m",
        connection="c",
        topic_name="t",
        subscription_name="s",
        data_type="binary",
        access_rights="LISTEN",
        is_sessions_enabled=True,
        cardinality="one",
        auto_complete_messages=False,
    )
    assert full.to_document() == {
        "type": "serviceBusTrigger",
        "direction": "in",
        "name": "m",
        "connection": "c",
        "topicName": "t",
        "subscriptionName": "s",
        "dataType": "binary",
        "accessRights": "listen",
        "isSessionsEnabled": True,
        "cardinality": "one",
        "autoCompleteMessages": False,
    }
    output = ServiceBusTopicOutput(arg_name="o", connection="c", topic_name="t", subscription_name="s")
    assert output.to_document() == {
        "type": "serviceBus",
        "direction": "out",
        "name": "o",
        "connection": "c",
        "topicName": "t",
        "subscriptionName": "s",
    }


def test_properties_beyond_azure_functions() -> None:
    """Batch size, metadata and kind of entity are written where they are given, and only there."""
    trigger = MANY.with_fields(max_message_batch_size=50)
    assert trigger.to_document()["maxMessageBatchSize"] == 50
    output = ServiceBusQueueOutput(connection="Bus", queue_name="q", include_metadata=True, entity_type="Topic")
    assert list(output.to_document().items())[3:] == [
        ("connection", "Bus"),
        ("queueName", "q"),
        ("includeMetadata", True),
        ("entityType", "Topic"),
    ]
    assert list(output.faults()) == []
    assert [fault.rule for fault in output.with_fields(entity_type="Relay").faults()] == ["unknown-enum-text"]
    for made in (ONE, MANY, OUTPUT, TOPIC_OUTPUT):
        written = made.to_document().keys()
        assert not written & {"maxMessageBatchSize", "includeMetadata", "entityType"}


def test_output_with_metadata() -> None:
    """An output that includes metadata sends a message with all that the service takes beside its body."""
    message = ServiceBusMessage(
        body="soup",
        content_type="text/plain",
        correlation_id="c",
        message_id="m",
        partition_key="p",
        reply_to="r",
        reply_to_session_id="rs",
        scheduled_enqueue_time_utc=datetime.datetime(2024, 1, 2, 3, 4, 5),
        session_id="s",
        time_to_live=datetime.timedelta(days=1, hours=2, minutes=3, seconds=4, microseconds=5),
        to="t",
        transaction_partition_key="tp",
        application_properties={"table": 4},
    )
    output = TOPIC_OUTPUT.with_fields(include_metadata=True)
    sent = {
        "body": "soup",
        "contentType": "text/plain",
        "correlationId": "c",
        "messageId": "m",
        "partitionKey": "p",
        "replyTo": "r",
        "replyToSessionId": "rs",
        "sessionId": "s",
        "scheduledEnqueueTime": "2024-01-02T03:04:05+00:00",
        "timeToLive": "1.02:03:04.000005",
        "to": "t",
        "transactionPartitionKey": "tp",
        "applicationProperties": {"table": 4},
    }
    assert output.encode(message).parse() == sent
    assert output.encode(iter([message, {"body": "x"}])).parse() == [sent, {"body": "x"}]
    assert output.encode('{"body": "x"}') == Datum("string", '{"body": "x"}')
    assert TOPIC_OUTPUT.encode(message) == Datum("bytes", b"soup")


def test_sparse_message_with_metadata() -> None:
    """What a message does not say is not sent; a life of hours is written as hours."""
    output = OUTPUT.with_fields(include_metadata=True)
    life = datetime.timedelta(hours=30)
    assert output.encode(ServiceBusMessage(body=b"x", time_to_live=life)).parse() == {
        "body": "x",
        "timeToLive": "1.06:00:00",
    }
    with pytest.raises(EncodeError, match="is not UTF-8 text"):
        output.encode(ServiceBusMessage(body=b"\xff"))


@given(st.timedeltas(min_value=datetime.timedelta(0), max_value=datetime.timedelta(days=10_000)))
def test_time_to_live_is_read_back(life: datetime.timedelta) -> None:
    """A life that is sent reads back as the same duration."""
    output = OUTPUT.with_fields(include_metadata=True)
    sent = cast("dict[str, str]", output.encode(ServiceBusMessage(body="x", time_to_live=life)).parse())
    arrived = ONE.decode(Datum("string", "x"), {"TimeToLive": Datum("string", sent["timeToLive"])})
    assert arrived.time_to_live == life
