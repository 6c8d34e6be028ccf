from azfunc import FunctionApp

app = FunctionApp()


def clean(timer:  # fault: syntax-error
