from azfunc import FunctionApp

kitchen = FunctionApp()
bar = FunctionApp()
