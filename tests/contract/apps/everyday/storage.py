"""Timer, Storage queue, blob, table, Cosmos DB and generic bindings."""

import datetime
from typing import Annotated, Any

from models import Line, Order

import azfunc as func

bp = func.Blueprint()
STORAGE = "AzureWebJobsStorage"
COSMOS = {"connection": "COSMOS", "database_name": "Restaurant", "container_name": "OrderHistory"}

seen = bp.queue_output(arg_name="seen", queue_name="seen-queue", connection=STORAGE)


@bp.timer_trigger(arg_name="timer", schedule="0 */5 * * * *", run_on_startup=True)
@seen
def Tick(timer: func.TimerRequest, seen: func.Out[dict[str, Any]]) -> None:
    seen.set({"past_due": timer.past_due, "status": timer.schedule_status, "schedule": timer.schedule})


@bp.queue_trigger(arg_name="msg", queue_name="kitchen-queue", connection=STORAGE)
@seen
def QueueMessage(msg: func.QueueMessage, seen: func.Out[dict[str, Any]]) -> None:
    assert isinstance(msg.insertion_time, datetime.datetime)
    assert isinstance(msg.dequeue_count, int)
    seen.set(msg.to_dict())


@bp.queue_trigger(arg_name="msg", queue_name="orders", connection=STORAGE)
@bp.cosmos_db_output(arg_name="$return", **COSMOS)
def QueueModel(msg: Order) -> Order:
    return msg.model_copy(update={"table": 7})


@bp.queue_trigger(queue_name="texts", connection=STORAGE)
@bp.queue_output(arg_name="$return", queue_name="copies", connection=STORAGE)
async def QueueText(msg: "str") -> "list[str]":
    return [msg, msg.upper()]


@bp.queue_trigger(queue_name="blobs", connection=STORAGE)
@bp.blob_output(arg_name="$return", path="copies/{rand-guid}", connection=STORAGE)
async def QueueBytes(msg: bytes) -> bytes:
    return msg[::-1]


@bp.queue_trigger(queue_name="dicts", connection=STORAGE)
@bp.queue_output(arg_name="out", queue_name="copies", connection=STORAGE)
def QueueDict(msg: dict[str, Any], out: func.Out[func.QueueMessage]) -> None:
    out.set(func.QueueMessage(body=msg["text"]))


@bp.queue_trigger(queue_name="maybe", connection=STORAGE)
@seen
@bp.blob_input(arg_name="menu", path="menus/{queueTrigger}", connection=STORAGE)
def QueueWithBlob(msg: str, menu: str | None, seen: func.Out[dict[str, Any]]) -> None:
    seen.set({"msg": msg, "menu": menu})


@bp.retry(func.FixedDelay(max_retry_count=3, delay_interval="00:00:10"))
@bp.timer_trigger(schedule="0 0 * * * *")
def Retried(timer: func.TimerRequest) -> None:
    raise RuntimeError("again")


@bp.blob_trigger(arg_name="blob", path="uploads/{name}", connection=STORAGE)
@seen
def Blob(blob: func.InputStream, seen: func.Out[dict[str, Any]]) -> None:
    seen.set(
        {"name": blob.name, "uri": blob.uri, "length": blob.length, "text": blob.read().decode(), "meta": blob.metadata}
    )


@bp.blob_trigger(arg_name="blob", path="raw/{name}", connection=STORAGE, data_type="binary")
@bp.blob_input(arg_name="before", path="old/{name}", connection=STORAGE, data_type="binary")
@bp.blob_output(arg_name="after", path="new/{name}", connection=STORAGE)
async def BlobBytes(blob: bytes, before: bytes | None, after: func.Out[bytes]) -> None:
    after.set((before or b"none") + b"|" + blob)


@bp.queue_trigger(queue_name="bills", connection=STORAGE)
@bp.table_input(arg_name="entity", table_name="Bills", partition_key="p", row_key="r", connection=STORAGE)
@bp.table_input(arg_name="lines", table_name="Lines", partition_key="p", connection=STORAGE)
@bp.table_output(arg_name="total", table_name="Totals", connection=STORAGE)
def Bill(msg: str, entity: dict[str, Any], lines: list[Line], total: func.Out[dict[str, Any]]) -> None:
    total.set({"PartitionKey": msg, "RowKey": entity["RowKey"], "sum": sum(line["price"] for line in lines)})


@bp.queue_trigger(queue_name="rows", connection=STORAGE)
@bp.table_output(arg_name="$return", table_name="Rows", connection=STORAGE)
async def Row(msg: str):
    return {"PartitionKey": "p", "RowKey": msg}


@bp.cosmos_db_trigger(arg_name="docs", **COSMOS)
@seen
def Documents(docs: func.DocumentList, seen: func.Out[list[str]]) -> None:
    assert all(isinstance(doc, func.Document) for doc in docs)
    seen.set([doc["id"] for doc in docs])


@bp.cosmos_db_trigger(arg_name="docs", **COSMOS)
@bp.cosmos_db_output(arg_name="copies", **COSMOS)
async def Models(docs: list[Order], copies: func.Out[list[Order]]) -> None:
    copies.set([doc.model_copy(update={"id": f"copy-{doc.id}"}) for doc in docs])


@bp.queue_trigger(queue_name="find", connection=STORAGE)
@bp.cosmos_db_input(arg_name="doc", id="{queueTrigger}", partition_key="{queueTrigger}", **COSMOS)
@bp.cosmos_db_input(arg_name="others", sql_query="SELECT * FROM c", **COSMOS)
@seen
def Find(msg: str, doc: Order | None, others: func.DocumentList, seen: func.Out[dict[str, Any]]) -> None:
    seen.set({"msg": msg, "doc": doc and doc.dishes, "others": [other["id"] for other in others]})


@bp.generic_trigger(arg_name="event", type="rabbitMQTrigger", queue_name="rabbits", connection_string_setting="RABBIT")
@bp.generic_output_binding(arg_name="hare", type="rabbitMQ", queue_name="hares", connection_string_setting="RABBIT")
def Rabbit(event: str, hare: func.Out[str]) -> None:
    hare.set(event[::-1])


@bp.generic_trigger(arg_name="event", type="rabbitMQTrigger", queue_name="rabbits", connection_string_setting="RABBIT")
@bp.generic_input_binding(arg_name="info", type="signalRConnectionInfo", hub_name="chat")
async def RabbitModel(event: Order, info: Annotated[dict[str, str], "a note"]) -> dict[str, str]:
    return {"id": event.id, "url": info["url"]}
