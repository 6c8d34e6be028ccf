from azfunc import FunctionApp, QueueMessage

app = FunctionApp()


@app.queue_trigger(arg_name="message", queue_name="orders", connection="AzureWebJobsStorage")  # fault: binding-without-parameter
def cook(msg: QueueMessage) -> None: ...
