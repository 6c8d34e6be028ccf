"""A restaurant: orders come in over HTTP, wait in a queue for the kitchen, and end in the order history."""

from azfunc import FunctionApp

from customers import customers
from kitchen import kitchen

app = FunctionApp()
app.register_functions(customers)
app.register_functions(kitchen)
