"""Event Grid: events of both schemas, the trigger's codec, the output's codec, the rules."""

import datetime
import json
from typing import cast

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import BaseModel

from azfunc import CloudEvent, Document, EventGridEvent, EventGridOutputEvent, QueueMessage
from azfunc.bindings.binding import SettingName
from azfunc.bindings.datum import Datum, JsonValue
from azfunc.bindings.eventgrid import EventGridOutput, EventGridTrigger
from azfunc.bindings.values import Shape, UnsupportedShapeError
from azfunc.errors import DecodeError, EncodeError

TRIGGER = EventGridTrigger(arg_name="event")
BATCHES = EventGridTrigger(arg_name="events").with_extra({"cardinality": "MANY"})
OUTPUT = EventGridOutput(arg_name="$return", topic_endpoint_uri="Uri", topic_key_setting="Key")
NOON = datetime.datetime(2024, 1, 1, 12, tzinfo=datetime.UTC)
GRID_JSON: dict[str, JsonValue] = {
    "id": "1",
    "topic": "t",
    "subject": "s",
    "eventType": "e",
    "eventTime": "2024-01-01T00:00:00.1234567Z",
    "data": {"a": 1},
    "dataVersion": "1",
}
CLOUD_JSON: dict[str, JsonValue] = {
    "specversion": "1.0",
    "id": "1",
    "source": "s",
    "type": "t",
    "time": "2024-01-01T12:00:00Z",
    "subject": "x",
    "datacontenttype": "application/json",
    "dataschema": "http://schema/",
    "data": {"a": 1},
    "ext": "x",
}


class Data(BaseModel):
    """An event's data as a model."""

    a: int


def datum(value: object) -> Datum:
    """A JSON datum."""
    return Datum("json", json.dumps(value))


def sent(value: object) -> object:
    """What is sent for a value, parsed."""
    encoded = OUTPUT.encode(value)
    assert encoded.kind == "json"
    return encoded.parse()


def test_event_grid_schema() -> None:
    """An event without specversion is an EventGridEvent with all of its fields."""
    event = TRIGGER.decode(datum(GRID_JSON), {})
    assert isinstance(event, EventGridEvent)
    assert (event.id, event.topic, event.subject, event.event_type, event.data_version) == ("1", "t", "s", "e", "1")
    assert event.event_time == datetime.datetime(2024, 1, 1, 0, 0, 0, 123456, tzinfo=datetime.UTC)
    assert event.get_json() == {"a": 1}
    assert event.get_json() is event.get_json()
    assert event.get_json(Data) == Data(a=1)


def test_cloud_events_schema() -> None:
    """An event with specversion is a CloudEvent; attributes without a name in the specification are kept."""
    event = TRIGGER.decode(datum(CLOUD_JSON), {})
    assert isinstance(event, CloudEvent)
    assert (event.id, event.source, event.type, event.specversion) == ("1", "s", "t", "1.0")
    assert (event.time, event.subject) == (NOON, "x")
    assert (event.datacontenttype, event.dataschema) == ("application/json", "http://schema/")
    assert event.get_json(Data) == Data(a=1)
    assert event.extension_attrs == {"ext": "x"}
    assert event.extension_attrs is not event.extension_attrs


def test_attribute_called_self() -> None:
    """An extension attribute may have any name, also one that Python uses."""
    event = TRIGGER.decode(datum({"specversion": "1.0", "self": 1, "class": 2}), {})
    assert isinstance(event, CloudEvent)
    assert event.extension_attrs == {"self": 1, "class": 2}


def test_missing_fields() -> None:
    """Fields that an event lacks are empty text or None, not an error."""
    event = TRIGGER.decode(datum({"a": 1}), {})
    assert isinstance(event, EventGridEvent)
    assert (event.id, event.event_time, event.get_json()) == ("", None, None)
    cloud = TRIGGER.decode(datum({"specversion": "1.0"}), {})
    assert isinstance(cloud, CloudEvent)
    assert (cloud.source, cloud.time, cloud.subject, cloud.extension_attrs) == ("", None, None, {})


@pytest.mark.parametrize("kind", ["string", "bytes"])
def test_event_as_text_or_bytes(kind: str) -> None:
    """With another data type the event comes as text or bytes, and is read the same."""
    text = json.dumps(GRID_JSON)
    value = Datum("string", text) if kind == "string" else Datum("bytes", text.encode())
    assert TRIGGER.decode(value, {}).id == "1"


@pytest.mark.parametrize("value", ["[]", '[{"id": "1"}]', '"x"', "nope", "null"])
def test_what_is_no_event(value: str) -> None:
    """A list, a scalar and broken JSON are a DecodeError."""
    with pytest.raises(DecodeError):
        TRIGGER.decode(Datum("json", value), {})


@pytest.mark.parametrize("number", ["Infinity", "NaN"])
def test_data_that_is_no_json(number: str) -> None:
    """Numbers that Python reads and JSON does not have are a DecodeError where the data is read as a type."""
    decode = TRIGGER.decoder(Shape(EventGridEvent[int]))
    with pytest.raises(DecodeError, match="data is no JSON"):
        decode(Datum("json", f'{{"id": "1", "data": {number}}}'), {})


def test_bad_time() -> None:
    """A time that is none is a DecodeError with the field's name."""
    with pytest.raises(DecodeError, match="eventTime"):
        TRIGGER.decode(datum({"eventTime": "soon"}), {})


@given(st.dictionaries(st.text(max_size=12), st.text(max_size=5) | st.none() | st.integers(), max_size=6))
def test_any_object_is_an_event_or_a_decode_error(value: dict[str, object]) -> None:
    """Whatever attributes an object has, reading it gives an event or a DecodeError."""
    for fields in (value, {**value, "specversion": "1.0"}):
        try:
            event = TRIGGER.decode(datum(fields), {})
        except DecodeError:
            continue
        assert isinstance(event, CloudEvent if "specversion" in fields else EventGridEvent)


@pytest.mark.parametrize("annotation", [EventGridEvent, EventGridEvent | CloudEvent, CloudEvent | EventGridEvent])
def test_annotation_that_fits(annotation: object) -> None:
    """A parameter annotated with the schema's class, or with both, gets the event."""
    assert isinstance(TRIGGER.decoder(Shape(annotation))(datum(GRID_JSON), {}), EventGridEvent)


@pytest.mark.parametrize(
    ("annotation", "value", "words"),
    [
        (EventGridEvent, CLOUD_JSON, "CloudEvents schema arrived, where EventGridEvent"),
        (CloudEvent, GRID_JSON, "Event Grid schema arrived, where CloudEvent"),
    ],
)
def test_annotation_that_does_not_fit(annotation: object, value: object, words: str) -> None:
    """An event in the other schema is a DecodeError that says how to go on."""
    with pytest.raises(DecodeError, match=words):
        TRIGGER.decoder(Shape(annotation))(datum(value), {})


def test_other_annotations() -> None:
    """The event can be had as text, dict or model; payloads of other services are refused."""
    assert TRIGGER.decoder(Shape(dict))(datum(GRID_JSON), {}) == GRID_JSON
    assert TRIGGER.decoder(Shape(Data))(datum({"a": 5}), {}) == Data(a=5)
    for annotation in (QueueMessage, EventGridOutputEvent, list[EventGridEvent]):
        with pytest.raises(UnsupportedShapeError, match="EventGridEvent or CloudEvent"):
            TRIGGER.decoder(Shape(annotation))


def test_batches() -> None:
    """With cardinality many a call carries a list of events, whose schema is checked as well."""
    assert BATCHES.is_many()
    assert not TRIGGER.is_many()
    both = datum([GRID_JSON, CLOUD_JSON])
    mixed = BATCHES.decoder(Shape(list[EventGridEvent | CloudEvent], EventGridEvent | CloudEvent))(both, {})
    assert [type(event) for event in cast("list[object]", mixed)] == [EventGridEvent, CloudEvent]
    assert BATCHES.decoder(Shape(list[dict], dict))(both, {}) == [GRID_JSON, CLOUD_JSON]
    with pytest.raises(DecodeError, match="CloudEvents schema"):
        BATCHES.decoder(Shape(list[EventGridEvent], EventGridEvent))(both, {})


def test_output_event() -> None:
    """An EventGridOutputEvent is sent with the keys of the schema."""
    event = EventGridOutputEvent(id="1", data={"a": 1}, subject="s", event_type="e", event_time=NOON, data_version="2")
    assert sent(event) == {
        "id": "1",
        "subject": "s",
        "dataVersion": "2",
        "eventType": "e",
        "data": {"a": 1},
        "eventTime": "2024-01-01T12:00:00+00:00",
    }


def test_output_event_without_time_is_sent_now() -> None:
    """Topics refuse events without a time, so the time of sending stands in."""
    before = datetime.datetime.now(datetime.UTC)
    fields = cast("dict[str, str]", sent(EventGridOutputEvent(id="1", data=Data(a=1), subject="s", event_type="e")))
    after = datetime.datetime.now(datetime.UTC)
    assert before <= datetime.datetime.fromisoformat(fields["eventTime"]) <= after
    assert fields["data"] == {"a": 1}


def test_cloud_event_is_sent_as_cloud_events_json() -> None:
    """Attributes that are not set are left out, extensions stand beside the others."""
    event = CloudEvent(id="1", source="s", type="t", data={"a": 1}, time=NOON, ext="x")
    assert sent(event) == {
        "id": "1",
        "source": "s",
        "type": "t",
        "specversion": "1.0",
        "time": "2024-01-01T12:00:00+00:00",
        "data": {"a": 1},
        "ext": "x",
    }


def test_bytes_of_a_cloud_event() -> None:
    """Binary data travels as data_base64, as the specification says."""
    fields = cast("dict[str, object]", sent(CloudEvent(id="1", source="s", type="t", data=b"\xff")))
    assert fields["data_base64"] == "/w=="
    assert "data" not in fields


def test_received_cloud_event_can_be_sent_on() -> None:
    """A CloudEvent that arrived is published again with all of its attributes."""
    resent = cast("dict[str, object]", sent(TRIGGER.decode(datum(CLOUD_JSON), {})))
    assert resent.pop("time") == "2024-01-01T12:00:00+00:00"
    assert resent == {name: value for name, value in CLOUD_JSON.items() if name != "time"}


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("text", Datum("string", "text")),
        (b"by", Datum("bytes", b"by")),
        ({"id": "1"}, Datum("json", '{"id": "1"}')),
        (Data(a=1), Datum("json", '{"a": 1}')),
        (Document({"id": "1"}), Datum("json", '{"id": "1"}')),
        ([], Datum("json", "[]")),
        (["a", b"b", {"id": "1"}, Data(a=1)], Datum("json", '["a", "b", {"id": "1"}, {"a": 1}]')),
    ],
)
def test_other_values(value: object, expected: Datum) -> None:
    """Text, bytes, dicts, models and lists are sent as the user made them; a dict is one event."""
    assert OUTPUT.encode(value) == expected


def test_list_of_events() -> None:
    """Events of a list are sent as a JSON list, made one by one if need be."""
    events = (EventGridOutputEvent(id=str(n), data=n, subject="s", event_type="e", event_time=NOON) for n in range(2))
    assert [event["id"] for event in cast("list[dict[str, object]]", sent(events))] == ["0", "1"]
    cloud = sent([CloudEvent(id="1", source="s", type="t")])
    assert cloud == [{"id": "1", "source": "s", "type": "t", "specversion": "1.0"}]


@pytest.mark.parametrize(
    "value", [5, True, 1.5, object(), QueueMessage(body="x"), EventGridEvent(id="1"), [5], [None], [QueueMessage()]]
)
def test_what_is_no_event_to_publish(value: object) -> None:
    """Other values are an EncodeError that lists what can be published; nothing empty is sent."""
    with pytest.raises(EncodeError, match="EventGridOutputEvent"):
        OUTPUT.encode(value)


def test_data_without_json_form() -> None:
    """Data that JSON cannot express is an EncodeError."""
    with pytest.raises(EncodeError):
        OUTPUT.encode(EventGridOutputEvent(id="1", data=object(), subject="s", event_type="e"))


def test_json_ready_forms() -> None:
    """Events have a JSON-ready form with Python's names."""
    assert EventGridEvent(id="1", data={"a": 1}, topic="t", event_time=NOON).to_dict() == {
        "id": "1",
        "topic": "t",
        "subject": "",
        "event_type": "",
        "event_time": "2024-01-01T12:00:00+00:00",
        "data_version": "",
        "data": {"a": 1},
    }
    output = EventGridOutputEvent(id="1", data=None, subject="s", event_type="e")
    assert json.loads(output.to_json())["event_time"] is None
    assert CloudEvent(id="1", source="s", type="t", ext=1).to_dict()["extension_attrs"] == {"ext": 1}
    assert repr(output) == "<azfunc.EventGridOutputEvent id=1 event_type=e subject=s>"
    assert repr(EventGridEvent(id="1")).startswith("<azfunc.EventGridEvent id=1")
    assert repr(CloudEvent(id="1", source="s", type="t")) == "<azfunc.CloudEvent id=1 source=s type=t>"


@pytest.mark.parametrize(
    "fields",
    [
        {},
        {"topic_endpoint_uri": "u"},
        {"topic_key_setting": "k"},
        {"connection": "c", "topic_endpoint_uri": "u"},
        {"connection": "c", "topic_key_setting": "k"},
        {"connection": "c", "topic_endpoint_uri": "u", "topic_key_setting": "k"},
    ],
)
def test_connection_must_be_said_in_one_way(fields: dict[str, str]) -> None:
    """Neither, half of or both ways of reaching the topic are one fault that shows what was given."""
    (fault,) = EventGridOutput(**fields).faults()  # type: ignore[arg-type]  # texts alone
    assert fault.rule == "event-grid-connection"
    assert all(f"{name}={value!r}" in fault.found for name, value in fields.items())


def test_good_connections_targets_and_documents() -> None:
    """Each way alone is right; the target is the topic."""
    assert list(OUTPUT.faults()) == list(TRIGGER.faults()) == []
    by_identity = EventGridOutput(arg_name="ev", connection="MyConn")
    assert list(by_identity.faults()) == []
    assert (OUTPUT.target(), by_identity.target()) == ("Uri", "MyConn")
    assert by_identity.to_document() == {"type": "eventGrid", "direction": "out", "name": "ev", "connection": "MyConn"}
    assert OUTPUT.to_document()["topicEndpointUri"] == "Uri"


def test_settings_of_an_output() -> None:
    """Address and key of a topic stand in app settings; only a connection is a prefix."""
    by_key = EventGridOutput(topic_endpoint_uri="TopicUri", topic_key_setting="TopicKey")
    assert list(by_key.settings()) == [
        SettingName("topic_endpoint_uri", "TopicUri", False),
        SettingName("topic_key_setting", "TopicKey", False),
    ]
    assert list(EventGridOutput(connection="Topic").settings()) == [SettingName("connection", "Topic", True)]
