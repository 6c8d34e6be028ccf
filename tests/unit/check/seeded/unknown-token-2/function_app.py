from azfunc import FunctionApp, Out, TimerRequest

app = FunctionApp()


@app.timer_trigger(schedule="0 0 3 * * *")
@app.blob_output(arg_name="page", path="menus/{day}-{rand-guid}.html", connection="AzureWebJobsStorage")  # fault: unknown-token
def print_menu(timer: TimerRequest, page: Out[str]) -> None: ...
