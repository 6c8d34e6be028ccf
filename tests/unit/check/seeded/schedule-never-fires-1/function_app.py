from azfunc import FunctionApp, TimerRequest

app = FunctionApp()


@app.timer_trigger(schedule="0 0 8 30 2 *")  # fault: schedule-never-fires
def clean(timer: TimerRequest) -> None: ...
