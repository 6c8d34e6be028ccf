from azfunc import FunctionApp

app = FunctionApp()


@app.queue_output(arg_name="$return", queue_name="orders", connection="AzureWebJobsStorage")  # fault: no-trigger
def cook() -> str:
    return ""
