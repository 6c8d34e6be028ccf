from azfunc import FunctionApp, QueueMessage

app = FunctionApp()


@app.queue_trigger(queue_name="%ORDERS%", connection="AzureWebJobsStorage")  # fault: bad-queue-name
def cook(msg: QueueMessage) -> None: ...
