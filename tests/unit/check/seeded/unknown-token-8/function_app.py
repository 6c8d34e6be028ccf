from azfunc import FunctionApp, Out, TimerRequest

app = FunctionApp()


@app.timer_trigger(schedule="0 0 0 30 2 *")  # fault: schedule-never-fires
@app.blob_output(arg_name="menu", path="menus/{day}.txt", connection="Menus")  # fault: unknown-token # fault: missing-setting
def write_menu(timer: TimerRequest, menu: Out[str]) -> None: ...
