from azfunc import FunctionApp, QueueMessage

app = FunctionApp()


@app.queue_trigger(queue_name="orders", connection="Orders")  # fault: incomplete-identity
def cook(msg: QueueMessage) -> None: ...
