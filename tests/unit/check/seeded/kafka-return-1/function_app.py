from azfunc import FunctionApp, Out

app = FunctionApp()


@app.queue_trigger(queue_name="words", connection="AzureWebJobsStorage")
@app.kafka_output(arg_name="$return", topic="words", broker_list="localhost:9092")  # fault: kafka-return
def send(word: str) -> str:
    return word


@app.queue_trigger(queue_name="others", connection="AzureWebJobsStorage")
@app.kafka_output(topic="words", broker_list="localhost:9092")
def send_out(word: str, out: Out[str]) -> None:
    out.set(word)
