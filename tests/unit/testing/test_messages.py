"""Queues, Service Bus and Event Hubs in the test client; chains of functions."""

import asyncio
import gc
import json
import threading
from collections.abc import Iterator

import pytest
from pydantic import BaseModel

from azfunc import Context, EventHubEvent, FunctionApp, HttpRequest, HttpResponse, Out, QueueMessage, ServiceBusMessage
from azfunc.errors import DecodeError, InvocationError
from azfunc.testing import Output, SentEvent, SentMessage, TestClient


class Order(BaseModel):
    """An order."""

    id: str
    dish: str = "soup"


SETTINGS = {"KITCHEN": "kitchen"}
app = FunctionApp()
seen: list[object] = []


@app.route("orders", methods=["POST"])
@app.queue_output(arg_name="out", queue_name="kitchen", connection="C")
def take(req: HttpRequest, out: Out[list[Order]]) -> HttpResponse:
    """Puts orders into the kitchen's queue."""
    body = req.get_json()
    assert isinstance(body, list)
    out.set([Order.model_validate(item) for item in body])
    return HttpResponse("", status_code=202)


@app.queue_trigger(queue_name="%KITCHEN%", connection="C")
@app.queue_output(arg_name="done", queue_name="served-{dish}", connection="C")
@app.cosmos_db_output(arg_name="$return", connection="C", database_name="Shop", container_name="History")
async def cook(order: Order, done: Out[str]) -> Order:
    """Cooks an order, and keeps it."""
    seen.append(order.id)
    done.set(order.id)
    return order


@app.queue_trigger(queue_name="raw", connection="C", data_type="binary")
def raw(msg: QueueMessage, context: Context) -> None:
    """Tells what arrives."""
    seen.append((msg.get_body(), msg.dequeue_count, bool(msg.id), msg.insertion_time is not None))


@app.queue_trigger(queue_name="fails", connection="C")
def fails(msg: QueueMessage) -> None:
    """Fails until it has been tried as often as the message says."""
    seen.append(msg.dequeue_count)
    if msg.dequeue_count != int(msg.get_body()):
        raise RuntimeError("try again")


@app.queue_trigger(queue_name="loop", connection="C")
@app.queue_output(arg_name="$return", queue_name="loop", connection="C")
def loop(msg: str) -> str:
    """Feeds itself."""
    return msg


@app.service_bus_queue_trigger(queue_name="jobs", connection="C")
@app.service_bus_topic_output(arg_name="$return", topic_name="news", connection="C")
def job(msg: ServiceBusMessage) -> list[str]:
    """Takes a job, and sends two pieces of news."""
    seen.append((msg.get_body(), msg.message_id, msg.session_id, msg.application_properties))
    return ["one", "two"]


@app.service_bus_topic_trigger(topic_name="news", subscription_name="s", connection="C", cardinality="many")
def news(msgs: list[ServiceBusMessage]) -> None:
    """Takes news in batches."""
    seen.append([msg.get_body() for msg in msgs])


@app.event_hub_message_trigger(event_hub_name="single", connection="C", cardinality="one")
@app.event_hub_output(arg_name="$return", event_hub_name="batched", connection="C")
def single(event: EventHubEvent) -> str:
    """Takes one event, and sends it on."""
    seen.append((event.get_body(), event.partition_key, event.sequence_number, event.offset))
    return event.get_body().decode()


@app.event_hub_message_trigger(event_hub_name="batched", connection="C", cardinality="many")
def batched(events: list[EventHubEvent]) -> None:
    """Takes a batch."""
    seen.append([(event.get_body(), event.sequence_number) for event in events])


@pytest.fixture
def client() -> Iterator[TestClient]:
    """A client of the app above, with its setting."""
    seen.clear()
    with TestClient(app, settings=SETTINGS) as found:
        yield found


def test_a_chain_is_followed_in_the_order_received(client: TestClient) -> None:
    """HTTP to queue to document: outputs wait, then go to who listens, in order, until nothing is left."""
    assert client.post("/api/orders", json=[{"id": "b"}, {"id": "a"}]).status_code == 202
    assert client.queue("kitchen").json() == [{"id": "b", "dish": "soup"}, {"id": "a", "dish": "soup"}]
    assert seen == []
    results = client.run_until_idle()
    assert [result.function for result in results] == ["cook", "cook"]
    assert seen == ["b", "a"]
    assert client.queue("kitchen").messages == []
    assert client.cosmos("Shop", "History").documents == [{"id": "b", "dish": "soup"}, {"id": "a", "dish": "soup"}]
    assert client.queue("served-soup").messages == ["b", "a"]


def test_outputs_are_captured(client: TestClient) -> None:
    """Every output is kept with its function, binding and resolved target."""
    client.queue("kitchen").send(Order(id="1", dish="tea"))
    assert client.outputs == [
        Output("cook", "queue", "done", "1", "served-tea"),
        Output("cook", "cosmosDB", "$return", [{"id": "1", "dish": "tea"}], "Shop/History"),
    ]


def test_objects_are_written_as_hosts_write_them(client: TestClient) -> None:
    """A receiver of a JSON object gets it over several lines."""
    client.post("/api/orders", json=[{"id": "b"}])
    assert client.queue("Kitchen").messages == [json.dumps({"id": "b", "dish": "soup"}, indent=2)]


@pytest.mark.parametrize(
    ("body", "arrives"),
    [
        ("text", b"text"),
        (b"\xff\x00", b"\xff\x00"),
        ({"a": 1}, b'{"a": 1}'),
        (QueueMessage(body="hi"), b"hi"),
        (None, b""),
        (Order(id="1"), b'{"id":"1","dish":"soup"}'),
    ],
)
def test_what_can_be_sent(client: TestClient, body: object, arrives: bytes) -> None:
    """Text, bytes, payloads and models are sent as the body that a sender would write."""
    assert [result.function for result in client.queue("raw").send(body)] == ["raw"]
    assert seen == [(arrives, 1, True, True)]


def test_properties_of_a_message_replace_metadata(client: TestClient) -> None:
    """As in hosts, the id of a JSON message stands where the message's own id would."""
    result = client.invoke("raw", '{"dequeuecount": 3, "list": [1]}')
    assert result.error is None
    assert seen == [(b'{"dequeuecount": 3, "list": [1]}', 3, True, True)]


def test_metadata_of_an_invocation(client: TestClient) -> None:
    """Metadata are given by the host's names, in any case."""
    client.invoke("raw", "x", {"dequeueCount": 4})
    assert seen == [(b"x", 4, True, True)]


def test_nobody_listens(client: TestClient) -> None:
    """A queue that nobody knows is a slip of the pen; sending to one that nobody listens to is a mistake, too."""
    with pytest.raises(InvocationError, match=r"No function .* queue 'kitchn'; .*'raw', 'fails', .* mean 'kitchen'\?"):
        client.queue("kitchn")
    with pytest.raises(InvocationError, match=r"listens to queue 'served-tea'; .*'kitchen', 'raw', 'fails', 'loop'"):
        client.queue("served-tea").send("x")


def test_a_failure_is_raised_and_the_rest_waits(client: TestClient) -> None:
    """The handler's exception comes out of run_until_idle, and what waits behind is not lost."""
    client.post("/api/orders", json=[{"id": "a"}])
    client.post("/api/orders", json=[{"id": "b"}])
    with pytest.raises(RuntimeError, match="try again"):
        client.queue("fails").send("2")
    assert len(client.queue("kitchen").messages) == 2


def test_wrong_messages_are_told(client: TestClient) -> None:
    """A message that is no order names the parameter and the function."""
    with pytest.raises(DecodeError, match="Parameter 'order' of function 'cook'"):
        client.queue("kitchen").send("no order")


def test_tries_and_the_poison_queue() -> None:
    """Without raising, a message is tried five times and then lies in the poison queue."""
    seen.clear()
    with TestClient(app, settings=SETTINGS, raise_exceptions=False) as client:
        [result] = client.queue("fails").send("3")
        assert result.error is None
        assert seen == [1, 2, 3]
        [result] = client.queue("fails").send("9")
        assert isinstance(result.error, RuntimeError)
        assert seen[3:] == [1, 2, 3, 4, 5]
        assert client.queue("fails-poison").messages == ["9"]
        assert client.run_until_idle() == []


def test_functions_that_feed_themselves(client: TestClient) -> None:
    """A loop ends at the limit and names what is still waiting."""
    client.queue("loop").send("x")
    with pytest.raises(InvocationError, match=r"After 10 deliveries .* queue 'loop'"):
        client.run_until_idle(limit=10)


def test_service_bus(client: TestClient) -> None:
    """Messages carry their properties; what a function sends to a topic goes on as one batch."""
    message = SentMessage(body={"a": 1}, message_id="m", session_id="s", application_properties={"p": 1})
    client.service_bus("jobs").send(message, "second")
    first, second = seen
    assert first == (b'{"a": 1}', "m", "s", {"p": 1})
    assert isinstance(second, tuple)
    assert second[0] == b"second"
    assert client.service_bus("news").messages == ["one", "two", "one", "two"]
    client.run_until_idle()
    assert seen[2:] == [[b"one", b"two"], [b"one", b"two"]]


def test_event_hubs(client: TestClient) -> None:
    """A function of cardinality one is run for each event; one of cardinality many gets the batch."""
    client.event_hub("single").send("a", SentEvent(body=b"b", partition_key="k", sequence_number=9))
    assert seen == [(b"a", None, 0, "0"), (b"b", "k", 9, "576")]
    client.event_hub("batched").send("x", "y")
    assert seen[2] == [(b"x", 0), (b"y", 1)]
    client.run_until_idle()
    assert seen[3:] == [[(b"a", 0)], [(b"b", 0)]]


def test_batches_by_invoke(client: TestClient) -> None:
    """A list, also as JSON text, is the batch of a function with cardinality many."""
    client.invoke("batched", ["x", {"a": 1}])
    client.invoke("batched", '["x", {"a": 1}]')
    assert seen == [[(b"x", 0), (b'{"a": 1}', 1)]] * 2


def test_async_tests_may_use_the_client(client: TestClient) -> None:
    """The client has a loop of its own, so it works inside of a running one."""

    async def test() -> None:
        client.queue("kitchen").send(Order(id="1"))

    asyncio.run(test())
    assert seen == ["1"]


def test_a_closed_client() -> None:
    """After its block a client says that it is closed, and its threads are gone."""
    before = threading.active_count()
    with TestClient(app, settings=SETTINGS) as client:
        client.queue("raw").send("x")
    client.close()
    assert threading.active_count() == before
    with pytest.raises(InvocationError, match="closed"):
        client.queue("raw").send("x")


def test_a_client_that_nobody_closes() -> None:
    """A forgotten client takes its loop with it, without a warning."""
    before = threading.active_count()
    client = TestClient(app, settings=SETTINGS)
    client.queue("loop").send("x")
    del client
    gc.collect()
    assert not [thread for thread in threading.enumerate() if thread.name == "azfunc-test-loop"]
    assert threading.active_count() <= before + 1
