from azfunc import FunctionApp

app = FunctionApp()
