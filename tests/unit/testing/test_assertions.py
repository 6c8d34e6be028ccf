"""What functions have sent is compared with what a test expects, and a difference is shown as a diff."""

import datetime
import json
from collections.abc import Iterator
from dataclasses import dataclass

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import BaseModel

from azfunc import FunctionApp, HttpRequest, Out
from azfunc.errors import InvocationError
from azfunc.testing import TestClient
from azfunc.testing.assertions import assert_bodies, assert_items


class Order(BaseModel):
    """An order."""

    id: str
    count: int = 1


@dataclass
class Bill:
    """A bill."""

    id: str
    day: datetime.date


class Anything:
    """Equals whatever there is, as matchers of libraries do."""

    def __eq__(self, other: object) -> bool:
        return True

    def __hash__(self) -> int:
        return 0


app = FunctionApp()


@app.route("orders", methods=["POST"])
@app.queue_output(arg_name="kitchen", queue_name="kitchen", connection="C")
@app.cosmos_db_output(arg_name="doc", connection="C", database_name="d", container_name="c")
@app.table_output(arg_name="row", table_name="Rows", partition_key="p", connection="C")
@app.blob_output(arg_name="blob", path="bills/{id}.json", connection="C")
@app.event_grid_output(arg_name="event", topic_endpoint_uri="U", topic_key_setting="K")
@app.sql_output(arg_name="sql", command_text="dbo.Orders", connection_string_setting="C")
def take(
    req: HttpRequest,
    kitchen: Out[list[Order]],
    doc: Out[Order],
    row: Out[dict[str, object]],
    blob: Out[str],
    event: Out[dict[str, object]],
    sql: Out[Order],
) -> str:
    """Writes an order everywhere."""
    order = req.get_json(Order)
    kitchen.set([order, Order(id="x")])
    doc.set(order)
    row.set({"RowKey": order.id})
    blob.set(order.model_dump_json())
    event.set({"id": order.id, "specversion": "1.0", "source": "/s", "type": "t"})
    sql.set(order)
    return "ok"


@app.route("quiet/{what}")
@app.queue_output(arg_name="kitchen", queue_name="kitchen", connection="C")
@app.queue_output(arg_name="log", queue_name="log-orders", connection="C")
def quiet(req: HttpRequest, kitchen: Out[str], log: Out[str]) -> str:
    """Sets one of its outputs, or none."""
    if req.route_params["what"] == "log":
        log.set("x")
    return "ok"


@pytest.fixture
def client() -> Iterator[TestClient]:
    """A client after one order."""
    with TestClient(app) as found:
        found.post("/api/orders", json={"id": "a", "count": 2})
        yield found


def test_models_equal_dicts(client: TestClient) -> None:
    """Expected values may be models, dicts, JSON text, or mixed."""
    client.queue("kitchen").assert_messages([Order(id="a", count=2), {"id": "x", "count": 1}])
    client.queue("kitchen").assert_messages(['{"count": 2, "id": "a"}', Order(id="x")])
    client.queue("kitchen").assert_messages([Order(id="x"), Order(id="a", count=2)], in_any_order=True)
    client.cosmos("d", "c").assert_documents([Order(id="a", count=2)])
    client.table("Rows").assert_entities([{"PartitionKey": "p", "RowKey": "a"}])
    client.blob("bills/a.json").assert_content(Order(id="a", count=2))
    client.event_grid().assert_events([{"id": "a", "specversion": "1.0", "source": "/s", "type": "t"}])
    client.sql("dbo.Orders").assert_rows([Order(id="a", count=2)])
    assert client.blob("bills/a.json").read(Order) == Order(id="a", count=2)
    assert client.blob("bills/a.json").json() == {"id": "a", "count": 2}


def test_a_difference_is_a_diff(client: TestClient) -> None:
    """The message names the place and shows line by line what is missing and what is there."""
    with pytest.raises(AssertionError) as caught:
        client.queue("kitchen").assert_messages([Order(id="a", count=3), Order(id="x")])
    lines = str(caught.value).splitlines()
    assert lines[0] == "Messages of queue 'kitchen': not the 2 that were expected"
    assert '-    "count": 3,' in lines
    assert '+    "count": 2,' in lines
    assert '-    "count": 1,' not in lines


@pytest.mark.parametrize(
    ("check", "told"),
    [
        (lambda client: client.cosmos("d", "c").assert_documents([]), "Documents of cosmosDB 'd/c': 1 in place of 0"),
        (lambda client: client.table("Rows").assert_entities([{}]), "Entities of table 'rows'"),
        (lambda client: client.blob("bills/a.json").assert_content("x"), "Content of blob 'bills/a.json'"),
        (lambda client: client.event_grid().assert_events([]), "Published events: 1 in place of 0"),
        (lambda client: client.sql("dbo.Orders").assert_rows([{"id": "b"}]), "Rows of sql 'dbo.orders'"),
        (lambda client: client.queue("kitchen").assert_messages([Order(id="y")] * 2, in_any_order=True), '"y"'),
    ],
)
def test_every_place_tells_its_name(client: TestClient, check: object, told: str) -> None:
    """What differs is named."""
    assert callable(check)
    with pytest.raises(AssertionError, match=told):
        check(client)


def test_matchers_decide_for_themselves() -> None:
    """A value with an equality of its own may stand at any depth, and is not in the diff where it matches."""
    actual = [{"id": "1", "at": "now", "items": [1, 2]}]
    assert_items("x", [{"id": "1", "at": Anything(), "items": [1, Anything()]}], actual)
    assert_items("x", [Anything()], actual)
    with pytest.raises(AssertionError) as caught:
        assert_items("x", [{"id": "2", "at": Anything(), "items": [1, 2]}], actual)
    assert "Anything" not in str(caught.value)
    with pytest.raises(AssertionError, match="Anything"):
        assert_items("x", [{"id": "1", "at": "now", "items": [1, 2], "more": Anything()}], actual)


def test_dates_are_compared_as_json() -> None:
    """Dataclasses with dates equal what is written of them."""
    assert_items("x", [Bill("1", datetime.date(2024, 1, 2))], [{"id": "1", "day": "2024-01-02"}])


def test_bytes_that_are_no_text() -> None:
    """Binary messages are compared as they are."""
    assert_bodies("x", [b"\xff"], [b"\xff"], in_any_order=False)
    with pytest.raises(AssertionError):
        assert_bodies("x", [b"\xff"], [b"\xfe"], in_any_order=False)


JSON = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**53), 2**53) | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=3), inner, max_size=3),
    max_leaves=8,
)


@given(st.lists(JSON, max_size=4), st.randoms(use_true_random=False))
def test_any_json_equals_itself(values: list[object], random: object) -> None:
    """What is the same passes, in its order or in any."""
    assert_items("x", values, json.loads(json.dumps(values)))
    shuffled = json.loads(json.dumps(values))
    random.shuffle(shuffled)  # type: ignore[attr-defined] # hypothesis types it by its interface
    assert_items("x", values, shuffled, in_any_order=True)


@given(st.lists(JSON, max_size=3), st.lists(JSON, max_size=3))
def test_any_difference_is_seen(one: list[object], other: list[object]) -> None:
    """What differs as JSON never passes."""
    same = json.dumps(one, sort_keys=True) == json.dumps(other, sort_keys=True)
    if same or one == other:
        return
    with pytest.raises(AssertionError):
        assert_items("x", one, other)


def test_outputs_that_were_never_set(client: TestClient) -> None:
    """Asking for an output that the function did not set says what it did set."""
    client.outputs.clear()
    client.get("/api/quiet/log")
    with pytest.raises(InvocationError, match=r"'quiet' has set no output 'kitchen'.*'log' of quiet \(queue log-"):
        client.outputs.of("quiet", "kitchen")
    result = client.invoke("quiet", metadata={"what": "log"})
    assert result.output("log") == "x"
    with pytest.raises(InvocationError, match=r"set nothing for its output 'kitchen'; it set: 'log' of quiet"):
        result.output("kitchen")
    with pytest.raises(InvocationError, match=r"no output 'kitchn'; its outputs are: .*'kitchen'"):
        result.output("kitchn")
    assert client.outputs.of("quiet") == ["x", "x"]
    with pytest.raises(InvocationError, match="What has been set: 'log' of quiet"):
        client.outputs.of("take")


def test_clearing_a_place(client: TestClient) -> None:
    """Messages that are of no interest can be dropped."""
    client.queue("kitchen").clear()
    client.queue("kitchen").assert_messages([])
