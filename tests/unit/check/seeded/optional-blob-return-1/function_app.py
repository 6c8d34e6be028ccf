from azfunc import FunctionApp

app = FunctionApp()


@app.queue_trigger(queue_name="words", connection="AzureWebJobsStorage")
@app.blob_output(  # fault: optional-blob-return
    arg_name="$return", path="words/{queueTrigger}", connection="AzureWebJobsStorage"
)
def keep(word: str) -> str | None:
    return word if word != "stone" else None


@app.queue_trigger(queue_name="others", connection="AzureWebJobsStorage")
@app.queue_output(arg_name="$return", queue_name="kept", connection="AzureWebJobsStorage")
def send(word: str) -> str | None:
    return word if word != "stone" else None
