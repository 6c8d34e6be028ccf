"""Tests of whole apps, in process: `TestClient`, and builders for every kind of event.

::

    from azfunc.testing import TestClient
    from function_app import app

    def test_order_is_queued() -> None:
        with TestClient(app) as client:
            assert client.post("/api/orders", json={"id": "1"}).status_code == 202
            client.queue("kitchen-queue").assert_messages([{"id": "1"}])

The names below are loaded on first use, so that the pytest plugin costs nothing where it is not used.
"""

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from azfunc.testing.async_client import AsyncTestClient as AsyncTestClient
    from azfunc.testing.client import TestClient as TestClient
    from azfunc.testing.event_hub_events import SentEvent as SentEvent
    from azfunc.testing.events import Event as Event
    from azfunc.testing.kafka_events import SentRecord as SentRecord
    from azfunc.testing.queue_events import SentQueueMessage as SentQueueMessage
    from azfunc.testing.response import Response as Response
    from azfunc.testing.response import StatusError as StatusError
    from azfunc.testing.result import Output as Output
    from azfunc.testing.result import Result as Result
    from azfunc.testing.service_bus_events import SentMessage as SentMessage
    from azfunc.testing.settings import TestSettings as TestSettings

__all__ = (
    "AsyncTestClient",
    "Event",
    "Output",
    "Response",
    "Result",
    "SentEvent",
    "SentMessage",
    "SentQueueMessage",
    "SentRecord",
    "StatusError",
    "TestClient",
    "TestSettings",
)

_MODULES = {
    "AsyncTestClient": "async_client",
    "Event": "events",
    "Output": "result",
    "Response": "response",
    "Result": "result",
    "SentEvent": "event_hub_events",
    "SentMessage": "service_bus_events",
    "SentQueueMessage": "queue_events",
    "SentRecord": "kafka_events",
    "StatusError": "response",
    "TestClient": "client",
    "TestSettings": "settings",
}


if not TYPE_CHECKING:  # or checkers would accept any name

    def __getattr__(name: str) -> object:
        module = _MODULES.get(name)
        if module is None:
            raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
        found: object = getattr(import_module(f"{__name__}.{module}"), name)
        globals()[name] = found
        return found

    def __dir__() -> list[str]:
        return sorted({*globals(), *__all__})
