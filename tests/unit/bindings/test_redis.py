"""Redis: documents, settings, entries of streams."""

import pytest

from azfunc.bindings.binding import SettingName
from azfunc.bindings.datum import Datum
from azfunc.bindings.redis import (
    RedisInput,
    RedisListDirection,
    RedisListTrigger,
    RedisOutput,
    RedisPubSubTrigger,
    RedisStreamEntry,
    RedisStreamTrigger,
)
from azfunc.bindings.values import Shape


def test_documents() -> None:
    """Every property is written by its name of function.json."""
    channel = RedisPubSubTrigger(arg_name="m", connection="R", channel="orders.*", pattern=True)
    assert list(channel.to_document().items())[3:] == [
        ("connection", "R"),
        ("channel", "orders.*"),
        ("pattern", True),
    ]
    entries = RedisListTrigger(
        arg_name="m",
        connection="R",
        key="k",
        polling_interval_in_ms=100,
        max_batch_size=5,
        list_direction=RedisListDirection.RIGHT,
    )
    assert entries.to_document() == {
        "type": "redisListTrigger",
        "direction": "in",
        "name": "m",
        "connection": "R",
        "key": "k",
        "pollingIntervalInMs": 100,
        "maxBatchSize": 5,
        "listDirection": "right",
    }
    made = RedisInput(arg_name="v", connection="R", command="GET {key}").to_document()
    assert made == {"type": "redis", "direction": "in", "name": "v", "connection": "R", "command": "GET {key}"}
    assert RedisOutput(connection="R", command="SET").to_document()["direction"] == "out"


def test_settings_and_targets() -> None:
    """The connection may be a prefix; the target is what is read or run."""
    stream = RedisStreamTrigger(connection="R", key="k")
    assert list(stream.settings()) == [SettingName("connection", "R", True)]
    assert stream.target() == RedisListTrigger(connection="R", key="k").target() == "k"
    assert RedisPubSubTrigger(connection="R", channel="c").target() == "c"
    assert RedisInput(connection="R", command="GET a").target() == "GET a"
    assert RedisOutput(connection="R", command="SET").target() == "SET"


@pytest.mark.parametrize(
    "text",
    [
        '{"Id": "1-0", "Values": {"dish": "soup"}}',
        '{"id": "1-0", "values": {"dish": "soup"}}',
        '{"Id": "1-0", "Values": [{"Name": "dish", "Value": "soup"}, {"Value": 1}, 3]}',
    ],
)
def test_stream_entry(text: str) -> None:
    """An entry's fields are a mapping, also where the extension lists them as pairs."""
    decode = RedisStreamTrigger(connection="R", key="k").decoder(Shape(RedisStreamEntry))
    entry = decode(Datum("string", text), {})
    assert isinstance(entry, RedisStreamEntry)
    assert (entry.id, entry.values) == ("1-0", {"dish": "soup"})
    assert entry.to_dict() == {"Id": "1-0", "Values": {"dish": "soup"}}
    assert repr(entry) == "<azfunc.RedisStreamEntry id=1-0>"


def test_list_direction() -> None:
    """A list has two ends; any other text is a fault."""
    trigger = RedisListTrigger(connection="R", key="k", list_direction="left")
    assert list(trigger.faults()) == []
    (fault,) = trigger.with_fields(list_direction="top").faults()
    assert (fault.rule, fault.expected) == ("unknown-enum-text", "one of left, right")
