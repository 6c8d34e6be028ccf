"""A restaurant: orders come in over HTTP, wait in a queue for the kitchen, and end in the order history."""

from azfunc import FunctionApp, HttpRequest, HttpResponse, Out

from orders import CustomerOrder, KitchenOrder

app = FunctionApp()


@app.function_name("CustomerToKitchen")
@app.route("orders", methods=["POST"])
@app.queue_output(queue_name="kitchen-queue", connection="AzureWebJobsStorage")
def customer_to_kitchen(req: HttpRequest, kitchen: Out[KitchenOrder]) -> HttpResponse:
    """Takes a customer's order and hands it to the kitchen."""
    try:
        order = req.get_json(CustomerOrder)
    except ValueError as error:
        return HttpResponse(f"This is no order: {error}", status_code=400)
    taken = KitchenOrder(**order.model_dump())
    kitchen.set(taken)
    return HttpResponse(taken.model_dump_json(by_alias=True), status_code=202, mimetype="application/json")


@app.function_name("RecordOrderData")
@app.queue_trigger(queue_name="kitchen-queue", connection="AzureWebJobsStorage")
@app.cosmos_db_output(
    database_name="Restaurant",
    container_name="OrderHistory",
    connection="CosmosDBConnection",
    create_if_not_exists=True,
    partition_key="/id",
)
def record_order_data(order: KitchenOrder, history: Out[KitchenOrder]) -> None:
    """Keeps each order that reached the kitchen."""
    history.set(order)
