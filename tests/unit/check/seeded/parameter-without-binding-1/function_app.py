from azfunc import FunctionApp, TimerRequest

app = FunctionApp()


@app.timer_trigger(arg_name="timer", schedule="0 0 3 * * *")  # fault: parameter-without-binding
def clean(timer: TimerRequest, table: str) -> None: ...
