from azfunc import FunctionApp

app = FunctionApp()


@app.blob_trigger(path="photos/{name}.jpg", connection="AzureWebJobsStorage")  # fault: blob-read-as-text
def show(photo: bytes) -> None: ...
