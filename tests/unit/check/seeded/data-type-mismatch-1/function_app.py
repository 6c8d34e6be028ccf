from azfunc import FunctionApp, TimerRequest

app = FunctionApp()


@app.timer_trigger(arg_name="timer", schedule="0 0 3 * * *")
@app.blob_input(arg_name="photo", path="menus/today.jpg", connection="AzureWebJobsStorage", data_type="binary")  # fault: data-type-mismatch
def show(timer: TimerRequest, photo: str | None) -> None: ...
