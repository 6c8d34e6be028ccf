from azfunc import FunctionApp

app = FunctionApp()


@app.get("orders")
def list_orders() -> list[str]:
    return []


@app.get("orders/{id}", operation_id="list_orders")  # fault: duplicate-operation-id
def read_order(id: str) -> str:
    return id
