from azfunc import FunctionApp

app = FunctionApp()
app.add_openapi()


@app.get("orders/{id:int}")
def by_number(id: int) -> int:
    return id


@app.get("orders/{name:alpha}")  # fault: same-path
def by_name(name: str) -> str:
    return name
