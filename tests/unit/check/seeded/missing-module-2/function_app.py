from azfunc import FunctionApp

from shop import menu

app = FunctionApp()
