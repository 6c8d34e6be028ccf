from azfunc import FunctionApp

app = FunctionApp()


@app.event_hub_message_trigger(event_hub_name="orders", connection="Hub")  # fault: missing-storage
def cook(event: str) -> None: ...
