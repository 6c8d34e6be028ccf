from azfunc import FunctionApp, QueueMessage

app = FunctionApp()


@app.queue_trigger(queue_name="orders", connection="AzureWebJobsStorage", datatype="binary")  # fault: unknown-keyword
def cook(msg: QueueMessage) -> None: ...
