"""Kafka, SQL and MySQL, in the ways that apps use them."""

import json
from dataclasses import dataclass
from typing import Any, TypedDict

import azfunc as func

app = func.FunctionApp(http_auth_level=func.AuthLevel.ANONYMOUS)

KAFKA = {"topic": "orders", "broker_list": "BrokerList"}
SQL = {"connection_string_setting": "SqlConnection"}

seen = app.queue_output(arg_name="seen", queue_name="seen-queue", connection="AzureWebJobsStorage")


class Order(TypedDict):
    id: int


class Change(TypedDict):
    Operation: int
    Item: Order


@dataclass
class Dish:
    name: str


@app.kafka_trigger(arg_name="event", **KAFKA)
@seen
def KafkaOne(event: func.KafkaEvent, seen: func.Out[dict[str, Any]]) -> None:
    seen.set({**event.to_dict(), "value": event.get_value().decode(), "told": event.metadata})


@app.kafka_trigger(arg_name="events", cardinality="many", **KAFKA)
@seen
async def KafkaMany(events: list[func.KafkaEvent], seen: func.Out[list[Any]]) -> None:
    seen.set([event.to_dict() for event in events])


@app.kafka_trigger(arg_name="orders", cardinality="many", **KAFKA)
@seen
def KafkaModels(orders: list[Order], seen: func.Out[int]) -> None:
    seen.set(sum(order["id"] for order in orders))


@app.route()
@app.kafka_output(arg_name="out", **KAFKA)
def KafkaOut(req: func.HttpRequest, out: func.Out[Any]) -> str:
    kind = req.params["kind"]
    out.set({"text": "plain", "bytes": b"\xff", "dict": {"id": 1}, "list": ["a", "b"]}[kind])
    return "sent"


@app.sql_trigger(arg_name="changes", table_name="dbo.Orders", **SQL)
@seen
def SqlChanges(changes: list[Change], seen: func.Out[list[int]]) -> None:
    seen.set([change["Item"]["id"] for change in changes])


@app.sql_trigger(arg_name="changes", table_name="dbo.Orders", **SQL)
@seen
def SqlText(changes, seen) -> None:
    seen.set(len(json.loads(changes)))


@app.sql_trigger(arg_name="changes", table_name="dbo.Orders", **SQL)
@seen
def SqlChangeRows(changes: func.SqlRowList, seen: func.Out[list[Any]]) -> None:
    seen.set(changes.to_dict())


@app.queue_trigger(arg_name="msg", queue_name="bills-queue", connection="AzureWebJobsStorage")
@app.sql_input(arg_name="rows", command_text="SELECT * FROM dbo.Orders", **SQL)
@app.sql_input(arg_name="row", command_text="SELECT * FROM dbo.Orders WHERE id=@id", parameters="@id={id}", **SQL)
@app.sql_output(arg_name="$return", command_text="dbo.Bills", **SQL)
def SqlRows(msg: str, rows: func.SqlRowList, row: func.SqlRow | None) -> dict[str, Any]:
    return {"count": len(rows), "id": row["id"] if row else None}


@app.mysql_trigger(arg_name="changes", table_name="Orders", **SQL)
@app.mysql_input(arg_name="dishes", command_text="SELECT name FROM Dishes", **SQL)
@app.mysql_output(arg_name="out", command_text="Bills", **SQL)
async def MySqlRows(changes: func.MySqlRowList, dishes: list[Dish], out: func.Out[list[Dish]]) -> None:
    out.set([*dishes, Dish(str(len(changes)))])
