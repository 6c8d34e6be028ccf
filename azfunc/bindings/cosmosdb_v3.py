"""Cosmos DB: trigger, input and output, in the spelling of extension 3; `cosmosdb` has that of extension 4.

Follows https://learn.microsoft.com/azure/azure-functions/functions-bindings-cosmosdb-v2.
"""

from collections.abc import Iterator
from typing import ClassVar

from azfunc.bindings.binding import PayloadTypes
from azfunc.bindings.cosmosdb import start_faults
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
from azfunc.bindings.enums import DataTypeLike
from azfunc.bindings.kinds import Input, Output, Trigger
from azfunc.bindings.record import binding_class
from azfunc.bindings.values import Shape
from azfunc.errors import Fault


@binding_class
class CosmosDBTriggerV3(Trigger):
    """As `CosmosDBTrigger`, with the properties of extension 3.

    https://learn.microsoft.com/azure/azure-functions/functions-bindings-cosmosdb-v2-trigger

    Args:
        arg_name: the handler's parameter that takes the `DocumentList`, or a list of dicts or models; may be left
            out where only one can be meant.
        database_name: the database of the watched collection.
        collection_name: the watched collection (container).
        connection_string_setting: the app setting with the connection string.
        lease_collection_name: the collection that keeps the progress; ``leases`` if left out.
        lease_connection_string_setting: the setting for the account that keeps the leases; that of the watched
            collection if left out.
        lease_database_name: the database of the lease collection; that of the watched collection if left out.
        create_lease_collection_if_not_exists: make the lease collection where it is missing; false if left out.
        leases_collection_throughput: request units per second of a lease collection that is made.
        lease_collection_prefix: put before lease ids, so that functions can share a lease collection.
        checkpoint_interval: milliseconds between checkpoints; after each call if left out.
        checkpoint_document_count: documents between checkpoints; after each call if left out.
        feed_poll_delay: milliseconds between looks at a partition without news; 5000 if left out.
        lease_renew_interval: milliseconds between renewals of a lease; 17000 if left out.
        lease_acquire_interval: milliseconds between checks that partitions are spread evenly; 13000 if left out.
        lease_expiration_interval: milliseconds until a lease that is not renewed is lost; 60000 if left out.
        max_items_per_invocation: documents of a call at most (those of one transaction stay together).
        start_from_beginning: begin with the oldest change where there is no lease yet; false if left out.
        preferred_locations: Azure regions to read from, parted by commas.
        data_type: how the host hands the documents over.
        start_from_time: moment to begin at where there is no lease yet, as ISO 8601 text in UTC such as
            ``2024-02-16T14:19:29Z``. Not together with start_from_beginning.
        use_multiple_write_locations: write leases to several of the preferred regions; false if left out.
    """

    type: ClassVar[str] = "cosmosDBTrigger"
    payloads: ClassVar[PayloadTypes] = (DocumentList, Document)
    retries: ClassVar[bool] = True
    setting_fields: ClassVar[tuple[str, ...]] = ("connection_string_setting", "lease_connection_string_setting")

    arg_name: str | None = None
    database_name: str
    collection_name: str
    connection_string_setting: str
    lease_collection_name: str | None = None
    lease_connection_string_setting: str | None = None
    lease_database_name: str | None = None
    create_lease_collection_if_not_exists: bool | None = None
    leases_collection_throughput: int | None = None
    lease_collection_prefix: str | None = None
    checkpoint_interval: int | None = None
    checkpoint_document_count: int | None = None
    feed_poll_delay: int | None = None
    lease_renew_interval: int | None = None
    lease_acquire_interval: int | None = None
    lease_expiration_interval: int | None = None
    max_items_per_invocation: int | None = None
    start_from_beginning: bool | None = None
    preferred_locations: str | None = None
    data_type: DataTypeLike | None = None
    start_from_time: str | None = None
    use_multiple_write_locations: bool | None = None

    def target(self) -> str:
        return f"{self.database_name}/{self.collection_name}"

    def decode(self, datum: Datum, metadata: Metadata) -> DocumentList | None:
        return decode_documents(datum)

    def decoder(self, shape: Shape) -> Decoder:
        refuse_single(shape, self.max_items_per_invocation)
        return documents_decoder(shape, self.refuse_foreign)

    def rules(self) -> Iterator[Fault]:
        yield from id_faults(self, "database_name", "collection_name", "lease_database_name", "lease_collection_name")
        yield from start_faults(self.start_from_time, self.start_from_beginning)
        watched = (self.connection_string_setting, self.database_name, self.collection_name)
        lease = (
            self.lease_connection_string_setting or self.connection_string_setting,
            self.lease_database_name or self.database_name,
            self.lease_collection_name or "leases",
        )
        yield from lease_faults(watched, lease, "lease_collection_name")


@binding_class
class CosmosDBInputV3(Input):
    """As `CosmosDBInput`, with the properties of extension 3.

    https://learn.microsoft.com/azure/azure-functions/functions-bindings-cosmosdb-v2-input

    Args:
        arg_name: the handler's parameter that takes the `DocumentList`, `Document`, dict or model, or a list of
            them; may be left out where only one can be meant.
        database_name: the database of the collection.
        collection_name: the collection (container).
        connection_string_setting: the app setting with the connection string.
        id: id of the one document to read; ``{token}`` is allowed. Not together with sql_query.
        sql_query: query for several documents; its ``{token}`` become parameters of the query.
        partition_key: value of the partition key to look in; ``{token}`` is allowed.
        data_type: how the host hands the documents over.
    """

    type: ClassVar[str] = "cosmosDB"
    payloads: ClassVar[PayloadTypes] = (DocumentList, Document)
    setting_fields: ClassVar[tuple[str, ...]] = ("connection_string_setting",)

    arg_name: str | None = None
    database_name: str
    collection_name: str
    connection_string_setting: str
    id: str | None = None
    sql_query: str | None = None
    partition_key: str | None = None
    data_type: DataTypeLike | None = None

    def target(self) -> str:
        return f"{self.database_name}/{self.collection_name}"

    def decode(self, datum: Datum, metadata: Metadata) -> DocumentList | None:
        return decode_documents(datum)

    def decoder(self, shape: Shape) -> Decoder:
        return documents_decoder(shape, self.refuse_foreign)

    def rules(self) -> Iterator[Fault]:
        yield from id_faults(self, "database_name", "collection_name")
        yield from query_faults(self.id, self.sql_query)


@binding_class
class CosmosDBOutputV3(Output):
    """As `CosmosDBOutput`, with the properties of extension 3.

    https://learn.microsoft.com/azure/azure-functions/functions-bindings-cosmosdb-v2-output

    Args:
        arg_name: the handler's ``Out`` parameter, or ``$return`` for its return value.
        database_name: the database of the collection.
        collection_name: the collection (container).
        connection_string_setting: the app setting with the connection string.
        create_if_not_exists: make database and collection where they are missing; false if left out.
        partition_key: path of the partition key, such as ``/customer``, of a collection that is made.
        collection_throughput: request units per second of a collection that is made.
        use_multiple_write_locations: write to several of the preferred regions; false if left out.
        preferred_locations: Azure regions to write to, parted by commas.
        data_type: how the host takes the value.
    """

    type: ClassVar[str] = "cosmosDB"
    payloads: ClassVar[PayloadTypes] = (Document, DocumentList)
    setting_fields: ClassVar[tuple[str, ...]] = ("connection_string_setting",)

    arg_name: str | None = None
    database_name: str
    collection_name: str
    connection_string_setting: str
    create_if_not_exists: bool | None = None
    partition_key: str | None = None
    collection_throughput: int | None = None
    use_multiple_write_locations: bool | None = None
    preferred_locations: str | None = None
    data_type: DataTypeLike | None = None

    def target(self) -> str:
        return f"{self.database_name}/{self.collection_name}"

    def encode(self, value: object) -> Datum:
        return encode_documents(value)

    def rules(self) -> Iterator[Fault]:
        return id_faults(self, "database_name", "collection_name")
