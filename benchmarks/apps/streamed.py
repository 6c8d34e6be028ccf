"""The functions that are invoked over a stream; for azfunc the import line is changed, and nothing else."""

import azure.functions as func

app = func.FunctionApp(http_auth_level=func.AuthLevel.ANONYMOUS)


@app.function_name("hello")
@app.route("hello", methods=["GET", "POST"])
def hello(req: func.HttpRequest) -> func.HttpResponse:
    return func.HttpResponse(f"Hello, {req.params.get('name')}")


@app.function_name("hello_async")
@app.route("hello-async", methods=["GET", "POST"])
async def hello_async(req: func.HttpRequest) -> func.HttpResponse:
    return func.HttpResponse(f"Hello, {req.params.get('name')}")


@app.function_name("cook")
@app.queue_trigger(arg_name="msg", queue_name="orders", connection="Storage")
def cook(msg: str) -> None:
    assert msg
