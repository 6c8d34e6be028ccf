"""The app of five functions that is measured; for azfunc its import line is changed, and nothing else."""

import azure.functions as func

app = func.FunctionApp(http_auth_level=func.AuthLevel.ANONYMOUS)


@app.route("orders/{id}", methods=["GET", "POST"])
def orders(req: func.HttpRequest) -> func.HttpResponse:
    return func.HttpResponse(req.route_params["id"])


@app.timer_trigger(arg_name="timer", schedule="0 */5 * * * *")
def clean(timer: func.TimerRequest) -> None:
    print(timer.past_due)


@app.queue_trigger(arg_name="msg", queue_name="kitchen-queue", connection="Storage")
@app.queue_output(arg_name="copy", queue_name="copies", connection="Storage")
def cook(msg: func.QueueMessage, copy: func.Out[str]) -> None:
    copy.set(msg.get_body().decode())


@app.blob_trigger(arg_name="blob", path="menus/{name}", connection="Storage")
def read_menu(blob: func.InputStream) -> None:
    print(blob.name)


@app.cosmos_db_trigger(
    arg_name="documents", connection="Cosmos", database_name="Restaurant", container_name="OrderHistory"
)
def on_change(documents: func.DocumentList) -> None:
    print(len(documents))
