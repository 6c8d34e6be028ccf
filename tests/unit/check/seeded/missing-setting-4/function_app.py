from azfunc import FunctionApp, QueueMessage

app = FunctionApp()


@app.queue_trigger(queue_name="orders", connection="Elsewhere")  # fault: missing-setting
def cook(msg: QueueMessage) -> None: ...


@app.queue_trigger(queue_name="copies", connection="Elsewhere")
def copy(msg: QueueMessage) -> None: ...
