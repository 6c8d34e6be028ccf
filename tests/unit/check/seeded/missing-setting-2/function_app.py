from azfunc import FunctionApp, Out

app = FunctionApp()


@app.service_bus_queue_trigger(queue_name="orders", connection="Bus")
@app.cosmos_db_output(  # fault: missing-setting
    arg_name="history", connection="History", database_name="Shop", container_name="Orders"
)
def keep(msg: str, history: Out[str]) -> None: ...
