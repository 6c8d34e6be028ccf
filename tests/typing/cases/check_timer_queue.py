"""Timers and Storage queues: decorators, payloads, outputs."""

# ruff: noqa: B018  # an expression alone is what is checked

import datetime
from collections.abc import Mapping
from dataclasses import dataclass
from typing import assert_type

from azfunc import Blueprint, DataType, FunctionApp, Out, QueueMessage, TimerRequest
from azfunc.bindings.datum import JsonValue

app = FunctionApp()
bp = Blueprint()


@dataclass
class Order:
    """What the kitchen gets."""

    dish: str


@app.timer_trigger(schedule="0 */5 * * * *", run_on_startup=False, use_monitor=True, data_type=DataType.STRING)
def tick(timer: TimerRequest) -> int:
    assert_type(timer.past_due, bool)
    assert_type(timer.schedule_status, Mapping[str, JsonValue])
    assert_type(timer.schedule, Mapping[str, JsonValue])
    return 1


@bp.schedule(arg_name="timer", schedule="%SCHEDULE%")
async def tock(timer: TimerRequest) -> bool:
    return timer.past_due


@app.queue_trigger(arg_name="msg", queue_name="kitchen", connection="Storage")
@app.queue_output(arg_name="copy", queue_name="copies", connection="Storage", data_type="binary")
@app.queue_output(arg_name="$return", queue_name="answers", connection="Storage")
def cook(msg: QueueMessage, copy: Out[list[Order]]) -> str:
    assert_type(msg.get_body(), bytes)
    assert_type(msg.get_json(), JsonValue)
    assert_type(msg.get_json(Order), Order)
    assert_type(msg.id, str | None)
    assert_type(msg.dequeue_count, int | None)
    assert_type(msg.expiration_time, datetime.datetime | None)
    assert_type(msg.insertion_time, datetime.datetime | None)
    assert_type(msg.time_next_visible, datetime.datetime | None)
    assert_type(msg.pop_receipt, str | None)
    copy.set([Order("soup")])
    copy.set([{"dish": "soup"}])  # E: list-item | reportArgumentType
    copy.set(Order("soup"))  # E: arg-type | reportArgumentType
    assert_type(copy.get(), list[Order] | None)
    return "done"


assert_type(tick(TimerRequest(past_due=True)), int)
assert_type(tick(timer=TimerRequest()), int)
assert_type(cook(QueueMessage(body="{}"), Out[list[Order]]()), str)


async def call_async() -> None:
    assert_type(await tock(TimerRequest()), bool)


tick(QueueMessage())  # E: arg-type | reportArgumentType
cook(msg=QueueMessage())  # E: call-arg | reportCallIssue
cook(QueueMessage(), copy=Out[str]())  # E: arg-type | reportArgumentType
TimerRequest().is_past_due  # E: attr-defined | reportAttributeAccessIssue
QueueMessage().text  # E: attr-defined | reportAttributeAccessIssue

app.timer_trigger()  # E: call-arg | reportCallIssue
app.timer_trigger(schedule=5)  # E: arg-type | reportArgumentType
app.timer_trigger(schedule="0 0 * * * *", run_on_start=True)  # E: call-arg | reportCallIssue
app.schedule(schedule="0 0 * * * *", use_monitor="yes")  # E: arg-type | reportArgumentType
app.queue_trigger(queue_name="a")  # E: call-arg | reportCallIssue
app.queue_trigger(queue="a", connection="b")  # E: call-arg | reportCallIssue
app.queue_trigger(queue_name=None, connection="b")  # E: arg-type | reportArgumentType
app.queue_trigger(queue_name="a", connection="b", data_type="text")  # E: arg-type | reportArgumentType
bp.queue_output(queue_name="a", connection=1)  # E: arg-type | reportArgumentType
app.queue_output(queue_name="a", connection="b")(None)  # E: type-var | reportArgumentType
