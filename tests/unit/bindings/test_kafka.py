"""Kafka: the event, the envelope of text messages, the codecs of trigger and output, the properties and rules."""

import json
from typing import Any, cast

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import BaseModel

from azfunc import EventHubEvent, KafkaEvent
from azfunc.bindings.datum import NOTHING, Datum, Metadata
from azfunc.bindings.kafka import KafkaOutput, KafkaTrigger
from azfunc.bindings.kafka_enums import (
    BrokerAuthenticationMode,
    BrokerProtocol,
    KafkaMessageKeyType,
    OAuthBearerMethod,
)
from azfunc.bindings.kafka_payload import message_value, read_envelope, write_envelope
from azfunc.bindings.values import Shape, UnsupportedShapeError
from azfunc.errors import DecodeError, EncodeError

PLACE: dict[str, Any] = {"topic": "orders", "broker_list": "BrokerList"}
ONE = KafkaTrigger(arg_name="event", **PLACE)
MANY = KafkaTrigger(arg_name="events", cardinality="many", **PLACE)
OUTPUT = KafkaOutput(arg_name="out", **PLACE)
HEADERS = [{"Key": "h", "Value": "dg=="}]
METADATA = {
    "Timestamp": Datum("json", '"2030-01-01T10:00:00Z"'),
    "Key": Datum("string", "k"),
    "Partition": Datum("json", "1"),
    "Offset": Datum("json", "2"),
    "Topic": Datum("string", "orders"),
    "Headers": Datum("json", json.dumps(HEADERS)),
}


class Order(BaseModel):
    """A message as a model."""

    id: int


def envelope(value: str, **more: object) -> str:
    """A text message in the host's envelope."""
    return write_envelope(value, **cast("Any", more))


def many(value: Datum, metadata: Metadata) -> list[KafkaEvent]:
    """The events of a batch."""
    return cast("list[KafkaEvent]", MANY.decode_many(value, metadata))


@pytest.mark.parametrize("value", [Datum("string", "abc"), Datum("bytes", b"abc"), Datum("json", "abc")])
def test_event_with_metadata(value: Datum) -> None:
    """A message has its body and what the host tells about it."""
    event = ONE.decode(value, METADATA)
    assert event.get_body() == b"abc"
    assert (event.key, event.partition, event.offset, event.topic) == ("k", 1, 2, "orders")
    assert (event.timestamp, event.headers) == ("2030-01-01T10:00:00Z", HEADERS)


def test_event_without_metadata() -> None:
    """Missing metadata is no error: the fields are None, and so is an empty body no error."""
    event = ONE.decode(NOTHING, {})
    assert event.to_dict() == {
        "body": "",
        "key": None,
        "offset": None,
        "partition": None,
        "topic": None,
        "timestamp": None,
        "headers": None,
    }


def test_metadata_keeps_json_as_text() -> None:
    """Apps written for azure.functions parse it themselves; collections are lists."""
    metadata = {**METADATA, "OffsetArray": Datum("collection_sint64", (1, 2))}
    event = ONE.decode(Datum("string", "x"), metadata)
    assert event.metadata is not None
    assert event.metadata["Headers"] == json.dumps(HEADERS)
    assert (event.metadata["Key"], event.metadata["OffsetArray"]) == ("k", [1, 2])
    assert KafkaEvent(body="x").metadata is None


def test_event_as_text() -> None:
    """The repr tells the partition and the offset, each as it is."""
    event = KafkaEvent(body=b"x", key="k", offset=5, partition=3, topic="t", timestamp="ts")
    assert repr(event).startswith("<azfunc.KafkaEvent key=k partition=3 offset=5 topic=t timestamp=ts")
    assert json.loads(event.to_json())["body"] == "x"


@pytest.mark.parametrize(
    "value",
    [Datum("collection_bytes", [b"1", b"2"]), Datum("collection_string", ["1", "2"]), Datum("json", "[1, 2]")],
)
def test_batch(value: Datum) -> None:
    """A batch is a list of events, each with its own item of every array, however the array travels."""
    metadata = {
        "TimestampArray": Datum("json", '["t1", "t2"]'),
        "KeyArray": Datum("json", '["k", null]'),
        "PartitionArray": Datum("json", "[1, 2]"),
        "OffsetArray": Datum("collection_sint64", [7, 8]),
        "TopicArray": Datum("collection_string", ["orders", "orders"]),
        "HeadersArray": Datum("json", json.dumps([HEADERS, []])),
    }
    first, second = many(value, metadata)
    assert (first.get_body(), first.key, first.partition, first.offset) == (b"1", "k", 1, 7)
    assert (first.timestamp, first.topic, first.headers) == ("t1", "orders", HEADERS)
    assert (second.get_body(), second.key, second.partition, second.offset) == (b"2", None, 2, 8)
    assert second.headers == []


def test_batch_with_missing_arrays() -> None:
    """Arrays that are missing or too short leave their fields empty, which azure.functions fails on."""
    first, second = many(Datum("collection_string", ["a", "b"]), {"OffsetArray": Datum("json", "[7]")})
    assert (first.offset, second.offset, second.headers, second.topic) == (7, None, None, None)


def test_what_is_no_event() -> None:
    """A value that is neither text nor bytes, or a bad number, is a DecodeError."""
    with pytest.raises(DecodeError):
        ONE.decode(Datum("int", 5), {})
    with pytest.raises(DecodeError, match="Offset"):
        ONE.decode(Datum("string", "x"), {"Offset": Datum("string", "x")})


TEXT = st.text(st.characters(exclude_categories=["Cs"]))


@given(TEXT, st.none() | TEXT)
def test_envelope_round_trip(value: str, key: str | None) -> None:
    """What is put into an envelope comes out again, by an event and by a datum."""
    text = envelope(value, key=key, headers=HEADERS, topic="t", partition=1, offset=2, timestamp="ts")
    found = read_envelope(text)
    assert found is not None
    assert (found["Value"], found.get("Key"), found["Headers"]) == (value, key, HEADERS)
    assert KafkaEvent(body=text).get_value() == value.encode()
    assert message_value(Datum("bytes", text.encode())) == Datum("string", value)


@given(st.text() | st.binary())
def test_any_other_text_is_no_envelope(text: str | bytes) -> None:
    """Whatever else arrives is the message itself."""
    assert read_envelope(text) is None


@pytest.mark.parametrize("text", ['{"Value": "x"}', '{"Offset": 1, "Value": "x"}', "[]", "{", '{"a": 1}'])
def test_objects_of_the_app_are_no_envelopes(text: str) -> None:
    """An object with some of the names alone, or bad JSON, is the message itself."""
    assert KafkaEvent(body=text).get_value() == text.encode()
    wider = {**json.loads(envelope("x")), "mine": 1}
    assert read_envelope(json.dumps(wider)) is None


@pytest.mark.parametrize("value", ['{"id": 7}', {"id": 7}])
def test_models_are_read_from_the_message(value: object) -> None:
    """A model or dict is what the message says, not the envelope; Avro records stand there as JSON."""
    wrapped = {**json.loads(envelope("")), "Value": value}
    for datum in (Datum("string", json.dumps(wrapped)), Datum("bytes", b'{"id": 7}')):
        assert ONE.decoder(Shape(Order))(datum, METADATA) == Order(id=7)
        assert ONE.decoder(Shape(dict))(datum, METADATA) == {"id": 7}
    batch = Datum("collection_string", [json.dumps(wrapped), '{"id": 8}'])
    assert MANY.decoder(Shape(list[Order], Order))(batch, {}) == [Order(id=7), Order(id=8)]


def test_text_is_what_the_host_sends() -> None:
    """``str`` and ``bytes`` are the whole envelope, as in azure.functions; a message without value is None."""
    text = envelope("soup")
    assert ONE.decoder(Shape(str))(Datum("string", text), {}) == text
    assert ONE.decoder(Shape(bytes))(Datum("string", text), {}) == text.encode()
    tombstone = json.dumps({**json.loads(text), "Value": None})
    assert ONE.decoder(Shape(dict))(Datum("string", tombstone), {}) is None
    assert KafkaEvent(body=tombstone).get_value() == b""


def test_annotations_that_do_not_fit() -> None:
    """One message is no list of events, a batch no single one, and other services' payloads are refused."""
    with pytest.raises(UnsupportedShapeError, match="cardinality many"):
        ONE.decoder(Shape(list[KafkaEvent], KafkaEvent))
    with pytest.raises(UnsupportedShapeError, match=r"list\[KafkaEvent\]"):
        MANY.decoder(Shape(KafkaEvent))
    for binding in (ONE, MANY):
        with pytest.raises(UnsupportedShapeError, match="KafkaEvent"):
            binding.decoder(Shape(list[EventHubEvent], EventHubEvent))
    with pytest.raises(UnsupportedShapeError, match="KafkaEvent"):
        OUTPUT.encoder(Shape(EventHubEvent))


@pytest.mark.parametrize(
    ("value", "sent"),
    [
        ("text", Datum("string", "text")),
        (b"\xff", Datum("bytes", b"\xff")),
        ({"a": 1}, Datum("json", '{"a": 1}')),
        (Order(id=1), Datum("json", '{"id":1}')),
        (["a", {"b": 1}], Datum("json", '["a", {"b": 1}]')),
        (KafkaEvent(body="plain", topic="elsewhere"), Datum("bytes", b"plain")),
        ([KafkaEvent(body="plain"), "a"], Datum("json", '["plain", "a"]')),
    ],
)
def test_output(value: object, sent: Datum) -> None:
    """Text and bytes are sent as they are, the rest as JSON, a list as several messages, an event as its body."""
    assert OUTPUT.encode(value) == sent


def test_output_with_key_and_headers() -> None:
    """An event with a key or headers is put into an envelope; one that arrived in one keeps that."""
    event = KafkaEvent(body="soup", key="k", headers=[{"Key": "h", "Value": "v"}])
    sent = OUTPUT.encode(event)
    found = read_envelope(sent.text())
    assert found is not None
    assert (found["Value"], found["Key"], found["Headers"]) == ("soup", "k", [{"Key": "h", "Value": "v"}])
    (item,) = cast("list[str]", OUTPUT.encode([event]).parse())
    assert KafkaEvent(body=item).get_value() == b"soup"
    arrived = envelope("soup", key="other")
    assert OUTPUT.encode(KafkaEvent(body=arrived, key="k")) == Datum("bytes", arrived.encode())


def test_output_refusals() -> None:
    """A key beside bytes that are no text, another service's event and None among several are errors that say so."""
    with pytest.raises(EncodeError, match="not UTF-8 text"):
        OUTPUT.encode(KafkaEvent(body=b"\xff", key="k"))
    with pytest.raises(EncodeError, match="EventHubEvent cannot be sent as a KafkaEvent"):
        OUTPUT.encode(EventHubEvent(body="x"))
    with pytest.raises(EncodeError, match="None"):
        OUTPUT.encode(["a", None])


def test_documents_with_what_is_required() -> None:
    """Both bindings write the same defaults as azure.functions."""
    assert ONE.to_document() == {
        "type": "kafkaTrigger",
        "direction": "in",
        "name": "event",
        "topic": "orders",
        "brokerList": "BrokerList",
        "keyDataType": "string",
        "authenticationMode": "NotSet",
        "protocol": "NotSet",
        "cardinality": "one",
        "lagThreshold": 1000,
    }
    assert OUTPUT.to_document() == {
        "type": "kafka",
        "direction": "out",
        "name": "out",
        "topic": "orders",
        "brokerList": "BrokerList",
        "keyDataType": "string",
        "maxMessageBytes": 1000000,
        "batchSize": 10000,
        "enableIdempotence": False,
        "messageTimeoutMs": 300000,
        "requestTimeoutMs": 5000,
        "maxRetries": 2147483647,
        "authenticationMode": "NotSet",
        "protocol": "NotSet",
        "lingerMs": 5,
    }


def test_properties_that_azure_functions_lacks() -> None:
    """OAUTHBEARER and the certificates of its token address are there."""
    document = KafkaTrigger(
        **PLACE,
        authentication_mode="OAuthBearer",
        protocol=BrokerProtocol.SASLSSL,
        o_auth_bearer_method="oidc",
        https_ca_location="probe",
        https_ca_pem="PEM",
    ).to_document()
    assert document["authenticationMode"] == "OAuthBearer"
    assert (document["protocol"], document["oAuthBearerMethod"]) == ("SaslSsl", "oidc")
    assert (document["httpsCaLocation"], document["httpsCaPem"]) == ("probe", "PEM")


@pytest.mark.parametrize("enum", [BrokerAuthenticationMode, BrokerProtocol, KafkaMessageKeyType, OAuthBearerMethod])
def test_enum_texts(enum: type[BrokerProtocol]) -> None:
    """Every member is read from its name and its text in any case, and the text is its name but for case."""
    for member in enum:
        assert member.text.lower() == member.name.lower()
        assert {enum.parse(member.name), enum.parse(member.text), enum.parse(member.text.upper())} == {member}
    assert enum.parse("sasl_ssl") is None


@pytest.mark.parametrize("topic", ["orders", "a.b_c-D", "%TOPIC%", "x" * 249])
def test_good_topics(topic: str) -> None:
    """Names that Kafka takes, and those that only the host knows."""
    for kind in (KafkaTrigger, KafkaOutput):
        assert list(kind(topic=topic, broker_list="b").faults()) == []


@pytest.mark.parametrize("topic", ["", "a b", ".", "..", "bestellungen/ä", "x" * 250])
def test_bad_topics(topic: str) -> None:
    """Names that Kafka refuses."""
    for kind in (KafkaTrigger, KafkaOutput):
        assert [fault.rule for fault in kind(topic=topic, broker_list="b").faults()] == ["bad-topic-name"]


def test_pattern_of_topics() -> None:
    """A trigger may listen to all topics that a pattern matches; nothing can be sent to one."""
    assert list(KafkaTrigger(topic="^orders-.*", broker_list="b").faults()) == []
    assert list(KafkaOutput(topic="^orders-.*", broker_list="b").faults())


@pytest.mark.parametrize(
    ("field", "text"),
    [
        ("authentication_mode", "SCRAM-SHA-256"),
        ("protocol", "sasl_ssl"),
        ("o_auth_bearer_method", "none"),
        ("key_data_type", "guid"),
    ],
)
def test_unknown_texts(field: str, text: str) -> None:
    """A text that no member has is a fault that names those that there are."""
    (fault,) = KafkaTrigger(**PLACE, **{field: text}).faults()
    assert (fault.rule, fault.found) == ("unknown-enum-text", f"{field}={text!r}")


def test_settings() -> None:
    """Only the connection string of Event Hubs is an app setting for certain."""
    trigger = KafkaTrigger(**PLACE, event_hub_connection_string="Hub", password="%PASSWORD%")
    assert [(setting.name, setting.is_connection) for setting in trigger.settings()] == [("Hub", False)]
    assert (trigger.target(), OUTPUT.target(), trigger.retries) == ("orders", "orders", True)
