"""What a test says to Redis: `RedisChannel`, `RedisList` and `RedisStream`."""

from collections.abc import Mapping
from fnmatch import fnmatchcase
from typing import ClassVar

from azfunc.bindings.redis import RedisStreamEntry
from azfunc.bindings.values import json_item
from azfunc.function import Function
from azfunc.testing.driver import Driver, One, Several
from azfunc.testing.engine import Engine
from azfunc.testing.events import json_datum, plain_event
from azfunc.testing.result import Result
from azfunc.testing.sources import Source


class _Key(Source[One, Several]):
    """Something in Redis that has a name."""

    def __init__(self, engine: Engine, driver: Driver[One, Several], key: str) -> None:
        super().__init__(engine, driver)
        self._key = key

    def _answers(self, function: Function, known: str, wanted: str) -> bool:
        return known == wanted  # Redis tells keys apart by case


class RedisChannel(_Key[One, Several]):
    """A channel, also one of keyspace notifications."""

    trigger: ClassVar[str] = "redisPubSubTrigger"
    properties: ClassVar[tuple[tuple[str, str], ...]] = (("channel", ""),)

    def publish(self, message: object) -> Several:
        """Publishes a message, which the functions that listen to the channel, or to a pattern of it, get at once.

        Args:
            message: text, bytes, or a value that is sent as JSON.

        Raises:
            InvocationError: no function listens to the channel.
        """
        return self._send((self._key,), lambda _function: plain_event(message))

    def _answers(self, function: Function, known: str, wanted: str) -> bool:
        is_pattern = function.trigger.to_document().get("pattern") is True
        return fnmatchcase(wanted, known) if is_pattern else known == wanted


class RedisList(_Key[One, Several]):
    """A list."""

    trigger: ClassVar[str] = "redisListTrigger"
    properties: ClassVar[tuple[tuple[str, str], ...]] = (("key", ""),)

    def push(self, *entries: object) -> Several:
        """Pushes entries, which the functions that listen to the list get at once, one call for each.

        Args:
            entries: text, bytes, or values that are sent as JSON.

        Raises:
            InvocationError: no function listens to the list.
        """
        return self._driver.several(self._pushed(entries))

    async def _pushed(self, entries: tuple[object, ...]) -> list[Result]:
        functions = self._listeners((self._key,))
        return [await self._engine.run(one, plain_event(entry)) for entry in entries for one in functions]


class RedisStream(_Key[One, Several]):
    """A stream."""

    trigger: ClassVar[str] = "redisStreamTrigger"
    properties: ClassVar[tuple[tuple[str, str], ...]] = (("key", ""),)

    def add(self, values: Mapping[str, object], *, id: str | None = None) -> Several:
        """Adds an entry, which the functions that listen to the stream get at once.

        Args:
            values: its fields with their values.
            id: its id in the stream; made of the client's time if left out.

        Raises:
            InvocationError: no function listens to the stream.
        """
        given = id or f"{int(self._engine.time.now().timestamp() * 1000)}-0"
        entry = RedisStreamEntry(id=given, values={name: json_item(value) for name, value in values.items()})
        return self._send((self._key,), lambda _function: plain_event(json_datum(entry.to_dict())))
