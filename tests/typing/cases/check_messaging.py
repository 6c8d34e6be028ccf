"""Service Bus, warm-up and generic bindings: decorators, messages."""

# ruff: noqa: B018  # an expression alone is what is checked

import datetime
from collections.abc import Mapping
from typing import assert_type

from azfunc import AccessRights, Blueprint, FunctionApp, Out, ServiceBusMessage, WarmUpContext
from azfunc.bindings.datum import JsonValue

app = FunctionApp()
bp = Blueprint()


@app.service_bus_queue_trigger(
    arg_name="msg",
    queue_name="orders",
    connection="Bus",
    access_rights=AccessRights.LISTEN,
    is_sessions_enabled=False,
    cardinality="one",
    auto_complete_messages=True,
)
@app.service_bus_queue_output(arg_name="copy", queue_name="copies", connection="Bus")
def on_queue(msg: ServiceBusMessage, copy: Out[str]) -> int:
    assert_type(msg.get_body(), bytes)
    assert_type(msg.get_json(dict[str, int]), dict[str, int])
    assert_type(msg.message_id, str)
    assert_type(msg.session_id, str | None)
    assert_type(msg.delivery_count, int | None)
    assert_type(msg.content_type, str | None)
    assert_type(msg.correlation_id, str | None)
    assert_type(msg.enqueued_time_utc, datetime.datetime | None)
    assert_type(msg.scheduled_enqueue_time, datetime.datetime | None)
    assert_type(msg.time_to_live, datetime.timedelta | None)
    assert_type(msg.lock_token, str | None)
    assert_type(msg.to_dict(), dict[str, JsonValue])
    copy.set(b"bytes")  # E: arg-type | reportArgumentType
    return 1


@bp.service_bus_topic_trigger(topic_name="news", subscription_name="me", connection="Bus", cardinality="many")
@bp.service_bus_topic_output(arg_name="$return", topic_name="digest", connection="Bus")
async def on_topic(messages: list[ServiceBusMessage]) -> list[str]:
    return [message.message_id for message in messages]


@app.warm_up_trigger(arg_name="warmup")
def warm_up(warmup: WarmUpContext) -> bool:
    return True


@app.generic_trigger(arg_name="change", type="sqlTrigger", data_type="string", table_name="Orders", retries=3)
@app.generic_input_binding(arg_name="rows", type="sql", command_text="SELECT 1", connection_string_setting="Sql")
@app.generic_output_binding(arg_name="$return", type="sql", command_text="Orders", connection_string_setting="Sql")
def on_change(change: str, rows: list[dict[str, int]]) -> Mapping[str, int]:
    return {"rows": len(rows)}


assert_type(on_queue(ServiceBusMessage(body="a"), Out[str]()), int)
assert_type(warm_up(WarmUpContext()), bool)
assert_type(on_change("[]", rows=[]), Mapping[str, int])


async def call_async() -> None:
    assert_type(await on_topic([ServiceBusMessage()]), list[str])


on_queue([ServiceBusMessage()], Out[str]())  # E: arg-type | reportArgumentType
warm_up()  # E: call-arg | reportCallIssue
on_change(b"[]", [])  # E: arg-type | reportArgumentType
ServiceBusMessage("text")  # E: call-arg | reportCallIssue
ServiceBusMessage().id  # E: attr-defined | reportAttributeAccessIssue

app.service_bus_queue_trigger(connection="Bus")  # E: call-arg | reportCallIssue
app.service_bus_queue_trigger(queue_name="a", connection="B", access_rights="own")  # E: arg-type | reportArgumentType
app.service_bus_queue_output(queue_name="a", connection="B", session="c")  # E: call-arg | reportCallIssue
app.service_bus_topic_trigger(topic_name="a", connection="B")  # E: call-arg | reportCallIssue
bp.service_bus_topic_output(topic_name=1, connection="B")  # E: arg-type | reportArgumentType
app.warm_up_trigger(name="warmup")  # E: call-arg | reportCallIssue
app.generic_trigger(arg_name="change")  # E: call-arg | reportCallIssue
app.generic_input_binding(type=1)  # E: arg-type | reportArgumentType
app.generic_output_binding(arg_name="$return", type="sql", data_type="text")  # E: arg-type | reportArgumentType
