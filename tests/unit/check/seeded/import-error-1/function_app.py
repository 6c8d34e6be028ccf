from azfunc import FunctionApp

from . import menu  # fault: import-error

app = FunctionApp()
