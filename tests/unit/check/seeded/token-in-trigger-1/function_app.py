from azfunc import FunctionApp, QueueMessage

app = FunctionApp()


@app.queue_trigger(queue_name="orders-{day}", connection="AzureWebJobsStorage")  # fault: token-in-trigger
def cook(msg: QueueMessage) -> None: ...
