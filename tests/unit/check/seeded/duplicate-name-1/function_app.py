from azfunc import FunctionApp, TimerRequest

app = FunctionApp()


@app.timer_trigger(schedule="0 0 3 * * *")
def clean(timer: TimerRequest) -> None: ...


@app.function_name("Clean")  # fault: duplicate-name
@app.timer_trigger(schedule="0 0 4 * * *")
def clean_again(timer: TimerRequest) -> None: ...
