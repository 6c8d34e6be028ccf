from azfunc import FunctionApp, TimerRequest

app = FunctionApp()


@app.timer_trigger(schedule="0 0 3 * * *")
def clean(timer: TimerRequest) -> None: ...
