from azfunc import FunctionApp, QueueMessage

app = FunctionApp()


@app.queue_trigger(queue="orders", connection="AzureWebJobsStorage")  # fault: missing-argument
def cook(msg: QueueMessage) -> None: ...
