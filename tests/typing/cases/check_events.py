"""Event Grid and Event Hubs: decorators, events one at a time and in batches."""

# ruff: noqa: B018  # an expression alone is what is checked

import datetime
from collections.abc import Mapping
from dataclasses import dataclass
from typing import assert_type

from azfunc import (
    Blueprint,
    Cardinality,
    CloudEvent,
    EventGridEvent,
    EventGridOutputEvent,
    EventHubEvent,
    FunctionApp,
    Out,
)
from azfunc.bindings.datum import JsonValue

app = FunctionApp()
bp = Blueprint()


@dataclass
class Reading:
    """What a sensor tells."""

    degrees: float


@app.event_grid_trigger(arg_name="event")
@app.event_grid_output(arg_name="onward", topic_endpoint_uri="TopicUri", topic_key_setting="TopicKey")
def grid(event: EventGridEvent, onward: Out[EventGridOutputEvent]) -> str:
    assert_type(event.id, str)
    assert_type(event.topic, str)
    assert_type(event.subject, str)
    assert_type(event.event_type, str)
    assert_type(event.event_time, datetime.datetime | None)
    assert_type(event.data_version, str)
    assert_type(event.get_json(), JsonValue)
    assert_type(event.get_json(Reading), Reading)
    onward.set(EventGridOutputEvent(id="1", data={}, subject="s", event_type="t"))
    onward.set(event)  # E: arg-type | reportArgumentType
    return event.id


@bp.event_grid_trigger()
async def cloud(event: CloudEvent) -> bool:
    assert_type(event.source, str)
    assert_type(event.type, str)
    assert_type(event.specversion, str)
    assert_type(event.time, datetime.datetime | None)
    assert_type(event.datacontenttype, str | None)
    assert_type(event.extension_attrs, dict[str, JsonValue])
    return True


@app.event_hub_message_trigger(
    arg_name="events", event_hub_name="hub", connection="Hub", cardinality=Cardinality.MANY, consumer_group="$Default"
)
@app.event_hub_output(arg_name="$return", event_hub_name="out", connection="Hub")
def hub(events: list[EventHubEvent]) -> list[str]:
    for event in events:
        assert_type(event.get_body(), bytes)
        assert_type(event.get_json(Reading), Reading)
        assert_type(event.partition_key, str | None)
        assert_type(event.sequence_number, int | None)
        assert_type(event.offset, str | None)
        assert_type(event.enqueued_time, datetime.datetime | None)
        assert_type(event.iothub_metadata, Mapping[str, str] | None)
    return [event.offset or "" for event in events]


assert_type(grid(EventGridEvent(id="1"), Out[EventGridOutputEvent]()), str)
assert_type(hub([EventHubEvent(body="{}")]), list[str])
assert_type(hub(events=[]), list[str])


async def call_async() -> None:
    assert_type(await cloud(CloudEvent(id="1", source="s", type="t", mine="x")), bool)


grid(CloudEvent(id="1", source="s", type="t"), Out[EventGridOutputEvent]())  # E: arg-type | reportArgumentType
hub(EventHubEvent())  # E: arg-type | reportArgumentType
hub([EventGridEvent()])  # E: list-item | reportArgumentType
EventGridOutputEvent(id="1")  # E: call-arg | reportCallIssue
CloudEvent(id="1", source="s")  # E: call-arg | reportCallIssue
EventHubEvent().body  # E: attr-defined | reportAttributeAccessIssue

app.event_grid_trigger(topic="t")  # E: call-arg | reportCallIssue
app.event_grid_output(topic_endpoint_uri=1)  # E: arg-type | reportArgumentType
app.event_hub_message_trigger(event_hub_name="hub")  # E: call-arg | reportCallIssue
app.event_hub_message_trigger(event_hub_name="h", connection="C", cardinality="few")  # E: arg-type | reportArgumentType
bp.event_hub_output(hub_name="hub", connection="Hub")  # E: call-arg | reportCallIssue
