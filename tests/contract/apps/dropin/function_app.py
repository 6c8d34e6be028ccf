"""An app for azure.functions, as public apps are written; it also runs with its import line changed."""

import json
import logging
import typing

import azure.functions as func

app = func.FunctionApp(http_auth_level=func.AuthLevel.ANONYMOUS)


@app.function_name(name="Hello")
@app.route(route="hello/{name?}", methods=[func.HttpMethod.GET, "POST"], auth_level=func.AuthLevel.FUNCTION)
def hello(req: func.HttpRequest) -> func.HttpResponse:
    logging.info("said hello")
    name = req.route_params.get("name") or req.params.get("name")
    if not name:
        try:
            name = req.get_json().get("name")
        except ValueError:
            return func.HttpResponse("no name", status_code=400)
    return func.HttpResponse(f"hello {name}", headers={"x-name": name})


@app.route(route="json")
async def give_json(req: func.HttpRequest, context: func.Context) -> func.HttpResponse:
    body = json.dumps({"function": context.function_name, "directory": context.function_directory})
    return func.HttpResponse(body, mimetype="application/json", charset="utf-8", status_code=201)


@app.route(route="plain")
def plain(req: func.HttpRequest) -> str:
    return "plain text"


@app.route(route="cookie")
def cookie(req: func.HttpRequest) -> func.HttpResponse:
    return func.HttpResponse("", headers={"Set-Cookie": "session=1; Path=/; Secure; HttpOnly; SameSite=Strict"})


@app.route(route="fail")
def fail(req: func.HttpRequest) -> func.HttpResponse:
    raise ValueError("as written")


@app.timer_trigger(schedule="0 */5 * * * *", arg_name="mytimer", run_on_startup=False, use_monitor=True)
@app.queue_output(arg_name="out", queue_name="ticks", connection="AzureWebJobsStorage")
def tick(mytimer: func.TimerRequest, out: func.Out[str]) -> None:
    out.set(json.dumps({"late": mytimer.past_due, "status": mytimer.schedule_status}))


@app.queue_trigger(arg_name="msg", queue_name="incoming", connection="AzureWebJobsStorage")
@app.queue_output(arg_name="$return", queue_name="outgoing", connection="AzureWebJobsStorage")
def forward(msg: func.QueueMessage) -> str:
    return f"{msg.id}:{msg.dequeue_count}:{msg.insertion_time}:{msg.get_body().decode()}"


@app.queue_trigger(arg_name="msg", queue_name="incoming", connection="AzureWebJobsStorage")
@app.queue_output(arg_name="many", queue_name="outgoing", connection="AzureWebJobsStorage")
def fan_out(msg: func.QueueMessage, many: func.Out[typing.List[str]]) -> None:  # noqa: UP006
    many.set(msg.get_body().decode().split())


@app.blob_trigger(arg_name="blob", path="incoming/{name}", connection="AzureWebJobsStorage")
@app.blob_output(arg_name="copy", path="outgoing/{name}", connection="AzureWebJobsStorage")
def copy_blob(blob: func.InputStream, copy: func.Out[bytes]) -> None:
    copy.set(f"{blob.name}:{blob.length}:".encode() + blob.read())


@app.cosmos_db_trigger(
    arg_name="documents",
    connection="COSMOS",
    database_name="db",
    container_name="orders",
    lease_container_name="leases",
    create_lease_container_if_not_exists=True,
)
@app.cosmos_db_output(arg_name="out", connection="COSMOS", database_name="db", container_name="copies")
def copy_documents(documents: func.DocumentList, out: func.Out[func.DocumentList]) -> None:
    out.set(func.DocumentList([func.Document.from_dict({"id": document["id"]}) for document in documents]))


@app.event_grid_trigger(arg_name="event")
@app.event_grid_output(arg_name="out", topic_endpoint_uri="TOPIC", topic_key_setting="KEY")
def grid(event: func.EventGridEvent, out: func.Out[str]) -> None:
    out.set(json.dumps([event.id, event.topic, event.subject, event.event_type, event.data_version, event.get_json()]))


@app.event_hub_message_trigger(arg_name="event", event_hub_name="hub", connection="HUB")
@app.event_hub_output(arg_name="$return", event_hub_name="next", connection="HUB")
def hub(event: func.EventHubEvent) -> str:
    return f"{event.sequence_number}:{event.offset}:{event.partition_key}:{event.get_body().decode()}"


@app.event_hub_message_trigger(arg_name="events", event_hub_name="hub", connection="HUB", cardinality="many")
@app.queue_output(arg_name="out", queue_name="outgoing", connection="AzureWebJobsStorage")
def hub_many(events: typing.List[func.EventHubEvent], out: func.Out[str]) -> None:  # noqa: UP006
    out.set(json.dumps([event.get_body().decode() for event in events]))


@app.service_bus_queue_trigger(arg_name="msg", queue_name="bus", connection="BUS")
@app.service_bus_topic_output(arg_name="out", topic_name="news", connection="BUS")
async def bus(msg: func.ServiceBusMessage, out: func.Out[str]) -> None:
    told = [msg.message_id, msg.delivery_count, msg.application_properties, str(msg.time_to_live), msg.correlation_id]
    out.set(json.dumps([*told, msg.get_body().decode()]))


@app.generic_trigger(arg_name="event", type="rabbitMQTrigger", queue_name="rabbits")
@app.generic_output_binding(arg_name="$return", type="rabbitMQ", queue_name="hares")
def rabbit(event: str) -> str:
    return event.upper()


@app.retry(strategy="fixed_delay", max_retry_count="3", delay_interval="00:00:10")
@app.timer_trigger(schedule="0 0 * * * *", arg_name="timer")
def retried(timer: func.TimerRequest) -> None:
    raise RuntimeError("again")


@app.retry(
    strategy="exponential_backoff", max_retry_count="5", minimum_interval="00:00:01", maximum_interval="00:01:00"
)
@app.timer_trigger(schedule="0 0 * * * *", arg_name="timer")
def backed_off(timer: func.TimerRequest) -> None: ...


@app.generic_trigger(arg_name="req", type="httpTrigger", route="generic/{id}", auth_level="anonymous")
@app.generic_output_binding(arg_name="$return", type="http")
def generic_http(req: func.HttpRequest) -> func.HttpResponse:
    return func.HttpResponse(f"{req.method} {req.route_params['id']}")


@app.queue_trigger(arg_name="msg", queue_name="incoming", connection="AzureWebJobsStorage")
@app.table_input(arg_name="row", table_name="Rows", connection="AzureWebJobsStorage", partition_key="p", row_key="r")
@app.table_output(arg_name="copy", table_name="Copies", connection="AzureWebJobsStorage")
def copy_row(msg: func.QueueMessage, row: str, copy: func.Out[str]) -> None:
    copy.set(json.dumps({**json.loads(row), "RowKey": msg.get_body().decode()}))


bp = func.Blueprint()


@bp.route(route="from/blueprint", methods=["DELETE"])
@bp.blob_input(arg_name="before", path="incoming/{Query.name}", connection="AzureWebJobsStorage")
@bp.cosmos_db_input(
    arg_name="documents", connection="COSMOS", database_name="db", container_name="orders", sql_query="SELECT * FROM c"
)
def from_blueprint(req: func.HttpRequest, before: func.InputStream, documents: func.DocumentList) -> str:
    return f"{req.method}:{before.read().decode()}:{[document.to_json() for document in documents]}"


app.register_functions(bp)
