"""Every payload class is made of plain values, so that a handler is called directly in a test of three lines."""

import datetime

import pytest

import azfunc
from azfunc.bindings.known import classes_of, known_types

MOMENT = datetime.datetime(2024, 1, 2, tzinfo=datetime.UTC)
STATUS = {"Last": "2024-01-01T00:00:00", "Next": "2024-01-02T00:00:00"}

ARGUMENTS: dict[str, dict[str, object]] = {
    "CloudEvent": {"id": "1", "source": "/s", "type": "t", "data": {"a": 1}, "subject": "x", "time": MOMENT},
    "Document": {"id": "1", "dish": "soup"},
    "EventGridEvent": {"id": "1", "event_type": "t", "subject": "x", "data": {"a": 1}, "event_time": MOMENT},
    "EventGridOutputEvent": {"id": "1", "event_type": "t", "subject": "x", "data": {"a": 1}, "data_version": "1"},
    "EventHubEvent": {"body": b"x", "partition_key": "k", "sequence_number": 3, "offset": "9", "enqueued_time": MOMENT},
    "FabricItem": {"alias_name": "a", "endpoints": {"sql": {"ConnectionString": "x"}}},
    "HttpRequest": {"method": "POST", "url": "/api/orders", "params": {"a": "1"}, "body": b"x"},
    "HttpResponse": {"body": "ok", "status_code": 201},
    "InputStream": {"data": b"x", "name": "in/a.txt", "length": 1},
    "KafkaEvent": {"body": "x", "key": "k", "partition": 1, "offset": 2, "topic": "t"},
    "MySqlRow": {"id": 1},
    "QueueMessage": {"id": "1", "body": "x", "dequeue_count": 2, "insertion_time": MOMENT},
    "RedisStreamEntry": {"id": "1-0", "values": {"dish": "soup"}},
    "SendGridMessage": {"to": ["a@b.c"], "subject": "x", "text": "y"},
    "ServiceBusMessage": {"body": "x", "message_id": "1", "session_id": "s", "delivery_count": 2},
    "SignalRConnectionInfo": {"url": "https://x", "access_token": "t"},
    "SignalRGroupAction": {"action": "add", "group_name": "g", "user_id": "u"},
    "SignalRInvocation": {"arguments": ["x"], "hub": "h", "event": "say", "user_id": "u"},
    "SignalRMessage": {"target": "say", "arguments": ["x"]},
    "SqlRow": {"id": 1},
    "TimerRequest": {"past_due": True, "schedule_status": STATUS, "schedule": {"AdjustForDST": True}},
    "TwilioSmsMessage": {"body": "x", "to": "+1"},
    "UdfProperty": {"property_type": "t", "property_json_value": {"a": 1}},
    "UserDataFunctionContext": {"invocation_id": "1", "executing_user": {"Oid": "x"}},
    "WarmUpContext": {},
    "WebPubSubAction": {"action_name": "sendToAll", "members": {"data": "x"}},
    "WebPubSubConnection": {"base_url": "https://x", "url": "https://x?t", "access_token": "t"},
    "WebPubSubRequest": {"data": "x", "data_type": "text", "connection_context": {"userId": "u"}},
}
"""By payload class: what a test says by name."""

WHOLE: dict[str, object] = {
    "DocumentList": [{"id": "1"}],
    "EntityContext": '{"self": {"name": "counter", "key": "a"}, "batch": []}',
    "MCPToolContext": {"name": "cook", "arguments": {"dish": "soup"}},
    "MySqlRowList": [{"id": 1}],
    "OrchestrationContext": '{"history": []}',
    "PromptInvocationContext": {"name": "praise", "arguments": {"dish": "soup"}},
    "SqlRowList": [{"id": 1}],
}
"""By payload class that stands for one whole value: that value."""


def payloads() -> dict[str, type]:
    """The payload classes of all bindings."""
    kinds = (kind for base, text in known_types() for kind in classes_of(base, text))
    return {payload.__name__: payload for kind in kinds for payload in kind.payloads}


def test_no_payload_class_is_left_out() -> None:
    """Whatever payload class a binding has, this module makes one; tests may import it from the package."""
    assert payloads().keys() == {*ARGUMENTS, *WHOLE}
    assert [name for name in payloads() if getattr(azfunc, name, None) is not payloads()[name]] == []


@pytest.mark.parametrize("name", ARGUMENTS)
def test_made_of_keywords(name: str) -> None:
    """Each argument is told back under its own name, if the class has an attribute of that name."""
    given = ARGUMENTS[name]
    made = payloads()[name](**given)
    told = {key: getattr(made, key) for key in given if hasattr(made, key) and not callable(getattr(made, key))}
    assert told == {key: given[key] for key in told}
    assert name in repr(made) or isinstance(made, dict)


@pytest.mark.parametrize("name", WHOLE)
def test_made_of_one_value(name: str) -> None:
    """A class that stands for a whole value is made of it."""
    made = payloads()[name](WHOLE[name])
    as_json = getattr(made, "to_json", None)
    assert as_json is None or as_json()


def take_order(message: azfunc.QueueMessage, plates: azfunc.Out[str]) -> None:
    """A handler as an app has it."""
    plates.set(f"{message.get_body().decode()} x{message.dequeue_count}")


def test_a_handler_in_three_lines() -> None:
    """A payload object, an output, and what has been set."""
    plates = azfunc.Out[str]()
    take_order(azfunc.QueueMessage(body="soup", dequeue_count=2), plates)
    assert plates.get() == "soup x2"
