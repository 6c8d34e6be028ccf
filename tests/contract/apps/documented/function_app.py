"""An app that serves its OpenAPI document."""

from pydantic import BaseModel

from azfunc import FunctionApp


class Order(BaseModel):
    table: int
    dishes: list[str] = []


app = FunctionApp(http_auth_level="anonymous")
app.add_openapi(title="Restaurant", version="2")


@app.post("orders", status_code=201)
def place_order(order: Order) -> Order:
    return order


@app.get("orders/{id:int}")
def read_order(id: int) -> Order | None:
    return None
