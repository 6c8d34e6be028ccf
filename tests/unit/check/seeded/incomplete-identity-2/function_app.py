from azfunc import FunctionApp

app = FunctionApp()


@app.service_bus_queue_trigger(queue_name="orders", connection="Orders")  # fault: incomplete-identity
def cook(msg: str) -> None: ...
