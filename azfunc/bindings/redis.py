"""Azure Cache for Redis: triggers of channels, lists and streams, input and output.

Follows https://learn.microsoft.com/azure/azure-functions/functions-bindings-cache.
"""

from collections.abc import Mapping
from typing import ClassVar, Literal, Self, TypeAlias

from azfunc.bindings.binding import PayloadTypes
from azfunc.bindings.datum import JsonValue
from azfunc.bindings.enums import BindingEnum, DataTypeLike
from azfunc.bindings.json_payload import JsonPayload, Members
from azfunc.bindings.plain import PlainInput, PlainOutput, PlainTrigger
from azfunc.bindings.record import binding_class


class RedisListDirection(BindingEnum):
    """The end of a list that entries are popped from."""

    LEFT = "left"
    RIGHT = "right"


RedisListDirectionLike: TypeAlias = RedisListDirection | Literal["left", "right"]
"""A `RedisListDirection`, or its text."""


class RedisStreamEntry(JsonPayload):
    """An entry of a Redis stream.

    Args:
        id: its id in the stream, such as ``1658354934941-0``.
        values: its fields with their values.
    """

    __slots__ = ("id", "values")

    def __init__(self, *, id: str | None = None, values: Mapping[str, JsonValue] | None = None) -> None:
        self.id: str | None = id
        self.values: Mapping[str, JsonValue] = values or {}

    @classmethod
    def from_dict(cls, value: Mapping[str, JsonValue]) -> Self:
        members = Members(value)
        pairs = (Members(item) for item in members.items("Values") if isinstance(item, Mapping))
        listed = {name: pair.value("Value") for pair in pairs if (name := pair.text("Name")) is not None}
        return cls(id=members.text("Id"), values=members.mapping("Values") or listed)

    def to_dict(self) -> dict[str, JsonValue]:
        return {"Id": self.id, "Values": self.values}

    def __repr__(self) -> str:
        return f"<azfunc.RedisStreamEntry id={self.id}>"


@binding_class
class RedisPubSubTrigger(PlainTrigger):
    """Runs the function for messages of a Redis channel, as text, a dict or a model.

    What is published while no instance listens is lost: channels keep nothing.

    https://learn.microsoft.com/azure/azure-functions/functions-bindings-cache-trigger-redispubsub

    Args:
        arg_name: the handler's parameter that takes the message; may be left out where only one can be meant.
        connection: the app setting with the connection string, or the prefix of identity-based settings.
        channel: the channel, also one of keyspace or keyevent notifications such as ``__keyevent@0__:del``;
            ``%SETTING%`` is allowed.
        pattern: whether ``channel`` is a pattern such as ``orders.*``; false if left out.
        data_type: how the host hands the message over.
    """

    type: ClassVar[str] = "redisPubSubTrigger"

    arg_name: str | None = None
    connection: str
    channel: str
    pattern: bool | None = None
    data_type: DataTypeLike | None = None

    def target(self) -> str:
        return self.channel


@binding_class
class RedisListTrigger(PlainTrigger):
    """Runs the function for entries of a Redis list, as text, a dict or a model; entries are popped.

    https://learn.microsoft.com/azure/azure-functions/functions-bindings-cache-trigger-redislist

    Args:
        arg_name: the handler's parameter that takes the entry; may be left out where only one can be meant.
        connection: the app setting with the connection string, or the prefix of identity-based settings.
        key: the list's key; ``%SETTING%`` is allowed.
        polling_interval_in_ms: milliseconds between looks at the list; 1000 if left out.
        max_batch_size: entries that one look takes at most; 16 if left out.
        list_direction: the end that entries are popped from; ``left`` if left out.
        data_type: how the host hands the entry over.
    """

    type: ClassVar[str] = "redisListTrigger"

    arg_name: str | None = None
    connection: str
    key: str
    polling_interval_in_ms: int | None = None
    max_batch_size: int | None = None
    list_direction: RedisListDirectionLike | None = None
    data_type: DataTypeLike | None = None

    def target(self) -> str:
        return self.key


@binding_class
class RedisStreamTrigger(PlainTrigger):
    """Runs the function for entries of a Redis stream.

    The handler gets a `RedisStreamEntry`, a dict or a model where it is annotated so, otherwise JSON text.

    https://learn.microsoft.com/azure/azure-functions/functions-bindings-cache-trigger-redisstream

    Args:
        arg_name: the handler's parameter that takes the entry; may be left out where only one can be meant.
        connection: the app setting with the connection string, or the prefix of identity-based settings.
        key: the stream's key; ``%SETTING%`` is allowed.
        polling_interval_in_ms: milliseconds between looks at the stream; 1000 if left out.
        max_batch_size: entries that one look takes at most; 16 if left out.
        data_type: how the host hands the entry over.
    """

    type: ClassVar[str] = "redisStreamTrigger"
    payloads: ClassVar[PayloadTypes] = (RedisStreamEntry,)

    arg_name: str | None = None
    connection: str
    key: str
    polling_interval_in_ms: int | None = None
    max_batch_size: int | None = None
    data_type: DataTypeLike | None = None

    def target(self) -> str:
        return self.key


@binding_class
class RedisInput(PlainInput):
    """Reads by a Redis command before the function runs; the handler gets the result as text.

    https://learn.microsoft.com/azure/azure-functions/functions-bindings-cache-input

    Args:
        arg_name: the handler's parameter that takes the result; may be left out where only one can be meant.
        connection: the app setting with the connection string, or the prefix of identity-based settings.
        command: the command and its arguments, parted by spaces, such as ``GET {key}``.
        data_type: how the host hands the value over.
    """

    type: ClassVar[str] = "redis"

    arg_name: str | None = None
    connection: str
    command: str
    data_type: DataTypeLike | None = None

    def target(self) -> str:
        return self.command


@binding_class
class RedisOutput(PlainOutput):
    """Runs a Redis command with the arguments that the function gives: text with spaces between them, or a list.

    https://learn.microsoft.com/azure/azure-functions/functions-bindings-cache-output

    Args:
        arg_name: the handler's ``Out`` parameter, or ``$return`` for its return value.
        connection: the app setting with the connection string, or the prefix of identity-based settings.
        command: the command without its arguments, such as ``SET``, ``DEL`` or ``XDEL``.
        data_type: how the host takes the value.
    """

    type: ClassVar[str] = "redis"

    arg_name: str | None = None
    connection: str
    command: str
    data_type: DataTypeLike | None = None

    def target(self) -> str:
        return self.command
