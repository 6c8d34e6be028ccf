"""Enums and bindings written inside annotations."""

# ruff: noqa: B018  # an expression alone is what is checked

from typing import Annotated, assert_type

from azfunc import (
    AccessRights,
    AuthLevel,
    BlobSource,
    Cardinality,
    CosmosDBChangeFeedMode,
    DataType,
    HttpMethod,
    Out,
)
from azfunc.bindings.queue import QueueOutput, QueueTrigger
from azfunc.bindings.timer import TimerTrigger

assert_type(AuthLevel.parse("function"), AuthLevel | None)
assert_type(HttpMethod.GET.text, str)
assert_type([level.text for level in AuthLevel], list[str])
assert_type(DataType["BINARY"], DataType)
levels: tuple[AuthLevel, ...] = (AuthLevel.ANONYMOUS, AuthLevel.FUNCTION, AuthLevel.ADMIN)
others = (AccessRights.MANAGE, BlobSource.LOGS_AND_CONTAINER_SCAN, Cardinality.ONE, DataType.UNDEFINED)
mode: CosmosDBChangeFeedMode = CosmosDBChangeFeedMode.ALL_VERSIONS_AND_DELETES

AuthLevel.NOBODY  # E: attr-defined | reportAttributeAccessIssue
wrong: AuthLevel = HttpMethod.GET  # E: assignment | reportAssignmentType
Cardinality("one").txt  # E: attr-defined | reportAttributeAccessIssue

trigger = QueueTrigger(queue_name="kitchen", connection="Storage")
assert_type(trigger.arg_name, str | None)
assert_type(trigger.queue_name, str)
assert_type(trigger.named("msg"), QueueTrigger)
trigger.queue_name = "other"  # E: misc | reportAttributeAccessIssue
QueueTrigger("kitchen", "Storage")  # E: call-arg | reportCallIssue
QueueTrigger(queue_name="kitchen")  # E: call-arg | reportCallIssue
TimerTrigger(schedule=None)  # E: arg-type | reportArgumentType


def annotated(
    msg: Annotated[str, QueueTrigger(queue_name="in", connection="Storage")],
    copy: Annotated[Out[int], QueueOutput(queue_name="out", connection="Storage")],
) -> float:
    assert_type(msg, str)
    assert_type(copy.get(), int | None)
    copy.set("1")  # E: arg-type | reportArgumentType
    return 1.0


assert_type(annotated("a", Out[int]()), float)
annotated(1, Out[int]())  # E: arg-type | reportArgumentType
