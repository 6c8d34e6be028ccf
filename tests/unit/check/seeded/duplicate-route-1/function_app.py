from azfunc import FunctionApp, HttpRequest

app = FunctionApp()


@app.route("orders", methods=["GET", "POST"])
def orders(req: HttpRequest) -> str:
    return ""


@app.route("Orders/", methods=["POST"])  # fault: duplicate-route
def new_order(req: HttpRequest) -> str:
    return ""
