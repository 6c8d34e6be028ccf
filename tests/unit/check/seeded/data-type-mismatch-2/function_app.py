from azfunc import FunctionApp

app = FunctionApp()


@app.queue_trigger(queue_name="photos", connection="AzureWebJobsStorage", data_type="string")  # fault: data-type-mismatch
def show(photo: bytes) -> None: ...
