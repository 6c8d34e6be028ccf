"""Storage queues: the message, the trigger's codec, the output's codec, the rules."""

import dataclasses
import datetime
import json

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import BaseModel

from azfunc import Document, DocumentList, QueueMessage, TimerRequest
from azfunc.bindings.datum import NOTHING, Datum
from azfunc.bindings.queue import QueueOutput, QueueTrigger
from azfunc.bindings.values import Shape
from azfunc.errors import DecodeError, EncodeError

TRIGGER = QueueTrigger(arg_name="msg", queue_name="kitchen-queue", connection="Storage")
OUTPUT = QueueOutput(arg_name="$return", queue_name="kitchen-queue", connection="Storage")
METADATA = {
    "Id": Datum("string", "7"),
    "DequeueCount": Datum("json", "2"),
    "ExpirationTime": Datum("json", '"2024-01-09T00:00:00+00:00"'),
    "InsertionTime": Datum("json", '"2024-01-02T03:04:05+00:00"'),
    "NextVisibleTime": Datum("json", '"2024-01-02T03:14:05+00:00"'),
    "PopReceipt": Datum("string", "p"),
}


class Order(BaseModel):
    """A model of a message."""

    dish: str
    count: int = 1


@dataclasses.dataclass
class Dish:
    """A dataclass of a message."""

    name: str


def test_message_with_metadata() -> None:
    """The trigger's message has the body and all that the host tells about it."""
    message = TRIGGER.decode(Datum("string", "hé"), METADATA)
    assert message.get_body() == "hé".encode()
    assert message.id == "7"
    assert message.dequeue_count == 2
    assert message.expiration_time == datetime.datetime(2024, 1, 9, tzinfo=datetime.UTC)
    assert message.insertion_time == datetime.datetime(2024, 1, 2, 3, 4, 5, tzinfo=datetime.UTC)
    assert message.time_next_visible == datetime.datetime(2024, 1, 2, 3, 14, 5, tzinfo=datetime.UTC)
    assert message.pop_receipt == "p"


def test_message_without_metadata() -> None:
    """Missing metadata is no error: the fields are None."""
    message = TRIGGER.decode(Datum("bytes", b"\xff"), {})
    assert message.get_body() == b"\xff"
    assert (message.id, message.dequeue_count, message.insertion_time, message.pop_receipt) == (None,) * 4


def test_json_datum_is_a_body_too() -> None:
    """A host may send a message as JSON text."""
    assert TRIGGER.decode(Datum("json", '{"a": 1}'), {}).get_json() == {"a": 1}


@pytest.mark.parametrize(
    ("annotation", "expected"),
    [
        (str, '{"dish": "soup"}'),
        (bytes, b'{"dish": "soup"}'),
        (dict, {"dish": "soup"}),
        (Order, Order(dish="soup")),
        (dict[str, str], {"dish": "soup"}),
    ],
)
def test_annotations(annotation: object, expected: object) -> None:
    """The annotation decides what the handler gets of a message."""
    decode = TRIGGER.decoder(Shape(annotation))
    assert decode(Datum("string", '{"dish": "soup"}'), METADATA) == expected


def test_bodies() -> None:
    """A body is text or bytes, kept as bytes; anything else is refused at once."""
    assert QueueMessage().get_body() == b""
    assert QueueMessage(body="é").get_body() == b"\xc3\xa9"
    assert QueueMessage(body=b"x").get_body() == b"x"
    with pytest.raises(TypeError, match="str or bytes, not int"):
        QueueMessage(body=5)  # type: ignore[arg-type]  # what is shown


def test_get_json() -> None:
    """A body is read as JSON, anew each time, or as a model."""
    message = QueueMessage(body='{"dish": "soup"}')
    assert message.get_json() == {"dish": "soup"}
    assert message.get_json() is not message.get_json()
    assert message.get_json(Order) == Order(dish="soup")
    for broken in (QueueMessage(), QueueMessage(body="nope"), QueueMessage(body=b"\xff")):
        with pytest.raises(ValueError, match=r".+"):
            broken.get_json()
    with pytest.raises(DecodeError, match="Order"):
        QueueMessage(body="{}").get_json(Order)


def test_to_dict_and_json() -> None:
    """A message has a JSON-ready form; bytes that are no text say that they are base64."""
    moment = datetime.datetime(2024, 1, 2, 3, 4, 5, tzinfo=datetime.UTC)
    fields = QueueMessage(id="1", body=b"\xff", dequeue_count=2, insertion_time=moment).to_dict()
    assert fields == {
        "id": "1",
        "body": {"__encoding": "base64", "value": "/w=="},
        "dequeue_count": 2,
        "expiration_time": None,
        "insertion_time": "2024-01-02T03:04:05+00:00",
        "time_next_visible": None,
        "pop_receipt": None,
    }
    assert json.loads(QueueMessage(body="x").to_json())["body"] == "x"


def test_repr() -> None:
    """The repr tells which message it is."""
    assert repr(QueueMessage(id="7")).startswith("<azfunc.QueueMessage id=7 ")


@pytest.mark.parametrize(
    ("value", "datum"),
    [
        (None, NOTHING),
        ("text", Datum("string", "text")),
        (b"\xff", Datum("bytes", b"\xff")),
        (bytearray(b"by"), Datum("bytes", b"by")),
        ({"a": "é"}, Datum("json", '{"a": "é"}')),
        (5, Datum("json", "5")),
        (QueueMessage(body=b"\xff"), Datum("bytes", b"\xff")),
        (Order(dish="soup"), Datum("json", '{"dish":"soup","count":1}')),
        (Dish("soup"), Datum("json", '{"name": "soup"}')),
        (["a", "b"], Datum("json", '["a", "b"]')),
        ([], Datum("json", "[]")),
        (("a", b"b"), Datum("json", '["a", "b"]')),
        ([{"a": 1}, Order(dish="x"), Dish("y")], Datum("json", '[{"a": 1}, {"dish": "x", "count": 1}, {"name": "y"}]')),
        ([QueueMessage(body="a"), "b"], Datum("json", '["a", "b"]')),
    ],
)
def test_encoded_values(value: object, datum: Datum) -> None:
    """Each kind of value has its datum; a list is one JSON list, messages are sent as their bodies."""
    assert OUTPUT.encode(value) == datum


def test_generator_is_a_list_of_messages() -> None:
    """Messages may be made one by one."""
    assert OUTPUT.encode(str(number) for number in range(2)) == Datum("json", '["0", "1"]')


@pytest.mark.parametrize("value", [[b"\xff"], [QueueMessage(body=b"\xff")]])
def test_bytes_that_are_no_text_cannot_be_one_of_several(value: object) -> None:
    """Several messages travel as JSON, which has no bytes; the message says what to do."""
    with pytest.raises(EncodeError, match="base64"):
        OUTPUT.encode(value)


@pytest.mark.parametrize("value", [TimerRequest(), [TimerRequest()], [None]])
def test_payloads_of_others(value: object) -> None:
    """The payload of another service, or None in a list, is an EncodeError and not sent as something else."""
    with pytest.raises(EncodeError):
        OUTPUT.encode(value)


def test_documents_are_data() -> None:
    """A Cosmos DB document is a dict, a list of documents several messages."""
    document = Document({"id": "1"})
    assert OUTPUT.encode(document) == Datum("json", '{"id": "1"}')
    assert OUTPUT.encode(DocumentList([document])) == Datum("json", '[{"id": "1"}]')


@pytest.mark.parametrize("value", [object(), {"a": object()}, float("nan"), {1, object()}])
def test_values_without_json_form(value: object) -> None:
    """What has no JSON form is an EncodeError that names the type."""
    with pytest.raises(EncodeError):
        OUTPUT.encode(value)


@given(st.text() | st.binary())
def test_what_is_sent_is_what_arrives(body: str | bytes) -> None:
    """A body goes through the output's codec and the trigger's unchanged."""
    sent = OUTPUT.encode(QueueMessage(body=body))
    assert TRIGGER.decode(sent, {}).get_body() == QueueMessage(body=body).get_body()


def test_rules_and_target() -> None:
    """A bad queue name is a fault of trigger and output; the target is the queue."""
    assert TRIGGER.target() == OUTPUT.target() == "kitchen-queue"
    for kind in (QueueTrigger, QueueOutput):
        (fault,) = kind(queue_name="Kitchen", connection="c").faults()
        assert fault.rule == "bad-queue-name"
        assert list(kind(queue_name="%QUEUE%", connection="c").faults()) == []
