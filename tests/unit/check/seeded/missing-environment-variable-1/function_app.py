import os

from azfunc import FunctionApp

app = FunctionApp()
secret = os.environ["A_SECRET_THAT_NOBODY_SET"]  # fault: missing-environment-variable
