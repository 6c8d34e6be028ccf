from collections.abc import Callable
from typing import Annotated

from azfunc import Body, FunctionApp

app = FunctionApp()
app.add_openapi()


@app.post("orders")  # fault: type-without-schema
def list_orders(key: Annotated[Callable[[], int], Body()]) -> list[str]:
    return []
