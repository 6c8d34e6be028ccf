from azfunc import FixedDelay, FunctionApp, QueueMessage

app = FunctionApp()


@app.retry(FixedDelay(3, "00:00:05"))  # fault: retry-not-supported
@app.queue_trigger(queue_name="orders", connection="AzureWebJobsStorage")
def cook(msg: QueueMessage) -> None: ...
