from azfunc import FunctionApp, HttpRequest

app = FunctionApp()


@app.route("orders/{orderId}")
@app.blob_input(arg_name="order", path="orders/{orderid}-{Query.page}.txt", connection="AzureWebJobsStorage")
@app.blob_input(arg_name="bill", path="bills/{oderId}.txt", connection="AzureWebJobsStorage")  # fault: unknown-token
def show(req: HttpRequest, order: str | None, bill: str | None) -> str:
    return ""
