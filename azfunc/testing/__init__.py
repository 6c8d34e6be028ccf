"""Tests of whole apps, in process: `TestClient`, and builders for every kind of event.

::

    from azfunc.testing import TestClient
    from function_app import app

    def test_order_is_queued() -> None:
        with TestClient(app) as client:
            assert client.post("/api/orders", json={"id": "1"}).status_code == 202
            assert client.queue("kitchen-queue").json() == [{"id": "1"}]
"""

from azfunc.testing.client import TestClient
from azfunc.testing.events import Event
from azfunc.testing.http import Response
from azfunc.testing.kafka_events import SentRecord
from azfunc.testing.messaging_events import SentEvent, SentMessage
from azfunc.testing.result import Output, Result

__all__ = ("Event", "Output", "Response", "Result", "SentEvent", "SentMessage", "SentRecord", "TestClient")
