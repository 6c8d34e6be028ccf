"""One function for each thing that a worker must be able to do."""

from azfunc import AuthLevel, FunctionApp, HttpRequest

app = FunctionApp(http_auth_level=AuthLevel.ANONYMOUS)


@app.route("hello")
def hello(req: HttpRequest) -> str:
    return f"Hello, {req.params['name']}!"


@app.route("hello_async")
async def hello_async(req: HttpRequest) -> str:
    return f"Hello, {req.params['name']}!"


@app.queue_trigger(queue_name="kitchen", connection="C")
def cook(msg: str) -> None:
    assert msg == "soup"
