from azfunc import FunctionApp, QueueMessage

app = FunctionApp()


@app.queue_trigger(queue_name="orders", connection="AzureWebJobsStorage")
def cook(msg: QueueMessage) -> None: ...
