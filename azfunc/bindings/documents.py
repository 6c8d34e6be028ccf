"""Cosmos DB documents: payload classes, codec and rules of both spellings of the bindings."""

from collections import UserDict, UserList
from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Self, cast

from azfunc.bindings.base import UNTYPED, Decoder
from azfunc.bindings.datum import Datum, JsonValue
from azfunc.bindings.names import COSMOS_ID, name_fault
from azfunc.bindings.objects import check_single, is_object_type, objects_decoder, objects_text
from azfunc.bindings.values import Payload, Shape, UnsupportedShapeError, dump_json
from azfunc.errors import DecodeError, Fault


class Document(Payload, UserDict[str, JsonValue]):
    """A Cosmos DB document: a mapping of names to JSON values."""

    @classmethod
    def from_json(cls, json_data: str | bytes) -> Self:
        """The document that a JSON text holds.

        Raises:
            azfunc.errors.DecodeError: it is no JSON object.
        """
        found = Datum("json", json_data).parse()
        if not isinstance(found, dict):
            raise DecodeError(f"A document is a JSON object, but {found!r:.60} was given to Document.from_json.")
        return cls(found)

    @classmethod
    def from_dict(cls, dct: Mapping[str, JsonValue]) -> Self:
        """A document with the items of a mapping."""
        return cls(dct)

    def to_dict(self) -> dict[str, JsonValue]:
        """The document as a dict."""
        return dict(self.data)

    def __repr__(self) -> str:
        return f"<azfunc.Document at 0x{id(self):0x}>"


class DocumentList(Payload, UserList[Document]):
    """Several Cosmos DB documents."""

    def to_dict(self) -> list[JsonValue]:
        """The documents as a list of dicts."""
        documents = cast("list[Document | None]", self.data)  # null among the results of a query stays null
        return [None if document is None else dict(document) for document in documents]

    def to_json(self) -> str:
        return dump_json(self.to_dict())


def decode_documents(datum: Datum) -> DocumentList | None:
    """What arrived as documents; None where the host found nothing."""
    found = None if datum.kind == "none" else datum.parse()
    if found is None:
        return None
    return DocumentList(_document(item) for item in (found if isinstance(found, list) else [found]))


def _document(item: JsonValue) -> Document:
    if item is None:  # as azure.functions does
        return cast("Document", None)
    if isinstance(item, Mapping):
        return Document(item)
    raise DecodeError(
        f"A document is a JSON object, but {item!r:.60} arrived. If the query selects single values, annotate the "
        "parameter with their type, such as list[str]."
    )


def documents_decoder(shape: Shape, refuse_foreign: Callable[[object], None]) -> Decoder:
    if shape.annotation in UNTYPED or shape.annotation is DocumentList:
        return lambda datum, _metadata: decode_documents(datum)
    if shape.annotation is Document:
        return lambda datum, _metadata: check_single(list[object](decode_documents(datum) or ()), "documents")
    if shape.item is Document:
        nothing = None if shape.optional else ()
        return lambda datum, _metadata: _list(decode_documents(datum), nothing)
    refuse_foreign(shape.annotation)
    decode = objects_decoder(shape, "documents")
    return lambda datum, _metadata: decode(datum)


def _list(documents: DocumentList | None, nothing: tuple[()] | None) -> list[Document] | None:
    found: Iterable[Document] | None = nothing if documents is None else documents
    return None if found is None else list(found)


def refuse_single(shape: Shape, most: int | None) -> None:
    """Raises UnsupportedShapeError for one document where a call brings a batch of any size."""
    if most != 1 and (shape.annotation is Document or is_object_type(shape.annotation)):
        raise UnsupportedShapeError(
            f"DocumentList or list[{shape.describe()}], since a call brings several documents; or "
            "max_items_per_invocation=1"
        )


def encode_documents(value: object) -> Datum:
    text = objects_text(value, "document")
    return Datum("json", f"[{text}]" if text.startswith("{") else text)


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
