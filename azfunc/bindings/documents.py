"""Cosmos DB documents: payload classes, codec and rules of both spellings of the bindings."""

from collections.abc import Callable, Iterator
from typing import ClassVar

from azfunc.bindings.datum import Datum, JsonValue
from azfunc.bindings.decoding import Decoder
from azfunc.bindings.names import COSMOS_ID, name_fault
from azfunc.bindings.objects_payload import (
    ObjectClass,
    ObjectListPayload,
    ObjectPayload,
    decode_payloads,
    encode_payloads,
    payloads_decoder,
    refuse_one_of_several,
)
from azfunc.bindings.values import Shape
from azfunc.errors import Fault


class Document(ObjectPayload[JsonValue]):
    """A Cosmos DB document: a mapping of names to JSON values."""

    noun: ClassVar[str] = "document"

    def to_dict(self) -> dict[str, JsonValue]:
        """The document as a dict."""
        return dict(self.data)


class DocumentList(ObjectListPayload[Document]):
    """Several Cosmos DB documents."""

    kind: ClassVar[ObjectClass] = Document


def decode_documents(datum: Datum) -> DocumentList | None:
    """What arrived as documents; None where the host found nothing."""
    return decode_payloads(datum, DocumentList)


def documents_decoder(shape: Shape, refuse_foreign: Callable[[object], None]) -> Decoder:
    return payloads_decoder(shape, DocumentList, refuse_foreign)


def refuse_single(shape: Shape, most: int | None) -> None:
    """Raises UnsupportedShapeError for one document where a call brings a batch of any size."""
    if most != 1:
        refuse_one_of_several(shape, DocumentList, "; or max_items_per_invocation=1")


def encode_documents(value: object) -> Datum:
    return encode_payloads(value, Document.noun)


def id_faults(binding: object, *fields: str) -> Iterator[Fault]:
    for field in fields:
        yield from name_fault(field, getattr(binding, field), COSMOS_ID)


def query_faults(id: object, sql_query: object) -> Iterator[Fault]:
    if id is not None and sql_query is not None:
        yield Fault(
            "id-with-query",
            "id and sql_query are both given, but a document is read by one of them",
            f"id={id!r}, sql_query={sql_query!r}",
            "id for one document, or sql_query for several",
            "remove one of them; a query can select by id: WHERE c.id = {id}",
            is_tolerated=True,
        )


def lease_faults(watched: tuple[str, str, str], lease: tuple[str, str, str], field: str) -> Iterator[Fault]:
    if watched == lease:
        yield Fault(
            "lease-in-watched-container",
            "it would keep its leases in the container that it watches, and so run without end",
            f"leases in {lease[1]}/{lease[2]}",
            "a lease container of its own",
            f"set {field} to another container, such as '{watched[2]}-leases'",
        )
