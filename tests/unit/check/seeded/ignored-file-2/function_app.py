from azfunc import FunctionApp

from lib.orders import orders

app = FunctionApp()
app.register_functions(orders)
