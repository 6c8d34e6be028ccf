"""An app with two faults."""

import azfunc as func

app = func.FunctionApp()


@app.queue_trigger(arg_name="message", queue_name="names", connection="AzureWebJobsStorage")
def Name(msg: str) -> None: ...


@app.timer_trigger(schedule="every now and then")
def Tick(timer: func.TimerRequest) -> None: ...
