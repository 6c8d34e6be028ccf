from azfunc import FunctionApp, TimerRequest

app = FunctionApp()


@app.timer_trigger(arg_name="timer", schedule="0 0 3 * * *")
@app.queue_output(arg_name="order", queue_name="orders", connection="AzureWebJobsStorage")  # fault: output-without-out
def clean(timer: TimerRequest, order: str) -> None: ...
