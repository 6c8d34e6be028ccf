import pydantic

from azfunc import FunctionApp


class Order(pydantic.BaseModel):
    table_number: int = pydantic.Field(alias="tableNumber")


app = FunctionApp()


@app.service_bus_queue_trigger(arg_name="order", queue_name="orders", connection="Bus")
@app.blob_input(arg_name="plan", path="plans/{tableNumber}.txt", connection="AzureWebJobsStorage")
@app.blob_input(arg_name="bill", path="bills/{table_number}.txt", connection="AzureWebJobsStorage")  # fault: unknown-token
def cook(order: Order, plan: str | None, bill: str | None) -> None: ...
