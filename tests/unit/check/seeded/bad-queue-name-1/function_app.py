from azfunc import FunctionApp, QueueMessage

app = FunctionApp()


@app.queue_trigger(queue_name="Orders_Of_Today", connection="AzureWebJobsStorage")  # fault: bad-queue-name
def cook(msg: QueueMessage) -> None: ...
