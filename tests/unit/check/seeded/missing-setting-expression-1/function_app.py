from azfunc import FunctionApp, QueueMessage

app = FunctionApp()


@app.queue_trigger(queue_name="%ORDERS_QUEUE%", connection="AzureWebJobsStorage")  # fault: missing-setting-expression
def cook(msg: QueueMessage) -> None: ...
