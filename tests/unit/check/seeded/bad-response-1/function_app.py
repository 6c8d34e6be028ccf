from azfunc import FunctionApp

app = FunctionApp()
app.add_openapi(ui=None)


@app.get("orders", responses={999: "Too many."})  # fault: bad-response
def list_orders() -> list[str]:
    return []
