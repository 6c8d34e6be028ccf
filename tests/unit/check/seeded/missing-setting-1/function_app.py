from azfunc import FunctionApp, QueueMessage

app = FunctionApp()


@app.queue_trigger(queue_name="orders", connection="AzureWebJobStorage")  # fault: missing-setting
def cook(msg: QueueMessage) -> None: ...
