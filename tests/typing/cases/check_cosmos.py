"""Cosmos DB, in the spellings of extension 4 and 3: decorators, documents."""

# an expression alone is what is checked

from typing import assert_type

from azfunc import Blueprint, CosmosDBChangeFeedMode, Document, DocumentList, FunctionApp, Out, QueueMessage
from azfunc.bindings.datum import JsonValue

app = FunctionApp()
bp = Blueprint()


@app.cosmos_db_trigger(
    arg_name="documents",
    connection="Cosmos",
    database_name="Restaurant",
    container_name="Orders",
    lease_container_name="leases",
    create_lease_container_if_not_exists=True,
    max_items_per_invocation=100,
    start_from_time="2026-01-01T00:00:00Z",
    change_feed_mode=CosmosDBChangeFeedMode.LATEST_VERSION,
)
def changed(documents: DocumentList) -> int:
    for document in documents:
        assert_type(document, Document)
        assert_type(document["id"], JsonValue)
        assert_type(document.to_dict(), dict[str, JsonValue])
        assert_type(document.to_json(), str)
    assert_type(documents[0], Document)
    assert_type(documents.to_json(), str)
    return len(documents)


@app.queue_trigger(arg_name="msg", queue_name="kitchen", connection="Storage")
@app.cosmos_db_input(
    arg_name="earlier", connection="Cosmos", database_name="R", container_name="O", id="{id}", partition_key="{id}"
)
@app.cosmos_db_output(
    arg_name="stored", connection="Cosmos", database_name="R", container_name="O", create_if_not_exists=True
)
async def record(msg: QueueMessage, earlier: DocumentList, stored: Out[Document]) -> str:
    stored.set(Document.from_dict({"id": "1"}))
    stored.set({"id": "1"})  # E: arg-type | reportArgumentType
    return "recorded"


@bp.cosmos_db_trigger_v3(
    arg_name="documents",
    database_name="Restaurant",
    collection_name="Orders",
    connection_string_setting="Cosmos",
    checkpoint_interval=1000,
)
@bp.cosmos_db_input_v3(
    arg_name="others", database_name="R", collection_name="O", connection_string_setting="C", sql_query="SELECT *"
)
@bp.cosmos_db_output_v3(
    arg_name="$return", database_name="R", collection_name="O", connection_string_setting="C", partition_key="/id"
)
def changed_v3(documents: list[Document], others: list[dict[str, str]]) -> list[Document]:
    return documents


assert_type(Document.from_json('{"id": "1"}'), Document)
assert_type(changed(DocumentList([Document({"id": "1"})])), int)
assert_type(changed_v3([], others=[]), list[Document])


async def call_async() -> None:
    assert_type(await record(QueueMessage(), DocumentList(), Out[Document]()), str)


changed([Document()])  # E: arg-type | reportArgumentType
changed_v3(documents=[])  # E: call-arg | reportCallIssue
DocumentList([1])  # E: list-item | reportCallIssue,reportArgumentType
Document.from_dict("text")  # E: arg-type | reportArgumentType

app.cosmos_db_trigger(connection="C", database_name="D")  # E: call-arg | reportCallIssue
app.cosmos_db_trigger(connection="C", database_name="D", collection_name="E")  # E: call-arg | reportCallIssue
app.cosmos_db_input(connection="C", database_name="D", container_name="E", id=1)  # E: arg-type | reportArgumentType
app.cosmos_db_output(connection="C", database_name=None, container_name="E")  # E: arg-type | reportArgumentType
app.cosmos_db_trigger_v3(database_name="D", collection_name="E")  # E: call-arg | reportCallIssue
app.cosmos_db_input_v3(database_name="D", container_name="E")  # E: call-arg | reportCallIssue
app.cosmos_db_output_v3(database_name="D", collection_name="E", connection="C")  # E: call-arg | reportCallIssue
