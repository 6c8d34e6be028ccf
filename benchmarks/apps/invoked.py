"""The functions that are invoked in Microsoft's worker; for azfunc the import line is changed, and nothing else."""

import azure.functions as func

app = func.FunctionApp(http_auth_level=func.AuthLevel.ANONYMOUS)


@app.route("hello", methods=["GET", "POST"])
def hello(req: func.HttpRequest) -> func.HttpResponse:
    return func.HttpResponse(f"Hello, {req.params.get('name')}")


@app.route("hello-async", methods=["GET", "POST"])
async def hello_async(req: func.HttpRequest) -> func.HttpResponse:
    return func.HttpResponse(f"Hello, {req.params.get('name')}")


@app.queue_trigger(arg_name="msg", queue_name="orders", connection="Storage")
@app.queue_output(arg_name="copy", queue_name="copies", connection="Storage")
def cook(msg: func.QueueMessage, copy: func.Out[str]) -> None:
    copy.set(msg.get_body().decode())


@app.queue_trigger(arg_name="msg", queue_name="orders", connection="Storage")
@app.queue_output(arg_name="copy", queue_name="copies", connection="Storage")
async def cook_async(msg: func.QueueMessage, copy: func.Out[str]) -> None:
    copy.set(msg.get_body().decode())
