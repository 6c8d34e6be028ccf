from azfunc import FunctionApp

app = FunctionApp()


@app.a_trigger_that_is_none(schedule="0 0 3 * * *")  # fault: import-error
def clean(timer): ...
