"""`Reading`: a binding whose values reach the handler, decoded to the types that the handler asks for."""

import json
from collections.abc import Callable, Sequence
from typing import Any, ClassVar, Self, cast, get_args

from azfunc.bindings.binding import Binding
from azfunc.bindings.datum import Datum, Metadata
from azfunc.bindings.enums import Cardinality
from azfunc.bindings.valued import ValuePayload, value_reader
from azfunc.bindings.values import (
    UNANNOTATED,
    Shape,
    UnsupportedShapeError,
    batch_item,
    describe_type,
    payload_class,
    value_decoder,
)
from azfunc.errors import DecodeError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from azfunc.bindings.metadata import Fields

Decoder = Callable[[Datum, Metadata], object]
"""Makes a handler's argument of what arrived and what the trigger tells about it."""

UNTYPED = (UNANNOTATED, Any, object)
"""Annotations that leave the choice of the value's type to the binding."""


class Reading(Binding):
    """What triggers and inputs share: values of the types that a handler asks for."""

    is_open: ClassVar[bool] = False
    """Whether a handler may ask for classes of other packages, which azfunc does not know."""
    unsettled: ClassVar[str] = "the host alone decides what becomes of this one's messages."
    """Why a handler cannot settle messages one by one; empty where it can."""

    def is_many(self) -> bool:
        """Whether one call carries a list of messages."""
        return False

    def decode(self, datum: Datum, metadata: Metadata) -> object:
        """The payload object of one message; what a parameter without annotation gets."""
        raise NotImplementedError

    def decode_many(self, datum: Datum, metadata: Metadata) -> list[object]:
        """The payload objects of a batch."""
        raise NotImplementedError

    def split(self, datum: Datum) -> list[Datum]:
        """The messages of a batch, one datum each."""
        return split_batch(datum)

    def fitted(self, shape: Shape) -> Self:
        """This binding, completed by what its parameter asks for: a list of messages makes the cardinality many.

        Raises:
            azfunc.bindings.values.UnsupportedShapeError: what was said contradicts the parameter.
        """
        values = self.__dict__
        if "cardinality" not in values or not (shape.is_list or batch_item(shape.annotation) is not None):
            return self
        if values["cardinality"] is None:
            return self.with_fields(cardinality=Cardinality.MANY)
        if values["cardinality"] is Cardinality.ONE:
            raise UnsupportedShapeError(
                f"{self.payload_names()} or another type of one message, since cardinality='one' was given; or "
                "cardinality='many', or none at all, for a list"
            )
        return self

    def decoder(self, shape: Shape) -> Decoder:
        """Makes the value that a parameter of this shape asks for.

        Raises:
            azfunc.bindings.values.UnsupportedShapeError: the binding cannot give such a value.
        """
        item = batch_item(shape.annotation)
        if item is not None:
            return self.batch_decoder(item)
        if not self.is_many():
            return self._decoder_of(shape.wanted, optional=shape.optional)
        if shape.annotation in UNTYPED:
            return self.decode_many
        if not shape.is_list:
            raise UnsupportedShapeError(
                f"list[{self.payload_names()}] or a list of another type, since cardinality is many"
            )
        if shape.item in UNTYPED or self.is_payload(shape.item):
            finish = self.finisher(shape.item)
            return self.decode_many if finish is None else self._many_payloads(finish)
        from azfunc.bindings.items import read_items

        read = self.value_reader(shape.wanted_item)

        def decode_values(datum: Datum, metadata: Metadata) -> object:
            items = self.split(datum)
            return read_items(items, read, lambda index, item: self._named(item, metadata, index, len(items)))

        return decode_values

    def _many_payloads(self, finish: Callable[[object], object]) -> Decoder:
        from azfunc.bindings.items import read_items

        def decode_payloads(datum: Datum, metadata: Metadata) -> object:
            items = self.decode_many(datum, metadata)

            def name(index: int, _item: object) -> str:
                return self._named(self.split(datum)[index], metadata, index, len(items))

            return read_items(items, finish, name)

        return decode_payloads

    def _decoder_of(self, annotation: object, *, optional: bool = False) -> Decoder:
        if annotation in UNTYPED or self.is_payload(annotation):
            finish = self.finisher(annotation)
            if finish is None:
                return self.decode

            def read(datum: Datum, metadata: Metadata) -> object:
                return finish(self.decode(datum, metadata))

            return self._telling(read, optional)
        read_value = self.value_reader(annotation)

        def decode(datum: Datum, metadata: Metadata) -> object:
            try:
                return read_value(datum)
            except DecodeError as error:
                return self._told(error, datum, metadata, optional)

        return decode

    def _telling(self, read: Decoder, optional: bool) -> Decoder:
        def decode(datum: Datum, metadata: Metadata) -> object:
            try:
                return read(datum, metadata)
            except DecodeError as error:
                return self._told(error, datum, metadata, optional)

        return decode

    def _told(self, error: DecodeError, datum: Datum, metadata: Metadata, optional: bool) -> object:
        """None for JSON's null where that may be; otherwise what is wrong, with the id of the message."""
        if optional and isinstance(datum.value, str | bytes) and datum.value.strip() in ("null", b"null"):
            return None
        name = self._named(datum, metadata)
        if not name:
            raise error
        raise DecodeError(f"{name}: {error}") from error.__cause__

    def _named(self, datum: Datum, metadata: Metadata, index: int | None = None, count: int = 1) -> str:
        """The message in words, by its id; empty where the host tells none."""
        from azfunc.bindings.metadata import Fields

        try:
            fields = Fields(metadata) if index is None else Fields.of_batch(metadata, count)[index]
            return self.message_name(datum, fields)
        except DecodeError:  # the metadata is of no use either
            return ""

    def message_name(self, datum: Datum, fields: "Fields") -> str:
        """How a message is called where something is wrong with it, such as ``message 7``; empty if it has no id."""
        return ""

    def value_reader(self, annotation: object) -> Callable[[Datum], object]:
        """What makes a value of a type that is no payload class of one message.

        Raises:
            azfunc.bindings.values.UnsupportedShapeError: the binding cannot give such a value.
        """
        self.refuse_foreign(annotation)
        try:
            return value_decoder(annotation)
        except UnsupportedShapeError as error:
            raise UnsupportedShapeError(f"{self.payload_names()}, or {error.expected}") from error

    def finisher(self, annotation: object) -> Callable[[object], object] | None:
        """What is done with a payload object before a handler gets it: its typed value is read."""
        if isinstance(annotation, type):
            return None  # a class alone says no type of its value
        kind = payload_class(annotation)
        if kind is None or not issubclass(kind, ValuePayload):
            return None
        try:
            read = value_reader(annotation)
        except UnsupportedShapeError as error:
            raise UnsupportedShapeError(f"{kind.__name__}[...] of {error.expected}") from error
        return lambda payload: cast("ValuePayload[object]", payload).with_value(read)

    def batch_decoder(self, item: object) -> Decoder:
        """Makes a `azfunc.Batch` of items of a type.

        Raises:
            azfunc.bindings.values.UnsupportedShapeError: the platform cannot settle the messages one by one.
        """
        raise UnsupportedShapeError(
            f"list[{self._item_text(item)}] where calls bring several messages, otherwise {self._item_text(item)}. "
            f"Batch is for Service Bus alone: {self.unsettled}"
        )

    def _item_text(self, item: object) -> str:
        name = self.payloads[0].__name__ if self.payloads else ""
        inner = "" if item in UNTYPED else describe_type(item)
        if name and self.payloads and issubclass(self.payloads[0], ValuePayload) and inner:
            return f"{name}[{inner}]"
        return inner or name or "dict"

    def is_payload(self, annotation: object) -> bool:
        """Whether a type is one of this binding's payload classes, alone or with the type of its value."""
        kind = payload_class(annotation)
        return any(payload in (annotation, kind) for payload in self.payloads)

    def payload_names(self) -> str:
        """The payload classes as a message names them."""
        return " or ".join(payload.__name__ for payload in self.payloads) or "str"

    def refuse_foreign(self, annotation: object) -> None:
        """Raises UnsupportedShapeError for the payload class of another service, a list of them, and `azfunc.Batch`."""
        if batch_item(annotation) is not None:
            self.batch_decoder(batch_item(annotation))
        item = annotation if payload_class(annotation) else next(iter(get_args(annotation)), annotation)
        if payload_class(item) is not None:
            hint = " (list[...] needs cardinality many)" if self.is_payload(item) else ""
            raise UnsupportedShapeError(f"{self.payload_names()}, str, bytes, dict or a model{hint}")


def split_batch(datum: Datum) -> list[Datum]:
    """The messages of a batch: the items of a collection, or of a JSON list.

    Raises:
        DecodeError: the value is no list.
    """
    if datum.kind == "collection_bytes":
        return [Datum("bytes", item) for item in cast("Sequence[bytes]", datum.value)]
    if datum.kind == "collection_string":
        return [Datum("string", item) for item in cast("Sequence[str]", datum.value)]
    items = datum.parse()
    if not isinstance(items, list):
        raise DecodeError(f"A batch of messages is a collection or a JSON list, but one {datum.kind} value arrived.")
    try:
        return [Datum("string", item) if isinstance(item, str) else Datum("json", json.dumps(item)) for item in items]
    except RecursionError as error:
        raise DecodeError("A message of this batch is JSON that is nested too deeply to be read.") from error
