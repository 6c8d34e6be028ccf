from azfunc import FunctionApp

app = FunctionApp()


@app.service_bus_queue_trigger(queue_name="orders", connection="Bus")  # fault: cardinality-mismatch
def cook(orders: list[str]) -> None: ...
