"""Services that azure.functions has no classes for: payload classes, answers and outputs."""

from azfunc import (
    FunctionApp,
    Out,
    SignalRConnectionInfo,
    SignalRInvocation,
    SignalRMessage,
    WebPubSubAction,
    WebPubSubRequest,
)

app = FunctionApp()


@app.function_name("Say")
@app.signalr_trigger(hub_name="chat", category="messages", event="say", parameter_names=["text"])
@app.signalr_output(arg_name="news", hub_name="chat")
def say(call: SignalRInvocation, news: Out[list[SignalRMessage]]) -> str:
    news.set([SignalRMessage(target="said", arguments=call.arguments, user_id=call.user_id)])
    return f"{call.hub}: {call.connection_id}"


@app.function_name("Negotiate")
@app.timer_trigger(arg_name="timer", schedule="0 0 * * * *")
@app.signalr_connection_info_input(arg_name="connection", hub_name="chat")
def negotiate(timer: object, connection: SignalRConnectionInfo) -> dict[str, str]:
    return {"url": connection.url, "token": connection.access_token}


@app.function_name("Message")
@app.web_pubsub_trigger(hub="chat", event_type="user", event_name="message")
@app.web_pubsub_output(arg_name="action", hub="chat")
async def message(event: WebPubSubRequest, action: Out[WebPubSubAction]) -> dict[str, object]:
    action.set(WebPubSubAction.send_to_all(event.data))
    return {"data": event.connection_context, "dataType": "json"}


@app.function_name("Plain")
@app.rabbitmq_trigger(queue_name="orders", connection_string_setting="Rabbit")
@app.rabbitmq_output(arg_name="$return", queue_name="served", connection_string_setting="Rabbit")
def plain(body):  # type: ignore[no-untyped-def]  # without annotation the body arrives as it came
    return f"{type(body).__name__} {body}"
