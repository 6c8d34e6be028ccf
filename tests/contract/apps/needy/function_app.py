"""An app that cannot be imported where a setting is missing."""

import os

import azfunc as func

app = func.FunctionApp(http_auth_level="anonymous")
GREETING = os.environ["NEEDY_GREETING"]


@app.route("greet")
def Greet(req: func.HttpRequest) -> str:
    return GREETING


@app.queue_trigger(queue_name="names", connection="AzureWebJobsStorage")
async def Name(msg: str) -> None:
    assert msg != "nobody"
