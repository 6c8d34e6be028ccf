from azfunc import FunctionApp, TimerRequest

app = FunctionApp()


@app.timer_trigger(schedule="%SCHEDULE%")  # fault: bad-schedule
def clean(timer: TimerRequest) -> None: ...
