from azfunc import EventHubEvent, FunctionApp

app = FunctionApp()


@app.event_hub_message_trigger(event_hub_name="orders", connection="Hub", cardinality="many")
def cook(event: EventHubEvent) -> None: ...
