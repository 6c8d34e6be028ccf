from typing import TypedDict

from azfunc import FunctionApp, Out


class Order(TypedDict):
    dish: str
    table: int


app = FunctionApp()


@app.queue_trigger(arg_name="order", queue_name="orders", connection="AzureWebJobsStorage")
@app.blob_output(arg_name="bill", path="bills/{Table}-{id}.txt", connection="AzureWebJobsStorage")
@app.blob_output(arg_name="copy", path="bills/{customer}.txt", connection="AzureWebJobsStorage")  # fault: unknown-token
def cook(order: Order, bill: Out[str], copy: Out[str]) -> None: ...
