"""Event Grid, Event Hubs and Service Bus, one and many."""

from typing import Any

from models import Order, Point

import azfunc as func

bp = func.Blueprint()
HUB = {"event_hub_name": "hub", "connection": "HUB"}

seen = bp.queue_output(arg_name="seen", queue_name="seen-queue", connection="AzureWebJobsStorage")


@bp.event_grid_trigger(arg_name="event")
@seen
def GridEvent(event: func.EventGridEvent, seen: func.Out[dict[str, Any]]) -> None:
    seen.set({"id": event.id, "topic": event.topic, "time": event.event_time, "data": event.get_json()})


@bp.event_grid_trigger(arg_name="event")
@bp.event_grid_output(arg_name="out", topic_endpoint_uri="TOPIC", topic_key_setting="KEY")
async def Cloud(event: func.CloudEvent, out: func.Out[func.EventGridOutputEvent]) -> None:
    out.set(
        func.EventGridOutputEvent(
            id=event.id,
            data={"source": event.source, "was": event.get_json()},
            subject=event.subject or "",
            event_type=event.type,
            event_time=event.time,
            data_version="1",
        )
    )


@bp.event_hub_message_trigger(arg_name="event", **HUB)
@bp.event_hub_output(arg_name="$return", event_hub_name="next", connection="HUB")
def HubOne(event: func.EventHubEvent) -> str:
    return f"{event.sequence_number}:{event.offset}:{event.partition_key}:{event.get_body().decode()}"


@bp.event_hub_message_trigger(arg_name="events", cardinality="many", **HUB)
@bp.event_hub_output(arg_name="out", event_hub_name="next", connection="HUB")
async def HubMany(events: list[func.EventHubEvent], out: func.Out[list[str]]) -> None:
    assert all(isinstance(event, func.EventHubEvent) for event in events)
    out.set([f"{event.sequence_number}:{event.offset}:{event.get_body().decode()}" for event in events])


@bp.event_hub_message_trigger(arg_name="events", cardinality=func.Cardinality.MANY, **HUB)
@seen
def HubModels(events: list[Point], seen: func.Out[int]) -> None:
    seen.set(sum(event.x * event.y for event in events))


@bp.service_bus_queue_trigger(arg_name="msg", queue_name="bus", connection="BUS")
@bp.service_bus_queue_output(arg_name="out", queue_name="bus-out", connection="BUS")
def BusOne(msg: func.ServiceBusMessage, out: func.Out[str]) -> None:
    properties = msg.application_properties
    out.set(f"{msg.message_id}:{msg.delivery_count}:{properties['kind']}:{msg.get_body().decode()}")


@bp.service_bus_queue_trigger(arg_name="msgs", queue_name="bus", connection="BUS", cardinality="many")
@seen
def BusMany(msgs: list[func.ServiceBusMessage], seen: func.Out[list[Any]]) -> None:
    seen.set([{"id": msg.message_id, "count": msg.delivery_count, "body": msg.get_body().decode()} for msg in msgs])


@bp.service_bus_topic_trigger(arg_name="msg", topic_name="news", subscription_name="all", connection="BUS")
@bp.service_bus_topic_output(arg_name="$return", topic_name="more", connection="BUS")
async def TopicModel(msg: Order | None) -> dict[str, Any]:
    return {"dishes": msg.dishes if msg else None}


@bp.service_bus_topic_trigger(
    arg_name="msgs", topic_name="news", subscription_name="all", connection="BUS", cardinality="many"
)
@bp.service_bus_queue_output(arg_name="out", queue_name="bus-out", connection="BUS")
async def TopicTexts(msgs: list[str], out: func.Out[bytes]) -> None:
    out.set(" ".join(msgs).encode())
