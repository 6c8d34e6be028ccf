from azfunc import FunctionApp, TimerRequest

app = FunctionApp()


@app.timer_trigger(schedule="0 0 8 ? * MON-FRI")  # fault: bad-schedule
def clean(timer: TimerRequest) -> None: ...
