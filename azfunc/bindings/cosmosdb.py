"""Cosmos DB: trigger, input and output, in the spelling of extension 4; `cosmosdb_v3` has that of extension 3.

Follows https://learn.microsoft.com/azure/azure-functions/functions-bindings-cosmosdb-v2.
"""

import datetime
from collections.abc import Iterator
from typing import ClassVar

from azfunc.bindings.binding import PayloadTypes
from azfunc.bindings.datum import Datum, Metadata
from azfunc.bindings.decoding import Decoder
from azfunc.bindings.documents import (
    Document,
    DocumentList,
    decode_documents,
    documents_decoder,
    encode_documents,
    id_faults,
    lease_faults,
    query_faults,
    refuse_single,
)
from azfunc.bindings.enums import CosmosDBChangeFeedModeLike, DataTypeLike
from azfunc.bindings.kinds import Input, Output, Trigger
from azfunc.bindings.names import has_expression
from azfunc.bindings.record import binding_class
from azfunc.bindings.values import Shape
from azfunc.errors import Fault


@binding_class
class CosmosDBTrigger(Trigger):
    """Runs the function for batches of new and changed documents of a Cosmos DB container.

    A batch whose call fails is not delivered again, unless a retry policy (``@app.retry``) saves it.

    https://learn.microsoft.com/azure/azure-functions/functions-bindings-cosmosdb-v2-trigger

    Args:
        arg_name: the handler's parameter that takes the `DocumentList`, or a list of dicts or models; may be left
            out where only one can be meant.
        connection: the app setting with the connection string, or the prefix of identity-based settings.
        database_name: the database of the watched container.
        container_name: the watched container.
        lease_connection: the setting for the account that keeps the leases; that of the watched container if left out.
        lease_database_name: the database of the lease container; that of the watched container if left out.
        lease_container_name: the container that keeps the progress; ``leases`` if left out.
        create_lease_container_if_not_exists: make the lease container where it is missing; false if left out.
            Not possible with identity-based connections.
        leases_container_throughput: request units per second of a lease container that is made.
        lease_container_prefix: put before lease ids, so that functions can share a lease container.
        feed_poll_delay: milliseconds between looks at a partition without news; 5000 if left out.
        lease_acquire_interval: milliseconds between checks that partitions are spread evenly; 13000 if left out.
        lease_expiration_interval: milliseconds until a lease that is not renewed is lost; 60000 if left out.
        lease_renew_interval: milliseconds between renewals of a lease; 17000 if left out.
        max_items_per_invocation: documents of a call at most (those of one transaction stay together).
        start_from_beginning: begin with the oldest change where there is no lease yet; false if left out.
        start_from_time: moment to begin at where there is no lease yet, as ISO 8601 text in UTC such as
            ``2024-02-16T14:19:29Z``. Not together with start_from_beginning.
        preferred_locations: Azure regions to read from, parted by commas.
        change_feed_mode: the latest version of each document (if left out), or all versions and deletes.
        data_type: how the host hands the documents over.
    """

    type: ClassVar[str] = "cosmosDBTrigger"
    payloads: ClassVar[PayloadTypes] = (DocumentList, Document)
    retries: ClassVar[bool] = True

    arg_name: str | None = None
    connection: str
    database_name: str
    container_name: str
    lease_connection: str | None = None
    lease_database_name: str | None = None
    lease_container_name: str | None = None
    create_lease_container_if_not_exists: bool | None = None
    leases_container_throughput: int | None = None
    lease_container_prefix: str | None = None
    feed_poll_delay: int | None = None
    lease_acquire_interval: int | None = None
    lease_expiration_interval: int | None = None
    lease_renew_interval: int | None = None
    max_items_per_invocation: int | None = None
    start_from_beginning: bool | None = None
    start_from_time: str | None = None
    preferred_locations: str | None = None
    change_feed_mode: CosmosDBChangeFeedModeLike | None = None
    data_type: DataTypeLike | None = None

    def target(self) -> str:
        return f"{self.database_name}/{self.container_name}"

    def decode(self, datum: Datum, metadata: Metadata) -> DocumentList | None:
        return decode_documents(datum)

    def decoder(self, shape: Shape) -> Decoder:
        refuse_single(shape, self.max_items_per_invocation)
        return documents_decoder(shape, self.refuse_foreign)

    def rules(self) -> Iterator[Fault]:
        yield from id_faults(self, "database_name", "container_name", "lease_database_name", "lease_container_name")
        yield from start_faults(self.start_from_time, self.start_from_beginning)
        watched = (self.connection, self.database_name, self.container_name)
        lease = (
            self.lease_connection or self.connection,
            self.lease_database_name or self.database_name,
            self.lease_container_name or "leases",
        )
        yield from lease_faults(watched, lease, "lease_container_name")


@binding_class
class CosmosDBInput(Input):
    """Reads documents of a Cosmos DB container before the function runs.

    With id the handler gets one document, None where there is none; with sql_query those that it finds; otherwise
    the whole container.

    https://learn.microsoft.com/azure/azure-functions/functions-bindings-cosmosdb-v2-input

    Args:
        arg_name: the handler's parameter that takes the `DocumentList`, `Document`, dict or model, or a list of
            them; may be left out where only one can be meant.
        connection: the app setting with the connection string, or the prefix of identity-based settings.
        database_name: the database of the container.
        container_name: the container.
        partition_key: value of the partition key to look in; ``{token}`` is allowed.
        id: id of the one document to read; ``{token}`` is allowed. Not together with sql_query.
        sql_query: query for several documents; its ``{token}`` become parameters of the query.
        preferred_locations: Azure regions to read from, parted by commas.
        data_type: how the host hands the documents over.
    """

    type: ClassVar[str] = "cosmosDB"
    payloads: ClassVar[PayloadTypes] = (DocumentList, Document)

    arg_name: str | None = None
    connection: str
    database_name: str
    container_name: str
    partition_key: str | None = None
    id: str | None = None
    sql_query: str | None = None
    preferred_locations: str | None = None
    data_type: DataTypeLike | None = None

    def target(self) -> str:
        return f"{self.database_name}/{self.container_name}"

    def decode(self, datum: Datum, metadata: Metadata) -> DocumentList | None:
        return decode_documents(datum)

    def decoder(self, shape: Shape) -> Decoder:
        return documents_decoder(shape, self.refuse_foreign)

    def rules(self) -> Iterator[Fault]:
        yield from id_faults(self, "database_name", "container_name")
        yield from query_faults(self.id, self.sql_query)


@binding_class
class CosmosDBOutput(Output):
    """Writes documents to a Cosmos DB container after the function has run; one with the same id is replaced.

    Takes a `Document`, a dict, a model, a list of them, or JSON text of these.

    https://learn.microsoft.com/azure/azure-functions/functions-bindings-cosmosdb-v2-output

    Args:
        arg_name: the handler's ``Out`` parameter, or ``$return`` for its return value.
        connection: the app setting with the connection string, or the prefix of identity-based settings.
        database_name: the database of the container.
        container_name: the container.
        create_if_not_exists: make database and container where they are missing; false if left out. Not possible
            with identity-based connections.
        partition_key: path of the partition key, such as ``/customer``, of a container that is made.
        container_throughput: request units per second of a container that is made.
        preferred_locations: Azure regions to write to, parted by commas.
        data_type: how the host takes the value.
    """

    type: ClassVar[str] = "cosmosDB"
    payloads: ClassVar[PayloadTypes] = (Document, DocumentList)

    arg_name: str | None = None
    connection: str
    database_name: str
    container_name: str
    create_if_not_exists: bool | None = None
    partition_key: str | None = None
    container_throughput: int | None = None
    preferred_locations: str | None = None
    data_type: DataTypeLike | None = None

    def target(self) -> str:
        return f"{self.database_name}/{self.container_name}"

    def encode(self, value: object) -> Datum:
        return encode_documents(value)

    def rules(self) -> Iterator[Fault]:
        return id_faults(self, "database_name", "container_name")


def start_faults(time: object, from_beginning: object) -> Iterator[Fault]:
    """What is wrong with the places that a trigger of either spelling is told to begin at."""
    if not isinstance(time, str):
        return
    if from_beginning:
        yield Fault(
            "two-starts",
            "start_from_beginning and start_from_time are both given",
            f"start_from_beginning=True, start_from_time={time!r}",
            "one of them",
            "remove the one that is not meant",
            is_tolerated=True,
        )
    if has_expression(time):
        return
    try:
        datetime.datetime.fromisoformat(time)
    except ValueError:
        yield Fault(
            "bad-start-time",
            "start_from_time is no date and time",
            f"start_from_time={time!r}",
            "ISO 8601 in UTC, such as 2024-02-16T14:19:29Z",
            "write it as YYYY-MM-DDThh:mm:ssZ",
        )
