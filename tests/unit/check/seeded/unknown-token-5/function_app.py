from azfunc import FunctionApp, Out

app = FunctionApp()


@app.event_hub_message_trigger(arg_name="events", event_hub_name="orders", connection="Hub", cardinality="many")
@app.queue_output(arg_name="copy", queue_name="copies-{kitchen}", connection="AzureWebJobsStorage")  # fault: unknown-token
def cook(events: list[str], copy: Out[str]) -> None: ...
