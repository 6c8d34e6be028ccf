"""Timers, blobs, tables, Cosmos DB, Event Grid and everything else in the test client."""

from collections.abc import Iterator

import pytest
from azure.storage.blob import BlobClient
from pydantic import BaseModel

from azfunc import (
    CloudEvent,
    DocumentList,
    EventGridEvent,
    FunctionApp,
    HttpRequest,
    InputStream,
    Out,
    TimerRequest,
    WarmUpContext,
)
from azfunc.bindings.blob_path import match_blob_path
from azfunc.bindings.datum import Datum
from azfunc.errors import InvocationError
from azfunc.testing import TestClient
from azfunc.testing.queue_events import queue_event


class Item(BaseModel):
    """A document."""

    id: str
    count: int = 0


app = FunctionApp()
seen: list[object] = []


@app.timer_trigger(schedule="0 0 8 * * *")
def tick(timer: TimerRequest) -> None:
    """Tells what it is given."""
    seen.append((timer.past_due, timer.schedule, str(timer.schedule_status["Next"])[11:19]))


@app.timer_trigger(schedule="%EVERY%")
def every(timer: TimerRequest) -> None:
    """Has a schedule in a setting."""
    seen.append((timer.schedule, timer.schedule_status.get("Next")))


@app.blob_trigger(path="images/{name}.png", connection="C")
@app.blob_output(arg_name="$return", path="thumbs/{name}-small.png", connection="C")
def shrink(image: InputStream) -> bytes:
    """Takes a blob and writes another."""
    seen.append((image.name, image.uri, image.length, dict(image.metadata or {})))
    return image.read()[:2]


@app.blob_trigger(path="thumbs/{name}.png", connection="C", data_type="binary")
def stored(image: bytes) -> None:
    """Takes what ``shrink`` has written."""
    seen.append(image)


@app.queue_trigger(queue_name="reads", connection="C")
@app.blob_input(arg_name="blob", path="texts/{id}.txt", connection="C")
@app.table_input(arg_name="row", table_name="Rows", partition_key="p", row_key="{id}", connection="C")
@app.cosmos_db_input(arg_name="doc", connection="C", database_name="D", container_name="C", id="{id}")
def reads(msg: str, blob: str | None, row: dict | None, doc: Item | None) -> None:  # type: ignore[type-arg] # plain
    """Reads a blob, an entity and a document."""
    seen.append((blob, row, doc))


@app.queue_trigger(queue_name="queries", connection="C")
@app.cosmos_db_input(arg_name="docs", connection="C", database_name="D", container_name="C", sql_query="SELECT 1")
@app.table_input(arg_name="rows", table_name="Rows", partition_key="p", take=1, connection="C")
def queries(msg: str, docs: list[Item], rows: list[dict]) -> None:  # type: ignore[type-arg] # plain
    """Reads lists."""
    seen.append((docs, rows))


@app.queue_trigger(queue_name="writes", connection="C")
@app.table_output(arg_name="row", table_name="Rows", partition_key="p", connection="C")
@app.event_grid_output(arg_name="event", topic_endpoint_uri="U", topic_key_setting="K")
def writes(msg: dict, row: Out[dict], event: Out[dict]) -> None:  # type: ignore[type-arg] # plain
    """Writes an entity and publishes an event."""
    row.set(msg)
    event.set({"id": "e", "specversion": "1.0", "source": "/s", "type": "t"})


@app.cosmos_db_trigger(connection="C", database_name="D", container_name="C")
def changed(documents: DocumentList) -> None:
    """Takes changed documents."""
    seen.append([document.to_dict() for document in documents])


@app.event_grid_trigger()
def grid(event: EventGridEvent) -> None:
    """Takes events in Event Grid's schema."""
    seen.append((event.id, event.event_type, event.get_json()))


@app.function_name("clouds")
@app.event_grid_trigger(arg_name="event")
def cloud_events(event: CloudEvent) -> None:
    """Takes events in the CloudEvents schema."""
    seen.append((event.id, event.type))


@app.warm_up_trigger()
def warm(event: WarmUpContext) -> None:
    """Warms up."""
    seen.append(type(event))


@app.generic_trigger(arg_name="value", type="fooTrigger", place="x")
@(
    app.generic_output(arg_name="out", type="foo")
    if hasattr(app, "generic_output")
    else app.generic_output_binding(arg_name="out", type="foo")
)
def generic(value: str, out: Out[str]) -> str:
    """Takes and gives whatever."""
    seen.append(value)
    out.set("o")
    return '{"sent": 1}'


@pytest.fixture
def client() -> Iterator[TestClient]:
    """A client of the app above."""
    seen.clear()
    with TestClient(app, settings={"EVERY": "00:05:00"}) as found:
        yield found


def test_timers(client: TestClient) -> None:
    """A timer fires in time or too late, and knows its next time."""
    client.timer("tick").fire()
    client.timer("tick").fire(past_due=True)
    assert seen == [(False, {"AdjustForDST": True}, "08:00:00"), (True, {"AdjustForDST": True}, "08:00:00")]


def test_a_timer_with_an_interval_from_a_setting(client: TestClient) -> None:
    """A schedule may be a setting, and an interval is not adjusted for daylight saving."""
    client.timer("every").fire()
    [(schedule, following)] = seen  # type: ignore[misc] # a pair of its own making
    assert schedule == {"AdjustForDST": False}
    assert following is not None


def test_no_timer_there(client: TestClient) -> None:
    """Another trigger is no timer."""
    with pytest.raises(InvocationError, match="'grid' has the trigger eventGridTrigger"):
        client.timer("grid")
    with pytest.raises(InvocationError, match=r"no function 'tock' .*: tick, every"):
        client.timer("tock")


def test_blobs(client: TestClient) -> None:
    """An upload runs who listens; what that writes waits, and goes on."""
    client.blob("images/cat.png").upload("meow", metadata={"by": "me"})
    uri = "https://example.blob.core.windows.net/images/cat.png"
    assert seen == [("images/cat.png", uri, 4, {"by": "me"})]
    assert client.blob("thumbs/cat-small.png").content == b"me"
    client.run_until_idle()
    assert seen[1:] == [b"me"]


def test_blobs_that_nobody_listens_to(client: TestClient) -> None:
    """An upload that runs nothing is a mistake; put is the way to store."""
    with pytest.raises(InvocationError, match=r"blob 'images/cat.jpg'.*'images/\{name\}.png'"):
        client.blob("images/cat.jpg").upload("x")
    client.blob("images/cat.gif").put("é")
    assert (client.blob("images/cat.gif").exists, client.blob("images/cat.gif").text) == (True, "é")
    assert not client.blob("images/none.gif").exists
    with pytest.raises(InvocationError, match=r"no blob 'images/none.gif'"):
        _ = client.blob("images/none.gif").content


def test_invoking_a_blob_function(client: TestClient) -> None:
    """A blob function is invoked with content, and a path by metadata."""
    client.invoke("shrink", b"abc", {"BlobTrigger": "images/a/b.png"})
    assert client.outputs[0].target == "thumbs/a/b-small.png"
    client.invoke("shrink", b"abc", {"name": "dog"})
    assert client.outputs[1].target == "thumbs/dog-small.png"


@pytest.mark.parametrize(
    ("pattern", "path", "captured"),
    [
        ("c", "c/any/thing", {}),
        ("c/{name}", "c/a/b.txt", {"name": "a/b.txt"}),
        ("c/{name}.{ext}", "c/a.b.txt", {"name": "a.b", "ext": "txt"}),
        ("c/{name}.txt", "c/a.TXT", None),
        ("c/x[1].txt", "c/x[1].txt", {}),
        ("c/{name}", "d/a", None),
    ],
)
def test_blob_paths(pattern: str, path: str, captured: dict[str, str] | None) -> None:
    """Tokens take as much as they can; everything else is meant literally."""
    assert match_blob_path(pattern, path) == captured


def test_inputs_from_the_stores(client: TestClient) -> None:
    """Input bindings read what the test has stored, and nothing where it is missing."""
    client.blob("texts/7.txt").put("hello")
    client.table("rows").add({"PartitionKey": "p", "RowKey": "7", "x": 1})
    client.cosmos("D", "C").add(Item(id="7", count=2))
    client.queue("reads").send({"id": "7"})
    assert seen == [("hello", {"PartitionKey": "p", "RowKey": "7", "x": 1}, Item(id="7", count=2))]
    client.provide("reads", blob=None)
    client.queue("reads").send({"id": "8"})
    assert seen[1] == (None, None, None)


def test_inputs_that_a_test_provides(client: TestClient) -> None:
    """A value that is provided wins; queries must be provided."""
    client.table("Rows").add([{"PartitionKey": "p", "RowKey": "1"}, {"PartitionKey": "p", "RowKey": "2"}])
    client.provide("queries", docs=[Item(id="1")])
    client.queue("queries").send("x")
    assert seen == [([Item(id="1")], [{"PartitionKey": "p", "RowKey": "1"}])]


@pytest.mark.parametrize(
    ("function", "told"),
    [
        ("reads", r"reads a blob input from blob 'texts/7.txt' into 'blob'.*client.provide\('reads', blob=\.\.\.\)"),
        ("queries", r"client.cosmos\('D', 'C'\).add\(\.\.\.\) unless it is a query"),
    ],
)
def test_inputs_that_nobody_provided(client: TestClient, function: str, told: str) -> None:
    """A missing input fails, with both ways to provide it."""
    with pytest.raises(InvocationError, match=told):
        client.queue(function).send({"id": "7"})


def test_what_the_app_itself_writes_is_empty_at_first() -> None:
    """A container, table or blob that functions of the app write to needs nothing provided: there is nothing yet."""
    shop = FunctionApp()

    @shop.queue_trigger(queue_name="look", connection="C")
    @shop.cosmos_db_input(arg_name="doc", connection="D", database_name="D", container_name="C", id="{queueTrigger}")
    @shop.cosmos_db_input(arg_name="all_docs", connection="D", database_name="D", container_name="C")
    @shop.table_input(arg_name="row", connection="T", table_name="Rows", partition_key="p", row_key="{queueTrigger}")
    @shop.blob_input(arg_name="blob", connection="B", path="texts/{queueTrigger}.txt")
    def look(msg: str, doc: Item | None, all_docs: list[Item], row: dict[str, object] | None, blob: str | None) -> None:
        seen.append((doc, all_docs, row and row["x"], blob))

    @shop.queue_trigger(queue_name="save", connection="C")
    @shop.cosmos_db_output(arg_name="doc", connection="D", database_name="%DATABASE%", container_name="C")
    @shop.table_output(arg_name="row", connection="T", table_name="Rows")
    @shop.blob_output(arg_name="blob", connection="B", path="texts/{queueTrigger}.txt")
    def save(msg: str, doc: Out[Item], row: Out[dict[str, object]], blob: Out[str]) -> None:
        doc.set(Item(id=msg))
        row.set({"PartitionKey": "p", "RowKey": msg, "x": 1})
        blob.set("hello")

    seen.clear()
    with TestClient(shop, settings={"DATABASE": "D"}) as client:
        client.queue("look").send("7")
        client.queue("save").send("7")
        client.queue("look").send("7")
    assert seen == [(None, [], None, None), (Item(id="7"), [Item(id="7")], 1, "hello")]


def test_queries_are_not_run(client: TestClient) -> None:
    """Documents that are stored do not answer a query: the test has to say what it finds."""
    client.cosmos("D", "C").add({"id": "1"})
    client.table("Rows").add({"PartitionKey": "p", "RowKey": "1"})
    with pytest.raises(InvocationError, match="reads a cosmosDB input"):
        client.queue("queries").send("x")


def test_providing_what_is_no_input(client: TestClient) -> None:
    """A wrong name is told with the right ones."""
    with pytest.raises(InvocationError, match=r"no input binding 'msg' .*'blob', 'row', 'doc'"):
        client.provide("reads", msg="x")


def test_tables_and_events(client: TestClient) -> None:
    """Entities are stored under their keys, events are kept as topics take them."""
    client.queue("writes").send({"RowKey": "r", "x": 1})
    assert client.table("Rows").entities == [{"PartitionKey": "p", "RowKey": "r", "x": 1}]
    assert client.event_grid().events == [{"id": "e", "specversion": "1.0", "source": "/s", "type": "t"}]
    with pytest.raises(InvocationError, match=r"Output 'row' of function 'writes': .*already"):
        client.queue("writes").send({"RowKey": "r"})
    client.queue("writes").send({"RowKey": "r", "ETag": "*", "x": 2})
    assert client.table("Rows").entities == [{"PartitionKey": "p", "RowKey": "r", "x": 2}]


def test_entities_without_keys(client: TestClient) -> None:
    """An entity without its row key is refused as the service refuses it."""
    with pytest.raises(InvocationError, match="RowKey None"):
        client.queue("writes").send({"x": 1})


def test_changed_documents(client: TestClient) -> None:
    """Changes come as one batch; a document that is there keeps its place in the order."""
    client.cosmos("D", "C").change({"id": "a"}, Item(id="b"))
    client.cosmos("D", "C").change([{"id": "a", "x": 1}])
    assert seen == [[{"id": "a"}, {"id": "b", "count": 0}], [{"id": "a", "x": 1}]]
    assert client.cosmos("D", "C").documents == [{"id": "a", "x": 1}, {"id": "b", "count": 0}]


def test_documents_without_id(client: TestClient) -> None:
    """A document without id is refused as the service refuses it."""
    with pytest.raises(InvocationError, match="without a text 'id'"):
        client.cosmos("D", "C").add({"x": 1})
    with pytest.raises(InvocationError, match="is a JSON object"):
        client.cosmos("D", "C").add("text")


def test_documents_by_invoke(client: TestClient) -> None:
    """Documents may be a list, one object, or JSON text."""
    for value in ([{"id": "a"}], {"id": "a"}, '[{"id": "a"}]', b'{"id": "a"}'):
        client.invoke("changed", value)
    assert seen == [[{"id": "a"}]] * 4


def test_event_grid(client: TestClient) -> None:
    """Events of both schemas, as payload objects, dicts and JSON text."""
    client.event_grid("grid").publish(EventGridEvent(id="1", event_type="T", data={"a": 1}))
    client.event_grid("grid").publish({"id": "2", "eventType": "T", "data": None})
    client.event_grid("clouds").publish('{"specversion": "1.0", "id": "3", "source": "/s", "type": "t"}')
    client.event_grid("clouds").publish(CloudEvent(id="4", source="/s", type="t"))
    assert seen == [("1", "T", {"a": 1}), ("2", "T", None), ("3", "t"), ("4", "t")]


def test_an_event_of_the_wrong_schema(client: TestClient) -> None:
    """Without a name all functions get the event, and the one of the other schema says so."""
    with pytest.raises(ValueError, match="function 'clouds'"):
        client.event_grid().publish({"id": "2", "eventType": "T"})


def test_nobody_listens_to_event_grid() -> None:
    """An app without the trigger says so."""
    with (
        TestClient(FunctionApp()) as client,
        pytest.raises(InvocationError, match="No function of this app has an Event Grid trigger"),
    ):
        client.event_grid().publish({})


def test_warmup_and_generic(client: TestClient) -> None:
    """Any trigger can be invoked by its function's name; returned objects and outputs are kept."""
    client.invoke("warm")
    result = client.invoke("generic", "text")
    assert seen == [WarmUpContext, "text"]
    assert result.return_value == '{"sent": 1}'
    assert [(output.binding, output.name, output.value) for output in result.outputs] == [
        ("foo", "out", "o"),
        ("fooTrigger", "$return", '{"sent": 1}'),
    ]


def test_events_of_ones_own(client: TestClient) -> None:
    """An event that a builder made, or a datum, can be delivered as it is."""
    client.provide("reads", blob="b", row=None, doc=None)
    client.deliver("reads", queue_event("x").with_metadata({"ID": "9"}))
    client.invoke("generic", Datum("bytes", b"raw"))
    assert seen == [("b", None, None), "raw"]


def test_outputs_that_a_service_refuses_fail_the_invocation() -> None:
    """Where exceptions are not raised, a refused output is an error of the invocation, as with a host."""
    broken = FunctionApp()

    @broken.route("orders")
    @broken.cosmos_db_output(arg_name="doc", connection="C", database_name="D", container_name="C")
    def without_id(req: HttpRequest, doc: Out[dict]) -> str:  # type: ignore[type-arg] # plain
        doc.set({"count": 1})
        return "ok"

    with TestClient(broken, raise_exceptions=False) as client:
        assert client.get("/api/orders").status_code == 500
        assert "without a text 'id'" in str(client.invoke("without_id").error)
    with TestClient(broken) as client, pytest.raises(InvocationError, match="Output 'doc' of function 'without_id'"):
        client.get("/api/orders")


def test_publishing_to_a_function_of_another_trigger(client: TestClient) -> None:
    """A function that does not listen to Event Grid gets no event of it."""
    with pytest.raises(InvocationError, match="Function 'tick' has another trigger than Event Grid's"):
        client.event_grid("tick").publish({"id": "1"})


def test_invoking_a_blob_function_with_a_setting_in_its_path() -> None:
    """The tokens of a blob's path are found where its container is a setting."""
    uploads = FunctionApp()

    @uploads.blob_trigger(path="%CONTAINER%/{name}.txt", connection="C")
    @uploads.blob_output(arg_name="$return", path="copies/{name}", connection="C")
    def copy(blob: str) -> str:
        return blob

    with TestClient(uploads, settings={"CONTAINER": "texts"}) as client:
        client.invoke("copy", "hello", {"BlobTrigger": "texts/a.txt"})
        assert client.blob("copies/a").text == "hello"


def test_route_values_with_slashes() -> None:
    """A slash in a value stays inside its segment; only a catch-all goes over several."""
    shop = FunctionApp()

    @shop.route("items/{id}/{*rest}")
    def item(req: HttpRequest) -> str:
        return req.url

    with TestClient(shop) as client:
        response = client.invoke("item", metadata={"id": "a/b", "rest": "c/d"}).response
        assert response is not None
        assert response.text == "http://localhost:7071/api/items/a%2Fb/c/d"


def test_written_documents_are_delivered() -> None:
    """What a function writes into a container reaches the functions that listen to it, keys with tokens included."""
    chain = FunctionApp()
    got: list[object] = []

    @chain.queue_trigger(queue_name="work", connection="C")
    @chain.cosmos_db_output(arg_name="doc", connection="C", database_name="D", container_name="C")
    @chain.table_output(arg_name="row", table_name="Rows", partition_key="p", row_key="{id}", connection="C")
    def write(msg: dict, doc: Out[dict], row: Out[dict]) -> None:  # type: ignore[type-arg] # plain
        doc.set(msg)
        row.set({"n": 1})

    @chain.cosmos_db_trigger(connection="C", database_name="D", container_name="C")
    def listen(documents: DocumentList) -> None:
        got.extend(dict(document) for document in documents)

    with TestClient(chain) as client:
        client.queue("work").send({"id": "7"})
        assert client.table("Rows").entities == [{"PartitionKey": "p", "RowKey": "7", "n": 1}]
        assert [result.function for result in client.run_until_idle()] == ["listen"]
    assert got == [{"id": "7"}]


def test_an_input_of_a_service_that_is_not_played() -> None:
    """Where no store can hold a value, the message names `provide` alone."""
    other = FunctionApp()

    @other.queue_trigger(queue_name="work", connection="C")
    @other.generic_input_binding(arg_name="rows", type="sql", command_text="SELECT 1")
    def read(msg: str, rows: str) -> None: ...

    with TestClient(other) as client, pytest.raises(InvocationError) as caught:
        client.queue("work").send("x")
    assert str(caught.value).endswith('with None for "nothing there".')


def test_what_was_put_somewhere_is_read_as_models() -> None:
    """Messages, documents and entities come back as instances of a model; what does not fit is a ValueError."""
    kitchen = FunctionApp()

    @kitchen.route("items", methods=["POST"])
    @kitchen.queue_output(arg_name="item", queue_name="items", connection="Storage")
    @kitchen.cosmos_db_output(arg_name="doc", connection="C", database_name="db", container_name="items")
    @kitchen.table_output(arg_name="row", table_name="Items", connection="C")
    def put(req: HttpRequest, item: Out[Item], doc: Out[Item], row: Out[Item]) -> str:
        item.set(req.get_json(Item))
        return ""

    with TestClient(kitchen) as client:
        client.post("/api/items", json={"id": "1", "count": 2})
        assert client.queue("items").json(Item) == [Item(id="1", count=2)]
        client.cosmos("db", "items").add(Item(id="2"))
        assert client.cosmos("db", "items").read(Item) == [Item(id="2")]
        client.table("items").add({"PartitionKey": "p", "RowKey": "r", "id": "3"})
        assert client.table("items").read(Item) == [Item(id="3")]
        client.cosmos("db", "items").add({"id": "4", "count": "many"})
        with pytest.raises(ValueError, match="Item"):
            client.cosmos("db", "items").read(Item)


def test_a_client_that_a_test_provides() -> None:
    """An input that is a client of an SDK gets the client that a test has made, and otherwise one for its path."""
    reads = FunctionApp()

    @reads.queue_trigger(queue_name="reads", connection="C")
    @reads.blob_input(arg_name="blob", path="texts/{id}.txt", connection="Store")
    def read(msg: str, blob: BlobClient) -> None:
        seen.append((blob.container_name, blob.blob_name))

    seen.clear()
    with TestClient(reads, settings={"Store": "UseDevelopmentStorage=true"}) as client:
        client.queue("reads").send({"id": "7"})
        with BlobClient("https://example.blob.core.windows.net", "fakes", "one") as fake:
            client.provide("read", blob=fake)
            client.queue("reads").send({"id": "7"})
    assert seen == [("texts", "7.txt"), ("fakes", "one")]
